"""Which statements have anything to do with one another? Most have not, and need no closer look.

A statement that does all of another has an action and a resource pattern that begin as its do.
"""

from collections.abc import Iterable, Sequence

from ...language.overlap import ByLead
from .patterns import Patterns
from .reach import Reach

__all__ = ["Nearby"]


class Nearby:
    """Statements, to find those that may do all of another; nearly in no time for most."""

    def __init__(self, reaches: Sequence[Reach]) -> None:
        self._actions = _Index(each.actions for each in reaches)
        self._resources = _Index(each.resources for each in reaches)
        self._reaches = reaches

    def that_may_cover(self, reach: Reach) -> list[Reach]:
        """In their order; never one too few."""
        by_action = self._actions.that_may_cover(reach.actions)
        by_resource = self._resources.that_may_cover(reach.resources)
        return [self._reaches[number] for number in sorted(by_action & by_resource)]


class _Index:
    """Elements by the leads of their patterns; Not… elements may cover anything."""

    def __init__(self, elements: Iterable[Patterns]) -> None:
        self._by_lead = ByLead[int]()
        self._negated: set[int] = set()
        self._count = 0
        for number, element in enumerate(elements):
            self._add(number, element)
            self._count = number + 1

    def _add(self, number: int, element: Patterns) -> None:
        if element.negated:
            self._negated.add(number)
        for each in element.listed:
            self._by_lead.add(each.text, number)

    def that_may_cover(self, element: Patterns) -> set[int]:
        if element.negated or not element.listed:
            return set(range(self._count))
        return self._negated | set(self._by_lead.that_may_cover(element.listed[0].text))
