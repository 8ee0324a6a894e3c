"""A check: one element of a statement, made ready, with what it has come to before.

What an element comes to depends on nothing but the few values it reads: the resource, the
principal, the context keys it names. So each check remembers its outcomes by those values.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from ..trace.nodes import Outcome
from .request import ContextValue

if TYPE_CHECKING:
    from .asked import Asked

__all__ = ["PRINCIPAL", "REMEMBERED", "RESOURCE", "Check", "Values", "check", "judged"]

# What checks read stands in one mapping; these two names cannot be context keys.
PRINCIPAL = "(the principal)"
RESOURCE = "(the resource)"
REMEMBERED = 128

Values = Mapping[str, ContextValue]


class Check(NamedTuple):
    """`reads` names the values that decide; `judge` finds the outcome; `seen` remembers it.

    `key` is the one value it reads, or None where it reads several.
    """

    key: str | None
    reads: tuple[str, ...]
    seen: dict[object, Outcome]
    judge: "Callable[[Asked], Outcome]"


def check(reads: tuple[str, ...], judge: "Callable[[Asked], Outcome]") -> Check:
    """A check that has not seen anything yet."""
    return Check(reads[0] if len(reads) == 1 else None, reads, {}, judge)


def judged(check: Check, asked: "Asked", inputs: object) -> Outcome:
    """Finds an outcome that is not remembered, and remembers it."""
    if len(check.seen) >= REMEMBERED:
        check.seen.clear()
    outcome = check.seen[inputs] = check.judge(asked)
    return outcome
