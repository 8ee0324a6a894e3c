"""How far a learner has come: each exercise with tries, hints and minutes, and what is next."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..shipped import shipped_path
from .events import HOME, Event, What, events_in
from .exercise_files import exercises_of

if TYPE_CHECKING:
    import pandas

__all__ = ["Progress", "Row", "progress", "rows_of"]

PAUSE = 600  # seconds without an event that count as a break


@dataclass(frozen=True)
class Row:
    """One exercise as far as it has come. `minutes` leaves breaks out."""

    exercise: str
    done: bool
    tries: int
    hints: int
    solution_seen: bool
    minutes: float


@dataclass(frozen=True)
class Progress:
    """All exercises that there are, in order, done or not."""

    rows: tuple[Row, ...]

    @property
    def next(self) -> str | None:
        """The first exercise that is not done; None where all are."""
        return next((row.exercise for row in self.rows if not row.done), None)

    def frame(self) -> "pandas.DataFrame":
        """As a DataFrame; `.to_csv(path)` exports it."""
        import pandas

        columns = ["exercise", "done", "tries", "hints", "solution_seen", "minutes"]
        rows = [[getattr(row, name) for name in columns] for row in self.rows]
        return pandas.DataFrame(rows, columns=columns)

    def __repr__(self) -> str:
        done = sum(row.done for row in self.rows)
        after = f"; next is {self.next}" if self.next else ""
        return f"{done} of {len(self.rows)} exercises done{after}"

    def _repr_html_(self) -> str:
        table: Any = self.frame().to_html(index=False)
        return f"<p>{self!r}</p>{table}"


def progress(path: Path = HOME) -> Progress:
    """The progress kept beside the notebooks."""
    found = {row.exercise: row for row in rows_of(events_in(path))}
    known = [each.id for lesson in _lessons() for each in exercises_of(lesson)]
    return Progress(tuple(found.get(each) or Row(each, False, 0, 0, False, 0) for each in known))


def _lessons() -> list[str]:
    return sorted(each.stem for each in shipped_path("exercises").glob("*.toml"))


def rows_of(events: Iterable[Event]) -> Iterator[Row]:
    """A row for each exercise that was touched, sorted."""
    ordered = sorted(events, key=lambda event: (event.exercise, event.at))
    for exercise, own in groupby(ordered, key=lambda event: event.exercise):
        yield _row(exercise, list(own))


def _row(exercise: str, events: Sequence[Event]) -> Row:
    kinds = [event.what for event in events]
    tries = kinds.count(What.WRONG) + kinds.count(What.PASSED)
    waits = (later.at - earlier.at for earlier, later in pairwise(events))
    minutes = sum(wait for wait in waits if 0 < wait < PAUSE) / 60
    return Row(
        exercise,
        What.PASSED in kinds,
        tries,
        kinds.count(What.HINT),
        What.SOLUTION in kinds,
        round(minutes, 1),
    )
