"""Many nodes as few: those with the same permissions, or of one kind in one account, become one."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import replace

from .permissions import Access, Edge, Node, PermissionGraph, arranged

__all__ = ["by_kind", "by_permissions", "legible", "opened"]

LEGIBLE = 40  # nodes in a drawing
ENDS = "source", "target"
Alike = Callable[[Node], Hashable]


def legible(graph: PermissionGraph, most: int = LEGIBLE) -> PermissionGraph:
    """The graph itself where it is small, else grouped by permissions, else by kind.

    Opening a group is `opened(graph, group)`.
    """
    if len(graph.nodes) <= most:
        return graph
    alike = _outline(graph)
    if _count(graph, alike) <= most:
        alike = _permissions(graph)
    return _grouped(graph, alike if _count(graph, alike) <= most else _sort)


def by_permissions(graph: PermissionGraph) -> PermissionGraph:
    """Nodes of one kind in one account become one where all their edges are alike."""
    return _grouped(graph, _permissions(graph))


def by_kind(graph: PermissionGraph) -> PermissionGraph:
    """All nodes of one kind in one account become one."""
    return _grouped(graph, _sort)


def opened(graph: PermissionGraph, node: Node) -> PermissionGraph:
    """The members of a group, each by itself, with all that their edges join."""
    inside = set(node.members or (node.id,))
    edges = [edge for edge in graph.edges if inside & {edge.source, edge.target}]
    there = inside | {id for edge in edges for id in (edge.source, edge.target)}
    return arranged((each for each in graph.nodes if each.id in there), edges)


def _count(graph: PermissionGraph, alike: Alike) -> int:
    return len({alike(node) for node in graph.nodes})


def _outline(graph: PermissionGraph) -> Alike:
    """What is soon counted, and the same for all that have the same permissions."""
    about: dict[str, list[Hashable]] = defaultdict(list)
    counts = (Counter((getattr(edge, end), edge.permitted) for edge in graph.edges) for end in ENDS)
    for end, count in zip(ENDS, counts, strict=True):
        for (id, permitted), number in count.items():
            about[id].append((end, permitted, number))
    marks = {node.id: (_sort(node), frozenset(about[node.id])) for node in graph.nodes}
    return lambda node: marks[node.id]


def _permissions(graph: PermissionGraph) -> Alike:
    """What tells nodes apart: kind and account, and all that their edges say."""
    about: dict[str, list[tuple[str, int, bool]]] = defaultdict(list)
    numbers: dict[Hashable, int] = {}
    for edge in graph.edges:
        said = numbers.setdefault(_said(edge), len(numbers))
        about[edge.source].append((edge.target, said, True))
        about[edge.target].append((edge.source, said, False))
    marks = {node.id: (_sort(node), frozenset(about[node.id])) for node in graph.nodes}
    return lambda node: marks[node.id]


def _said(edge: Edge) -> Hashable:
    asked = frozenset([(access.action, access.keys) for access in edge.accesses])
    return edge.relation, edge.permitted, asked


def _sort(node: Node) -> tuple[str, str]:
    return node.account, node.kind


def _grouped(graph: PermissionGraph, alike: Alike) -> PermissionGraph:
    groups: dict[Hashable, list[Node]] = defaultdict(list)
    for node in graph.nodes:
        groups[alike(node)].append(node)
    nodes = {each.id: _one(group) for group in groups.values() for each in group}
    return arranged(set(nodes.values()), _merged(graph.edges, nodes))


def _one(group: list[Node]) -> Node:
    """One node for several; the same name for the same members, whatever was shown before."""
    if len(group) == 1:
        return group[0]
    first, members = group[0], tuple(node.id for node in group)
    name = f"{len(members)} {first.kind}s"
    return first._replace(id=f"{name} with {first.id}", name=name, members=members)


def _merged(edges: Iterable[Edge], nodes: Mapping[str, Node]) -> list[Edge]:
    found: dict[tuple[Hashable, ...], list[Edge]] = defaultdict(list)
    for edge in edges:
        ends = nodes[edge.source].id, nodes[edge.target].id
        found[*ends, edge.relation, edge.permitted].append(edge)
    return [
        replace(
            some[0],
            source=nodes[some[0].source].id,
            target=nodes[some[0].target].id,
            accesses=_all(some),
        )
        for some in found.values()
    ]


def _all(edges: list[Edge]) -> tuple[Access, ...]:
    return tuple(access for edge in edges for access in edge.accesses)
