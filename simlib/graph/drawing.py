"""A permission graph in Graphviz's language: a cluster an account, words beside every colour.

Nodes are named n0, n1, … and edges e0, e1, …, by their places in the graph: names from a cloud,
with colons, quotes and markup, stand in labels alone.
"""

from collections.abc import Iterator
from typing import Any

from .permissions import Edge, Node, PermissionGraph
from .terms import LEVELS, Kind, Permitted, Relation
from .wording import shortened

__all__ = ["MOST_LABELS", "dot"]

MOST_LABELS = 60  # edges with words beside them; more of them, and a drawing takes long
NAME = 34  # characters of a name on a line

SHAPES = {
    Kind.USER: "ellipse",
    Kind.GROUP: "doubleoctagon",
    Kind.ROLE: "box",
    Kind.ROOT: "ellipse",
    Kind.SERVICE: "component",
    Kind.ANYONE: "ellipse",
    Kind.ACCESS_POINT: "tab",
    Kind.BUCKET: "cylinder",
    Kind.KEY: "note",
    Kind.DATA_STORE: "box3d",
    Kind.DOMAIN: "folder",
}
# Okabe-Ito's blue, bluish green and vermilion, darkened until they can be read on white.
COLOURS = {
    Permitted.ALLOWED: "#00588f",
    Permitted.CONDITIONAL: "#00654a",
    Permitted.DENIED: "#a33c00",
    None: "#595959",
}
LINES: dict[Permitted | None, dict[str, str]] = {
    Permitted.ALLOWED: {"style": "solid"},
    Permitted.CONDITIONAL: {"style": "dashed"},
    Permitted.DENIED: {"style": "dotted", "arrowhead": "tee", "penwidth": "1.6"},
    None: {"style": "solid", "arrowhead": "empty"},
}
_WORDS = {
    Permitted.CONDITIONAL: "under conditions: ",
    Permitted.DENIED: "Deny: ",
}


def dot(graph: PermissionGraph, ground: str = "transparent") -> str:
    """The graph as DOT.

    >>> dot(PermissionGraph()).splitlines()[0]
    'digraph {'
    """
    import graphviz

    font = {"fontname": "Helvetica,Arial,sans-serif", "fontsize": "12"}
    drawn = graphviz.Digraph(
        graph_attr={
            "rankdir": "LR",
            "bgcolor": ground,
            "ranksep": "0.8",
            "nodesep": "0.22",
            **font,
        },
        node_attr={
            "margin": "0.16,0.08",
            "style": "filled,rounded",
            "fillcolor": "#f4f6f8",
            **font,
        },
        edge_attr={**font, "fontsize": "10.5", "arrowsize": "0.7"},
    )
    ids = {node.id: f"n{number}" for number, node in enumerate(graph.nodes)}
    _draw_nodes(drawn, graph, ids)
    for number, edge in enumerate(graph.edges):
        style = {"id": f"e{number}", **_line(edge, len(graph.edges) <= MOST_LABELS)}
        drawn.edge(ids[edge.source], ids[edge.target], _attributes=style)
    return str(drawn.source)


def _line(edge: Edge, labelled: bool) -> dict[str, str]:
    import graphviz

    css = edge.permitted.name.lower() if edge.permitted else "silent"
    colour = {"color": COLOURS[edge.permitted], "fontcolor": COLOURS[edge.permitted]}
    wide = {"penwidth": "2"} if edge.across else {}
    said = {"label": str(graphviz.escape(edge_label(edge)))} if labelled else {}
    return {"class": css, **colour, **LINES[edge.permitted], **wide, **said}


def _draw_nodes(drawn: Any, graph: PermissionGraph, ids: dict[str, str]) -> None:
    import graphviz

    accounts = dict.fromkeys((node.account, node.account_name) for node in graph.nodes)
    for place, account in enumerate(accounts):
        inside = [n for n in graph.nodes if (n.account, n.account_name) == account]
        name = f"cluster_{place}" if account[0] else None
        with drawn.subgraph(name=name) as cluster:
            if name:
                label = graphviz.escape(account_label(*account))
                cluster.attr(label=label, id=f"c{place}", color="#767676", fontcolor="#595959")
            for node in inside:
                label = graphviz.escape(node_label(node))
                style = {"shape": SHAPES[node.kind], "id": ids[node.id]}
                cluster.node(ids[node.id], label, _attributes=style)


def account_label(number: str, name: str) -> str:
    """The account's name with its number."""
    return shortened(name if name == number else f"{name} {number}")


def node_label(node: Node) -> str:
    """Two lines: what it is, its name."""
    if node.members:
        return node.name
    return "\n".join(filter(None, [node.kind.value, shortened(node.name, NAME)]))


def edge_label(edge: Edge) -> str:
    """The words beside an edge: what is allowed, and whether it is."""
    if edge.permitted is None:
        return edge.relation.value
    grant = ["by a KMS grant"] if edge.relation is Relation.GRANT else []
    across = ["across accounts"] if edge.across else []
    return "\n".join([_WORDS.get(edge.permitted, "") + _what(edge), *grant, *across])


def _what(edge: Edge) -> str:
    if edge.relation is Relation.ASSUMES:
        return "assume"
    return "every level" if edge.levels == LEVELS else "\n".join(_lines(edge.levels))


def _lines(words: tuple[str, ...]) -> Iterator[str]:
    """Two words a line."""
    for place in range(0, len(words), 2):
        yield ", ".join(words[place : place + 2])
