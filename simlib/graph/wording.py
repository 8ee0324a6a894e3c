"""How an edge is said: its verb, and what is to be known beside it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..language import markup
from .terms import Permitted, Relation

if TYPE_CHECKING:
    from .permissions import Edge

__all__ = ["listed", "more", "shortened", "verb"]

LONG = 60  # characters of a name
_VERBS: dict[tuple[Relation, Permitted | None], str] = {
    (Relation.ASSUMES, Permitted.CONDITIONAL): "can assume, under conditions,",
    (Relation.ASSUMES, Permitted.DENIED): "is denied to assume",
    (Relation.ACCESS, Permitted.ALLOWED): "is allowed {} on",
    (Relation.ACCESS, Permitted.CONDITIONAL): "is allowed, under conditions, {} on",
    (Relation.ACCESS, Permitted.DENIED): "is denied {} on",
    (Relation.GIVES, Permitted.ALLOWED): "gives its members {} on",
    (Relation.GIVES, Permitted.CONDITIONAL): "gives its members, under conditions, {} on",
    (Relation.GRANT, Permitted.ALLOWED): "has, by a KMS grant, {} on",
    (Relation.GRANT, Permitted.CONDITIONAL): "has, by a KMS grant, under conditions, {} on",
    (Relation.GRANT, Permitted.DENIED): "has a KMS grant for, but is denied, {} on",
}


def verb(edge: "Edge") -> str:
    """What stands between the two nodes: `is allowed List, Read on`."""
    said = _VERBS.get((edge.relation, edge.permitted), edge.relation.value)
    return said.format(", ".join(edge.levels))


def more(edge: "Edge") -> Iterator[str]:
    """What stands behind them: the actions, the condition keys, whether accounts differ."""
    if edge.actions and edge.actions != ("sts:AssumeRole",):
        yield f" ({listed(edge.actions)})"
    if edge.keys:
        yield f", depending on {listed(edge.keys)}"
    if edge.across:
        yield ", across accounts"


def listed(values: tuple[str, ...], most: int = 4) -> str:
    """The first few values, and how many more there are.

    >>> listed(("a", "b", "c"), 2)
    'a, b and 1 more'
    """
    shown = ", ".join(shortened(value) for value in values[:most])
    return shown if len(values) <= most else f"{shown} and {len(values) - most} more"


def shortened(text: str, most: int = LONG) -> str:
    """A text on one line, its middle left out where it is very long, nothing in it invisible.

    >>> shortened("abcdefghij", 5)
    'ab…ij'
    """
    return markup.shortened(markup.one_line(text), most)
