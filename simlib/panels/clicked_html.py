"""What was clicked in a permission graph as HTML: an edge with its trace, a group, ways."""

from ..graph.paths import Path
from ..graph.permissions import Access, Edge, Node, PermissionGraph
from ..graph.wording import shortened
from ..language.markup import shown
from .table_html import counted, short_arn

__all__ = ["edge_html", "group_html", "paths_html"]

MOST = 60  # questions of an edge, members of a group


def edge_html(graph: PermissionGraph, edge: Edge, asked: int, trace: str) -> str:
    """An edge in a sentence, the questions behind it, and the trace of the one that was asked."""
    questions = [
        _button(f"ask:{number}", _question(access), pressed=number == asked)
        for number, access in enumerate(edge.accesses[:MOST])
    ]
    return f"{_said(graph.sentence(edge))}{_buttons('Questions', questions, edge.accesses)}{trace}"


def _question(access: Access) -> str:
    resource = shown(shortened(short_arn(access.resource), 40))
    return f"{shown(access.action)} <small>{resource}</small>"


def group_html(node: Node) -> str:
    """The members of a group of nodes, each to be focused on."""
    members = [
        _button(f"member:{number}", shown(shortened(short_arn(id))))
        for number, id in enumerate(node.members[:MOST])
    ]
    return f"{_said(f'{node.label}: click one for what is around it')}" + _buttons(
        "Members", members, node.members
    )


def paths_html(graph: PermissionGraph, ways: tuple[Path, ...], start: str, goal: str) -> str:
    """The ways from one node to another, in words, the shortest first."""
    told = f"{graph.node(start).label} to {graph.node(goal).label}"
    if not ways:
        return _said(f"There is no way from {told}")
    items = "".join(f"<li>{_way(graph, way)}</li>" for way in ways)
    many = ", the shortest first" if len(ways) > 1 else ""
    return _said(f"{counted(len(ways), 'way')} from {told}{many}") + f"<ol>{items}</ol>"


def _way(graph: PermissionGraph, way: Path) -> str:
    steps = [shown(graph.sentence(edge)) for edge in way]
    return steps[0] if len(steps) == 1 else f"<ol>{''.join(f'<li>{s}</li>' for s in steps)}</ol>"


def _said(sentence: str) -> str:
    return f'<p class="simlib-graph-said" role="status">{shown(sentence)}.</p>'


def _buttons(label: str, buttons: list[str], of: tuple[object, ...]) -> str:
    if not buttons:
        return ""
    left = len(of) - len(buttons)
    more = f"<small>and {left:,} more</small>" if left else ""
    group = f'<div class="simlib-graph-questions" role="group" aria-label="{label}">'
    return f"{group}{''.join(buttons)}{more}</div>"


def _button(point: str, said: str, *, pressed: bool | None = None) -> str:
    state = "" if pressed is None else f' aria-pressed="{str(pressed).lower()}"'
    return f'<button type="button" data-point="{point}"{state}>{said}</button>'
