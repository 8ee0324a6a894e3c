"""AWS STS: credentials for a while."""

from collections.abc import Mapping

from ..cloud.operation import Operation, Service

__all__ = ["SERVICE"]

OPERATIONS: Mapping[str, Operation] = {}

SERVICE = Service("sts", "sts", "sts.amazonaws.com", OPERATIONS)
