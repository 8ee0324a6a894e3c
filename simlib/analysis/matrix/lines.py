"""Formulas as bits along one side of the matrix, for somebody or something fixed on the other.

A condition is asked once for all that are alike in the keys it reads, not once a cell.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from operator import and_, or_
from typing import Any, NamedTuple

from ...evaluation.asked import Asked
from ...evaluation.checks import Values
from ..deciding.atoms import Atom, Resource
from ..deciding.formula import Constant, Formula, Joined, Literal
from .axis import Axis, Bits, bits_at
from .rules import Rule

__all__ = ["Fixed", "Lines", "along_principals", "along_resources"]


class Fixed(NamedTuple):
    """What is fixed: a principal by its context keys, or a resource by its ARN too."""

    values: Values
    arn: str = ""


Found = Callable[[Atom, Fixed], Bits]


class Lines:
    """Rows, where a principal is fixed, or columns, where a resource is; remembered by atom."""

    def __init__(self, axis: Axis, unknown: Callable[[Atom], bool], found: Found) -> None:
        self.axis, self._is_unknown, self._found = axis, unknown, found
        self._atoms: dict[Any, Bits] = {}
        self._rules: dict[Any, Bits] = {}

    def any_of(self, rules: tuple[Rule, ...], fixed: Fixed) -> Bits:
        """Where any of the rules matches, whomever they name."""
        if not rules:
            return 0
        values = fixed.values
        read = (values.get(key, self) for rule in rules for key in rule.keys)
        key = id(rules), fixed.arn, *read
        found = self._rules.get(key)
        if found is None:
            lines = (self.bits(rule.formula, fixed) for rule in rules)
            found = self._rules[key] = reduce(or_, lines)
        return found

    def bits(self, formula: Formula, fixed: Fixed) -> Bits:
        """Where a formula holds."""
        if isinstance(formula, Literal):
            return self._literal(formula, fixed)
        if isinstance(formula, Joined):
            lines = (self.bits(part, fixed) for part in formula.parts)
            return reduce(and_ if formula.conjunction else or_, lines)
        assert isinstance(formula, Constant)  # INVARIANT: there are no others
        return self.axis.true if formula.value else 0

    def _literal(self, literal: Literal, fixed: Fixed) -> Bits:
        atom, values = literal.atom, fixed.values
        key = atom, literal.holds, fixed.arn, *(values.get(key, self) for key in atom.keys)
        found = self._atoms.get(key)
        if found is None:
            bits = self._found(atom, fixed)
            bits = bits if literal.holds else self.axis.all & ~bits
            read = self.axis.unknown if self._is_unknown(atom) else self.axis.certain
            found = self._atoms[key] = read(bits)
        return found


def along_principals(axis: Axis, unknown: Callable[[Atom], bool], probe: Asked) -> Lines:
    """Columns: of each resource's own policy, all principals. The resource's keys win."""

    def found(atom: Atom, fixed: Fixed) -> Bits:
        groups = axis.groups(atom.keys)
        probe.arn = fixed.arn
        return _union(bits for values, bits in groups if _holds(atom, probe, values, fixed.values))

    return Lines(axis, unknown, found)


def along_resources(
    axis: Axis, arns: tuple[str, ...], unknown: Callable[[Atom], bool], probe: Asked
) -> Lines:
    """Rows: of each principal's own policies, all resources. The resource's keys win."""
    ordered = sorted((arn, place) for place, arn in enumerate(arns))

    def listed(atom: Atom, fixed: Fixed) -> Iterator[int]:
        for arn, place in _beginning(ordered, atom.asks.texts):
            probe.arn = arn
            if _holds(atom, probe, fixed.values, axis.values[place] if atom.keys else {}):
                yield place

    def found(atom: Atom, fixed: Fixed) -> Bits:
        if isinstance(atom.asks, Resource):
            return bits_at(listed(atom, fixed))
        groups = axis.groups(atom.keys)
        return _union(bits for values, bits in groups if _holds(atom, probe, fixed.values, values))

    return Lines(axis, unknown, found)


def _holds(atom: Atom, probe: Asked, less: Any, more: Any) -> bool:
    known = (less, more)
    probe.values = Values((key, each[key]) for each in known for key in atom.keys if key in each)
    return atom.test(probe)


def _union(lines: Iterable[Bits]) -> Bits:
    return reduce(or_, lines, 0)


def _beginning(ordered: list[tuple[str, int]], texts: tuple[str, ...]) -> set[tuple[str, int]]:
    """The ARNs that begin as one of the patterns does, up to its first wildcard or variable."""
    found: set[tuple[str, int]] = set()
    for text in texts:
        lead = _lead(text)
        start = bisect_left(ordered, (lead, -1))
        end = bisect_left(ordered, (lead + _LAST, -1))
        found.update(ordered[start:end])
    return found


_LAST = chr(0x10FFFF)


def _lead(text: str) -> str:
    places = [place for mark in "*?$" if (place := text.find(mark)) >= 0]
    return text[: min(places, default=len(text))]
