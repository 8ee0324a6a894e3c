"""Where an answer is given: in an editor, by choosing, by putting in order, or in a field."""

import re
from typing import Any, Protocol

import ipywidgets as widgets

from ..language.terms import Decision
from ..panels.widget_base import HtmlWidget
from .exercise import Exercise, Kind
from .exercise_html import options_html
from .exercise_trial import ExerciseTrial
from .grading import Grade
from .settings import policy_of

__all__ = ["Answer", "answer_for"]

_WIDE = {"width": "100%"}


class Answer(Protocol):
    """What a panel needs of it; `place` is the label of the policy that is edited."""

    view: widgets.Widget
    place: str
    answer: Any

    def begin_again(self) -> None:
        """The answer as it was at the start."""

    def ask_again(self, grade: Grade) -> bool:
        """Shows the request that an answer goes wrong on, with its trace, if it can."""


def answer_for(exercise: Exercise) -> Answer:
    """The place for an answer of this kind."""
    if exercise.kind is Kind.POLICY:
        return PolicyAnswer(exercise)
    if exercise.kind is Kind.ORDER:
        return OrderAnswer(exercise)
    return TrailAnswer(exercise) if exercise.kind is Kind.TRAIL else ChosenAnswer(exercise)


class _Untraced:
    """An answer without a trace of its own."""

    place = ""

    def ask_again(self, grade: Grade) -> bool:
        """It cannot."""
        return False


class PolicyAnswer:
    """A policy, edited and fired."""

    def __init__(self, exercise: Exercise) -> None:
        self.trial = ExerciseTrial(exercise)
        self.view, self.place = self.trial.view, self.trial.place

    @property
    def answer(self) -> str:
        """The text in the editor."""
        return self.trial.editor.value

    @answer.setter
    def answer(self, text: str) -> None:
        self.trial.editor.value = text

    def begin_again(self) -> None:
        """The starter in the editor, and its verdict."""
        self.trial.editor.back_to_start()
        self.trial.fire()

    def ask_again(self, grade: Grade) -> bool:
        """Puts the request into the form, and fires it."""
        return self.trial.ask_again(grade)


class ChosenAnswer(_Untraced):
    """One of several options; none is chosen at the start."""

    def __init__(self, exercise: Exercise) -> None:
        self.options, self._chosen = options_of(exercise), ""
        self.view = HtmlWidget(label="Options", on_point=self._point)
        self._draw()

    @property
    def answer(self) -> str:
        """The option chosen; empty where none is."""
        return self._chosen

    @answer.setter
    def answer(self, option: str) -> None:
        self._chosen = option
        self._draw()

    def _point(self, at: str) -> None:
        if at.isdecimal() and int(at) < len(self.options):
            self.answer = self.options[int(at)]

    def _draw(self) -> None:
        self.view.value = options_html(self.options, self._chosen)

    def begin_again(self) -> None:
        """Nothing is chosen."""
        self.answer = ""


def options_of(exercise: Exercise) -> list[str]:
    """The options: its own, or the decisions there are, or the statements of its policy."""
    if exercise.options:
        return list(exercise.options)
    if exercise.kind is Kind.PREDICT:
        return [each.value for each in Decision]
    statements = policy_of(exercise.setting, exercise.starter).statements
    return [each.label.replace("`", "") for each in statements]


class OrderAnswer(_Untraced):
    """Several options put in order, a list for each place."""

    def __init__(self, exercise: Exercise) -> None:
        self.places = [
            widgets.Dropdown(
                options=[("choose", None), *((each, each) for each in exercise.options)],
                description=f"{number}.",
                layout=widgets.Layout(width="min(40em, 100%)"),
            )
            for number in range(1, len(exercise.options) + 1)
        ]
        self.view = widgets.VBox(self.places)

    @property
    def answer(self) -> list[str]:
        """What was chosen for each place."""
        return [each.value or "" for each in self.places]

    @answer.setter
    def answer(self, order: list[str]) -> None:
        for place, option in zip(self.places, order, strict=True):
            place.value = option

    def begin_again(self) -> None:
        """Nothing is chosen."""
        for place in self.places:
            place.value = None


class TrailAnswer(_Untraced):
    """Ids of records, one under the other."""

    def __init__(self, exercise: Exercise) -> None:
        self.view = widgets.Textarea(
            description="Event ids",
            placeholder="One under the other, or with commas between them",
            rows=4,
            layout=widgets.Layout(**_WIDE),
        )

    @property
    def answer(self) -> list[str]:
        """The ids."""
        return [each for each in re.split(r"[\s,;'\"\[\]]+", self.view.value) if each]

    @answer.setter
    def answer(self, ids: list[str]) -> None:
        self.view.value = "\n".join(ids)

    def begin_again(self) -> None:
        """An empty field."""
        self.view.value = ""
