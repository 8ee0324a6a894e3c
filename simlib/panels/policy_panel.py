"""One identity-based policy for a lesson: edit it, ask for something, fire, and read why."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import ipywidgets as widgets

from ..cloud.cloud import Cloud
from ..cloud.small_account import furnish
from ..evaluation.evaluate import Evaluation
from ..language.document import parse_policy
from ..language.errors import PolicySyntaxError, QuestionError
from ..language.markup import shown
from ..language.policy import Policy
from ..language.terms import PolicyType
from ..services import SERVICES
from .first_question import first_question
from .lab_drafts import kept_in, with_kept_drafts
from .scene import Scene
from .trial_panel import TrialPanel, side_by_side
from .widget_base import HtmlWidget

__all__ = ["PolicyPanel"]

_SILENT = Policy("your-policy", PolicyType.IDENTITY_BASED, "2012-10-17", (), "")
_ANEW = "You have changed the question. Fire it to see its verdict."
_MORE = "Where from, when, and with which context keys"


class PolicyPanel(TrialPanel):
    """`PolicyPanel(policy, action=…, resource=…)`: a policy, a request, and the verdict.

    Alice, Bob and the role CareRole of one account have the policy and those `beside` it. The
    `resource` and the `resources` are there to be asked about. `policy` may be JSON, even such that
    cannot be read yet. Raises QuestionError for a policy that is not identity-based.
    """

    def __init__(
        self,
        policy: Policy | str,
        *,
        action: str,
        resource: str = "*",
        resources: Iterable[str] = (),
        beside: Iterable[Policy] = (),
        draft: str | None = "lesson",
    ) -> None:
        attached, cloud = _attached(policy), Cloud(SERVICES)
        furnish(cloud, (attached, *beside), (resource, *resources))
        place = next(iter(Scene(cloud).places))
        name = f"{draft}/{place}/{action} {resource}" if draft else None
        start = replace(first_question(cloud), action=action, resource=resource)
        kept = kept_in(Scene(cloud), name, start)
        scene = with_kept_drafts(Scene(cloud), draft, kept.fired)
        self._names = [each.name for each in cloud.state.policies.values()]
        text = policy.text if isinstance(policy, Policy) else policy
        super().__init__(scene, place, kept, draft=draft, kept_as=name, text=text)

    def _layout(self) -> widgets.Widget:
        principal, action, resource, *around = self.form.fields
        more = _fold(_MORE, widgets.VBox([_row(*around), self.form.keys.view]))
        request = widgets.VBox([_row(principal, action, resource), self.form.needs, *more])
        request.add_class("simlib-form")
        self.title = HtmlWidget(value=_title(self._names), label="The policy and who has it")
        tried = side_by_side([self.title, self.editor.view], [self.trace.view])
        panel = widgets.VBox([request, tried])
        panel.add_class("simlib-lesson")
        return panel

    def _begin(self) -> None:
        super()._begin()
        self.form.on_change = self._asked_anew

    def _asked_anew(self) -> None:
        self._keep()
        self.trace.grey(_ANEW)

    def ask(self, **parts: Any) -> Evaluation | None:
        """Changes parts of the question and fires, as often as its cell is run: it is not kept."""
        name, self._kept_as = self._kept_as, None
        try:
            return super().ask(**parts)
        finally:
            self._kept_as = name

    def _fired(self) -> None:
        if not self.problems:
            self.form.scene = self.scene


def _attached(policy: Policy | str) -> Policy:
    """The policy as it is attached; one that cannot be read yet is silent."""
    if isinstance(policy, str):
        try:
            return parse_policy(policy, name=_SILENT.name)
        except PolicySyntaxError:
            return _SILENT
    if policy.policy_type is not PolicyType.IDENTITY_BASED:
        told = "a lesson's panel holds an identity-based policy; a Lab holds the others"
        raise QuestionError(f"`{policy.name}` is a {policy.policy_type}: {told}")
    return policy


def _title(names: list[str]) -> str:
    """Which policy stands in the editor, who has it, and what they have beside it."""
    own, *others = (f"<code>{shown(name)}</code>" for name in names)
    beside = f", beside {' and '.join(others)}" if others else ""
    return f"<div><b>Policy</b> {own}: Alice, Bob and CareRole have it{beside}</div>"


def _fold(title: str, inside: widgets.Widget) -> list[widgets.Widget]:
    """A button, and what it shows and hides; to an Accordion's title no keyboard comes."""
    button = widgets.ToggleButton(description=title, layout=widgets.Layout(width="max-content"))

    def turn(_: object = None) -> None:
        inside.layout.display = None if button.value else "none"
        button.icon = "caret-down" if button.value else "caret-right"

    button.observe(turn, "value")
    turn()
    return [button, inside]


def _row(*fields: widgets.Widget) -> widgets.Widget:
    row = widgets.Box(fields)
    row.add_class("simlib-form-row")
    return row
