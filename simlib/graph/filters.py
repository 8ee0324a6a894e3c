"""Smaller graphs: what concerns a principal, a resource, an action; what is around one node."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..language.wildcard import text_glob
from ..reference import AccessLevel
from .permissions import Edge, PermissionGraph, arranged
from .terms import Permitted

__all__ = ["Choice", "chosen", "focus", "within"]


@dataclass(frozen=True)
class Choice:
    """What is wanted; None wants everything. Principal and resource are names as `node` takes them.

    `action` may have wildcards, as in a policy: `s3:Get*`. `account` is a number or a name.
    """

    principal: str | None = None
    resource: str | None = None
    account: str | None = None
    action: str | None = None
    level: AccessLevel | None = None
    permitted: Permitted | None = None


def chosen(graph: PermissionGraph, choice: Choice) -> PermissionGraph:
    """The part of a graph that is wanted. Raises UnknownNameError.

    A group's members and the ways through access points stay where one of their ends does.
    """
    if choice == Choice():
        return graph
    choice = _by_id(graph, choice)
    wanted = [_narrowed(choice, edge) for edge in graph.edges if edge.permitted is not None]
    kept = [edge for edge in wanted if edge.accesses and _concerns(graph, choice, edge)]
    there = {id for edge in kept for id in (edge.source, edge.target)}
    silent = [edge for edge in graph.edges if edge.permitted is None]
    beside = [edge for edge in silent if there & {edge.source, edge.target}]
    return within(graph, [*kept, *beside])


def _by_id(graph: PermissionGraph, choice: Choice) -> Choice:
    names = choice.principal, choice.resource
    principal, resource = (None if name is None else graph.node(name).id for name in names)
    return replace(choice, principal=principal, resource=resource)


def _narrowed(choice: Choice, edge: Edge) -> Edge:
    """The edge with those of its questions that are wanted."""
    if choice.action is None and choice.level is None:
        return edge
    fits = text_glob((choice.action or "*").lower())
    accesses = (a for a in edge.accesses if choice.level in (None, a.level))
    return replace(edge, accesses=tuple(a for a in accesses if fits(a.action.lower())))


def _concerns(graph: PermissionGraph, choice: Choice, edge: Edge) -> bool:
    ends = graph.by_id[edge.source], graph.by_id[edge.target]
    accounts = {name for node in ends for name in (node.account, node.account_name)}
    return (
        choice.permitted in (None, edge.permitted)
        and (choice.account is None or choice.account in accounts)
        and choice.principal in (None, edge.source)
        and choice.resource in (None, edge.target)
    )


def focus(graph: PermissionGraph, name: str, distance: int = 1) -> PermissionGraph:
    """One node with all that is at most so many edges away. Raises UnknownNameError."""
    near, kept = {graph.node(name).id}, dict.fromkeys([graph.node(name).id])
    edges: dict[Edge, None] = {}
    for _ in range(distance):
        touching = [edge for edge in graph.edges if near & {edge.source, edge.target}]
        edges.update(dict.fromkeys(touching))
        near = {id for edge in touching for id in (edge.source, edge.target)} - kept.keys()
        kept.update(dict.fromkeys(near))
    return arranged((graph.by_id[id] for id in kept), edges)


def within(graph: PermissionGraph, edges: Iterable[Edge]) -> PermissionGraph:
    """The graph of these edges, with the nodes that they join."""
    edges = list(edges)
    there = {id for edge in edges for id in (edge.source, edge.target)}
    return arranged((node for node in graph.nodes if node.id in there), edges)
