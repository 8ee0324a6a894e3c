"""A request: who asks, to do what, on which resource, in which circumstances.

Source: "IAM identifiers", "AWS JSON policy elements: Principal", "How AWS enforcement code logic
evaluates requests to allow or deny access".
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from ..language.arn import parse_arn
from ..language.errors import QuestionError

__all__ = [
    "ContextValue",
    "Origins",
    "Principal",
    "PrincipalType",
    "Request",
    "Resource",
    "ResourceKind",
    "anonymous",
    "federated_user",
    "role_session",
    "root",
    "service",
    "user",
]

HOSPITAL = "111122223333"
ContextValue = str | tuple[str, ...] | None
# Where a context key (in lower case) comes from, or why it is absent: words for people.
Origins = Callable[[str], str]


class PrincipalType(StrEnum):
    """The kinds of callers."""

    ROOT = "root"
    USER = "user"
    ROLE_SESSION = "role_session"
    FEDERATED_USER = "federated_user"
    SERVICE = "service"
    ANONYMOUS = "anonymous"


class ResourceKind(StrEnum):
    """Kinds of resources that have rules of their own; `generic` is any other."""

    BUCKET = "s3-bucket"
    ACCESS_POINT = "s3-access-point"
    KEY = "kms-key"
    ROLE = "iam-role"
    GENERIC = "generic"


class Principal(NamedTuple):
    """Who makes the call. `arn` is the session's own ARN for sessions; None for the anonymous.

    `tags` are principal and session tags; `identity_provider` is the SAML or OIDC provider that
    vouched for a session, or for the unsigned caller of AssumeRoleWithSAML and …WithWebIdentity.
    """

    type: PrincipalType
    account: str | None = None
    arn: str | None = None
    role_arn: str | None = None
    federating_user_arn: str | None = None
    service: str | None = None
    identity_provider: str | None = None
    unique_id: str | None = None
    service_linked_role: bool = False
    tags: tuple[tuple[str, str], ...] = ()

    @property
    def label(self) -> str:
        """The name that AWS's messages use: the ARN, the service, or `anonymous`."""
        return self.arn or self.service or "anonymous"

    def __repr__(self) -> str:
        return f"<{self.type.value}: {self.label}>"


class Resource(NamedTuple):
    """What the call is about; `arn` is `*` where an action has no resource.

    `account` is the owner's; for ARNs without an account (S3) it must be said. `restricted_to` are
    the accounts to which RestrictPublicBuckets keeps a public policy, none where it is off, and
    `restricted_at` where it is on (rule G9); `vpc` is an access point's network origin (rule G7).
    """

    arn: str
    account: str | None = None
    kind: ResourceKind = ResourceKind.GENERIC
    aws_managed: bool = False
    restricted_to: tuple[str, ...] = ()
    vpc: str | None = None
    restricted_at: tuple[str, ...] = ()


@dataclass(frozen=True, init=False)
class Request:
    """One request. A plain ARN as resource belongs to the principal's account unless it says whose.

    Context keys ignore case; a tuple is a multivalued key, None says that a key is absent though
    the principal would bring it. `origins` tells the trace where each key comes from; `refusal`
    says that AWS takes no such call from these credentials; `remarks` are to be said beside the
    decision and change nothing.

    >>> Request(user("Alice"), "s3:GetObject", "arn:aws:s3:::records/1.json").resource.account
    '111122223333'
    """

    principal: Principal
    action: str
    resource: Resource
    context: Mapping[str, ContextValue] = field(default_factory=dict)
    origins: Origins | None = field(default=None, compare=False, repr=False)
    refusal: str = ""
    remarks: tuple[str, ...] = field(default=(), kw_only=True)

    def __init__(
        self,
        principal: Principal,
        action: str,
        resource: Resource | str = "*",
        context: Mapping[str, object] | None = None,
        origins: Origins | None = None,
        refusal: str = "",
        *,
        remarks: tuple[str, ...] = (),
    ) -> None:
        # Written out, so that a notebook can pass a plain ARN and plain values.
        if not isinstance(principal, Principal):
            name = principal if isinstance(principal, str) else "Alice"
            raise QuestionError(f'expected a principal; did you mean `user("{name}")`?')
        if ":" not in action or any(mark in action for mark in "*? "):
            message = f"`{action}` is no action, expected `service:ActionName`"
            raise QuestionError(f"{message}, for instance `s3:GetObject`")
        whose = principal.account
        object.__setattr__(self, "principal", principal)
        object.__setattr__(self, "action", action)
        object.__setattr__(
            self, "resource", resource if isinstance(resource, Resource) else at(resource, whose)
        )
        object.__setattr__(self, "context", context_values(context or {}))
        object.__setattr__(self, "origins", origins)
        object.__setattr__(self, "refusal", refusal)
        object.__setattr__(self, "remarks", remarks)

    def __repr__(self) -> str:
        asked = f"{self.principal.label} asks for {self.action} on {self.resource.arn}"
        return f"<Request: {asked}{f' with {self.context}' if self.context else ''}>"


