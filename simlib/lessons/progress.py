"""How far a learner has come: each exercise with tries, hints and minutes, and what is next."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .events import HOME, Event, What, events_in
from .exercise import Exercise
from .exercise_files import exercises_of, lessons

if TYPE_CHECKING:
    import pandas

__all__ = [
    "Progress", "Row", "every_exercise", "incident_named", "progress", "progress_of", "rows_of",
]  # fmt: skip

PAUSE = 600  # seconds without an event that count as a break


@dataclass(frozen=True)
class Row:
    """One exercise or incident as far as it has come. `minutes` leaves breaks out.

    `last` is the time of its last event in seconds since 1970, 0 where there is none; `worked` that
    of its last one that is more than opening it, which running a whole notebook does to all.
    """

    exercise: str
    done: bool = False
    tries: int = 0
    hints: int = 0
    solution_seen: bool = False
    minutes: float = 0
    last: float = 0
    worked: float = 0

    @property
    def lesson(self) -> str:
        """The number of its lesson."""
        return self.exercise.partition("-")[0]

    @property
    def begun(self) -> bool:
        """Whether more has happened than opening it."""
        return self.worked > 0

    @property
    def state(self) -> str:
        """In a word or two: done, begun, not begun."""
        return "done" if self.done else "begun" if self.begun else "not begun"


@dataclass(frozen=True)
class Progress:
    """All exercises that there are, in order, done or not; and the incidents that were opened."""

    rows: tuple[Row, ...]
    opened: tuple[Row, ...] = ()

    @property
    def incidents(self) -> tuple[Row, ...]:
        """Those of the incidents that were begun."""
        return tuple(row for row in self.opened if row.begun)

    @property
    def done(self) -> int:
        """How many exercises are done."""
        return sum(row.done for row in self.rows)

    @property
    def over(self) -> int:
        """How many incidents are over."""
        return sum(row.done for row in self.incidents)

    @property
    def next(self) -> str | None:
        """Where to go on; None where all is done.

        The first that is not done from the one worked on last, then what was left out in its
        lesson, then the lessons after it, then those before.
        """
        if not self.rows:
            return None
        latest = max(self.rows, key=lambda row: row.last)
        ahead = _turned(self.rows, [row.lesson for row in self.rows].index(latest.lesson))
        lesson = [row for row in ahead if row.lesson == latest.lesson]
        worked = max(range(len(lesson)), key=lambda n: lesson[n].worked)
        order = (*_turned(lesson, worked), *ahead[len(lesson) :])
        return next((row.exercise for row in order if not row.done), None)

    def frame(self) -> "pandas.DataFrame":
        """As a DataFrame."""
        import pandas

        columns = ["exercise", "done", "tries", "hints", "solution_seen", "minutes"]
        every = (*self.rows, *self.incidents)
        rows = [[getattr(row, name) for name in columns] for row in every]
        return pandas.DataFrame(rows, columns=columns)

    def to_csv(self, path: str | Path) -> str:
        """Writes a CSV file and says what came of it; where it cannot be written nothing raises."""
        try:
            self.frame().to_csv(path, index=False)
        except OSError as error:
            return f"{path} could not be written: {error.strerror or error}."
        count = len(self.rows) + len(self.incidents)
        return f"{path} has {count} rows, one for each exercise and each incident that was begun."

    def __repr__(self) -> str:
        after = f"; next is {self.next}" if self.next else ""
        over = f"; {self.over} of {len(self.incidents)} incidents over" if self.incidents else ""
        return f"{self.done} of {len(self.rows)} exercises done{after}{over}"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        from .progress_html import progress_html

        return {"text/plain": repr(self), "text/html": progress_html(self)}


def _turned(rows: Sequence[Row], place: int) -> tuple[Row, ...]:
    """The rows from this place on, then those before it."""
    return (*rows[place:], *rows[:place])


def progress(path: Path = HOME) -> Progress:
    """The progress kept beside the notebooks."""
    return progress_of(events_in(path))


def progress_of(events: Iterable[Event]) -> Progress:
    """The progress that events tell of; what is no exercise or incident counts for nothing."""
    known = every_exercise()
    own = [each for each in events if each.exercise in known or _INCIDENT.fullmatch(each.exercise)]
    found = {row.exercise: row for row in rows_of(own)}
    incidents = [row for name, row in found.items() if name not in known]
    return Progress(
        tuple(found.get(each) or Row(each) for each in known),
        tuple(sorted(incidents, key=lambda row: row.last)),
    )


_INCIDENT = re.compile(r"incident-(?P<difficulty>\d)-(?P<seed>-?\d+)")


def incident_named(name: str) -> str:
    """An incident as its title has it.

    >>> incident_named("incident-2-17")
    'Incident 17, difficulty 2'
    """
    return _INCIDENT.sub(r"Incident \g<seed>, difficulty \g<difficulty>", name)


@cache
def every_exercise() -> dict[str, Exercise]:
    """The exercises of all lessons, by id and in order."""
    return {each.id: each for lesson in lessons() for each in exercises_of(lesson)}


def rows_of(events: Iterable[Event]) -> Iterator[Row]:
    """A row for each exercise and incident that was touched, sorted."""
    ordered = sorted(events, key=lambda event: event.at)
    seconds: defaultdict[str, float] = defaultdict(float)
    for earlier, later in pairwise(ordered):
        wait = later.at - earlier.at
        seconds[later.exercise] += wait if wait < PAUSE else 0
    for exercise, own in groupby(sorted(ordered, key=_exercise), key=_exercise):
        yield _row(exercise, list(own), seconds[exercise])


def _exercise(event: Event) -> str:
    return event.exercise


def _row(exercise: str, events: Sequence[Event], seconds: float) -> Row:
    kinds = [event.what for event in events]
    return Row(
        exercise,
        done=What.PASSED in kinds,
        tries=kinds.count(What.WRONG) + kinds.count(What.PASSED),
        hints=kinds.count(What.HINT),
        solution_seen=What.SOLUTION in kinds,
        minutes=round(seconds / 60, 1),
        last=events[-1].at,
        worked=max((event.at for event in events if event.what is not What.OPENED), default=0),
    )
