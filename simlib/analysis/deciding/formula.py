"""A boolean formula over atoms: what has to match so that a request is allowed, or denied.

Put together with `&`, `|` and `~`, as truth values are; what is certain is folded away at once.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from ...evaluation.checks import Values

if TYPE_CHECKING:
    from .atoms import Atom

__all__ = ["FALSE", "TRUE", "Facts", "Formula", "Literal", "Test", "every", "some"]


class Facts(Protocol):
    """What atoms read of a request: `Asked` has it, and so has a request that is only supposed."""

    @property
    def arn(self) -> str:
        """The resource's ARN."""

    @property
    def values(self) -> Values:
        """The context keys in lower case."""


Test = Callable[[Facts], bool]


class Formula:
    """`TRUE`, `FALSE`, a literal, or formulas joined by `&` and `|`; `~` turns it round."""

    def __and__(self, other: "Formula") -> "Formula":
        return every((self, other))

    def __or__(self, other: "Formula") -> "Formula":
        return some((self, other))

    def __invert__(self) -> "Formula":
        raise NotImplementedError

    @property
    def test(self) -> Test:
        """The formula as one function of a request."""
        raise NotImplementedError

    @property
    def key(self) -> Hashable:
        """Formulas that say the same in the same order have the same."""
        raise NotImplementedError

    def literals(self) -> "Iterator[Literal]":
        """Every literal in it, as often as it stands there."""
        return iter(())

    def with_atoms(self, change: "Callable[[Atom], Formula]") -> "Formula":
        """The formula with something else for each atom."""
        return self


@dataclass(frozen=True)
class Constant(Formula):
    """What is certain."""

    value: bool

    def __invert__(self) -> Formula:
        return FALSE if self.value else TRUE

    @property
    def key(self) -> Hashable:
        return self.value

    @property
    def test(self) -> Test:
        return lambda asked: self.value


TRUE, FALSE = Constant(True), Constant(False)


@dataclass(frozen=True)
class Literal(Formula):
    """An atom that matches, or that does not."""

    atom: "Atom"
    holds: bool = True

    def __invert__(self) -> Formula:
        return Literal(self.atom, not self.holds)

    @property
    def key(self) -> Hashable:
        return self.atom, self.holds

    @property
    def test(self) -> Test:
        test = self.atom.test
        return test if self.holds else lambda asked: not test(asked)

    def literals(self) -> "Iterator[Literal]":
        yield self

    def with_atoms(self, change: "Callable[[Atom], Formula]") -> Formula:
        changed = change(self.atom)
        return changed if self.holds else ~changed


@dataclass(frozen=True, eq=False)
class Joined(Formula):
    """All of its parts where `conjunction`, any of them otherwise; at least two."""

    conjunction: bool
    parts: tuple[Formula, ...]

    def __invert__(self) -> Formula:
        return Joined(not self.conjunction, tuple(~part for part in self.parts))

    @cached_property
    def key(self) -> Hashable:
        return self.conjunction, tuple(part.key for part in self.parts)

    @cached_property
    def test(self) -> Test:
        tests = tuple(part.test for part in self.parts)
        return _all(tests) if self.conjunction else _any(tests)

    def literals(self) -> "Iterator[Literal]":
        for part in self.parts:
            yield from part.literals()

    def with_atoms(self, change: "Callable[[Atom], Formula]") -> Formula:
        parts = (part.with_atoms(change) for part in self.parts)
        return every(parts) if self.conjunction else some(parts)


def every(parts: Iterable[Formula]) -> Formula:
    """All of the parts; of none, TRUE.

    >>> every([TRUE, FALSE])
    Constant(value=False)
    """
    return _joined(True, parts)


def some(parts: Iterable[Formula]) -> Formula:
    """Any of the parts; of none, FALSE."""
    return _joined(False, parts)


def _joined(conjunction: bool, parts: Iterable[Formula]) -> Formula:
    kept: dict[Formula, None] = {}
    for part in parts:
        if isinstance(part, Constant):
            if part.value is not conjunction:
                return part
        elif isinstance(part, Joined) and part.conjunction is conjunction:
            kept |= dict.fromkeys(part.parts)
        else:
            kept[part] = None
    if len(kept) > 1:
        return Joined(conjunction, tuple(kept))
    return next(iter(kept), TRUE if conjunction else FALSE)


def _all(tests: tuple[Test, ...]) -> Test:
    def holds(asked: Facts) -> bool:
        for test in tests:  # noqa: SIM110 - a generator is twice as slow
            if not test(asked):
                return False
        return True

    return holds


def _any(tests: tuple[Test, ...]) -> Test:
    def holds(asked: Facts) -> bool:
        for test in tests:  # noqa: SIM110
            if test(asked):
                return True
        return False

    return holds
