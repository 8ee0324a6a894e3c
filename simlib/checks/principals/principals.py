"""Checks of Principal and NotPrincipal: whom a statement names, and whom it reaches unawares.

Source: "AWS JSON policy elements: Principal", "… NotPrincipal".
"""

from collections.abc import Iterator

from ...language.edits import Edit, EditKind
from ...language.issues import Issue
from ...language.json_text import Member
from ...language.policy import Principals, PrincipalValue
from ...language.reading import pointer_part
from ...language.terms import PolicyType
from ..check import Found, Said, statement_check
from ..samples import READ_OBJECTS
from ..scope import StatementScope

__all__ = ["named"]

_PRINCIPAL = "AWS JSON policy elements: Principal"
_CLINIC = "arn:aws:iam::111122223333:saml-provider/Clinic"
_NOT_PRINCIPAL = "AWS JSON policy elements: NotPrincipal"
_ROLE = {"AWS": "arn:aws:iam::111122223333:role/CareRole"}
_GOOD = {**READ_OBJECTS, "Principal": _ROLE}
_INSTEAD = 'write "Principal": "*" with ArnNotEquals on aws:PrincipalArn'


def named(scope: StatementScope, kind: str) -> Iterator[PrincipalValue]:
    """The principals of one kind that Principal names; NotPrincipal names nobody."""
    element = scope.statement.principals
    values = element.values if element and not element.negated else ()
    return (value for value in values if value.kind == kind)


def _not_principal(scope: StatementScope, *, allows: bool) -> Principals | None:
    element = scope.statement.principals
    return element if element and element.negated and scope.allows is allows else None


@statement_check(
    Issue.ALLOW_WITH_NOT_PRINCIPAL,
    page=_NOT_PRINCIPAL,
    bad={**READ_OBJECTS, "NotPrincipal": _ROLE},
    good=_GOOD,
    policy_type=PolicyType.RESOURCE_BASED,
)
def allow_with_not_principal(scope: StatementScope) -> Found:
    """Allow with NotPrincipal allows everyone else, anonymous callers too."""
    if element := _not_principal(scope, allows=True):
        said = "Allow with NotPrincipal allows everyone who is not listed, anonymous callers too"
        yield Said(said, element.source, "name those to allow with Principal")


@statement_check(
    Issue.OPEN_TO_EVERYONE,
    page=_PRINCIPAL,
    bad={**READ_OBJECTS, "Principal": "*"},
    good={
        **READ_OBJECTS,
        "Principal": "*",
        "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-hospital12"}},
    },
    policy_type=PolicyType.RESOURCE_BASED,
)
def open_to_everyone(scope: StatementScope) -> Found:
    """Allow for everyone, without a condition, is for people outside your accounts as well."""
    if not scope.allows or scope.conditions or scope.policy_type is PolicyType.VPC_ENDPOINT:
        return
    for value in (*named(scope, "*"), *named(scope, "AWS")):
        if value.text == "*":
            who = "anybody with an AWS account" if _needs_a_signature(scope) else "anybody at all"
            said = f"Allow for `*` without a condition: {who} may do this"
            yield Said(said, value.source, "name who may, or add a condition on who asks")


def _needs_a_signature(scope: StatementScope) -> bool:
    """Roles and keys take no anonymous calls."""
    return scope.policy_type in (PolicyType.ROLE_TRUST, PolicyType.KEY_POLICY)


@statement_check(
    Issue.DENY_WITH_NOT_PRINCIPAL,
    page=_NOT_PRINCIPAL,
    bad={**READ_OBJECTS, "Effect": "Deny", "NotPrincipal": _ROLE},
    good={
        **READ_OBJECTS,
        "Effect": "Deny",
        "Principal": "*",
        "Condition": {"ArnNotEquals": {"aws:PrincipalArn": _ROLE["AWS"]}},
    },
    policy_type=PolicyType.RESOURCE_BASED,
)
def deny_with_not_principal(scope: StatementScope) -> Found:
    """Deny with NotPrincipal also denies those it lists without their account and session."""
    # AWS says that it "might"; whom a permissions boundary limits it always hits (E30, E32).
    if element := _not_principal(scope, allows=False):
        said = (
            "Deny with NotPrincipal can deny those it lists as well: their account, user or role, "
            "and session must all be listed, and nobody with a permissions boundary is spared"
        )
        yield Said(said, element.source, _INSTEAD)


