"""Amazon EC2, as far as roles go: instances with an instance profile."""

from collections.abc import Mapping

from ..cloud.operation import Operation, Service

__all__ = ["SERVICE"]

OPERATIONS: Mapping[str, Operation] = {}

SERVICE = Service("ec2", "ec2", "ec2.amazonaws.com", OPERATIONS)
