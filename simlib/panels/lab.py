"""The lab: everything over one scenario, in tabs. Edit a policy, fire a request, see why.

A lab changes nothing in its cloud. Drafts of policies are tried out; a draft that cannot be read
leaves the last good verdict standing, greyed.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property

import ipywidgets as widgets

from ..cloud.cloud import Cloud
from ..trace.nodes import Node
from .access_matrix import AccessMatrix
from .asked_in_words import question_in_words
from .first_place import first_asked, first_place
from .graph_view import GraphView
from .lab_drafts import Kept, kept_in, with_kept_drafts, with_readable
from .lab_html import NO_POLICY, status_html
from .organization_view import OrganizationView
from .progress import Progress
from .scene import Asked, Scene
from .trail_view import TrailView
from .trial_panel import TrialPanel, side_by_side
from .what_if import WhatIf
from .widget_base import HtmlWidget

__all__ = ["Lab"]

_OF_POLICIES = "Graph", "Matrix"  # depend on the cloud and the drafts, not on the question


class Lab(TrialPanel):
    """`Lab(load_scenario("clinical-collaboration"))`.

    `place` is the label of the policy in the editor, `asked` the question; `fire()` decides it
    under the drafts and returns the evaluation, None where a draft or the question cannot be read.
    What was typed and asked, and the open tab, are there again when the cell is run again, or
    another kernel runs it: they are kept under the name `draft`; None keeps nothing.
    """

    def __init__(self, cloud: Cloud, asked: Asked | None = None, *, draft: str | None = "lab"):
        self._stale, self._left = set[str](), dict[str, str]()
        self._stood: tuple[object, ...] = ()
        name = f"{draft}/" if draft else None
        kept = kept_in(Scene(cloud), name, asked or first_asked(cloud))
        scene = with_kept_drafts(Scene(cloud), draft, kept.fired)
        place = kept.place or next(iter(scene.drafts), "") or first_place(scene, kept.asked)
        super().__init__(scene, place, kept, draft=draft, kept_as=name)

    def _begin(self) -> None:
        super()._begin()
        self.places.observe(lambda change: self._at_place(change["old"], change["new"]), "value")
        self.tabs.observe(lambda _: self._at_tab(), "selected_index")

    def _layout(self) -> widgets.Widget:
        self.places = widgets.Dropdown(
            options=list(self.scene.places),
            value=self.place or None,
            description="Policy of",
            layout=widgets.Layout(width="calc(100% - 6px)"),
        )
        self.status, self.progress = HtmlWidget(label="Verdict"), Progress("Working")
        self.tabs = widgets.Tab([widgets.VBox() for _ in self._panels])
        self.tabs.titles = titles = list(self._panels)
        self.tabs.selected_index = titles.index(self._kept.tab) if self._kept.tab in titles else 0
        return widgets.VBox([self.status, self.progress.view, self.tabs])

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
        if not self.place:
            return side_by_side([HtmlWidget(value=NO_POLICY, label="Policy")], [self.trace.view])
        return side_by_side([self.places, self.editor.view], [self.trace.view])

    @cached_property
    def what_if(self) -> WhatIf:
        """Switches over the request that was fired last."""
        return WhatIf(self.scene.gates(self.asked), self.scene.cloud.state)

    @cached_property
    def graph(self) -> GraphView:
        """The permission graph, under the drafts."""
        return GraphView(self.scene, progress=self.progress)

    @cached_property
    def matrix(self) -> AccessMatrix:
        """The access matrix, under the drafts."""
        return AccessMatrix(self.scene, progress=self.progress)

    @cached_property
    def trail(self) -> TrailView:
        """The cloud's trail."""
        return TrailView(self.scene, progress=self.progress)

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
            self._stale |= {"Request", "What if", "Trail", "Organization"}
            self._stale |= set(_OF_POLICIES) if self._stood != self._stands else set()
            self._stood = self._stands
            self._open_tab()
        self._show_status()

    @property
    def _stands(self) -> tuple[object, ...]:
        """All that the graph and the matrix depend on."""
        return self.scene.cloud.state, self.scene.cloud.now, self.scene.drafts

    def _show_status(self) -> None:
        drafts = len(self.scene.drafts)
        asked = question_in_words(self.scene.cloud, self.asked)
        self.status.value = status_html(self.evaluation, asked, drafts, self.problems)

    @property
    def _now(self) -> Kept:
        return replace(super()._now, tab=list(self._panels)[self.tabs.selected_index or 0])

    def _at_tab(self) -> None:
        self._open_tab()
        self._keep()

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
        """Shows the scene in a panel that was made before."""
        others: dict[str, Callable[[], object]] = {
            "Request": lambda: setattr(self.form, "scene", self.scene),
            "What if": lambda: self.what_if.show(
                self.scene.gates(self.asked), self.scene.cloud.state
            ),
            "Organization": lambda: self.organization.show(self.scene, self.asked),
        }
        name = "form" if title == "Request" else title.lower().replace(" ", "_")
        panel = self.__dict__.get(name)
        if panel is not None and title in others:
            others[title]()
        elif panel is not None:
            panel.show(self.scene)

    def _at_place(self, before: str, label: str) -> None:
        """Another policy comes into the editor; what was written there before stays a draft."""
        self._left[before] = self.editor.value
        self.scene = with_readable(self.scene, before, self.editor.value)
        text, start = self.scene.text(label), self.scene.places[label].policy.text
        self.place = label
        self.editor.take(self._left.get(label, text), start=start, **self._told_of(label))
        self._keep()

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
