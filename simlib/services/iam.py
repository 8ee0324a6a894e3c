"""IAM: users, groups, roles, policies and instance profiles."""

from collections.abc import Mapping

from ..cloud.operation import Operation, Service

__all__ = ["SERVICE"]

OPERATIONS: Mapping[str, Operation] = {}

SERVICE = Service("iam", "iam", "iam.amazonaws.com", OPERATIONS)
