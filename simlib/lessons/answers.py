"""Where an answer is given: in an editor, by choosing, by putting in order, or in a field."""

import re
from typing import Any, Protocol

import ipywidgets as widgets

from ..language.terms import Decision
from .exercise import Exercise, Kind
from .exercise_trial import ExerciseTrial
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


def answer_for(exercise: Exercise) -> Answer:
    """The place for an answer of this kind."""
    if exercise.kind is Kind.POLICY:
        return PolicyAnswer(exercise)
    if exercise.kind is Kind.ORDER:
        return OrderAnswer(exercise)
    return TrailAnswer(exercise) if exercise.kind is Kind.TRAIL else ChosenAnswer(exercise)


class PolicyAnswer:
    """A policy, edited and fired."""

    def __init__(self, exercise: Exercise) -> None:
        self.trial = ExerciseTrial(exercise)
        self.view, self.place = self.trial.view, self.trial.place
        self._start = exercise.starter

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


class ChosenAnswer:
    """One of several options; none is chosen at the start."""

    place = ""

    def __init__(self, exercise: Exercise) -> None:
        self.view = widgets.RadioButtons(
            options=options_of(exercise), value=None, layout=widgets.Layout(**_WIDE)
        )
        self.view.add_class("simlib-exercise-options")

    @property
    def answer(self) -> str:
        """The option chosen; empty where none is."""
        return self.view.value or ""

    @answer.setter
    def answer(self, option: str) -> None:
        self.view.value = option

    def begin_again(self) -> None:
        """Nothing is chosen."""
        self.view.value = None


def options_of(exercise: Exercise) -> list[str]:
    """The options: its own, or the decisions there are, or the statements of its policy."""
    if exercise.options:
        return list(exercise.options)
    if exercise.kind is Kind.PREDICT:
        return [each.value for each in Decision]
    statements = policy_of(exercise.setting, exercise.starter).statements
    return [each.label.replace("`", "") for each in statements]


class OrderAnswer:
    """Several options put in order, a list for each place."""

    place = ""

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


class TrailAnswer:
    """Ids of records, one under the other."""

    place = ""

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
