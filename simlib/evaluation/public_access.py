"""Amazon S3 Block Public Access: when is a policy public, and what becomes of a public one?

A policy is public unless each of its Allow statements is limited to somebody or somewhere fixed:
to principals, or by a condition whose values have no wildcard and no variable (rule G9).
Source: "Blocking public access to your Amazon S3 storage" (the meaning of "public"), "Troubleshoot
access denied (403 Forbidden) errors in Amazon S3".
"""

import re
from collections.abc import Callable
from functools import lru_cache
from ipaddress import ip_network

from ..language.condition_operators import read_operator
from ..language.policy import Condition, Policy, PrincipalValue, Statement
from ..language.terms import Decision, Effect
from ..trace.nodes import Layer, Reason, Verdict
from ..trace.words import listed
from .asked import Asked
from .request import PrincipalType, Resource, ResourceKind

__all__ = ["can_be_restricted", "is_public", "restricted", "unrestricted"]

_ANY_MARK = re.compile(r"[*?]|\$\{")
_USER_ID_OF_A_ROLE = re.compile(r"[A-Z0-9]+:\*")  # AROA…:*, every session of one role
_ACCESS_POINTS_OF_ONE_ACCOUNT = re.compile(r"arn:aws[a-z-]*:s3:[a-z0-9-]+:[0-9]{12}:accesspoint/.*")
_BROADEST = {4: 8, 6: 32}  # a range that is broader is public

# That aws:PrincipalArn and its kin count is inferred: AWS names the category by one example.
_FIXED_KEYS = frozenset(
    {
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:principalarn",
        "aws:principalaccount",
        "aws:principalservicename",
        "aws:sourcearn",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:sourceowner",
        "aws:sourceaccount",
        "aws:userid",
        "s3:dataaccesspointarn",
        "s3:dataaccesspointaccount",
    }
)


def is_public(policy: Policy, *, of_access_point: bool = False) -> tuple[Statement, ...]:
    """The Allow statements that make a policy public; none of them, and it is not.

    An access point's policy must name access points without wildcards, a bucket's only their
    account.

    >>> from simlib.language import PolicyType, parse_policy
    >>> anyone = {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}
    >>> is_public(parse_policy({"Statement": anyone}, PolicyType.RESOURCE_BASED))[0].label
    'first statement'
    """
    return _public_statements(policy, of_access_point)


@lru_cache(maxsize=512)
def _public_statements(policy: Policy, of_access_point: bool) -> tuple[Statement, ...]:
    return tuple(
        statement
        for statement in policy.statements
        if statement.effect is Effect.ALLOW
        and _names_anyone(statement)
        and not any(_fixed(condition, of_access_point) for condition in statement.conditions)
    )


def _names_anyone(statement: Statement) -> bool:
    principals = statement.principals
    return principals is not None and (principals.negated or any(map(_anyone, principals.values)))


def _anyone(principal: PrincipalValue) -> bool:
    return "*" in principal.text


def _fixed(condition: Condition, of_access_point: bool) -> bool:
    """Does this condition hold only for somebody or somewhere fixed? All its values must be so."""
    operator, key = read_operator(condition.operator), condition.key.lower()
    if operator is None or operator.negated or operator.if_exists or not condition.values:
        return False
    if operator.qualifier == "ForAllValues":  # holds for an absent key too
        return False
    if key == "aws:sourceip":
        return operator.base == "IpAddress" and _all(condition, _narrow)
    if key not in _FIXED_KEYS or not operator.takes_variables:  # String… and Arn… alone
        return False
    if key == "s3:dataaccesspointarn" and not of_access_point:
        return _all(condition, _of_one_account)
    return _all(condition, _fixed_user_id if key == "aws:userid" else _fixed_value)


def _all(condition: Condition, test: Callable[[str], bool]) -> bool:
    return all(test(value.text) for value in condition.values)


def _fixed_value(text: str) -> bool:
    return _ANY_MARK.search(text) is None


def _of_one_account(text: str) -> bool:
    """The name may have a wildcard as long as the account is fixed."""
    return _fixed_value(text) or _ACCESS_POINTS_OF_ONE_ACCOUNT.fullmatch(text) is not None


def _fixed_user_id(text: str) -> bool:
    """Every session of one role counts as fixed (inferred)."""
    return _fixed_value(text) or _USER_ID_OF_A_ROLE.fullmatch(text) is not None


def _narrow(text: str) -> bool:
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        return False
    return network.prefixlen >= _BROADEST[network.version]


def can_be_restricted(resource: Resource, policy: Policy | None) -> tuple[Statement, ...]:
    """The statements for which RestrictPublicBuckets, which is on, keeps others out."""
    if not resource.restricted_to or policy is None or resource.vpc is not None:
        return ()
    return is_public(policy, of_access_point=resource.kind is ResourceKind.ACCESS_POINT)


def unrestricted(resource: Resource, at: str = "") -> Resource:
    """A resource without RestrictPublicBuckets at one of the places where it is on, or at all."""
    left = tuple(each for each in resource.restricted_at if at not in ("", each))
    owners = resource.restricted_to if left else ()
    return resource._replace(restricted_to=owners, restricted_at=left)


def restricted(asked: Asked) -> Verdict | None:
    """RestrictPublicBuckets: a public policy counts only inside the owners' accounts (rule G9).

    It shuts out even the accounts that a public policy names; only service principals pass. An
    access point for a VPC is never public.
    """
    resource, policy = asked.request.resource, asked.policies.resource_based
    public = can_be_restricted(resource, policy)
    if policy is None or not public:
        return None
    inside = asked.principal.account in resource.restricted_to
    if inside or asked.principal.type is PrincipalType.SERVICE:
        return None
    return Verdict(
        f"{Layer.PUBLIC_ACCESS}: `{policy.name}` is public by its {_labels(public)}",
        Decision.EXPLICIT_DENY,
        Reason.PUBLIC_POLICY_RESTRICTED,
        layer=Layer.PUBLIC_ACCESS,
        limits=True,
    )


def _labels(statements: tuple[Statement, ...]) -> str:
    return listed(tuple(s.label for s in statements)).replace("`", "")
