"""Checks of role trust policies: does the action fit whoever is trusted, and who else gets in?

Source: "AWS JSON policy elements: Principal", "Trust model in AWS Identity and Access Management
Roles Anywhere", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity".
"""

import re
from collections.abc import Iterable

from ...language.edits import Edit, EditKind
from ...language.issues import Issue
from ...language.markup import listed
from ...language.overlap import covers
from ...language.policy import PrincipalValue
from ...language.terms import PolicyType
from ..check import Found, Said, policy_check, statement_check
from ..scope import ActionPattern, PolicyScope, StatementScope
from .principals import named

__all__ = ["action_for"]

_TRUST = PolicyType.ROLE_TRUST
_ROLE, _SAML, _WEB = (
    "sts:AssumeRole",
    "sts:AssumeRoleWithSAML",
    "sts:AssumeRoleWithWebIdentity",
)
_ASSUMING = {name.lower(): name for name in (_ROLE, _SAML, _WEB)}
_CLINIC = {"Federated": "arn:aws:iam::111122223333:saml-provider/Clinic"}
_SAML_AUDIENCE = {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}


def action_for(principal: PrincipalValue) -> str:
    """The action by which a principal assumes a role; empty where it could be any.

    >>> from simlib.language.findings import Source
    >>> place = Source("trust", "/Statement/Principal/Federated", 1, 1)
    >>> action_for(PrincipalValue("Federated", "accounts.google.com", place))
    'sts:AssumeRoleWithWebIdentity'
    """
    if principal.text == "*" or principal.kind == "CanonicalUser":
        return ""
    if principal.kind != "Federated":
        return _ROLE
    return _SAML if ":saml-provider/" in principal.text else _WEB


def _assuming(scope: StatementScope) -> dict[str, ActionPattern] | None:
    """The statement's actions that assume a role; None where wildcards leave that open."""
    if scope.has_every_action or any(each.has_wildcard for each in scope.patterns):
        return None
    found = {_ASSUMING.get(each.text.lower(), ""): each for each in scope.patterns}
    return {name: pattern for name, pattern in found.items() if name}


@statement_check(
    Issue.MISMATCHED_ACTION_FOR_PRINCIPAL,
    page="AssumeRoleWithSAML",
    bad={"Effect": "Allow", "Principal": _CLINIC, "Action": _WEB},
    good={
        "Effect": "Allow", "Principal": _CLINIC, "Action": _SAML, "Condition": _SAML_AUDIENCE,
    },
    policy_type=_TRUST,
)  # fmt: skip
def mismatched_action_for_principal(scope: StatementScope) -> Found:
    """An action that none of the principals can call lets nobody assume the role."""
    element, asked = scope.statement.principals, _assuming(scope)
    if scope.policy_type is not _TRUST or element is None or not asked:
        return
    wanted = {action_for(each) for each in element.values}
    if "" in wanted or not wanted:
        return
    wrong = [pattern for name, pattern in asked.items() if name not in wanted]
    yield from (_no_caller(each, wanted, asked) for each in wrong)
    if not wrong:
        yield from (_no_action(each) for each in element.values if action_for(each) not in asked)


def _no_caller(pattern: ActionPattern, wanted: set[str], asked: Iterable[str]) -> Said:
    said = f"no principal of the statement can call `{pattern.text}`, so it allows nothing"
    hint = f"write {listed(sorted(wanted))}, which they can call"
    rest = wanted - set(asked)
    place = pattern.value.source.pointer
    if not rest:
        return Said(said, pattern.value.source, hint, (Edit(EditKind.REMOVE, place),))
    edits = tuple(Edit(EditKind.REPLACE, place, value=each) for each in rest)
    return Said(said, pattern.value.source, hint, edits if len(edits) == 1 else ())


def _no_action(value: PrincipalValue) -> Said:
    needed = action_for(value)
    said = f"`{value.text[:120]}` cannot assume the role: it needs `{needed}`"
    return Said(said, value.source, f"allow `{needed}` to it in a statement of its own")


_ANYWHERE = "rolesanywhere.amazonaws.com"
_NEEDED = (_ROLE, "sts:SetSourceIdentity", "sts:TagSession")
_ANCHOR = "arn:aws:rolesanywhere:us-east-1:111122223333:trust-anchor/*"
_TRUSTS_ANYWHERE = {
    "Effect": "Allow",
    "Principal": {"Service": _ANYWHERE},
    "Condition": {"ArnLike": {"aws:SourceArn": _ANCHOR}},
}


@policy_check(
    Issue.MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY,
    page="Trust model in AWS Identity and Access Management Roles Anywhere",
    bad={**_TRUSTS_ANYWHERE, "Action": _ROLE},
    good={**_TRUSTS_ANYWHERE, "Action": list(_NEEDED)},
    policy_type=_TRUST,
)
def missing_action_for_roles_anywhere(scope: PolicyScope) -> Found:
    """Without all three of its actions IAM Roles Anywhere cannot assume the role."""
    trusting = [each for each in scope.statements if each.allows and _trusts_anywhere(each)]
    allowed = [each.text.lower() for statement in trusting for each in statement.patterns]
    missing = [each for each in _NEEDED if not any(covers(a, each.lower()) for a in allowed)]
    if trusting and missing and scope.policy_type is _TRUST:
        action = trusting[0].statement.action
        said = f"IAM Roles Anywhere cannot assume the role: it needs {listed(missing)} too"
        complete = [*(value.text for value in action.values), *missing]
        edit = Edit(EditKind.REPLACE, action.source.pointer, value=complete)
        alone = all(_trusts_only_anywhere(each) for each in trusting)
        yield Said(said, action.source, f"add {listed(missing)}", (edit,) if alone else ())


def _trusts_anywhere(scope: StatementScope) -> bool:
    return any(value.text == _ANYWHERE for value in named(scope, "Service"))


def _trusts_only_anywhere(scope: StatementScope) -> bool:
    element = scope.statement.principals
    return element is not None and all(value.text == _ANYWHERE for value in element.values)


_SESSION = re.compile(r"arn:([\w-]+):sts::([0-9]{12}):assumed-role/([^/]+)/.+")
_OF_ROLE = re.compile(r"arn:([\w-]+):iam::([0-9]{12}):role/(?:.*/)?([^/]+)")
_CARE = "arn:aws:iam::111122223333:role/CareRole"
_SHIFT = "arn:aws:sts::111122223333:assumed-role/CareRole/shift1"


@statement_check(
    Issue.REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY,
    page="AWS JSON policy elements: Principal",
    bad={"Effect": "Allow", "Principal": {"AWS": [_CARE, _SHIFT]}, "Action": _ROLE},
    good={"Effect": "Allow", "Principal": {"AWS": _CARE}, "Action": _ROLE},
    policy_type=_TRUST,
)
def redundant_principal(scope: StatementScope) -> Found:
    """A session beside its role changes nothing: the role stands for all its sessions."""
    values = [] if scope.policy_type is not _TRUST else list(named(scope, "AWS"))
    roles = {role.groups() for each in values if (role := _OF_ROLE.fullmatch(each.text))}
    for value in values:
        session = _SESSION.fullmatch(value.text)
        if session and session.groups() in roles:
            said = f"`{value.text[:120]}` changes nothing: its role is listed, with all sessions"
            edit = Edit(EditKind.REMOVE, value.source.pointer)
            yield Said(said, value.source, "take it out", (edit,))
