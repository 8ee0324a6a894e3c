"""One policy of a scene tried out: its editor, the request form, and the verdict with its trace.

A click on a node of the trace marks its lines in the editor, the cursor on a line lights its nodes.
A draft that cannot be read leaves the last good verdict standing, greyed.
"""

from dataclasses import replace
from typing import Any

import ipywidgets as widgets

from ..cloud.askable import arns_there
from ..evaluation.evaluate import Evaluation
from ..language.errors import QuestionError, SimlibError
from ..language.policy import Policy
from ..language.terms import PolicyType
from ..trace.nodes import Node
from .asked_in_words import question_in_words
from .lab_drafts import Kept, draft_name, keep
from .policy_editor import PolicyEditor
from .request_form import RequestForm
from .scene import Asked, Scene
from .trace_view import TraceView

__all__ = ["TrialPanel", "side_by_side"]

_HALF = {"flex": "1 1 30em", "min_width": "0"}
_BESIDE = {"display": "flex", "flex_flow": "row wrap", "width": "100%", "grid_gap": "0 1em"}


class TrialPanel:
    """`TrialPanel(scene, place)`: what a lab and a lesson's panel have in common.

    `place` is the label of the policy in the editor, `asked` the question; `fire()` decides it
    under the drafts and returns the evaluation, None where a draft or the question cannot be read,
    which `problems` then says. Drafts are kept under the name `draft`, the question and what was
    fired last under `kept_as`; None keeps nothing. `text` is what the editor begins with where that
    is not the policy of the place, which may be none.
    """

    def __init__(
        self,
        scene: Scene,
        place: str,
        kept: Kept,
        *,
        draft: str | None = None,
        kept_as: str | None = None,
        text: str | None = None,
    ) -> None:
        self.scene, self.place, self.draft, self.problems = scene, place, draft, ""
        self._kept, self._kept_as = kept, kept_as
        self.evaluation: Evaluation | None = None
        self.editor = self._editor(text)
        self.form = RequestForm(scene, kept.asked, on_fire=self.editor.fire)
        self.trace = TraceView(on_node=self._at_node)
        self.view = self._layout()
        self._begin()

    def _begin(self) -> None:
        """The verdict of the last good texts, which stays where the one in the editor is none."""
        if self._text or not self.place:
            self._decide(self.scene)
        if self.editor.value != self._text:
            self._decide(self._tried)
        self._kept = self._now
        self.form.on_change = self._keep

    @property
    def _text(self) -> str:
        """The policy of the place as it counts now."""
        return self.scene.text(self.place) if self.place else ""

    @property
    def _tried(self) -> Scene:
        """The scene with what stands in the editor."""
        return self.scene.with_draft(self.place, self.editor.value) if self.place else self.scene

    def _editor(self, text: str | None) -> PolicyEditor:
        own = self.scene.places[self.place].policy.text if self.place else ""
        return PolicyEditor(
            own if text is None else text,
            resources=arns_there(self.scene.cloud.state),
            on_fire=self.fire,
            on_line=self._at_line,
            **self._told_of(self.place),
        )

    def _told_of(self, label: str) -> dict[str, Any]:
        """What an editor is told of the policy at a place, besides its texts."""
        if not label:
            return {"policy_type": PolicyType.IDENTITY_BASED, "label": "Policy", "draft": None}
        kind, name = self.scene.places[label].policy.policy_type, draft_name(self.draft, label)
        return {"policy_type": kind, "label": f"Policy: {label}", "draft": name}

    def _layout(self) -> widgets.Widget:
        return widgets.VBox([self.form.view, side_by_side([self.editor.view], [self.trace.view])])

    @property
    def asked(self) -> Asked:
        """The question. Set, it is written into the form."""
        return self.form.asked

    @asked.setter
    def asked(self, asked: Asked) -> None:
        self.form.asked = asked

    def ask(self, **parts: Any) -> Evaluation | None:
        """Changes parts of the question and fires: `ask(action="s3:GetObject")`."""
        self.asked = replace(self.asked, **parts)
        return self.fire()

    def fire(self) -> Evaluation | None:
        """Decides the question under the drafts, and shows the verdict."""
        evaluation = self._decide(self._tried)
        self._keep()
        return evaluation

    def _decide(self, scene: Scene) -> Evaluation | None:
        before = self.evaluation
        try:
            evaluation = scene.evaluation(self._question())
        except SimlibError as error:
            self.problems = str(error)
            self.trace.grey(self.problems)
        else:
            self.scene, self.evaluation, self.problems = scene, evaluation, ""
            self.trace.show(evaluation, before)
            self.editor.mark([])
        self._fired()
        return None if self.problems else self.evaluation

    def _question(self) -> Asked:
        """The question as it stands in the form. Raises QuestionError."""
        if self.form.problem:
            raise QuestionError(self.form.problem)
        return self.asked

    @property
    def _now(self) -> Kept:
        asked, fired = self.asked, self.scene.drafts
        there = asked.resource in arns_there(self.scene.cloud.state)
        return replace(self._kept, asked=asked, place=self.place, fired=fired, was_there=there)

    def _keep(self) -> None:
        """Keeps the question and what else is another than before."""
        if self._kept_as and self._kept != (now := self._now):
            self._kept = now
            keep(self._kept_as, now)

    def _fired(self) -> None:
        """Renews what else is shown, after a verdict or a problem."""

    @property
    def _policy(self) -> Policy | None:
        """The policy of the editor as it was fired last."""
        trial = Scene(self.scene.trial)
        return trial.places[self.place].policy if self.place in trial.places else None

    def _at_node(self, node: Node) -> None:
        policy = self._policy
        marks = self.trace.marks_for(node, policy) if policy else []
        self.editor.mark(marks)
        if marks:
            self.editor.show(marks[0].line)

    def _at_line(self, line: int) -> None:
        if (policy := self._policy) is not None:
            self.trace.at_line(policy, line)

    def __repr__(self) -> str:
        said = self.problems or (self.evaluation.why() if self.evaluation else "")
        asked = question_in_words(self.scene.cloud, self.asked)
        return f"{type(self).__name__}: {asked}\n{said}".rstrip()

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        bundle = dict(self.view._repr_mimebundle_())
        return bundle | {"text/plain": repr(self)}


def side_by_side(left: list[widgets.Widget], right: list[widgets.Widget]) -> widgets.Widget:
    """Two columns, one under the other where there is no room."""
    columns = [widgets.VBox(each, layout=widgets.Layout(**_HALF)) for each in (left, right)]
    return widgets.Box(columns, layout=widgets.Layout(**_BESIDE))
