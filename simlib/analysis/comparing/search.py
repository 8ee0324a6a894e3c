"""A request under which a formula holds, or the certainty that there is none.

What is asserted so far gives each part of a request, its ARN and every context key, a value of its
own. Where the request made of them does not satisfy the rest, one of the parts of what it does not
satisfy has to hold: each is asserted in turn. So nothing is left out.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ...evaluation.checks import Values
from ...evaluation.request import ContextValue
from ..deciding.atoms import Atom, Resource
from ..deciding.formula import Formula, Joined, Literal
from .arns import ArnSpace, arn_value
from .domains import Domain
from .key_value import Asks, key_value
from .propagation import Facts, propagated, size
from .texts import SearchTooLongError

__all__ = ["EITHER_WAY", "FoundValues", "Search", "Supposed"]

# By what has to hold of a key, and by the certain keys that this reads.

FoundValues = dict[tuple[Facts, tuple[object, ...]], tuple[ContextValue] | None]


EITHER_WAY = "either way"  # what an atom asks that may match or not, whatever the request


class Supposed(NamedTuple):
    """A request as atoms read it: the ARN, and context keys in lower case."""

    arn: str
    values: Values


@dataclass
class Search:
    """The search in one space of ARNs, with the context keys that are certain, for one caller.

    `until` is a time of `time.monotonic`; beyond it SearchTooLongError is raised. Searches for one
    caller may share what they `found` for each context key.
    """

    space: ArnSpace
    given: Mapping[str, ContextValue]
    domain: Callable[[str], Domain]
    until: float
    found: FoundValues = field(default_factory=dict)
    _usual: dict[str, ContextValue] = field(default_factory=dict)
    _arns: dict[Facts, str | None] = field(default_factory=dict)

    def find(self, formula: Formula) -> Supposed | None:
        """A request under which the formula holds; None where there is none."""
        atoms = {each.atom for each in formula.literals()}
        keys = {_key(each) for each in atoms if each.asks is not EITHER_WAY} - {None}
        usual = {key: self.domain(key).usual for key in keys if key is not None}
        self._usual |= {key: value for key, value in usual.items() if value is not None}
        return self._find([formula], frozenset())

    def _find(self, goals: Sequence[Formula], facts: Facts) -> Supposed | None:
        if time.monotonic() > self.until:
            raise SearchTooLongError
        split = propagated(goals, facts)
        if split is None:
            return None
        facts, clauses = split
        supposed = self._supposed(facts)
        if supposed is None:
            return None
        open_clauses = [each for each in clauses if not each.test(supposed)]
        if not open_clauses:
            return supposed
        chosen = min(open_clauses, key=lambda each: len(each.parts))
        return self._branch(chosen, [each for each in clauses if each is not chosen], facts)

    def _branch(self, clause: Joined, others: list[Joined], facts: Facts) -> Supposed | None:
        """One of its parts must hold; of those tried in vain it is known that they do not."""
        goals: list[Formula] = [*others]
        for part in sorted(clause.parts, key=size):
            found = self._find([part, *goals], facts)
            if found is not None:
                return found
            goals.append(~part)
        return None

    def _supposed(self, facts: Facts) -> Supposed | None:
        by_key: dict[str, set[Literal]] = {}
        about_arn = set()
        for fact in facts:
            if fact.atom.asks is EITHER_WAY:
                continue
            key = _key(fact.atom)
            if key is None:
                about_arn.add(fact)
            else:
                by_key.setdefault(key, set()).add(fact)
        values = Values({**self._usual, **self.given})
        for key, literals in by_key.items():
            found = self._value(key, frozenset(literals))
            if found is None:
                return None
            values[key] = found[0]
        arn = self._arn(frozenset(about_arn))
        return None if arn is None else Supposed(arn, values)

    def _value(self, key: str, facts: Facts) -> tuple[ContextValue] | None:
        read = {name for each in facts for name in each.atom.keys}
        place = facts, tuple((name, self.given[name]) for name in sorted(read & self.given.keys()))
        if place not in self.found:
            self.found[place] = self._find_value(key, facts)
        return self.found[place]

    def _find_value(self, key: str, facts: Facts) -> tuple[ContextValue] | None:
        if key in self.given:
            supposed = Supposed("*", Values(self.given))
            holds = all(each.atom.test(supposed) is each.holds for each in facts)
            return (self.given[key],) if holds else None
        asks = [
            Asks(each.atom.asks.condition, each.holds, each.atom.asks.variables_count)
            for each in in_order(facts)
        ]
        return key_value(asks, Values(self.given), self.domain(key))

    def _arn(self, facts: Facts) -> str | None:
        if facts not in self._arns:
            self._arns[facts] = arn_value(in_order(facts), Values(self.given), self.space)
        return self._arns[facts]


def in_order(facts: Facts) -> list[Literal]:
    """In a fixed order, so that the same question finds the same request again."""
    return sorted(facts, key=lambda each: (each.atom, each.holds))


def _key(atom: Atom) -> str | None:
    """The context key that an atom is about; None where it is about the ARN."""
    return None if isinstance(atom.asks, Resource) else str(atom.asks.condition.key.lower())
