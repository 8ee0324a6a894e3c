"""Which actions could be allowed at all: those that some Allow, or a grant, speaks of.

All others are denied implicitly, whatever the conditions, and need not be asked. What is found here
is more than what is allowed, never less: variables and NotResource are taken to fit everything.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from ..evaluation.asked import names_of
from ..evaluation.policy_set import Grant
from ..evaluation.request import Principal
from ..language.arn import arn_glob
from ..language.policy import Element, Policy, Principals
from ..language.terms import Effect
from ..language.wildcard import pieces, text_glob
from ..trace.nodes import Reason

__all__ = ["Actions", "Offer", "candidates", "granted", "offers"]

Actions = frozenset[str]  # in lower case
_VARIABLE = re.compile(r"\$\{[^}]*\}")


class Offer(NamedTuple):
    """What one Allow statement could allow: which actions, on which ARNs, to whom."""

    actions: Actions
    fits: Callable[[str], bool]
    principals: Principals | None


def offers(policies: Iterable[Policy | None], known: Actions) -> tuple[Offer, ...]:
    """What the Allow statements of some policies could allow, of the known actions."""
    return tuple(
        Offer(
            _actions(statement.action, known), _resources(statement.resource), statement.principals
        )
        for policy in policies
        if policy is not None
        for statement in policy.statements
        if statement.effect is Effect.ALLOW
    )


def candidates(
    principal: Principal, own: Iterable[Offer], resource: Iterable[Offer], arn: str
) -> Actions:
    """The actions that a principal could be allowed on a resource.

    `own` is what its identity-based policies offer, `resource` what the resource's policy does.
    """
    named = (offer for offer in resource if _names(offer.principals, principal))
    return frozenset[str]().union(*(o.actions for o in (*own, *named) if o.fits(arn)))


def granted(grants: Iterable[Grant], principal: Principal) -> Actions:
    """The actions that KMS grants could allow it."""
    forms = names_of(principal).forms
    mine = (g for g in grants if {("AWS", g.grantee), ("Service", g.grantee)} & forms.keys())
    return frozenset(f"kms:{operation.lower()}" for grant in mine for operation in grant.operations)


def _actions(element: Element, known: Actions) -> Actions:
    named = _matching(tuple(value.text.lower() for value in element.values), known)
    return known - named if element.negated else named


@lru_cache(maxsize=4096)
def _matching(patterns: tuple[str, ...], known: Actions) -> Actions:
    return frozenset(each for each in known if any(text_glob(text)(each) for text in patterns))


def _resources(element: Element | None) -> Callable[[str], bool]:
    if element is None or element.negated or any(value.text == "*" for value in element.values):
        return lambda arn: True
    globs = [arn_glob(pieces(_VARIABLE.sub("*", value.text))) for value in element.values]
    return lambda arn: any(glob is not None and glob(arn) for glob in globs)


def _names(principals: Principals | None, principal: Principal) -> bool:
    """Whom only its account is named for is allowed nothing without a policy of its own."""
    if principals is None or principals.negated:
        return True
    forms = names_of(principal).forms
    how = (forms.get((each.kind, each.text)) for each in principals.values)
    anyone = any(each.text == "*" for each in principals.values)
    return anyone or any(each not in (None, Reason.IS_ACCOUNT) for each in how)
