"""Whom policies of resources name, and how: the principals by every form in which one is named."""

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from ...evaluation.asked import Asked
from ...evaluation.policy_set import Grant, PolicySet
from ...evaluation.principals import principal_check
from ...evaluation.request import Request
from ...evaluation.resource_side import covers
from ...language.policy import Principals
from ...language.terms import Effect
from ...trace.nodes import Reason
from .axis import Bits

__all__ = ["Naming"]


class Naming:
    """Finds the principals, a bit each, that an element or a grant names."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        self._asked = asked
        self._forms: dict[tuple[str, str], Bits] = {}
        for place, each in enumerate(asked):
            for form in each.names.forms:
                self._forms[form] = self._forms.get(form, 0) | 1 << place
        self._seen: dict[Any, list[tuple[Reason, Bits]]] = {}

    def named(self, principals: Principals, effect: Effect) -> list[tuple[Reason, Bits]]:
        """How the element names whom, for one effect."""
        who = tuple((each.kind, each.text) for each in principals.values)
        key = principals.negated, who, effect
        if key not in self._seen:
            self._seen[key] = self._judged(principals, effect)
        return self._seen[key]

    def _judged(self, principals: Principals, effect: Effect) -> list[tuple[Reason, Bits]]:
        judge = principal_check(principals, effect).judge
        found: dict[Reason, Bits] = {}
        for place in places(self._concerned(principals)):
            outcome = judge(self._asked[place])
            if outcome.matched:
                found[outcome.reason] = found.get(outcome.reason, 0) | 1 << place
        return list(found.items())

    def _concerned(self, principals: Principals) -> Bits:
        """Those whom the element can name at all: who is in it, or everybody."""
        anyone = any(each.text == "*" for each in principals.values)
        if principals.negated or anyone:
            return (1 << len(self._asked)) - 1
        forms = (self._forms.get((each.kind, each.text), 0) for each in principals.values)
        return reduce(or_, forms, 0)

    def granted(self, grant: Grant, action: str) -> Bits:
        """Those whom a grant covers, its constraints aside."""
        forms = (("AWS", grant.grantee), ("Service", grant.grantee))
        mine = reduce(or_, (self._forms.get(form, 0) for form in forms))
        covered = (1 << p for p in places(mine) if covers(grant, self._asking(p, action)))
        return sum(covered)

    def _asking(self, place: int, action: str) -> Asked:
        return Asked(Request(self._asked[place].principal, action), PolicySet())


def places(bits: Bits) -> list[int]:
    """The places of the bits.

    >>> places(9)
    [0, 3]
    """
    return [place for place, bit in enumerate(reversed(f"{bits:b}")) if bit == "1"]
