"""A room of learners at one moment: who is where, who is stuck, what is failed most."""

import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from io import StringIO
from typing import TYPE_CHECKING

from .learner import Learner, State
from .progress import Row, every_exercise

if TYPE_CHECKING:
    import pandas

__all__ = ["OnExercise", "Room"]

COLUMNS = ["learner", "state", "exercise", "tries", "quiet_minutes", "done", "of"]


@dataclass(frozen=True)
class OnExercise:
    """How the room does on one exercise, in numbers of learners.

    `failed` have given a wrong answer, `request` is the one on which most of them went wrong, and
    `on_request` how many that are.
    """

    exercise: str
    done: int
    here: int
    stuck: int
    failed: int
    request: str
    on_request: int


@dataclass(frozen=True)
class Room:
    """All learners at one moment, those who need somebody first."""

    learners: tuple[Learner, ...]
    now: float
    unread: tuple[str, ...] = ()  # folders that may not be read

    @cached_property
    def states(self) -> Mapping[State, int]:
        """How many learners are in each state."""
        counted = Counter(each.state(self.now) for each in self.learners)
        return {state: counted[state] for state in State}

    @cached_property
    def by_need(self) -> tuple[Learner, ...]:
        """Sorted by state, then by tries and quiet time, then by name."""
        return tuple(sorted(self.learners, key=self._need))

    def _need(self, learner: Learner) -> tuple[int, int, float, str]:
        order = list(State).index(learner.state(self.now))
        tries = learner.here.tries if learner.here else 0
        return order, -tries, learner.last, learner.name

    @cached_property
    def exercises(self) -> tuple[OnExercise, ...]:
        """Each exercise, in order."""
        return tuple(self._on(number, each) for number, each in enumerate(every_exercise()))

    @property
    def failed_most(self) -> tuple[OnExercise, ...]:
        """The exercises that somebody has failed, those that most have failed first."""
        failed = (each for each in self.exercises if each.failed)
        return tuple(sorted(failed, key=lambda each: (-each.failed, each.exercise)))

    def _on(self, number: int, exercise: str) -> OnExercise:
        here = self.at(exercise)
        stuck = [each for each in here if each.state(self.now) is State.STUCK]
        requests = self.requests(exercise)
        request, times = requests[0] if requests else ("", 0)
        return OnExercise(
            exercise,
            done=sum(each.progress.rows[number].done for each in self.learners),
            here=len(here),
            stuck=len(stuck),
            failed=self._failed[exercise],
            request=request,
            on_request=times,
        )

    def at(self, exercise: str) -> list[Learner]:
        """Who has this exercise at hand; who has not begun is nowhere."""
        return self._at.get(exercise, [])

    def requests(self, exercise: str) -> list[tuple[str, int]]:
        """The requests on which answers went wrong, with how many learners, most first."""
        counted = self._requests.get(exercise, Counter())
        return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))

    @cached_property
    def _at(self) -> dict[str, list[Learner]]:
        found: dict[str, list[Learner]] = {}
        for each in self.by_need:
            if each.here is not None and each.last:
                found.setdefault(each.here.exercise, []).append(each)
        return found

    @cached_property
    def _failed(self) -> Counter[str]:
        wrong = ({exercise for exercise, _ in each.wrong} for each in self.learners)
        return Counter(exercise for exercises in wrong for exercise in exercises)

    @cached_property
    def _requests(self) -> dict[str, Counter[str]]:
        found: dict[str, Counter[str]] = {}
        for each in self.learners:
            for exercise, request in each.wrong:
                if request:
                    found.setdefault(exercise, Counter())[request] += 1
        return found

    def frame(self) -> "pandas.DataFrame":
        """A DataFrame with a row for each learner."""
        import pandas

        return pandas.DataFrame([self._line(each) for each in self.by_need], columns=COLUMNS)

    def csv(self) -> str:
        """The same as text."""
        text = StringIO()
        csv.writer(text).writerows([COLUMNS, *(self._line(each) for each in self.by_need)])
        return text.getvalue()

    def _line(self, each: Learner) -> list[object]:
        here = each.here or Row("")
        quiet = round(each.quiet(self.now) / 60, 1) if each.last else None
        done, of = each.progress.done, len(each.progress.rows)
        return [each.name, str(each.state(self.now)), here.exercise, here.tries, quiet, done, of]

    def exercises_frame(self) -> "pandas.DataFrame":
        """A DataFrame with a row for each exercise."""
        import pandas

        columns = [each.name for each in fields(OnExercise)]
        rows = [[getattr(each, name) for name in columns] for each in self.exercises]
        return pandas.DataFrame(rows, columns=columns)

    def __repr__(self) -> str:
        counted = ", ".join(f"{count} {state}" for state, count in self.states.items() if count)
        many = f"{len(self.learners)} learner{'s' * (len(self.learners) != 1)}"
        lines = [f"{many}: {counted}" if self.learners else "no learners"]
        for each in self.failed_most[:3]:
            on = f", {each.on_request} of them on: {each.request}" if each.request else ""
            lines.append(f"{each.exercise}: {each.failed} have failed it{on}")
        return "\n".join(lines)
