"""A permission graph as HTML: its drawing with a legend in words, its edges as a table."""

from collections.abc import Iterator

from ..graph.permissions import Edge, PermissionGraph
from ..graph.rendering import HOW
from ..graph.terms import Permitted, Relation
from ..graph.wording import listed
from ..language.markup import prose, shown
from .table_html import counted

__all__ = ["drawing_html", "table_html"]

MOST_ROWS = 200
_CSS = {Permitted.ALLOWED: "yes", Permitted.CONDITIONAL: "may", Permitted.DENIED: "no"}
_LEGEND = (
    ("yes solid", "solid: allowed"),
    ("may dashed", "dashed: allowed under conditions, now or in other circumstances"),
    ("no dotted", "dotted, with a bar: denied explicitly, where an Allow would otherwise allow"),
    ("quiet thin", "thin: a way, through a group or an access point"),
    ("quiet thick", "thick: across accounts"),
)
_HEADS = ("From", "Relation", "To", "Actions", "Depends on")


def drawing_html(graph: PermissionGraph, svg: str | None) -> str:
    """The drawing with buttons to zoom it; without one, how to get it."""
    if svg is None:
        return f"<p>{prose(HOW)} Until then the table of edges says the same.</p>"
    return (
        '<div><div class="simlib-graph-tools">'
        '<button type="button" data-scale="1.25" aria-label="Zoom in">+</button>'
        '<button type="button" data-scale="0.8" aria-label="Zoom out">&minus;</button>'
        '<button type="button" data-scale="fit">Fit</button>'
        "<small>Drag to move, Ctrl and wheel to zoom. Click a line for its trace, a node for "
        "what is around it.</small></div>"
        '<div data-zoom tabindex="0" role="region" aria-label="Drawing of the permissions">'
        f"{svg}</div>{_legend()}</div>"
    )


def _legend() -> str:
    """What lines mean, in words beside a piece of each."""
    items = "".join(
        f'<li><span class="simlib-line {css}" aria-hidden="true"></span>{said}</li>'
        for css, said in _LEGEND
    )
    return f'<ul class="simlib-graph-legend" aria-label="Legend">{items}</ul>'


def table_html(graph: PermissionGraph, current: int | None = None) -> str:
    """The edges as a table; the first cell of a row points at its edge."""
    if not graph.edges:
        return ""
    edges = enumerate(graph.edges[:MOST_ROWS])
    rows = "".join(_row(graph, number, edge, number == current) for number, edge in edges)
    heads = "".join(f'<th scope="col">{head}</th>' for head in _HEADS)
    left = len(graph.edges) - MOST_ROWS
    more = f"<p>{counted(left, 'more edge')}: filter to see them.</p>" if left > 0 else ""
    return (
        f'<details data-fold="edges" open><summary>{counted(len(graph.edges), "edge")}</summary>'
        '<div class="simlib-graph-table" data-scroll="edges" tabindex="0" role="region" '
        f'aria-label="Edges"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
        f"</div>{more}</details>"
    )


def _row(graph: PermissionGraph, number: int, edge: Edge, current: bool) -> str:
    here = ' aria-current="true"' if current else ""
    source, target = (shown(graph.by_id[id].label) for id in (edge.source, edge.target))
    across = ' <span class="simlib-across">across accounts</span>' if edge.across else ""
    css = _CSS[edge.permitted] if edge.permitted else "quiet"
    cells = (
        f'<button type="button" data-point="edge:{number}">{source}</button>',
        f'<span class="{css}">{shown(" ".join(_relation(edge)))}</span>{across}',
        target,
        shown(listed(edge.actions, 3)),
        shown(listed(edge.keys, 3)),
    )
    return f"<tr{here}>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _relation(edge: Edge) -> Iterator[str]:
    """`denied explicitly: List, Read`, `allowed: assume`."""
    yield f"{edge.permitted}:" if edge.permitted else edge.relation.value
    if edge.relation is Relation.ASSUMES:
        yield "assume"
    elif edge.permitted:
        yield ", ".join(edge.levels)
    if edge.relation is Relation.GRANT:
        yield "by a KMS grant"
    if edge.relation is Relation.GIVES:
        yield "for its members"
