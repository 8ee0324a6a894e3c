"""AWS KMS: keys and their policies, aliases, grants, and operations that use keys.

Source: "AWS KMS API Reference", "AWS KMS Developer Guide".
"""

from collections.abc import Mapping

from ...cloud.operation import Operation, Service
from ...cloud.records import every_resource
from . import aliases, cryptography, granting, managing, policies
from .recording import HIDDEN, recorded

__all__ = ["SERVICE"]

OPERATIONS: Mapping[str, Operation] = {
    **managing.OPERATIONS,
    **policies.OPERATIONS,
    **aliases.OPERATIONS,
    **cryptography.OPERATIONS,
    **granting.OPERATIONS,
}

SERVICE = Service(
    "kms",
    "kms",
    "kms.amazonaws.com",
    OPERATIONS,
    denied_status=400,
    hidden=HIDDEN,
    recorded=recorded,
    resources=every_resource,  # ReEncrypt has two keys
)
