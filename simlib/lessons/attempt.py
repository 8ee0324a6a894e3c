"""An exercise in a notebook: its panel, and an answer checked, with hints and what was done kept.

ex = exercise("02-2")
ex.panel()
"""

import time
from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from ..language.markup import prose, shown
from ..panels.drafts import Drafts
from ..panels.lab_drafts import draft_name
from .events import HOME, Event, What, add_event, events_in
from .exercise import Exercise, Kind
from .exercise_files import exercise_named
from .grading import Grade, grade
from .trails import ids_in, trail_of

if TYPE_CHECKING:
    import pandas

    from .exercise_panel import ExercisePanel

__all__ = ["Attempt", "Told", "exercise"]

ONCE_MORE = "This shows the whole solution: ask once more to see it."
FIRST_A_HINT = "There are hints left."


class Told(str):
    """A text for the learner, shown as it is."""

    def __repr__(self) -> str:
        return str(self)


def exercise(name: str) -> "Attempt":
    """The exercise of that name, to be tried. Raises UnknownNameError with the nearest.

    >>> exercise("02-2").title
    'Read one data store, and nothing else'
    """
    return Attempt(exercise_named(name))


class Attempt:
    """`exercise("02-2")`: `panel()` to try it, `check(answer)` without one."""

    def __init__(self, task: Exercise) -> None:
        self.exercise = task
        self.saved = True  # whether what was done could be kept
        self._hints = 0
        self._asked_once = False

    @property
    def title(self) -> str:
        """What it is about."""
        return self.exercise.title

    @property
    def prompt(self) -> str:
        """What is to be done."""
        return Told(self.exercise.prompt)

    @property
    def starter(self) -> str:
        """The policy that it begins with; empty where there is none."""
        return Told(self.exercise.starter.strip())

    @cached_property
    def _panel(self) -> "ExercisePanel":
        from .exercise_panel import ExercisePanel

        return ExercisePanel(self)

    def panel(self) -> "ExercisePanel":
        """The exercise with its editor or its choices, and buttons for all that is here."""
        self._happened(What.OPENED)
        return self._panel

    def check(self, answer: object = None) -> Grade:
        """Grades an answer; without one, what stands in the panel. Never raises."""
        given = self._panel.answer if answer is None else ids_in(answer)
        if not given:
            return Grade(False, "There is no answer yet.")
        found = grade(self.exercise, given)
        if found or found.request:  # a text that cannot be read is no try
            self._happened(What.PASSED if found else What.WRONG, found.request)
        return found

    @property
    def done(self) -> bool:
        """Was it ever answered right?"""
        mine = (each for each in events_in(HOME) if each.exercise == self.exercise.id)
        return any(each.what is What.PASSED for each in mine)

    def trail(self) -> "pandas.DataFrame":
        """The trail that it is about, a row a call. Raises UnknownNameError where it has none."""
        return trail_of(self.exercise.setting)

    def hint(self) -> str:
        """The next of three hints; after the third, the third again."""
        if self._hints < 3:
            self._hints += 1
            self._happened(What.HINT)
        return Told(f"Hint {self._hints} of 3: {self.exercise.hints[self._hints - 1]}")

    def solution(self) -> str:
        """The solution, when it is asked for once more."""
        if not self._asked_once:
            self._asked_once = True
            return Told(ONCE_MORE if self._hints == 3 else f"{FIRST_A_HINT} {ONCE_MORE}")
        self._happened(What.SOLUTION)
        answer = self.exercise.solution
        if isinstance(answer, str):
            return Told(answer.strip())
        return Told(f"{', '.join(answer)}. {self.exercise.after}".strip())

    def reset(self) -> str:
        """Begins again: the draft, the hints and the question are as they were."""
        self._hints, self._asked_once = 0, False
        self._forget_drafts()
        if "_panel" in self.__dict__:
            self._panel.begin_again()
        self._happened(What.RESET)
        return Told("As it was at the start.")

    def _forget_drafts(self) -> None:
        from .exercise_trial import draft_of

        draft = draft_of(self.exercise)
        for name in (f"{draft}/", draft_name(draft, self._place) or ""):
            self._kept(partial(Drafts().drop, name))

    @property
    def _place(self) -> str:
        return self._panel.place if self.exercise.kind is Kind.POLICY else ""

    def _happened(self, what: What, request: str = "") -> None:
        self._kept(lambda: add_event(Event(self.exercise.id, what, time.time(), request), HOME))

    def _kept(self, keep: Callable[[], object]) -> None:
        """Keeps something; where the folder cannot be written, that is told and nothing raised."""
        try:
            keep()
            self.saved = True
        except OSError:
            self.saved = False

    def __repr__(self) -> str:
        return f"Exercise {self.exercise.id}: {self.title}\n{self.prompt}"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        title = f"<b>Exercise {shown(self.exercise.id)}: {prose(self.title)}</b>"
        html = f"<div><p>{title}</p><p>{prose(self.prompt)}</p></div>"
        return {"text/plain": repr(self), "text/html": html}