def at(arn: str, account: str | None = None) -> Resource:
    """The resource behind an ARN: its owner and its kind, as far as the ARN tells.

    >>> at("arn:aws:kms:us-east-1:444455556666:key/k").kind
    <ResourceKind.KEY: 'kms-key'>
    """
    parts = parse_arn(arn)
    if parts is None:
        return Resource(arn, account)
    kind = ResourceKind.GENERIC
    if parts.service == "s3" and parts.resource.startswith("accesspoint/"):
        kind = ResourceKind.ACCESS_POINT
    elif parts.service == "s3" and not parts.region:
        kind = ResourceKind.BUCKET
    elif parts.service == "kms" and parts.resource.startswith("key/"):
        kind = ResourceKind.KEY
    elif parts.service == "iam" and parts.resource.startswith("role/"):
        kind = ResourceKind.ROLE
    owner = account if parts.account in ("", "aws") else parts.account
    return Resource(arn, owner, kind)


def context_values(context: Mapping[str, object]) -> dict[str, ContextValue]:
    """Context values as text: booleans and numbers written out, lists as tuples, None kept.

    >>> context_values({"aws:SecureTransport": True, "aws:TagKeys": ["a"]})
    {'aws:SecureTransport': 'true', 'aws:TagKeys': ('a',)}
    """
    return {key: _value(key, value) for key, value in context.items()}


def _value(key: str, value: object) -> ContextValue:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        raise QuestionError(f"context key `{key}` holds an object, expected a text or a list")
    if isinstance(value, Iterable) and not isinstance(value, (bytes, bytearray)):
        return tuple(_text(key, item) for item in value)
    return _text(key, value)


def _text(key: str, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float)):
        return str(value)
    raise QuestionError(f"context key `{key}` holds {value!r}, expected a text, number or boolean")


def _tags(tags: Mapping[str, str] | None) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((tags or {}).items()))


def user(name: str, account: str = HOSPITAL, *, tags: Mapping[str, str] | None = None) -> Principal:
    """An IAM user; `name` may carry a path.

    >>> user("Alice").arn
    'arn:aws:iam::111122223333:user/Alice'
    """
    arn = f"arn:aws:iam::{account}:user/{name}"
    return Principal(PrincipalType.USER, account, arn, tags=_tags(tags))


def role_session(
    role: str,
    session: str = "session",
    account: str = HOSPITAL,
    *,
    tags: Mapping[str, str] | None = None,
) -> Principal:
    """A session of an IAM role; the session's ARN drops the role's path.

    >>> role_session("clinic/CareRole", "shift1").arn
    'arn:aws:sts::111122223333:assumed-role/CareRole/shift1'
    """
    return Principal(
        PrincipalType.ROLE_SESSION,
        account,
        f"arn:aws:sts::{account}:assumed-role/{role.rpartition('/')[2]}/{session}",
        role_arn=f"arn:aws:iam::{account}:role/{role}",
        tags=_tags(tags),
    )


def federated_user(name: str, by: str, account: str = HOSPITAL) -> Principal:
    """A GetFederationToken session `name`, made by the IAM user `by`."""
    return Principal(
        PrincipalType.FEDERATED_USER,
        account,
        f"arn:aws:sts::{account}:federated-user/{name}",
        federating_user_arn=f"arn:aws:iam::{account}:user/{by}",
    )


def root(account: str = HOSPITAL) -> Principal:
    """The account's root user."""
    return Principal(PrincipalType.ROOT, account, f"arn:aws:iam::{account}:root")


def service(name: str) -> Principal:
    """A service principal that calls directly, such as `cloudtrail.amazonaws.com`."""
    return Principal(PrincipalType.SERVICE, service=name)


def anonymous(identity_provider: str | None = None) -> Principal:
    """A caller without credentials; with a provider, the one who calls AssumeRoleWithSAML."""
    return Principal(PrincipalType.ANONYMOUS, identity_provider=identity_provider)
