"""The panel of an incident: what there is to go by, what can be done, and a lab over the cloud.

A draft in the lab counts for the work and the check as if it were saved.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from ...cloud.cloud import Cloud
from ...language.errors import SimlibError
from ...language.markup import shown
from ...panels.lab import Lab
from ...panels.scene import Scene
from ...panels.trace_view import TraceView
from ...panels.widget_base import HtmlWidget
from ..exercise_html import grade_html, said_html
from ..grading import Grade
from .evidence import error_text

if TYPE_CHECKING:
    from .incident import Incident

__all__ = ["IncidentPanel"]

CHOOSE = "Choose what to do"
TRACE = "The trace of this request"


class IncidentPanel:
    """`case.panel()`: `lab` is the lab, `action` what is chosen to be done, `grade` the last grade.

    `try_again()`, `do()`, `check()`, `hint()`, `solution()` and `reset()` are its buttons.
    """

    def __init__(self, case: "Incident") -> None:
        self.case, self.grade = case, Grade(False, "")
        self.head = HtmlWidget(value=case.html, label="What there is to go by")
        self.said = HtmlWidget(label="What came of it")
        self.trace = TraceView(label=TRACE, since="")
        self.lab = self._new_lab()
        self._rows = (self._doing(), self._buttons())
        self.view = widgets.VBox([])
        self.view.add_class("simlib-exercise")
        self.view.add_class("simlib-incident")
        self._arrange()

    def _new_lab(self) -> Lab:
        return Lab(self.case.cloud.copy(), self.case.question, draft=self.case.id)

    def _arrange(self) -> None:
        self._show_trace(False)
        told = (self.head, *self._rows, self.said, self.trace.view)
        self.view.children = (*told, self.lab.view)

    def _doing(self) -> widgets.Widget:
        self.actions = widgets.Dropdown(
            options=[CHOOSE, *self.case.actions],
            description="Not in a policy",
            style={"description_width": "initial"},
            layout=widgets.Layout(width="36em"),
        )
        return _row([self.actions, _button("Do it", "Does what is chosen", self.do)])

    def _buttons(self) -> widgets.Widget:
        return _row(
            [
                _button("Try again", "The work once more, with your drafts", self.try_again),
                _button("Check", "Is it over?", self.check, style="primary"),
                _button("Hint", "The next of three hints", self.hint),
                _button("Solution", "Asks once more before it shows it", self.solution),
                _button("Start again", "Everything as it was found", self.reset),
            ]
        )

    @property
    def action(self) -> str:
        """What is chosen to be done; empty where nothing is."""
        chosen = str(self.actions.value)
        return "" if chosen == CHOOSE else chosen

    @action.setter
    def action(self, name: str) -> None:
        self.actions.value = name or CHOOSE

    def _scene(self) -> Scene:
        """The incident's cloud as it is now, with the lab's drafts of what is still there."""
        now, lab = Scene(self.case.cloud.copy()), self.lab
        for label, text in {**lab.scene.drafts, lab.place: lab.editor.value}.items():
            now = now.with_draft(label, text) if label in now.places else now
        return now

    def _mended(self) -> Cloud:
        """The cloud with the drafts in it. Raises PolicySyntaxError."""
        return self._scene().trial.copy()

    def do(self) -> None:
        """Does what is chosen, and says what comes of the work."""
        if not self.action:
            self._say("Choose first what is to be done.")
            return
        self.case.do(self.action)
        self.lab.scene = self._scene()
        self.lab.fire()
        self.try_again()

    def try_again(self) -> None:
        """Does the work once more, with the drafts, and says what comes of it."""
        try:
            self._say(error_text(self.case.try_again(self._mended())))
        except SimlibError as error:
            self._say(str(error))

    def check(self) -> Grade:
        """Grades the cloud with the drafts, and shows what the grader says."""
        try:
            self.grade = self.case.check(self._mended())
        except SimlibError as error:
            self.grade = Grade(False, str(error))
        self.said.value = grade_html(self.grade)
        self._show_trace(self.grade.evaluation is not None)
        if self.grade.evaluation is not None:
            self.trace.show(self.grade.evaluation)
        return self.grade

    def hint(self) -> None:
        """Shows the next hint."""
        self._say(self.case.hint())

    def solution(self) -> None:
        """Shows the solution, when it is asked for once more."""
        self._say(self.case.solution())

    def reset(self) -> None:
        """Begins again: policies, credentials and all else as they were found."""
        told = self.case.reset()
        self.action, self.lab = "", self._new_lab()
        self._arrange()
        self._say(told)

    def _say(self, text: str) -> None:
        of_lines = f'<div role="status"><pre>{shown(text)}</pre></div>'
        self.said.value = of_lines if "\n" in text else said_html(text)
        self._show_trace(False)

    def _show_trace(self, shown: bool) -> None:
        self.trace.view.layout.display = None if shown else "none"

    def __repr__(self) -> str:
        evidence = self.case.evidence
        return f"{self.case.title}\n{evidence.ticket}\n\n{evidence.error}"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return dict(self.view._repr_mimebundle_()) | {"text/plain": repr(self)}


def _row(children: list[widgets.Widget]) -> widgets.Widget:
    row = widgets.HBox(children)
    row.add_class("simlib-exercise-buttons")
    return row


def _button(text: str, tooltip: str, do: Callable[[], object], style: str = "") -> widgets.Button:
    button = widgets.Button(description=text, tooltip=tooltip, button_style=style)
    button.on_click(lambda _: do())
    return button
