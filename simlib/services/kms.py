"""AWS KMS: keys, aliases, grants and cryptographic operations."""

from collections.abc import Mapping

from ..cloud.operation import Operation, Service

__all__ = ["SERVICE"]

OPERATIONS: Mapping[str, Operation] = {}

SERVICE = Service("kms", "kms", "kms.amazonaws.com", OPERATIONS)
