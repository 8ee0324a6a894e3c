"""Amazon S3 Control: access points and Block Public Access of an account."""

from collections.abc import Mapping

from ..cloud.operation import Operation, Service

__all__ = ["SERVICE"]

OPERATIONS: Mapping[str, Operation] = {}

SERVICE = Service("s3control", "s3", "s3.amazonaws.com", OPERATIONS)
