"""The permission graph as a panel: filter it, look at one node, find a way, click an edge.

The panel is graph → HTML, plus wiring: `controls` hold what is wanted, `graph` is the whole,
`shown` what is drawn, and `point` what a click calls.
"""

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from ..cloud.askable import region_of
from ..cloud.cloud import Cloud
from ..graph.filters import chosen, focus
from ..graph.grouping import opened
from ..graph.paths import Path, highlighted, paths
from ..graph.permission_graph import permission_graph
from ..graph.permissions import Access, Node, PermissionGraph
from ..language.errors import SimlibError
from ..trace.html import html
from .clicked_html import edge_html, group_html, paths_html
from .graph_controls import GraphControls, take_any
from .graph_html import drawing_html, table_html
from .progress import Progress
from .scene import Asked, Scene, as_scene
from .table_html import alert, counted
from .widget_base import HtmlWidget

__all__ = ["GraphView"]

MOST_LINES = 60  # of its text


class GraphView:
    """`GraphView(cloud)`: who has access to what in a cloud, or in a scene with its drafts.

    `on_edge` is called with the question behind an edge that was clicked; `progress` is a bar that
    is shown elsewhere.
    """

    def __init__(
        self,
        source: Cloud | Scene,
        *,
        on_edge: Callable[[Asked], object] = lambda asked: None,
        progress: Progress | None = None,
    ) -> None:
        self.on_edge, self.scene = on_edge, as_scene(source)
        self.graph = self.shown = PermissionGraph()
        self.ways: tuple[Path, ...] = ()
        self.edge: int | None = None
        self.group: Node | None = None
        self.problems = ""
        self.controls = GraphControls(self._chosen)
        self.progress = progress or Progress("Asking everybody")
        self.drawing = HtmlWidget(on_point=self.point, label="Permission graph")
        self.details = HtmlWidget(on_point=self.point, label="What was clicked")
        self.table = HtmlWidget(on_point=self.point, label="Edges of the permission graph")
        bars = [] if progress else [self.progress.view]
        panes = [self.controls.view, *bars, self.drawing, self.details, self.table]
        self.view = widgets.VBox(panes)
        self.show(self.scene)

    def show(self, source: Cloud | Scene) -> None:
        """Draws the graph of another cloud or scene. What is in the way is said, the last stays."""
        self.scene, self.problems = as_scene(source), ""
        self.drawing.add_class("simlib-stale")
        try:
            self.graph = permission_graph(self.scene.trial, over=self.progress.over)
        except SimlibError as error:
            self._say(error)
        else:
            self._offer_and_draw()
            self.drawing.remove_class("simlib-stale")

    def _offer_and_draw(self) -> None:
        with self.controls.together():
            self.controls.offer(self.graph)

    def _chosen(self) -> None:
        self.group = None
        self._draw()

    def _draw(self) -> None:
        """What is wanted, drawn; what cannot be had is said, and the last drawing stays."""
        self.edge, self.problems = None, ""
        try:
            part = self._part()
        except SimlibError as error:
            self._say(error)
            return
        self.shown = self.controls.grouping.value(part)
        drawn = bool(self.shown.nodes)
        self.drawing.value = drawing_html(self.shown, self.shown.svg()) if drawn else self._empty()
        self.table.value = table_html(self.shown)
        self.details.value = self._told()

    def _part(self) -> PermissionGraph:
        controls, whole = self.controls, chosen(self.graph, self.controls.choice)
        self.ways = ()
        if self._way_wanted:
            self.ways = paths(self.graph, controls.start.value, controls.goal.value)
            return highlighted(self.graph, self.ways)
        if self.group is not None:
            return opened(whole, self.group)
        if controls.around.value:
            return focus(whole, controls.around.value, controls.distance.value)
        return whole

    def _empty(self) -> str:
        """Why nothing is drawn; that there is no way is told where ways are."""
        if not self.graph.nodes:
            return "<p>There is nobody and nothing in this cloud yet.</p>"
        return "" if self._way_wanted else "<p>Nothing fits this choice: take a filter away.</p>"

    @property
    def _way_wanted(self) -> bool:
        return bool(self.controls.start.value and self.controls.goal.value)

    def _told(self) -> str:
        if self._way_wanted:
            start, goal = self.controls.start.value, self.controls.goal.value
            return paths_html(self.graph, self.ways, start, goal)
        return group_html(self.group) if self.group is not None else ""

    def _say(self, error: SimlibError) -> None:
        self.problems = str(error)
        self.details.value = alert(self.problems)

    def point(self, at: str) -> None:
        """What a click calls: `edge:7`, `node:3`, `ask:2` of an edge, `member:5` of a group."""
        what, _, number = at.partition(":")
        pointed = {
            "edge": self.open_edge,
            "ask": self.ask,
            "node": self._node,
            "member": self._member,
        }.get(what)
        if pointed is not None and number.isdecimal():
            pointed(int(number))

    def open_edge(self, number: int) -> None:
        """Shows an edge's sentence and the trace of its first question."""
        if number < len(self.shown.edges):
            self.edge = number
            self.table.value = table_html(self.shown, number)
            self.ask(0)

    def ask(self, number: int) -> None:
        """Asks one of the questions behind the edge, and shows its trace."""
        if self.edge is None:
            return
        edge, trace = self.shown.edges[self.edge], ""
        self.problems = ""
        if number < len(edge.accesses):
            trace = self._trace(edge.accesses[number])
        self.details.value = edge_html(self.shown, edge, number, trace)

    def _trace(self, access: Access) -> str:
        region = region_of(self.scene.cloud.state, access.resource) or None
        asked = Asked(access.principal, access.action, access.resource, region=region)
        try:
            evaluation = self.scene.evaluation(asked)
        except SimlibError as error:
            self.problems = str(error)
            return alert(self.problems)
        self.on_edge(asked)
        return html(evaluation.trace)

    def _node(self, number: int) -> None:
        """Looks at one node, or opens a group of several."""
        if number >= len(self.shown.nodes):
            return
        node = self.shown.nodes[number]
        if node.members:
            self.group = node
            self._draw()
        else:
            self._look_at(node.id)

    def _member(self, number: int) -> None:
        if self.group is not None and number < len(self.group.members):
            self._look_at(self.group.members[number])

    def _look_at(self, id: str) -> None:
        with self.controls.together():
            self.controls.around.value = id
            take_any(self.controls.start)
            take_any(self.controls.goal)

    def __repr__(self) -> str:
        shown, whole = self.shown, self.graph
        head = (
            f"GraphView: {len(shown.nodes):,} of {counted(len(whole.nodes), 'node')}, "
            f"{len(shown.edges):,} of {counted(len(whole.edges), 'edge')}"
        )
        lines = shown.sentences
        left = len(lines) - MOST_LINES
        more = [f"and {left:,} more"] if left > 0 else []
        said = [self.problems] if self.problems else []
        return "\n".join([head, *said, *lines[:MOST_LINES], *more])

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return dict(self.view._repr_mimebundle_()) | {"text/plain": repr(self)}
