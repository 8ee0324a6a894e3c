"""AWS HealthLake: data stores, import and export jobs, and FHIR resources.

Source: "AWS HealthLake API Reference", "AWS HealthLake Developer Guide".
"""

from collections.abc import Mapping
from typing import Any

from ...cloud.calling import Call
from ...cloud.operation import Operation, Service
from ...cloud.records import as_recorded
from . import interactions, jobs, stores

__all__ = ["SERVICE"]

OPERATIONS: Mapping[str, Operation] = {
    **stores.OPERATIONS,
    **jobs.OPERATIONS,
    **interactions.OPERATIONS,
}
# Patient data does not belong into records; that AWS leaves exactly these out is inferred.
_HIDDEN = frozenset({"Bundle", "Query", "Resource"})


def _recorded(call: Call) -> dict[str, Any]:
    shown: dict[str, Any] = as_recorded(call.parameters, _HIDDEN)
    return shown


SERVICE = Service(
    "healthlake",
    "healthlake",
    "healthlake.amazonaws.com",
    OPERATIONS,
    denied_status=400,
    hidden=_HIDDEN,
    not_in_botocore=interactions.SHAPES,
    recorded=_recorded,
)
