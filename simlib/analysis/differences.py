"""Where two traces of the same request differ, node by node."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from ..trace.nodes import Match, Node, Verdict

__all__ = ["Difference", "differences"]

Path = tuple[str, ...]


class Difference(NamedTuple):
    """One node that came out otherwise; None where one of the traces has no such node."""

    path: Path
    before: Node | None
    after: Node | None

    def __str__(self) -> str:
        return f"{self.path[-1]}: {_outcome(self.before)} → {_outcome(self.after)}"


def differences(before: Node, after: Node) -> tuple[Difference, ...]:
    """The nodes whose outcome or reason differs, parents first.

    >>> from simlib.trace.algebra import intersection
    >>> differences(intersection("the request"), intersection("the request"))
    ()
    """
    ones, others = dict(_placed(before)), dict(_placed(after))
    paths = list(dict.fromkeys([*ones, *others]))
    return tuple(
        Difference(path, ones.get(path), others.get(path))
        for path in sorted(paths, key=len)
        if _outcome(ones.get(path)) != _outcome(others.get(path))
    )


def _placed(node: Node, above: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Every node with the labels that lead to it; the same label twice is counted."""
    path = (*above, node.label)
    yield path, node
    seen: Counter[str] = Counter()
    for child in node.children:
        seen[child.label] += 1
        number = seen[child.label]
        inner = child._replace(label=f"{child.label} ({number})") if number > 1 else child
        yield from _placed(inner, path)


def _outcome(node: Node | None) -> str:
    if node is None:
        return "not there"
    if isinstance(node, Verdict):
        return str(node.decision)
    assert isinstance(node, Match)
    return "matches" if node.matched else "does not match"
