"""AWS Organizations: the tree, and the policies attached to it."""

from collections.abc import Mapping

from ..cloud.operation import Operation, Service

__all__ = ["SERVICE"]

OPERATIONS: Mapping[str, Operation] = {}

SERVICE = Service("organizations", "organizations", "organizations.amazonaws.com", OPERATIONS)
