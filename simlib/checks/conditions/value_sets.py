"""The values of two conditions as sets of what fits them: are they apart, is one within the other?

Source: "IAM JSON policy elements: Condition operators".
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from ...language.addresses import Network
from ...language.condition_values import read_date, read_network, read_number
from ...language.overlap import arn_covers, arn_meets, covers, meets
from ...language.wildcard import has_wildcard
from ..scope import ConditionScope
from .operator_types import OperatorType, operator_type

__all__ = ["excludes", "is_apart"]


def is_apart(one: ConditionScope, other: ConditionScope) -> bool:
    """Two positive conditions: is there surely no value that fits both?"""
    if one.operator.negated or other.operator.negated:
        return False
    pair = _pair(one, other)
    return pair is not None and not any(pair.sets.meet(a, b) for a in pair.one for b in pair.other)


def excludes(one: ConditionScope, other: ConditionScope) -> bool:
    """A positive condition and a negated one: does the latter surely exclude all of the former?"""
    if one.operator.negated is other.operator.negated:
        return False
    wants, without = (other, one) if one.operator.negated else (one, other)
    if _ignores_case(wants) and not _ignores_case(without):
        return False
    pair = _pair(wants, without)
    return pair is not None and all(
        any(pair.sets.cover(b, a) for b in pair.other) for a in pair.one
    )


class _Sets(NamedTuple):
    """How values of a kind are read, by operator and text (None: not at all), and compared."""

    read: Callable[[str, str], Any]
    meet: Callable[[Any, Any], bool]
    cover: Callable[[Any, Any], bool]


class _Pair(NamedTuple):
    """The values of two conditions of one kind."""

    sets: _Sets
    one: list[Any]
    other: list[Any]


def _pair(one: ConditionScope, other: ConditionScope) -> _Pair | None:
    """None where a value cannot be read, or stands for what only a request can tell."""
    kind = operator_type(one.operator)
    if kind is not operator_type(other.operator) or kind not in _SETS:
        return None
    fold = _ignores_case(one) or _ignores_case(other)
    first, second = _read(one, kind, fold=fold), _read(other, kind, fold=fold)
    return _Pair(_SETS[kind], first, second) if first and second else None


def _read(scope: ConditionScope, kind: OperatorType, *, fold: bool) -> list[Any]:
    """The values as sets; none at all if one of them is in doubt."""
    literal = kind is OperatorType.STRING and not scope.operator.takes_wildcards
    if len(scope.values) != len(scope.texts) or any(_doubtful(t, literal) for t in scope.texts):
        return []
    read = _SETS[kind].read
    found = [read(scope.operator.base, text.lower() if fold else text) for text in scope.texts]
    return [] if None in found else found


def _doubtful(text: str, literal: bool) -> bool:
    """Variables; and wildcards that do not count, as they were surely meant to."""
    return "${" in text or (literal and has_wildcard(text))


def _ignores_case(scope: ConditionScope) -> bool:
    return scope.operator.base.endswith("IgnoreCase")


class _Range(NamedTuple):
    """The numbers from one to another, with both ends or without."""

    low: Decimal
    high: Decimal
    closed: bool

    def has(self, number: Decimal) -> bool:
        """Is the number among them?"""
        within = self.low < number < self.high
        return within or (self.closed and number in (self.low, self.high))


_INFINITE = Decimal("Infinity")


def _range(base: str, number: Decimal | None) -> _Range | None:
    closed = base.endswith("Equals")
    if number is None:
        return None
    if "LessThan" in base:
        return _Range(-_INFINITE, number, closed)
    return _Range(number, _INFINITE if "GreaterThan" in base else number, closed)


def _ranges_meet(one: _Range, other: _Range) -> bool:
    low, high = max(one.low, other.low), min(one.high, other.high)
    return low < high or (low == high and one.has(low) and other.has(low))


def _range_covers(wide: _Range, narrow: _Range) -> bool:
    return wide.low <= narrow.low and narrow.high <= wide.high


def _networks_meet(one: Network, other: Network) -> bool:
    return one.version == other.version and one.overlaps(other)


def _network_covers(wide: Network, narrow: Network) -> bool:
    return wide.version == narrow.version and narrow.subnet_of(wide)  # type: ignore[arg-type]


def _same(one: str, other: str) -> bool:
    return one == other


_SETS = {
    OperatorType.STRING: _Sets(lambda _, text: text, meets, covers),
    OperatorType.ARN: _Sets(
        lambda _, text: text if text.count(":") >= 5 else None, arn_meets, arn_covers
    ),
    OperatorType.BOOL: _Sets(lambda _, text: text.lower(), _same, _same),
    OperatorType.IP_ADDRESS: _Sets(
        lambda _, text: read_network(text), _networks_meet, _network_covers
    ),
    OperatorType.NUMERIC: _Sets(
        lambda base, text: _range(base, read_number(text)), _ranges_meet, _range_covers
    ),
    OperatorType.DATE: _Sets(
        lambda base, text: _range(base, read_date(text)), _ranges_meet, _range_covers
    ),
}
