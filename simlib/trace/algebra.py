"""AWS's two words for putting decisions together: the union and the intersection.

In both an explicit deny absorbs everything. `None` stands for a part that does not concern the
request; it changes nothing. Source: "How AWS enforcement code logic evaluates requests to allow
or deny access".
"""

from ..language.terms import Decision
from .nodes import Layer, Reason, Verdict

__all__ = ["intersection", "union"]

ALLOWED, DENIED = Decision.ALLOWED, Decision.EXPLICIT_DENY


def union(
    label: str, *parts: Verdict | None, layer: Layer | None = None, limits: bool = False
) -> Verdict:
    """Allowed if any part allows. The empty union allows nothing.

    >>> union("nothing").decision
    'implicitDeny'
    """
    there = tuple([part for part in parts if part is not None])
    decisions = [part.decision for part in there]
    if DENIED in decisions:
        return Verdict(label, DENIED, Reason.ONE_DENIES, there, layer, None, limits, "union")
    if ALLOWED in decisions:
        return Verdict(label, ALLOWED, Reason.ANY_ALLOWS, there, layer, None, limits, "union")
    silent = Decision.IMPLICIT_DENY
    return Verdict(label, silent, Reason.NONE_ALLOWS, there, layer, None, limits, "union")


def intersection(
    label: str, *parts: Verdict | None, layer: Layer | None = None, limits: bool = False
) -> Verdict:
    """Allowed if every part allows. The empty intersection limits nothing.

    >>> intersection("nothing").decision
    'allowed'
    """
    there = tuple([part for part in parts if part is not None])
    decisions = [part.decision for part in there]
    if DENIED in decisions:
        decision, reason = DENIED, Reason.ONE_DENIES
    elif Decision.IMPLICIT_DENY in decisions:
        decision, reason = Decision.IMPLICIT_DENY, Reason.ONE_DOES_NOT_ALLOW
    else:
        decision, reason = ALLOWED, Reason.ALL_ALLOW
    return Verdict(label, decision, reason, there, layer, None, limits, "intersection")
