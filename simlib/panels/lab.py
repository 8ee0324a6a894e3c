"""The lab: everything over one scenario, in tabs. Edit a policy, fire a request, see why.

A lab changes nothing in its cloud. Drafts of policies are tried out; a draft that cannot be read
leaves the last good verdict standing, greyed.
"""

from collections.abc import Callable, Mapping
from functools import cached_property

import ipywidgets as widgets

from ..cloud.cloud import Cloud
from ..trace.nodes import Node
from .access_matrix import AccessMatrix
from .asked_in_words import question_in_words
from .graph_view import GraphView
from .lab_drafts import draft_name, with_kept_drafts
from .lab_html import status_html
from .organization_view import OrganizationView
from .scene import Asked, Scene
from .trail_view import TrailView
from .trial_panel import TrialPanel, side_by_side
from .what_if import WhatIf
from .widget_base import HtmlWidget

__all__ = ["Lab"]


class Lab(TrialPanel):
    """`Lab(load_scenario("clinical-collaboration"))`.

    `place` is the label of the policy in the editor, `asked` the question; `fire()` decides it
    under the drafts and returns the evaluation, None where a draft or the question cannot be read.
    What was fired is there again when the cell is run again, or another kernel runs it: drafts are
    kept under the name `draft`; None keeps nothing.
    """

    def __init__(self, cloud: Cloud, asked: Asked | None = None, *, draft: str | None = "lab"):
        scene = with_kept_drafts(Scene(cloud), draft)
        self._stale = set[str]()
        place = next(iter(scene.drafts), next(iter(scene.places)))
        super().__init__(scene, place, asked, draft=draft)

    def _layout(self) -> widgets.Widget:
        self.places = widgets.Dropdown(
            options=list(self.scene.places),
            value=self.place,
            description="Policy of",
            layout=widgets.Layout(width="calc(100% - 6px)"),
        )
        self.status = HtmlWidget(label="Verdict")
        self.tabs = widgets.Tab([widgets.VBox() for _ in self._panels])
        self.tabs.titles = list(self._panels)
        self.places.observe(lambda change: self._at_place(change["new"]), "value")
        self.tabs.observe(lambda _: self._open_tab(), "selected_index")
        return widgets.VBox([self.status, self.tabs])

    @cached_property
    def _panels(self) -> Mapping[str, Callable[[], widgets.Widget]]:
        """The tabs by their titles; each is made when it is first opened."""
        return {
            "Policy": self._policy_tab,
            "Request": lambda: self.form.view,
            "Trace": lambda: self.trace.view,
            "What if": lambda: self.what_if.view,
            "Graph": lambda: self.graph.view,
            "Matrix": lambda: self.matrix.view,
            "Trail": lambda: self.trail.view,
            "Organization": lambda: self.organization.view,
        }

    def _policy_tab(self) -> widgets.Widget:
        return side_by_side([self.places, self.editor.view], [self.trace.view])

    @cached_property
    def what_if(self) -> WhatIf:
        """Switches over the request that was fired last."""
        return WhatIf(self.scene.gates(self.asked))

    @cached_property
    def graph(self) -> GraphView:
        """The permission graph, under the drafts."""
        return GraphView(self.scene)

    @cached_property
    def matrix(self) -> AccessMatrix:
        """The access matrix, under the drafts."""
        return AccessMatrix(self.scene)

    @cached_property
    def trail(self) -> TrailView:
        """The cloud's trail."""
        return TrailView(self.scene)

    @cached_property
    def organization(self) -> OrganizationView:
        """The organization, with switches, and the question asked with and without."""
        return OrganizationView(self.scene, asked=self.asked, on_policy=self.open_policy)

    def open_policy(self, label: str) -> None:
        """Puts the policy of a place into the editor. Raises UnknownNameError."""
        self.scene.text(label)
        self.places.value, self.tabs.selected_index = label, 0

    def _fired(self) -> None:
        if not self.problems:
            self._stale = {*self._panels} - {"Policy", "Trace"}
            self._open_tab()
        self._show_status()

    def _show_status(self) -> None:
        drafts = len(self.scene.drafts)
        asked = question_in_words(self.scene.cloud, self.asked)
        self.status.value = status_html(self.evaluation, asked, drafts, self.problems)

    def _open_tab(self) -> None:
        """Makes the tab that is open, or renews it where something was fired since."""
        index = self.tabs.selected_index or 0
        title = list(self._panels)[index]
        if title in self._stale:
            self._renew(title)
        self._stale.discard(title)
        box = self.tabs.children[index]
        if not box.children:
            box.children = (self._panels[title](),)

    def _renew(self, title: str) -> None:
        made: dict[str, tuple[str, Callable[[], object]]] = {
            "Request": ("form", lambda: setattr(self.form, "scene", self.scene)),
            "What if": ("what_if", lambda: self.what_if.show(self.scene.gates(self.asked))),
            "Graph": ("graph", lambda: self.graph.show(self.scene)),
            "Matrix": ("matrix", lambda: self.matrix.show(self.scene)),
            "Trail": ("trail", lambda: self.trail.show(self.scene)),
            "Organization": (
                "organization",
                lambda: self.organization.show(self.scene, self.asked),
            ),
        }
        name, renew = made[title]
        if name in self.__dict__:
            renew()

    def _at_place(self, label: str) -> None:
        """Another policy comes into the editor; what was written there before stays a draft."""
        self.place, policy = label, self.scene.places[label].policy
        self.editor.take(
            self.scene.text(label),
            start=policy.text,
            policy_type=policy.policy_type,
            label=f"Policy: {label}",
            draft=draft_name(self.draft, label),
        )

    def _at_node(self, node: Node) -> None:
        """Marks the lines that a node speaks about, in its policy where it is another's."""
        if (label := self._place_of(node)) is not None:
            self.places.value = label
        super()._at_node(node)

    def _place_of(self, node: Node) -> str | None:
        """Where the policy stands that a node speaks about; None where it speaks about several."""
        there = Scene(self.scene.trial).places.items()
        about = [label for label, place in there if self.trace.marks_for(node, place.policy)]
        return about[0] if len(about) == 1 else None
