"""Where two traces of the same request differ, node by node."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from ..trace.nodes import Layer, Match, Node, Reason, Verdict
from ..trace.words import DECISIONS, is_neutral

__all__ = [
    "Difference",
    "Path",
    "deepest",
    "differences",
    "layer_of",
    "named_children",
    "outcome",
]

Path = tuple[str, ...]  # the names that lead to a node
Nodes = dict[Path, Node]
_LAYERS = {layer.value for layer in Layer}


class Difference(NamedTuple):
    """One node that came out otherwise; None where one of the traces has no such node."""

    path: Path
    before: Node | None
    after: Node | None

    @property
    def place(self) -> str:
        """Where it stands, from its layer on."""
        layer = next((n for n, name in enumerate(self.path) if name in _LAYERS), -1)
        return " · ".join(self.path[layer:])

    def __str__(self) -> str:
        return f"{self.place}: {outcome(self.before)} → {outcome(self.after)}"


def differences(before: Node, after: Node) -> tuple[Difference, ...]:
    """The nodes whose outcome differs, parents first.

    What a node that is gone, or has nothing attached now, had below it is not told. Statements
    for other actions are compared as all others, folded away or not.

    >>> from simlib.trace.algebra import intersection
    >>> differences(intersection("the request"), intersection("the request"))
    ()
    """
    ones, others = dict(_placed(before, (before.label,))), dict(_placed(after, (after.label,)))
    ones = {(after.label, *path[1:]): node for path, node in ones.items()}
    found = (Difference(p, ones.get(p), others.get(p)) for p in dict.fromkeys([*ones, *others]))
    differing = (each for each in found if outcome(each.before) != outcome(each.after))
    return tuple(each for each in differing if _is_told(each, ones, others))


def deepest(found: tuple[Difference, ...]) -> tuple[Difference, ...]:
    """Those with nothing that differs below them: what the others follow from."""
    above = {each.path[:length] for each in found for length in range(len(each.path))}
    return tuple(each for each in found if each.path not in above)


def outcome(node: Node | None) -> str:
    """What a node came to, in words.

    >>> outcome(None)
    'not there'
    """
    if node is None:
        return "not there"
    if isinstance(node, Match):
        return "matches" if node.matched else "does not match"
    return str(node.reason) if is_neutral(node) else DECISIONS[node.decision].lower()


def _is_told(each: Difference, ones: Nodes, others: Nodes) -> bool:
    if each.before is not None and each.after is not None:
        return True
    above = (nodes.get(each.path[:-1]) for nodes in (ones, others))
    return all(node is not None and not is_neutral(node) for node in above)


def _placed(node: Node, path: Path, layer: Layer | None = None) -> Iterator[tuple[Path, Node]]:
    """Every node with the names that lead to it; the same name twice is counted."""
    yield path, node
    layer = layer or layer_of(node)
    for name, child in named_children(node, layer):
        yield from _placed(child, (*path, name), layer)


def layer_of(node: Node) -> Layer | None:
    """The layer of a verdict, if it is one's."""
    return node.layer if isinstance(node, Verdict) else None


def named_children(node: Node, layer: Layer | None) -> Iterator[tuple[str, Node]]:
    """The children by their names in a path; `layer` is the one that they stand in, if any."""
    seen: Counter[str] = Counter()
    for child in _unfolded(node):
        name = _name(child, layer)
        seen[name] += 1
        yield f"{name} ({seen[name]})" if seen[name] > 1 else name, child


def _name(node: Node, layer: Layer | None) -> str:
    """A layer goes by its own name, whatever is attached there."""
    topmost = layer_of(node) if layer is None else None
    return topmost.value if topmost else node.label


def _unfolded(node: Node) -> Iterator[Node]:
    for child in node.children:
        if child.reason is Reason.OTHER_ACTIONS:
            yield from child.children
        else:
            yield child
