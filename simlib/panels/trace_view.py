"""The verdict and the trace of a request, to be read and pointed at."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import ipywidgets as widgets

from ..analysis.differences import Difference, differences
from ..evaluation.evaluate import Evaluation
from ..language.policy import Policy
from ..trace.nodes import Node
from .policy_editor import Mark
from .policy_lines import marks_for, nodes_at
from .trace_html import Look
from .trace_places import changed_places, layer_places, places, places_of
from .verdict_html import EMPTY, changes_html, problems_html, verdict_html
from .widget_base import HtmlWidget

__all__ = ["TraceView"]


class TraceView:
    """`TraceView(on_node=…)`: `show(evaluation)` shows it; `on_node` is given what is clicked.

    `lit` are the places of the nodes that are highlighted, `changes` what differs from the
    evaluation before, told at the top where `since` says since when; `problems` is what `grey`
    was told.
    """

    def __init__(
        self,
        *,
        on_node: Callable[[Node], object] = lambda node: None,
        label: str = "Verdict and trace",
        since: str = "since the last fire",
    ) -> None:
        self.on_node, self.since = on_node, since
        self.evaluation: Evaluation | None = None
        self.changes: tuple[Difference, ...] = ()
        self.problems = ""
        self.places: dict[str, Node] = {}
        self.html = HtmlWidget(value=EMPTY, label=label, on_point=self.point)
        self.view = widgets.VBox([self.html])
        self._look, self._told = Look(), ""

    def show(self, evaluation: Evaluation, before: Evaluation | None = None) -> None:
        """Shows an evaluation; with the one before, marks what has changed."""
        self.evaluation, self.problems = evaluation, ""
        self.places = places(evaluation.trace)
        self.changes = differences(before.trace, evaluation.trace) if before else ()
        self._told = changes_html(self.changes, self.since) if before and self.since else ""
        self._draw(Look(changed=changed_places(evaluation.trace, self.changes)))

    def grey(self, problems: str) -> None:
        """Says what cannot be read; the last verdict stays, greyed."""
        self.problems = problems
        self._draw(replace(self._look, in_view=""))

    @property
    def lit(self) -> frozenset[str]:
        """The places that are highlighted."""
        return self._look.lit

    def light(self, places: Iterable[str], in_view: bool = False) -> None:
        """Highlights the nodes at these places and opens what they are folded in."""
        lit = frozenset(each for each in places if each in self.places)
        first = min(lit, key=_in_order, default="") if in_view else ""
        self._draw(Look(lit, first, self._look.changed))

    def at_line(self, policy: Policy, line: int) -> tuple[Node, ...]:
        """Highlights the nodes about a line of a policy, and returns them."""
        if self.evaluation is None:
            return ()
        nodes = nodes_at(policy, line, self.evaluation.trace)
        self.light(places_of(nodes, self.places))
        return tuple(nodes)

    def marks_for(self, node: Node, policy: Policy) -> list[Mark]:
        """The lines of a policy that a node speaks about; none where it speaks about another."""
        return marks_for(node, policy, self.evaluation.trace) if self.evaluation else []

    def point(self, at: str) -> None:
        """What a click does: `node:0.3.1`, `note:0.3.1` or `layer:0:session policy`."""
        kind, _, place = at.partition(":")
        if kind == "layer":
            self._point_at_layer(*place.partition(":")[::2])
        elif kind in ("node", "note") and place in self.places:
            self.light([place], in_view=kind == "note")
            self.on_node(self.places[place])

    def _point_at_layer(self, gate: str, layer: str) -> None:
        if self.evaluation is not None and gate.isdecimal():
            found = layer_places(self.evaluation.trace, int(gate), layer, self.places)
            self.light(found, in_view=True)

    def _draw(self, look: Look) -> None:
        self._look = look
        html = ""
        if self.evaluation is not None:
            html = verdict_html(self.evaluation, self.places, look, self._told)
        self.html.value = problems_html(self.problems, html) if self.problems else html or EMPTY

    def __repr__(self) -> str:
        said = repr(self.evaluation) if self.evaluation else "nothing has been fired yet"
        return "\n".join(filter(None, [f"TraceView: {said}", self.problems]))

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        bundle = dict(self.view._repr_mimebundle_())
        return bundle | {"text/plain": repr(self)}


def _in_order(place: str) -> tuple[int, ...]:
    return tuple(map(int, place.split(".")))
