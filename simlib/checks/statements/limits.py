"""What keeps an Allow from ever taking effect: a Deny of all of it, a limit that allows none of it.

Conditions can only narrow what a statement reaches. So an Allow with conditions is held against
what it would reach without them, and a Deny with conditions counts for nothing.
Source: "Policy evaluation logic", "Permissions boundaries for IAM entities", "SCP evaluation".
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ...language.findings import Source
from ...language.policy import Policy, Value
from ..check import Found, Said
from .reach import Reach, allows_of, comparisons, denies_of

__all__ = ["Limit", "allowed_without_effect", "denied_by", "limited_by"]

MOST = 100_000  # comparisons for one Allow; where there are more, it is only looked at as a whole


class Reason(NamedTuple):
    """Why something never takes effect, and what to do about it."""

    text: str
    hint: str


class Limit(NamedTuple):
    """Policies of one place: what they deny is denied, and what `allows` does not reach as well.

    `allows` is None where nothing needs to be allowed there, or not all of it is known.
    """

    denies: tuple[Reach, ...]
    allows: tuple[Reach, ...] | None = None
    name: str = ""
    spares: str = ""  # whom it does not bind

    def near(self, reach: Reach) -> "Limit":
        """The part of it that has to do with this reach."""
        denies = tuple(each for each in self.denies if each.meets(reach))
        allows = self.allows and tuple(each for each in self.allows if each.meets(reach))
        return self._replace(denies=denies, allows=allows)

    def reason(self, reach: Reach) -> Reason | None:
        """Why nothing of this reach can be allowed; None if something may be."""
        if self.allows is not None and not reach.meets_any(self.allows):
            hint = "let it be allowed there as well, or take it out here"
            return Reason(f"{self.name} none of it{self.spares}", hint)
        for deny in self.denies:
            if deny.covers(reach):
                hint = "narrow the Deny, or take this out"
                return Reason(f"{deny} denies all of it{self.spares}", hint)
        return None


def denied_by(policies: Iterable[Policy]) -> Limit:
    """What these policies deny for certain."""
    found = (deny for policy in policies for deny in denies_of(policy))
    return Limit(tuple(deny for deny in found if deny.is_whole))


def limited_by(noun: str, policies: Sequence[Policy], spares: str = "") -> Limit:
    """What these policies deny for certain, and what they do not allow."""
    limit = denied_by(policies)._replace(name=_named(noun, policies), spares=spares)
    if any(policy.unread for policy in policies):
        return limit
    return limit._replace(allows=tuple(a for policy in policies for a in allows_of(policy)))


def _named(noun: str, policies: Sequence[Policy]) -> str:
    if not policies:
        return f"a level without an {noun} allows"
    names = " and ".join(f"`{policy.name}`" for policy in policies)
    if len(policies) > 1:
        return f"{names} together allow"
    return f"the {noun} allows" if policies[0].name == noun else f"the {noun} {names} allows"


def allowed_without_effect(allow: Reach, limits: Iterable[Limit]) -> Found:
    """Says of an Allow that it can never take effect, or which of its values cannot."""
    near = [limit.near(allow) for limit in limits]

    def why(reach: Reach) -> Reason | None:
        return next(filter(None, (limit.reason(reach) for limit in near)), None)

    values = len(allow.actions.listed) * len(allow.resources.listed)
    if values * sum(comparisons([allow], limit.denies) for limit in near) > MOST:
        if whole := why(allow):
            yield _said("this Allow", allow.statement.source, [whole])
        return
    reasons = {(action, on): why(reach) for action, on, reach in allow.by_values()}
    if reasons and all(reasons.values()):
        yield _said("this Allow", allow.statement.source, reasons.values())
        return
    for value, found in _by_value(reasons).items():
        if all(found):
            yield _said(f"`{value.text[:120]}`", value.source, found)


def _by_value(
    reasons: dict[tuple[Value, Value], Reason | None],
) -> dict[Value, list[Reason | None]]:
    found = defaultdict(list)
    for values, reason in reasons.items():
        for value in values:
            found[value].append(reason)
    return found


def _said(what: str, source: Source, found: Iterable[Reason | None]) -> Said:
    reasons = list(dict.fromkeys(filter(None, found)))
    why = "; ".join(reason.text for reason in reasons[:2])
    return Said(f"{what} never takes effect: {why}", source, reasons[0].hint)
