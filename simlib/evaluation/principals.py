"""Does Principal or NotPrincipal name the caller, and how?

Source: "AWS JSON policy elements: Principal", "… NotPrincipal", "Permissions boundaries for IAM
entities".
"""

from ..language.policy import Principals
from ..language.terms import Effect
from ..trace.nodes import Outcome, Reason
from .asked import Asked, Names
from .checks import PRINCIPAL, Check, check
from .request import PrincipalType

__all__ = ["principal_check"]

_BOUNDED = (PrincipalType.USER, PrincipalType.ROLE_SESSION, PrincipalType.FEDERATED_USER)
# The closest way of naming counts: E5's table gives it the widest effect.
_CLOSEST = tuple(Reason)


def principal_check(principals: Principals, effect: Effect) -> Check:
    """Prepares the element for one effect: NotPrincipal means different things for each."""
    named = {(value.kind, value.text) for value in principals.values}
    anyone = any(v.text == "*" and v.kind in ("*", "AWS") for v in principals.values)
    listed = {value.text for value in principals.values}
    if not principals.negated:
        return check((PRINCIPAL,), lambda asked: _named(named, anyone, asked))
    if effect is Effect.ALLOW:
        return check((PRINCIPAL,), lambda asked: _allow_all_but(named, anyone, asked))
    return check((PRINCIPAL,), lambda asked: _deny_all_but(listed, anyone, asked))


def _named(named: set[tuple[str, str]], anyone: bool, asked: Asked) -> Outcome:
    label = (asked.principal.label,)
    if anyone:
        return Outcome(True, Reason.ANYONE, "*", "*", label)
    how = _how(named, asked.names)
    if how is None:
        return Outcome(False, Reason.NOBODY_NAMED, None, None, label)
    return Outcome(True, how[0], how[1], how[1], label)


def _how(named: set[tuple[str, str]], names: Names) -> tuple[Reason, str] | None:
    forms = names.forms
    found = [(forms[form], form[1]) for form in named if form in forms]
    return min(found, key=lambda pair: (_CLOSEST.index(pair[0]), pair[1])) if found else None


def _allow_all_but(named: set[tuple[str, str]], anyone: bool, asked: Asked) -> Outcome:
    """Everyone else, anonymous callers too; listed at any level is listed (rule E31)."""
    label = (asked.principal.label,)
    how = _how(named, asked.names)
    if anyone or how:
        text = how[1] if how else "*"
        return Outcome(False, Reason.LISTED, text, text, label)
    return Outcome(True, Reason.NOT_LISTED, None, None, label)


def _bounded(asked: Asked) -> bool:
    """Is a permissions boundary in force? Service-linked roles and root cannot have one (E23)."""
    principal = asked.principal
    can_have_one = principal.type in _BOUNDED and not principal.service_linked_role
    return can_have_one and asked.policies.permissions_boundary is not None


def _deny_all_but(listed: set[str], anyone: bool, asked: Asked) -> Outcome:
    """Spares only those listed at every level: account, user or role, session (E30, M14).

    Whoever has a permissions boundary is never spared (E32).
    """
    label = (asked.principal.label,)
    if _bounded(asked):
        return Outcome(True, Reason.BOUNDARY_VOIDS_NOT_PRINCIPAL, None, None, label)
    levels = asked.names.levels
    if anyone or (levels and all(level & listed for level in levels)):
        return Outcome(False, Reason.LISTED, None, None, label)
    some = any(level & listed for level in levels)
    reason = Reason.NOT_EVERY_LEVEL_LISTED if some else Reason.NOT_LISTED
    return Outcome(True, reason, None, None, label)
