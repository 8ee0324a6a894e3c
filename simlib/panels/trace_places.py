"""The nodes of a trace by their places: `0.3.1` is the second child of the root's fourth.

Places count the children as they are drawn, so they are ids that stay the same.
"""

from collections.abc import Iterable, Iterator, Mapping

from ..analysis.differences import Difference, Path, layer_of, named_children
from ..graph.evaluation_flow import evaluation_flow
from ..trace.nodes import Layer, Node, Reason, Verdict, children_shown

__all__ = [
    "ROOT",
    "Places",
    "above",
    "changed_places",
    "child_place",
    "layer_places",
    "places",
    "places_of",
]

ROOT = "0"
Places = Mapping[str, Node]


def child_place(place: str, number: int) -> str:
    """The place of a child.

    >>> child_place(ROOT, 3)
    '0.3'
    """
    return f"{place}.{number}"


def places(node: Node, place: str = ROOT) -> dict[str, Node]:
    """Every node that is drawn by its place, parents first."""
    found = {place: node}
    for number, child in enumerate(children_shown(node)):
        found |= places(child, child_place(place, number))
    return found


def places_of(nodes: Iterable[Node], at: Places) -> tuple[str, ...]:
    """The places of these very nodes; a node may be drawn at several."""
    wanted = {id(node) for node in nodes}
    return tuple(place for place, node in at.items() if id(node) in wanted)


def layer_places(trace: Verdict, gate: int, layer: str, at: Places) -> tuple[str, ...]:
    """The places of a layer at a gate, both as the evaluation flow names them."""
    gates = [p for p, node in at.items() if isinstance(node, Verdict) and node.rule == "gate"]
    for below, flow in list(zip(gates or [ROOT], evaluation_flow(trace), strict=True))[gate:]:
        verdicts = [v for step in flow.steps if step.layer == layer for v in step.verdicts]
        return tuple(place for place in places_of(verdicts, at) if place.startswith(below))
    return ()


def changed_places(trace: Node, found: Iterable[Difference]) -> dict[str, Difference]:
    """The differences by the place of the node as it is now."""
    by_path = {each.path: each for each in found}
    named = _paths(trace, (trace.label,), ROOT, None)
    return {place: by_path[path] for path, place in named if path in by_path}


def _paths(node: Node, path: Path, place: str, layer: Layer | None) -> Iterator[tuple[Path, str]]:
    yield path, place
    layer = layer or layer_of(node)
    named = named_children(node, layer)
    for (name, child), below in zip(named, _unfolded_places(node, place), strict=True):
        yield from _paths(child, (*path, name), below, layer)


def _unfolded_places(node: Node, place: str) -> Iterator[str]:
    """The places of the children as `named_children` has them: no fold for other actions."""
    for number, child in enumerate(children_shown(node)):
        here = child_place(place, number)
        if child.reason is Reason.OTHER_ACTIONS:
            yield from (child_place(here, inner) for inner in range(len(child.children)))
        else:
            yield here


def above(found: Iterable[str]) -> frozenset[str]:
    """The places that must be open for these to be seen.

    >>> sorted(above(["0.3.1"]))
    ['0', '0.3']
    """
    parts = [place.split(".") for place in found]
    return frozenset(".".join(each[:end]) for each in parts for end in range(1, len(each)))
