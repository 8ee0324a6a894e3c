"""Who signs a request and with what: long-term keys, and sessions with all that they carry.

Source: "Request temporary security credentials", "Comparison of AWS STS credentials", "Pass session
tags in AWS STS", "Monitor and control actions taken with assumed roles".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from ..evaluation.request import Principal, PrincipalType
from ..language.policy import Policy
from .signature import Credentials

__all__ = [
    "ANONYMOUS",
    "CredentialType",
    "Session",
    "principal_of",
    "refusal_of",
    "service_session",
]


class CredentialType(StrEnum):
    """How the credentials of a request came about; the value is the phrase shown to people."""

    LONG_TERM_KEY = "a long-term access key"
    SESSION_TOKEN = "credentials from GetSessionToken"
    ASSUMED_ROLE = "a role session from AssumeRole"
    SAML = "a role session from AssumeRoleWithSAML"
    WEB_IDENTITY = "a role session from AssumeRoleWithWebIdentity"
    FEDERATION_TOKEN = "credentials from GetFederationToken"
    INSTANCE_PROFILE = "an EC2 instance's role credentials"
    SERVICE_ROLE = "a service role's session"
    ASSUMED_ROOT = "credentials from AssumeRoot"
    SERVICE = "a service principal's own call"
    UNSIGNED = "no credentials"

    @property
    def temporary(self) -> bool:
        """Do they expire?"""
        return self not in (self.LONG_TERM_KEY, self.SERVICE, self.UNSIGNED)


@dataclass(frozen=True, eq=False)
class Session:
    """One set of credentials and all that AWS knows of them. A long-term key counts as one too.

    `identity` is the ARN of the user or role behind it, or of the account's root. `mfa` is None
    where the credentials say nothing of MFA (rule D3). `unique_id` is the user's or the role's.
    """

    type: CredentialType
    principal: PrincipalType
    account: str | None = None
    arn: str | None = None
    identity: str | None = None
    unique_id: str | None = None
    credentials: Credentials | None = field(default=None, repr=False)
    name: str | None = None  # of a role session or federated user
    issued: datetime | None = None
    mfa: bool | None = None
    mfa_at: datetime | None = None
    policies: tuple[Policy, ...] = ()  # session policies
    tags: Mapping[str, str] = field(default_factory=dict)  # session tags
    transitive: frozenset[str] = frozenset()
    source_identity: str | None = None
    provider: str | None = None  # the SAML or OIDC provider that vouched
    claims: Mapping[str, str] = field(default_factory=dict)  # what the provider said
    chained: bool = False  # did a role session assume this role?
    instance: str | None = None  # the id of the EC2 instance
    service: str | None = None  # a service principal's name, or whom a service role serves
    task_policy: str | None = None  # of AssumeRoot

    @property
    def temporary(self) -> bool:
        """Do the credentials expire?"""
        return self.type.temporary

    @property
    def access_key_id(self) -> str:
        """The id in CloudTrail's records; empty for services and unsigned calls."""
        return self.credentials.access_key_id if self.credentials else ""


ANONYMOUS = Session(CredentialType.UNSIGNED, PrincipalType.ANONYMOUS)


def service_session(name: str) -> Session:
    """A service principal that calls in its own name.

    >>> service_session("cloudtrail.amazonaws.com").service
    'cloudtrail.amazonaws.com'
    """
    return Session(CredentialType.SERVICE, PrincipalType.SERVICE, service=name)


def refusal_of(session: Session, action: str) -> str:
    """Why AWS takes no such call from these credentials; empty where it does (rule F8).

    >>> refusal_of(ANONYMOUS, "s3:GetObject")
    ''
    """
    service, _, name = action.lower().partition(":")
    if service not in ("iam", "sts") or name == "getcalleridentity":
        return ""
    if session.type is CredentialType.FEDERATION_TOKEN:
        return f"{session.type} are not taken by {service.upper()}"
    if session.type is CredentialType.SESSION_TOKEN and name not in ("passrole", "assumerole"):
        if service == "sts":
            return f"{session.type} are taken by STS for AssumeRole and GetCallerIdentity only"
        return "" if session.mfa else f"{session.type} without MFA are not taken by IAM"
    if session.principal is PrincipalType.ROOT and name in ("assumerole", "assumeroot"):
        return f"{action} is not taken from root users"
    if session.temporary and name in ("getsessiontoken", "getfederationtoken"):
        return f"{action} is not taken from {session.type}"
    return ""


def principal_of(
    session: Session, tags: Mapping[str, str], *, service_linked_role: bool = False
) -> Principal:
    """The session as evaluation sees it; `tags` are those of the user or role behind it."""
    role = session.principal is PrincipalType.ROLE_SESSION
    federated = session.principal is PrincipalType.FEDERATED_USER
    return Principal(
        session.principal,
        session.account,
        session.arn,
        role_arn=session.identity if role else None,
        federating_user_arn=session.identity if federated else None,
        service=session.service if session.principal is PrincipalType.SERVICE else None,
        identity_provider=session.provider,
        unique_id=None if federated else session.unique_id,
        service_linked_role=service_linked_role,
        tags=_merged(tags, session.tags),
    )


def _merged(own: Mapping[str, str], session: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Session tags override tags of the role with the same key, regardless of case (rule F11)."""
    overridden = {key.lower() for key in session}
    kept = {key: value for key, value in own.items() if key.lower() not in overridden}
    return tuple(sorted({**kept, **session}.items()))
