"""How can X reach Y? Through groups, roles and access points, shortest first.

Whoever assumes a role has the role's access. Whoever is let through an access point to its bucket
has reached the bucket; a group's access counts for a member that has it.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from heapq import heappop, heappush
from itertools import count, islice

from .filters import within
from .permissions import Edge, PermissionGraph
from .terms import Permitted, Relation

__all__ = ["Path", "highlighted", "paths"]

MOST = 20  # paths that are told
LONGEST = 6  # edges of a path
Path = tuple[Edge, ...]


def paths(graph: PermissionGraph, x: str, y: str, *, most: int = MOST) -> tuple[Path, ...]:
    """The ways from one node to another, each as its edges. Raises UnknownNameError."""
    source, target = graph.node(x).id, graph.node(y).id
    return tuple(islice(_found(graph, source, target), most))


def highlighted(graph: PermissionGraph, found: tuple[Path, ...]) -> PermissionGraph:
    """The paths as a graph of their own."""
    return within(graph, dict.fromkeys(edge for path in found for edge in path))


def _found(graph: PermissionGraph, source: str, target: str) -> Iterator[Path]:
    """Best first: what has been walked and what is left at least."""
    leaving: dict[str, list[Edge]] = defaultdict(list)
    for edge in graph.edges:
        if edge.permitted is not Permitted.DENIED:
            leaving[edge.source].append(edge)
    left, number = _distances(leaving, target), count()
    waiting: list[tuple[int, int, str, Path]] = [(left.get(source, LONGEST + 1), 0, source, ())]
    while waiting:
        _, _, here, path = heappop(waiting)
        if here == target and path:
            yield path
            continue
        for edge in leaving[here]:
            whole = len(path) + 1 + left.get(edge.target, LONGEST)
            if whole <= LONGEST and _goes_on(path, edge):
                heappush(waiting, (whole, next(number), edge.target, (*path, edge)))


def _distances(leaving: Mapping[str, list[Edge]], target: str) -> dict[str, int]:
    """How many edges are left at least, from everywhere."""
    arriving: dict[str, list[str]] = defaultdict(list)
    for source, edges in leaving.items():
        for edge in edges:
            arriving[edge.target].append(source)
    left, waiting = {target: 0}, deque([target])
    while waiting:
        here = waiting.popleft()
        for each in arriving[here]:
            if each not in left:
                left[each] = left[here] + 1
                waiting.append(each)
    return left


def _goes_on(path: Path, edge: Edge) -> bool:
    """Can one take this edge after that path?"""
    visited = {each.source for each in path} | {edge.source}
    if edge.target in visited:
        return False
    if not path:
        return edge.relation not in (Relation.LEADS, Relation.GIVES)
    last = path[-1]
    if edge.relation is Relation.LEADS:
        return any(access.beyond for access in last.accesses)
    if edge.relation is Relation.GIVES:
        member = last.source if last.relation is Relation.MEMBER else ""
        return any(access.principal == member for access in edge.accesses)
    return last.relation is Relation.ASSUMES