@statement_check(
    Issue.EMPTY_ARRAY_PRINCIPAL,
    page=_PRINCIPAL,
    bad={**READ_OBJECTS, "Principal": {"AWS": []}},
    good=_GOOD,
    policy_type=PolicyType.RESOURCE_BASED,
)
def empty_array_principal(scope: StatementScope) -> Found:
    """An empty list of principals names nobody."""
    element, members = scope.statement.principals, _members(scope)
    empty = [each.key for each in members if each.value.kind == "array" and not each.value.value]
    if element is None:
        return
    for kind in empty:
        said = f"`{kind[:60]}` lists nobody{_then(element, scope)}"
        edit = Edit(EditKind.REMOVE, f"{element.source.pointer}/{pointer_part(kind)}")
        edits = (edit,) if len(empty) < len(members) else ()
        yield Said(said, element.source, "name those it is for, or take it out", edits)


def _members(scope: StatementScope) -> tuple[Member, ...]:
    """The members of the object that is Principal or NotPrincipal."""
    element = scope.statement.principals
    node = scope.policy.node(element.source.pointer) if element else None
    return tuple(node.value) if node and node.kind == "object" else ()


def _then(element: Principals, scope: StatementScope) -> str:
    """What becomes of the statement if Principal or NotPrincipal lists nobody at all."""
    whole = "is for everyone" if element.negated else scope.nothing
    return "" if element.values else f", so the statement {whole}"


@statement_check(
    Issue.EMPTY_OBJECT_PRINCIPAL,
    page=_PRINCIPAL,
    bad={**READ_OBJECTS, "Principal": {}},
    good=_GOOD,
    policy_type=PolicyType.RESOURCE_BASED,
)
def empty_object_principal(scope: StatementScope) -> Found:
    """A Principal without members names nobody."""
    element = scope.statement.principals
    node = scope.policy.node(element.source.pointer) if element else None
    if element and node and node.kind == "object" and not node.value:
        said = f"`{element.name}` lists nobody{_then(element, scope)}"
        yield Said(said, element.source, "name those it is for, or take the statement out")


@statement_check(
    Issue.FEDERATED_PRINCIPAL_NOT_SUPPORTED,
    page=_PRINCIPAL,
    bad={
        **READ_OBJECTS,
        "Principal": {"Federated": "arn:aws:iam::111122223333:saml-provider/Clinic"},
    },
    good=_GOOD,
    policy_type=PolicyType.RESOURCE_BASED,
)
def federated_principal_not_supported(scope: StatementScope) -> Found:
    """Only role trust policies take identity providers as principals."""
    element = scope.statement.principals
    for value in element.values if element else ():
        if value.kind == "Federated" and scope.policy_type is not PolicyType.ROLE_TRUST:
            said = f"`{value.text[:120]}`: only role trust policies take an identity provider"
            hint = "name the role that its users assume"
            yield Said(said, value.source, hint)


@statement_check(
    Issue.INVALID_ROLE_REFERENCE,
    page=_PRINCIPAL,
    bad={**READ_OBJECTS, "Principal": {"AWS": "AROAIOSFODNN7EXAMPLE1"}},
    good=_GOOD,
    policy_type=PolicyType.RESOURCE_BASED,
)
def invalid_role_reference(scope: StatementScope) -> Found:
    """A role's unique id does not match a role that is made anew under the same name."""
    yield from _by_id(scope, "AROA", "role")


@statement_check(
    Issue.INVALID_USER_REFERENCE,
    page=_PRINCIPAL,
    bad={**READ_OBJECTS, "Principal": {"AWS": "AIDACKCEVSQ6C2EXAMPLE"}},
    good={**READ_OBJECTS, "Principal": {"AWS": "arn:aws:iam::111122223333:user/Alice"}},
    policy_type=PolicyType.RESOURCE_BASED,
)
def invalid_user_reference(scope: StatementScope) -> Found:
    """A user's unique id does not match a user who is made anew under the same name."""
    yield from _by_id(scope, "AIDA", "user")


def _by_id(scope: StatementScope, prefix: str, what: str) -> Found:
    # An id is what AWS shows of a user or role that was deleted (rule A19).
    element = scope.statement.principals
    for value in element.values if element else ():
        if value.kind == "AWS" and value.text.startswith(prefix):
            said = f"`{value.text[:120]}` is the id of one {what}: a new {what} has another"
            hint = f"name the {what} by its ARN; AWS stores the id by itself"
            yield Said(said, value.source, hint)
