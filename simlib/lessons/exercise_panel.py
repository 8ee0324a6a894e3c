"""The panel of an exercise: what is asked, a place for the answer, and what the grader says."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from ..evaluation.evaluate import Evaluation
from ..panels.trace_view import TraceView
from ..panels.widget_base import HtmlWidget
from .answers import Answer, PolicyAnswer, answer_for
from .exercise_html import grade_html, head_html, said_html
from .grading import Grade

if TYPE_CHECKING:
    from .attempt import Attempt

__all__ = ["ExercisePanel"]

_TRACE = "The trace of this request"


class ExercisePanel:
    """`ex.panel()`: `answer` is what is given, `check()` grades it, `grade` is what came of it."""

    def __init__(self, attempt: "Attempt") -> None:
        self.attempt, self.grade = attempt, Grade(False, "")
        self.body: Answer = answer_for(attempt.exercise)
        self.head = HtmlWidget(label="What is asked")
        self._draw_head()
        self.said = HtmlWidget(label="What the grader says")
        self.trace = TraceView(label=_TRACE, since="")
        self.trace.view.layout.display = "none"
        self.view = widgets.VBox([self.head, self.body.view, *self._below()])
        self.view.add_class("simlib-exercise")

    def _below(self) -> list[widgets.Widget]:
        """Buttons and what the grader says: under the editor, where there is one."""
        below = [self._buttons(), self.said, self.trace.view]
        if isinstance(self.body, PolicyAnswer):
            self.body.trial.below.children = below
            return []
        return below

    def _buttons(self) -> widgets.Widget:
        row = widgets.HBox(
            [
                _button("Check", "Grade the answer", self.check, style="primary"),
                _button("Hint", "The next of three hints", self.hint),
                _button("Solution", "Asks once more before it shows it", self.solution),
                _button("Start again", "The answer as it was at the start", self.reset),
            ]
        )
        row.add_class("simlib-exercise-buttons")
        return row

    @property
    def answer(self) -> object:
        """What stands in the panel. It can be set: a policy as a text, a choice as an option."""
        return self.body.answer

    @answer.setter
    def answer(self, answer: Any) -> None:
        self.body.answer = answer

    @property
    def place(self) -> str:
        """The label of the policy in the editor; empty where there is none."""
        return self.body.place

    def check(self) -> Grade:
        """Grades what stands in the panel, and shows what the grader says."""
        self.grade = self.attempt.check(self.answer)
        asked = self.body.ask_again(self.grade)
        self.said.value = grade_html(self.grade, saved=self.attempt.saved, asked=asked)
        self._show_trace(None if asked else self.grade.evaluation)
        self._draw_head()
        return self.grade

    def _draw_head(self) -> None:
        self.head.value = head_html(self.attempt.exercise, done=self.attempt.done)

    def _show_trace(self, evaluation: Evaluation | None) -> None:
        self.trace.view.layout.display = None if evaluation else "none"
        if evaluation is not None:
            self.trace.show(evaluation)

    def hint(self) -> None:
        """Shows the next hint."""
        self._say(self.attempt.hint())

    def solution(self) -> None:
        """Shows the solution, when it is asked for once more."""
        self._say(self.attempt.solution())

    def reset(self) -> None:
        """Begins again."""
        self._say(self.attempt.reset())

    def begin_again(self) -> None:
        """The answer as it was at the start."""
        self.body.begin_again()

    def _say(self, text: str) -> None:
        self.said.value = said_html(text)
        self._show_trace(None)

    def __repr__(self) -> str:
        return repr(self.attempt)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return dict(self.view._repr_mimebundle_()) | {"text/plain": repr(self)}


def _button(text: str, tooltip: str, do: Callable[[], object], style: str = "") -> widgets.Button:
    button = widgets.Button(description=text, tooltip=tooltip, button_style=style)
    button.on_click(lambda _: do())
    return button
