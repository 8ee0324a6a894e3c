"""AWS KMS's resources: keys and grants. An alias is only a name for a key.

Source: "Grants in AWS KMS", "Key states of AWS KMS keys".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from .saved_policy import SavedPolicy

__all__ = ["Key", "KeyGrant", "KeyState"]


class KeyState(StrEnum):
    """The states that decide what a key can be used for, in the API's spelling."""

    ENABLED = "Enabled"
    DISABLED = "Disabled"
    PENDING_DELETION = "PendingDeletion"
    PENDING_IMPORT = "PendingImport"


@dataclass(frozen=True, slots=True)
class Key:
    """A KMS key. `manager` is CUSTOMER, or AWS for AWS managed keys."""

    id: str
    account: str
    region: str
    policy: SavedPolicy
    state: KeyState = KeyState.ENABLED
    spec: str = "SYMMETRIC_DEFAULT"
    usage: str = "ENCRYPT_DECRYPT"
    manager: str = "CUSTOMER"
    description: str = ""
    created: datetime | None = None
    deletion: datetime | None = None
    rotation: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def arn(self) -> str:
        """`arn:aws:kms:REGION:ACCOUNT:key/ID`."""
        return f"arn:aws:kms:{self.region}:{self.account}:key/{self.id}"


@dataclass(frozen=True, slots=True)
class KeyGrant:
    """A grant as KMS keeps it: who gets what, and from when to when it is in force (rule H10).

    `effective` is when it counts for everyone; its token makes it count at once. `ended` is when
    its retirement or revocation counts, None for a grant in force.
    """

    id: str
    token: str
    key: str
    grantee: str
    operations: tuple[str, ...]
    issuer: str  # the account that created it
    retiring: str | None = None
    subset: tuple[tuple[str, str], ...] | None = None
    equals: tuple[tuple[str, str], ...] | None = None
    name: str = ""
    created: datetime | None = None
    effective: datetime | None = None
    ended: datetime | None = None
