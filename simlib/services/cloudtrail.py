"""AWS CloudTrail: looking events up."""

from collections.abc import Mapping

from ..cloud.operation import Operation, Service

__all__ = ["SERVICE"]

OPERATIONS: Mapping[str, Operation] = {}

SERVICE = Service("cloudtrail", "cloudtrail", "cloudtrail.amazonaws.com", OPERATIONS)
