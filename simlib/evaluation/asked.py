"""One request under one set of policies, made ready for matching: what every matcher is given."""

from functools import cached_property, lru_cache
from typing import NamedTuple

from ..language.arn import parse_arn
from ..trace.nodes import Reason
from .checks import PRINCIPAL, RESOURCE, Values
from .context import context_of
from .policy_set import PolicySet
from .request import Principal, PrincipalType, Request, ResourceKind

__all__ = ["Asked", "Names", "names_of"]


class Names(NamedTuple):
    """How a policy can name a caller.

    `forms` maps (kind, text) to how it is named; `levels` are the sets of texts of which
    NotPrincipal must list one each to spare the caller; `key` tells callers apart.
    """

    forms: dict[tuple[str, str], Reason]
    levels: tuple[frozenset[str], ...]
    key: str


@lru_cache(maxsize=4096)
def names_of(principal: Principal) -> Names:
    """Every way to name a principal. Source: "AWS JSON policy elements: Principal"."""
    own = _OWN.get(principal.type)
    forms: dict[tuple[str, str], Reason] = {}
    levels: list[frozenset[str]] = []
    if principal.account and principal.type in _IN_ACCOUNTS:
        account = frozenset({principal.account, _root_arn(principal)})
        forms |= {("AWS", text): Reason.IS_ACCOUNT for text in account}
        levels.append(account)
    for text, reason in (
        (principal.federating_user_arn, Reason.IS_FEDERATING_USER),
        (principal.role_arn, Reason.IS_ROLE),
        (principal.arn if principal.type is not PrincipalType.ROOT else None, own),
    ):
        if text and reason:
            forms["AWS", text] = reason
            levels.append(frozenset({text}))
    if principal.unique_id and own:
        named = Reason.IS_ROLE if own is Reason.IS_SESSION else own
        forms["AWS", principal.unique_id] = named
        levels = [_with_id(level, principal) for level in levels]
    if principal.service:
        forms["Service", principal.service] = Reason.IS_SERVICE
        levels.append(frozenset({principal.service}))
    if principal.identity_provider:
        forms["Federated", principal.identity_provider] = Reason.IS_IDENTITY_PROVIDER
    return Names(forms, tuple(levels), "|".join(map(str, tuple(principal))))


_IN_ACCOUNTS = frozenset(PrincipalType) - {PrincipalType.SERVICE, PrincipalType.ANONYMOUS}
_OWN = {
    PrincipalType.USER: Reason.IS_USER,
    PrincipalType.ROLE_SESSION: Reason.IS_SESSION,
    PrincipalType.FEDERATED_USER: Reason.IS_FEDERATED_USER,
}


def _root_arn(principal: Principal) -> str:
    arn = parse_arn(principal.arn or "")
    return f"arn:{arn.partition if arn else 'aws'}:iam::{principal.account}:root"


def _with_id(level: frozenset[str], principal: Principal) -> frozenset[str]:
    """A unique id (AIDA…, AROA…) names the user, or the role of a session (rule A19)."""
    named = principal.role_arn or principal.arn
    return level | {principal.unique_id} if named in level and principal.unique_id else level


class Asked:
    """The request with its action in lower case, the caller's names, and the values checks read."""

    def __init__(self, request: Request, policies: PolicySet) -> None:
        self.request, self.policies = request, policies
        self.action = request.action.lower()
        self.service = self.action.partition(":")[0]
        self.arn = request.resource.arn
        if self.arn == "*" and self.action == "s3:listallmybuckets":
            # Rule M8: several AWS examples allow it on arn:aws:s3:::*; take both.
            self.arn = "arn:aws:s3:::*"

    @cached_property
    def names(self) -> Names:
        """Every way to name the caller."""
        return names_of(self.request.principal)

    @cached_property
    def values(self) -> Values:
        """The context keys in lower case, and what else checks read."""
        values = context_of(self.request, self.policies)
        bounded = self.policies.permissions_boundary is not None
        values[PRINCIPAL] = self.names.key + ("+" if bounded else "")
        values[RESOURCE] = self.arn
        return values

    def origin(self, key: str) -> str:
        """Where a condition key comes from, or why it is absent; empty where nobody has said."""
        origins = self.request.origins
        return origins(key.lower()) if origins is not None else ""

    @property
    def principal(self) -> Principal:
        """The caller."""
        return self.request.principal

    @property
    def same_account(self) -> bool:
        """Does the resource belong to the caller's account? A resource without an owner does."""
        owner = self.request.resource.account
        return owner is None or owner == self.request.principal.account

    @property
    def is_trust(self) -> bool:
        """Is the trust policy of a role asked? Only by STS actions on the role."""
        return self.request.resource.kind is ResourceKind.ROLE and self.service == "sts"

    @property
    def is_key(self) -> bool:
        """Is a key policy asked? Only by KMS actions on the key."""
        return self.request.resource.kind is ResourceKind.KEY and self.service == "kms"
