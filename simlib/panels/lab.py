"""The lab: everything over one scenario, in tabs. Edit a policy, fire a request, see why.

A lab changes nothing in its cloud. Drafts of policies are tried out; a draft that cannot be read
leaves the last good verdict standing, greyed.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import ipywidgets as widgets

from ..cloud.askable import arns_there
from ..cloud.cloud import Cloud
from ..evaluation.evaluate import Evaluation
from ..language.errors import SimlibError
from ..language.policy import Policy
from ..trace.nodes import Node
from .access_matrix import AccessMatrix
from .asked_in_words import question_in_words
from .graph_view import GraphView
from .lab_drafts import draft_name, with_kept_drafts
from .lab_html import status_html
from .organization_view import OrganizationView
from .policy_editor import PolicyEditor
from .request_form import RequestForm
from .scene import Asked, Scene
from .trace_view import TraceView
from .trail_view import TrailView
from .what_if import WhatIf
from .widget_base import HtmlWidget

__all__ = ["Lab"]

_HALF = {"flex": "1 1 30em", "min_width": "0"}
_BESIDE = {"display": "flex", "flex_flow": "row wrap", "width": "100%", "grid_gap": "0 1em"}


class Lab:
    """`Lab(load_scenario("clinical-collaboration"))`.

    `place` is the label of the policy in the editor, `asked` the question; `fire()` decides it
    under the drafts and returns the evaluation, None where a draft or the question cannot be read.
    What was fired is there again when the cell is run again, or another kernel runs it: drafts are
    kept under the name `draft`; None keeps nothing.
    """

    def __init__(self, cloud: Cloud, asked: Asked | None = None, *, draft: str | None = "lab"):
        self.scene, self.draft, self.problems = with_kept_drafts(Scene(cloud), draft), draft, ""
        self.evaluation: Evaluation | None = None
        self._asked, self._stale = asked, set[str]()
        self._build()
        self.fire()

    def _build(self) -> None:
        labels = list(self.scene.places)
        self.places = widgets.Dropdown(
            options=labels, description="Policy of", layout=widgets.Layout(width="calc(100% - 6px)")
        )
        place = self.scene.places[labels[0]]
        self.editor = PolicyEditor(
            place.policy.text,
            policy_type=place.policy.policy_type,
            label=f"Policy: {labels[0]}",
            resources=arns_there(self.scene.cloud.state),
            draft=draft_name(self.draft, labels[0]),
            on_fire=self.fire,
            on_line=self._at_line,
        )
        if kept_open := next(iter(self.scene.drafts), None):
            self.places.value = kept_open
            self._at_place(kept_open)
        self.form = RequestForm(self.scene, self._asked, on_fire=self.fire)
        self.trace = TraceView(on_node=self._at_node)
        self.status = HtmlWidget(label="Verdict")
        self.tabs = widgets.Tab([widgets.VBox() for _ in self._panels])
        self.tabs.titles = list(self._panels)
        self.places.observe(lambda change: self._at_place(change["new"]), "value")
        self.tabs.observe(lambda _: self._open_tab(), "selected_index")
        self.view = widgets.VBox([self.status, self.tabs])

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
        left = widgets.VBox([self.places, self.editor.view], layout=widgets.Layout(**_HALF))
        right = widgets.VBox([self.trace.view], layout=widgets.Layout(**_HALF))
        return widgets.Box([left, right], layout=widgets.Layout(**_BESIDE))

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

    @property
    def asked(self) -> Asked:
        """The question. Set, it is written into the form."""
        return self.form.asked

    @asked.setter
    def asked(self, asked: Asked) -> None:
        self.form.asked = asked

    @property
    def place(self) -> str:
        """The label of the policy in the editor."""
        return str(self.places.value)

    def open_policy(self, label: str) -> None:
        """Puts the policy of a place into the editor. Raises UnknownNameError."""
        self.scene.text(label)
        self.places.value, self.tabs.selected_index = label, 0

    def fire(self) -> Evaluation | None:
        """Decides the question under the drafts, and shows the verdict everywhere."""
        before = self.evaluation
        try:
            scene = self.scene.with_draft(self.place, self.editor.value)
            evaluation = scene.evaluation(self.asked)
        except SimlibError as error:
            self.problems = str(error)
            self.trace.grey(self.problems)
        else:
            self.scene, self.evaluation, self.problems = scene, evaluation, ""
            self.trace.show(evaluation, before)
            self.editor.mark([])
            self._stale = {*self._panels} - {"Policy", "Trace"}
            self._open_tab()
        self._show_status()
        return None if self.problems else self.evaluation

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
        policy = self.scene.places[label].policy
        self.editor.take(
            self.scene.text(label),
            start=policy.text,
            policy_type=policy.policy_type,
            label=f"Policy: {label}",
            draft=draft_name(self.draft, label),
        )

    @property
    def _policy(self) -> Policy | None:
        """The policy of the editor as it was fired last."""
        trial = Scene(self.scene.trial)
        return trial.places[self.place].policy if self.place in trial.places else None

    def _at_node(self, node: Node) -> None:
        """Marks the lines that a node speaks about, in its policy where it is another's."""
        if (label := self._place_of(node)) is not None:
            self.places.value = label
        policy = self._policy
        marks = self.trace.marks_for(node, policy) if policy else []
        self.editor.mark(marks)
        if marks:
            self.editor.show(marks[0].line)

    def _place_of(self, node: Node) -> str | None:
        """Where the policy stands that a node speaks about; None where it speaks about several."""
        there = Scene(self.scene.trial).places.items()
        about = [label for label, place in there if self.trace.marks_for(node, place.policy)]
        return about[0] if len(about) == 1 else None

    def _at_line(self, line: int) -> None:
        if (policy := self._policy) is not None:
            self.trace.at_line(policy, line)

    def __repr__(self) -> str:
        said = self.problems or (self.evaluation.why() if self.evaluation else "")
        return f"Lab: {question_in_words(self.scene.cloud, self.asked)}\n{said}".rstrip()

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        bundle = dict(self.view._repr_mimebundle_())
        return bundle | {"text/plain": repr(self)}
