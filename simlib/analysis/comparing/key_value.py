"""A value of one condition key under which some conditions match and others do not.

Exact for each kind of operator: texts and ARNs by their patterns, numbers, dates and addresses by
what lies at and beside every bound, of booleans both, an absent key as a value of its own; of a key
with several values one for each condition that asks for one.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, product
from typing import NamedTuple

from ...evaluation.checks import Values
from ...evaluation.conditions import condition_outcome
from ...evaluation.operators import TESTS, Test
from ...evaluation.request import ContextValue
from ...evaluation.substitution import resolve
from ...language.condition_operators import ConditionOperator, read_operator
from ...language.policy import Condition
from ...language.variables import read_template
from ...language.wildcard import Piece, Wildcard
from .bounds import beside
from .domains import Domain
from .texts import TextPattern, arn_pattern, pattern, shortest_text

__all__ = ["Asks", "key_value"]


class Asks(NamedTuple):
    """A condition, and whether it has to match."""

    condition: Condition
    holds: bool
    variables_count: bool


class _Hit(NamedTuple):
    """What one value has to do: be hit by one of the policy's values, or by none of them."""

    operator: ConditionOperator
    patterns: tuple[tuple[Piece, ...], ...]
    wanted: bool

    def fits(self, value: str) -> bool:
        prepare = TESTS[self.operator.base.replace("Not", "", 1)]
        tests: list[Test] = [prepare(each) for each in self.patterns]
        return any(test(value) for test in tests) is self.wanted


def key_value(asks: Sequence[Asks], given: Values, domain: Domain) -> tuple[ContextValue] | None:
    """A value in a tuple, `(None,)` for an absent key; None where no value will do.

    `given` are the keys that policy variables stand for.
    """
    for value in _proposed(asks, given, domain):
        if all(_as_asked(each, value, given) for each in asks):
            return (value,)
    return None


def _as_asked(asks: Asks, value: ContextValue, given: Values) -> bool:
    condition = asks.condition
    values = Values({**given, condition.key.lower(): value})
    outcome = condition_outcome(condition, values, variables_count=asks.variables_count)
    return outcome.matched is asks.holds


def _proposed(asks: Sequence[Asks], given: Values, domain: Domain) -> Iterator[ContextValue]:
    """The usual value and none at all, then what the conditions on a value that is there need."""
    if domain.usual is not None:
        yield domain.usual
    if domain.optional:
        yield None
    found = [_on_each_value(each, given) for each in asks if "Null" not in each.condition.operator]
    every = [hit for universal, hit in found if universal]
    some = [hit for universal, hit in found if not universal]
    yield from _single([*every, *some], domain)
    if domain.several or any("For" in each.condition.operator for each in asks):
        values = [next(_single([*every, each], domain), None) for each in some]
        if values and None not in values:
            yield tuple(dict.fromkeys(value for value in values if value is not None))


def _on_each_value(asks: Asks, given: Values) -> tuple[bool, _Hit]:
    """Is it about every value of a key that is there, or about one; and what must that one do?"""
    operator = read_operator(asks.condition.operator)
    assert operator is not None  # INVARIANT: the grammar refuses unknown operators
    universal = operator.qualifier == "ForAllValues" or (
        operator.negated and operator.qualifier is None
    )
    wanted = not operator.negated
    if not asks.holds:
        universal, wanted = not universal, not wanted
    return universal, _Hit(operator, _patterns(asks, operator, given), wanted)


def _patterns(
    asks: Asks, operator: ConditionOperator, given: Values
) -> tuple[tuple[Piece, ...], ...]:
    variables = asks.variables_count and operator.takes_variables
    read = (
        read_template(value.text, wildcards=True, variables=variables)
        for value in asks.condition.values
    )
    found = (resolve(template, given) for template in read)
    return tuple(each for each in found if each is not None)


def _single(hits: Sequence[_Hit], domain: Domain) -> Iterator[str]:
    """Values that do all that is asked for, as far as the way to find them goes."""
    candidates = domain.values or (*_PLAIN.get(domain.type, ()), *_beside(hits))
    texts = [hit for hit in hits if hit.operator.base.startswith(("String", "Arn"))]
    found = chain(_named(texts), candidates, () if domain.values else _shortest(texts, domain))
    there = (text for text in found if domain.has(text))
    yield from (text for text in there if all(hit.fits(text) for hit in hits))


_PLAIN = {
    "IPAddress": ("203.0.113.10", "198.51.100.7", "192.0.2.55", "10.0.0.9", "2001:db8::7"),
    "Date": ("2026-03-02T09:00:00Z",),
    "Numeric": ("1", "0"),
    "ARN": ("arn:aws:s3:::records",),
}


def _beside(hits: Sequence[_Hit]) -> Iterator[str]:
    """At and beside the bounds of numbers, dates and ranges of addresses."""
    for kind in ("Numeric", "Date", "IpAddress", "Binary"):
        bounds = [_literal(p) for h in hits if kind in h.operator.base for p in h.patterns]
        if bounds:
            yield from beside(kind, bounds)


def _named(hits: Sequence[_Hit]) -> Iterator[str]:
    """What a policy names in full."""
    for hit in hits:
        for pieces in hit.patterns if hit.wanted else ():
            if all(isinstance(piece, str) for piece in pieces):
                yield _literal(pieces)


def _shortest(hits: Sequence[_Hit], domain: Domain) -> Iterator[str]:
    """For each choice of what may be hit the shortest text."""
    wanted = [[_text_pattern(hit, each) for each in hit.patterns] for hit in hits if hit.wanted]
    barred = [_text_pattern(hit, each) for hit in hits if not hit.wanted for each in hit.patterns]
    for chosen in product(*wanted):
        if all(chosen):
            matching = [domain.format or _ANYTHING, *(each for each in chosen if each)]
            found = shortest_text(matching, [each for each in barred if each])
            yield from () if found is None else (found,)


_ANYTHING = pattern((Wildcard.ONE, Wildcard.RUN))


def _text_pattern(hit: _Hit, pieces: tuple[Piece, ...]) -> TextPattern | None:
    base = hit.operator.base
    if base.startswith("Arn"):
        return arn_pattern(pieces)
    if not base.endswith("Like"):
        pieces = (_literal(pieces),)
    return pattern(pieces, any_case="IgnoreCase" in base)


def _literal(pieces: tuple[Piece, ...]) -> str:
    """Outside the Like operators a wildcard is a character."""
    return "".join(piece if isinstance(piece, str) else piece.value for piece in pieces)
