"""Who has access to what, as data: principals, resources, and what leads from one to the other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from ..language.errors import UnknownNameError, did_you_mean
from ..language.markup import one_line
from ..language.terms import Decision
from ..reference import AccessLevel
from .terms import LEVELS, Kind, Permitted, Relation
from .wording import more, shortened, verb

if TYPE_CHECKING:
    import pandas

__all__ = [
    "Access",
    "Edge",
    "Node",
    "PermissionGraph",
    "arranged",
]

COLUMNS = (
    "source", "relation", "target", "permitted", "levels", "actions", "keys", "across accounts",
)  # fmt: skip


class Node(NamedTuple):
    """A principal or a resource, by its ARN or name; `members` where it stands for several."""

    id: str
    kind: Kind
    name: str
    account: str = ""  # its number; services have none
    account_name: str = ""
    members: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """For people: `user Alice (hospital)`."""
        where = f" ({shortened(self.account_name)})" if self.account_name else ""
        named = self.name if self.members else f"{self.kind} {shortened(self.name)}".rstrip()
        return named + where


class Access(NamedTuple):
    """One question with its answer: the trace opens by principal, action and resource.

    `keys` are the condition keys on which the answer depends; `group` is the group whose policy
    gave it; `beyond` says that an access point let it through to its bucket.
    """

    principal: str
    action: str
    resource: str
    level: AccessLevel
    decision: Decision
    keys: tuple[str, ...] = ()
    group: str = ""
    beyond: bool = False

    def __str__(self) -> str:
        return f"{one_line(self.principal)} asks for {self.action} on {one_line(self.resource)}"


@dataclass(frozen=True)
class Edge:
    """What leads from one node to another, with the questions that were asked.

    Members of a group and access points are there without a question: `permitted` is None.
    """

    source: str
    target: str
    relation: Relation
    permitted: Permitted | None = None
    accesses: tuple[Access, ...] = ()
    across: bool = False  # from one account to another

    @cached_property
    def levels(self) -> tuple[AccessLevel, ...]:
        """The access levels of its actions, from List to Permissions management."""
        found = {access.level for access in self.accesses}
        return tuple(level for level in LEVELS if level in found)

    @cached_property
    def actions(self) -> tuple[str, ...]:
        """Its actions, sorted."""
        return tuple(sorted({access.action for access in self.accesses}))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The condition keys on which it depends, sorted."""
        return tuple(sorted({key for access in self.accesses for key in access.keys}))

    @property
    def question(self) -> Access | None:
        """The first of its questions: its trace shows what the edge stands for."""
        return self.accesses[0] if self.accesses else None


@dataclass(frozen=True)
class PermissionGraph:
    """Nodes and edges, sorted; in a notebook it draws itself, as text it is the list of its edges.

    >>> PermissionGraph()
    no permissions
    """

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Node]:
        """The nodes by their ids."""
        return {node.id: node for node in self.nodes}

    def node(self, name: str) -> Node:
        """A node by its ARN, label or name. Raises UnknownNameError."""
        if name in self.by_id:
            return self.by_id[name]
        found = [node for node in self.nodes if name in (node.label, node.name)]
        if len(found) == 1:
            return found[0]
        several = f"`{name}` is several: {', '.join(node.id for node in found)}"
        hint = did_you_mean(name, {node.name for node in self.nodes})
        raise UnknownNameError(several if found else f"no node `{name}`; {hint}".rstrip("; "))

    def sentence(self, edge: Edge) -> str:
        """An edge in words.

        >>> node = Node("anonymous", Kind.ANYONE, "")
        >>> PermissionGraph((node,)).sentence(Edge("anonymous", "anonymous", Relation.LEADS))
        'anonymous caller leads to anonymous caller'
        """
        said = [self.by_id[edge.source].label, verb(edge), self.by_id[edge.target].label]
        return f"{' '.join(said)}{''.join(more(edge))}"

    @property
    def sentences(self) -> tuple[str, ...]:
        """Every edge in words, sorted."""
        return tuple(sorted(map(self.sentence, self.edges)))

    def nodes_frame(self) -> "pandas.DataFrame":
        """The nodes as a DataFrame."""
        import pandas

        rows = [(n.kind.value, n.name, n.account_name, n.account, n.id) for n in self.nodes]
        return pandas.DataFrame(rows, columns=["kind", "name", "account", "number", "id"])

    def edges_frame(self) -> "pandas.DataFrame":
        """The edges as a DataFrame, a row each."""
        import pandas

        rows = [self._row(edge) for edge in self.edges]
        return pandas.DataFrame(rows, columns=list(COLUMNS))

    def _row(self, edge: Edge) -> tuple[str | bool, ...]:
        return (
            self.by_id[edge.source].label,
            edge.relation.value,
            self.by_id[edge.target].label,
            edge.permitted.value if edge.permitted else "",
            ", ".join(edge.levels),
            ", ".join(edge.actions),
            ", ".join(edge.keys),
            edge.across,
        )

    def dot(self) -> str:
        """The graph in Graphviz's language."""
        from .drawing import dot

        return dot(self)

    def svg(self) -> str | None:
        """The drawing as SVG; None where nothing can draw it."""
        from .svg import svg

        return svg(self)

    def png(self) -> bytes | None:
        """The drawing as PNG on white; None where there is no `dot`."""
        from .drawing import dot
        from .rendering import png_of

        return png_of(dot(self, "white"))

    def __repr__(self) -> str:
        return "\n".join(self.sentences) or "no permissions"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        from .grouping import legible

        drawn = legible(self).svg()
        return {"text/plain": repr(self)} | ({"text/html": drawn} if drawn else {})


def arranged(nodes: Iterable[Node], edges: Iterable[Edge]) -> PermissionGraph:
    """A graph in a fixed order: nodes by account, kind and name; edges by their nodes."""
    kept = tuple(sorted(nodes, key=_node_order))
    place = {node.id: number for number, node in enumerate(kept)}

    def order(edge: Edge) -> tuple[int, ...]:
        ranks = _RELATIONS[edge.relation], _PERMITTED[edge.permitted]
        return (place[edge.source], place[edge.target], *ranks)

    return PermissionGraph(kept, tuple(sorted(edges, key=order)))


_KINDS = {kind: rank for rank, kind in enumerate(Kind)}
_RELATIONS = {relation: rank for rank, relation in enumerate(Relation)}
_PERMITTED: dict[Permitted | None, int] = {None: 0} | {p: n for n, p in enumerate(Permitted, 1)}


def _node_order(node: Node) -> tuple[str, str, int, str, str]:
    return node.account_name, node.account, _KINDS[node.kind], node.name, node.id
