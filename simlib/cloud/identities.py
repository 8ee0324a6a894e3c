"""IAM's own resources: users, groups, roles, policies, access keys, providers, instance profiles.

Source: "IAM identifiers", "IAM JSON policy elements", "AWS Identity and Access Management API".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ..language.policy import Policy
from .saved_policy import SavedPolicy

__all__ = [
    "AccessKey",
    "Group",
    "IdentityProvider",
    "InstanceProfile",
    "ManagedPolicy",
    "PolicyVersion",
    "Role",
    "User",
]

Tags = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class User:
    """An IAM user. `inline` policies are by name, `attached` are ARNs of managed policies."""

    account: str
    name: str
    unique_id: str
    path: str = "/"
    created: datetime | None = None
    inline: Mapping[str, Policy] = field(default_factory=dict)
    attached: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    boundary: str | None = None
    tags: Tags = field(default_factory=dict)
    mfa_device: str | None = None
    mfa_since: datetime | None = None

    @property
    def arn(self) -> str:
        """With its path."""
        return f"arn:aws:iam::{self.account}:user{self.path}{self.name}"


@dataclass(frozen=True, slots=True)
class Group:
    """An IAM group: its policies count for its users; it is no principal itself (rule E26)."""

    account: str
    name: str
    unique_id: str
    path: str = "/"
    created: datetime | None = None
    inline: Mapping[str, Policy] = field(default_factory=dict)
    attached: tuple[str, ...] = ()

    @property
    def arn(self) -> str:
        """With its path."""
        return f"arn:aws:iam::{self.account}:group{self.path}{self.name}"


@dataclass(frozen=True, slots=True)
class Role:
    """An IAM role; `trust` is who may assume it. Durations in seconds."""

    account: str
    name: str
    unique_id: str
    trust: SavedPolicy
    path: str = "/"
    created: datetime | None = None
    inline: Mapping[str, Policy] = field(default_factory=dict)
    attached: tuple[str, ...] = ()
    boundary: str | None = None
    tags: Tags = field(default_factory=dict)
    max_session_duration: int = 3600
    description: str = ""

    @property
    def arn(self) -> str:
        """With its path."""
        return f"arn:aws:iam::{self.account}:role{self.path}{self.name}"

    @property
    def service_linked(self) -> bool:
        """Is it defined by a service, so that SCPs, RCPs and boundaries pass it by (rule E23)?"""
        return self.path.startswith("/aws-service-role/")


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """One of the at most five versions of a managed policy."""

    id: str
    policy: Policy
    created: datetime | None = None


@dataclass(frozen=True, slots=True)
class ManagedPolicy:
    """A managed policy: only its default version counts. `account` is `aws` for AWS's own."""

    account: str
    name: str
    unique_id: str
    versions: tuple[PolicyVersion, ...]
    default: str = "v1"
    path: str = "/"
    created: datetime | None = None
    description: str = ""
    tags: Tags = field(default_factory=dict)
    latest: int = 1  # the highest version number ever given; numbers are not used again

    @property
    def arn(self) -> str:
        """With its path."""
        return f"arn:aws:iam::{self.account}:policy{self.path}{self.name}"

    @property
    def policy(self) -> Policy:
        """The default version's."""
        return next(version.policy for version in self.versions if version.id == self.default)


@dataclass(frozen=True, slots=True)
class AccessKey:
    """A long-term access key of a user, or of the root user (`user` is None then)."""

    id: str
    secret: str = field(repr=False)
    account: str
    user: str | None
    active: bool = True
    created: datetime | None = None


@dataclass(frozen=True, slots=True)
class InstanceProfile:
    """A container for at most one role, by which an EC2 instance gets it (rule F19)."""

    account: str
    name: str
    unique_id: str
    path: str = "/"
    role: str | None = None
    created: datetime | None = None
    tags: Tags = field(default_factory=dict)

    @property
    def arn(self) -> str:
        """With its path."""
        return f"arn:aws:iam::{self.account}:instance-profile{self.path}{self.name}"


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """A SAML or OIDC provider; `audiences` are the client ids that an OIDC provider accepts."""

    arn: str
    kind: str  # "saml-provider" or "oidc-provider"
    issuer: str
    audiences: tuple[str, ...] = ()
    created: datetime | None = None
    tags: Tags = field(default_factory=dict)
    metadata: str = field(default="", repr=False)  # a SAML provider's document
    thumbprints: tuple[str, ...] = ()  # an OIDC provider's
