"""Amazon S3 Control: access points, and Block Public Access of a whole account.

Its actions and its event source are S3's own. Access points for directory buckets, Object Lambda,
Multi-Region Access Points, Access Grants and S3 on Outposts are not modelled.
Source: "Amazon S3 API Reference: S3 Control", "Creating access points", "Access points restrictions
and limitations".
"""

from collections.abc import Mapping
from typing import Any

from ...cloud.calling import Call
from ...cloud.operation import Operation, Service
from ...cloud.records import as_recorded
from . import access_points, account_block

__all__ = ["SERVICE"]

OPERATIONS: Mapping[str, Operation] = {
    **access_points.OPERATIONS,
    **account_block.OPERATIONS,
}


def _recorded(call: Call) -> dict[str, Any]:
    """The parameters under their own names, and the host they went to (inferred)."""
    host = f"{call['AccountId']}.s3-control.{call.region}.amazonaws.com"
    return {**as_recorded(call.parameters, frozenset()), "Host": host}


SERVICE = Service(
    "s3control",
    "s3",
    "s3.amazonaws.com",
    OPERATIONS,
    validation_code="InvalidRequest",
    recorded=_recorded,
    resources=access_points.resources,
)
