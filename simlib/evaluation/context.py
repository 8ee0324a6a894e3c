"""The request context as evaluation sees it: what the request brings, and what follows from it.

Keys ignore case. Keys that follow from the principal, the resource and their accounts are there
unless the request says otherwise. Source: "AWS global condition context keys", "IAM policy
elements: Variables and tags" (the table of principal key values).
"""

from collections.abc import Mapping
from functools import lru_cache

from .checks import Values
from .policy_set import PolicySet
from .request import ContextValue, Principal, PrincipalType, Request

__all__ = ["context_of", "derived_keys", "follows_from_request", "lowered"]

_TAG = "aws:principaltag/"
_SIGNED_IN = (
    PrincipalType.ROOT,
    PrincipalType.USER,
    PrincipalType.ROLE_SESSION,
    PrincipalType.FEDERATED_USER,
)
_TYPES = {
    PrincipalType.ROOT: "Account",
    PrincipalType.USER: "User",
    PrincipalType.ROLE_SESSION: "AssumedRole",
    PrincipalType.FEDERATED_USER: "FederatedUser",
    PrincipalType.ANONYMOUS: "Anonymous",
}


def context_of(request: Request, policies: PolicySet) -> Values:
    """Lower-case key to value, None for a key that is absent.

    >>> from simlib.evaluation.request import user
    >>> context_of(Request(user("Alice"), "s3:GetObject"), PolicySet())["aws:username"]
    'Alice'
    """
    values = Values(_principal_values(request.principal))
    owner = request.resource.account
    if owner is not None:
        values["aws:resourceaccount"] = owner
    if policies.accounts:
        _organizations(request, policies, values)
    if request.context:
        values.update(lowered(request.context))
    return values


def lowered(context: Mapping[str, ContextValue]) -> Values:
    """Keys in lower case; an empty list counts as absent, an empty text does not (B12)."""
    return Values((key.lower(), None if value == () else value) for key, value in context.items())


def derived_keys(request: Request, policies: PolicySet) -> dict[str, str]:
    """The keys that follow from a request by themselves, by their proper names, for people.

    >>> from simlib.evaluation.request import root
    >>> derived_keys(Request(root(), "s3:GetObject"), PolicySet())["aws:PrincipalType"]
    'Account'
    """
    context = context_of(request, policies)
    tags = [f"aws:PrincipalTag/{key}" for key, _ in request.principal.tags]
    found = {name: context.get(name.lower()) for name in (*_NAMES, *tags)}
    return {name: str(value) for name, value in found.items() if value is not None}


_NAMES = (
    "aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalType", "aws:username", "aws:userid",
    "aws:PrincipalIsAWSService", "aws:PrincipalServiceName", "aws:PrincipalOrgID",
    "aws:ResourceAccount", "aws:ResourceOrgID",
)  # fmt: skip


def follows_from_request(key: str) -> bool:
    """Does the key's value follow from principal and resource, so that no caller can choose it?"""
    return key.lower() in {name.lower() for name in _NAMES} or key.lower().startswith(_TAG)


def _organizations(request: Request, policies: PolicySet, values: Values) -> None:
    caller = policies.account(request.principal.account)
    if caller and caller.organization and request.principal.type in _SIGNED_IN:
        values["aws:principalorgid"] = caller.organization
    owner = policies.account(request.resource.account)
    if owner and owner.organization:
        values["aws:resourceorgid"] = owner.organization


@lru_cache(maxsize=4096)
def _principal_values(principal: Principal) -> dict[str, str]:
    """The keys that a principal brings (rule D1, D2)."""
    values = {
        "aws:principaltype": _TYPES.get(principal.type),
        "aws:principalarn": _principal_arn(principal),
        "aws:principalaccount": _principal_account(principal),
        "aws:username": _username(principal),
        "aws:userid": _userid(principal),
        "aws:principalisawsservice": _is_service(principal),
        "aws:principalservicename": principal.service,
    }
    if principal.type in _SIGNED_IN:
        values |= {f"aws:principaltag/{key.lower()}": value for key, value in principal.tags}
    return {key: value for key, value in values.items() if value is not None}


def _principal_arn(principal: Principal) -> str | None:
    if principal.type not in _SIGNED_IN:
        return None
    return principal.role_arn if principal.type is PrincipalType.ROLE_SESSION else principal.arn


def _principal_account(principal: Principal) -> str | None:
    if principal.type is PrincipalType.ANONYMOUS:
        return "anonymous"
    return principal.account if principal.type in _SIGNED_IN else None


def _username(principal: Principal) -> str | None:
    if principal.type is PrincipalType.USER and principal.arn:
        return principal.arn.rpartition("/")[2]
    return None


def _userid(principal: Principal) -> str | None:
    session = (principal.arn or "").rpartition("/")[2]
    return {
        PrincipalType.ROOT: principal.account,
        PrincipalType.USER: principal.unique_id,
        PrincipalType.ROLE_SESSION: principal.unique_id and f"{principal.unique_id}:{session}",
        PrincipalType.FEDERATED_USER: f"{principal.account}:{session}",
        PrincipalType.ANONYMOUS: "anonymous",
        PrincipalType.SERVICE: None,
    }[principal.type]


def _is_service(principal: Principal) -> str | None:
    if principal.type is PrincipalType.ANONYMOUS:
        return None
    return "true" if principal.type is PrincipalType.SERVICE else "false"
