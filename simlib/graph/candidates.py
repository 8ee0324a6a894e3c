"""Which actions could be allowed at all: those that some Allow, or a grant, speaks of.

All others are denied implicitly, whatever the conditions, and need not be asked. What is found here
is more than what is allowed, never less: variables and NotResource are taken to fit everything.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from ..cloud.resources import Target
from ..evaluation.asked import names_of
from ..evaluation.compiled import action_outcome
from ..evaluation.policy_set import Grant
from ..evaluation.request import Principal, PrincipalType
from ..language.arn import arn_glob
from ..language.policy import Element, Policy, Principals, Statement
from ..language.terms import Effect
from ..language.wildcard import pieces

__all__ = ["candidates"]

Actions = frozenset[str]  # in lower case
_VARIABLE = re.compile(r"\$\{[^}]*\}")


class Offer(NamedTuple):
    """What one Allow statement could allow: which actions, on which ARNs, to whom."""

    actions: Actions
    fits: Callable[[str], bool]
    principals: Principals | None


def candidates(
    known: Actions, principal: Principal, policies: Iterable[Policy], target: Target, arn: str
) -> Actions:
    """Those of the known actions that a principal could be allowed on a resource."""
    if principal.type is PrincipalType.ROOT:
        return known
    own = (offer for policy in policies for offer in _offers(policy, known))
    attached = _offers(target.policy, known) if target.policy is not None else ()
    named = (offer for offer in attached if _names(offer.principals, principal))
    spoken_of = (offer.actions for offer in (*own, *named) if offer.fits(arn))
    granted = (_operations(grant) for grant in target.grants if _is_grantee(grant, principal))
    return known & frozenset[str]().union(*spoken_of, *granted)


@lru_cache(maxsize=4096)
def _offers(policy: Policy, known: Actions) -> tuple[Offer, ...]:
    return tuple(
        Offer(_actions(statement, known), _resources(statement.resource), statement.principals)
        for statement in policy.statements
        if statement.effect is Effect.ALLOW
    )


def _actions(statement: Statement, known: Actions) -> Actions:
    return frozenset(each for each in known if action_outcome(statement.action, each).matched)


def _resources(element: Element | None) -> Callable[[str], bool]:
    if element is None or element.negated or any(value.text == "*" for value in element.values):
        return lambda arn: True
    globs = [arn_glob(pieces(_VARIABLE.sub("*", value.text))) for value in element.values]
    return lambda arn: any(glob is not None and glob(arn) for glob in globs)


def _names(principals: Principals | None, principal: Principal) -> bool:
    if principals is None or principals.negated:
        return True
    forms = names_of(principal).forms
    return any(each.text == "*" or (each.kind, each.text) in forms for each in principals.values)


def _is_grantee(grant: Grant, principal: Principal) -> bool:
    forms = names_of(principal).forms
    return ("AWS", grant.grantee) in forms or ("Service", grant.grantee) in forms


def _operations(grant: Grant) -> Actions:
    return frozenset(f"kms:{operation.lower()}" for operation in grant.operations)
