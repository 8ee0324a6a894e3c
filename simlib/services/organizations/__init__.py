"""AWS Organizations: the tree of accounts, and the SCPs and RCPs attached to it.

Changes, and most reads, come from the management account only; delegated administrators are not
modelled. Source: "AWS Organizations API Reference".
"""

from collections.abc import Mapping

from ...cloud.operation import Operation, Service
from . import control_policies, tree

__all__ = ["SERVICE"]

OPERATIONS: Mapping[str, Operation] = {**tree.OPERATIONS, **control_policies.OPERATIONS}

SERVICE = Service(
    "organizations",
    "organizations",
    "organizations.amazonaws.com",
    OPERATIONS,
    is_global=True,
    denied_status=400,
    validation_code="InvalidInputException",
)
