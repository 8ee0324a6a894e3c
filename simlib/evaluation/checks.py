"""A check: one element of a statement, made ready, with what it has come to before.

What an element comes to depends on nothing but the few values it reads: the resource, the
principal, the context keys it names. So each check remembers its outcomes by those values.
"""

from collections.abc import Callable
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from ..trace.nodes import Outcome
from .request import ContextValue

if TYPE_CHECKING:
    from .asked import Asked

__all__ = ["PRINCIPAL", "RESOURCE", "Check", "Values", "check", "judged"]

# What checks read stands in one mapping; context keys stand there in lower case, these do not.
PRINCIPAL = "The Principal"
RESOURCE = "The Resource"
REMEMBERED = 8  # outcomes of one check; few, as in `records.py`


class Values(dict[str, ContextValue]):
    """Lower-case context key to value; a key that is not there is absent: None.

    >>> Values()["aws:username"] is None
    True
    """

    def __missing__(self, key: str) -> ContextValue:
        self[key] = None
        return None


class Check(NamedTuple):
    """`read` takes the values of `keys`; `judge` finds the outcome; `seen` remembers it."""

    read: Callable[[Values], Any]
    seen: dict[Any, Outcome]
    judge: "Callable[[Asked], Outcome]"
    keys: tuple[str, ...]


def check(keys: tuple[str, ...], judge: "Callable[[Asked], Outcome]") -> Check:
    """A check that has not seen anything yet."""
    return Check(itemgetter(*keys), {}, judge, keys)


def judged(
    seen: dict[Any, Outcome], judge: "Callable[[Asked], Outcome]", asked: "Asked", inputs: Any
) -> Outcome:
    """Finds an outcome that is not remembered, and remembers it."""
    if len(seen) >= REMEMBERED:
        seen.clear()
    outcome = seen[inputs] = judge(asked)
    return outcome
