"""One learner at a moment: which exercise is at hand, and does it go on?"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from .events import Event, What
from .progress import Progress, Row, every_exercise, progress_of

__all__ = ["Learner", "State", "learner_of"]

TRIES = 4  # wrong answers to an exercise after which somebody is stuck
QUIET = 600  # seconds without an event
AWAY = 7_200


class State(StrEnum):
    """How a learner is doing; those who need somebody come first."""

    STUCK = "stuck"
    QUIET = "quiet"
    WORKING = "working"
    FINISHED = "finished"
    AWAY = "away"
    NOT_BEGUN = "not begun"


@dataclass(frozen=True)
class Learner:
    """One learner: progress, and in how many answers which request of which exercise went wrong."""

    name: str
    progress: Progress
    wrong: Mapping[tuple[str, str], int]

    @cached_property
    def last(self) -> float:
        """When something happened last; 0 where nothing has."""
        every = (*self.progress.rows, *self.progress.opened)
        return max((row.last for row in every), default=0)

    @cached_property
    def here(self) -> Row | None:
        """What is at hand: an incident that was touched last, else the exercise to go on with.

        None where all exercises are done and there is no such incident.
        """
        latest = max(self.progress.opened, key=lambda row: row.last, default=None)
        if latest is not None and latest.last == self.last and not latest.done:
            return latest
        following = self.progress.next
        return next((row for row in self.progress.rows if row.exercise == following), None)

    def quiet(self, now: float) -> float:
        """Seconds since something happened."""
        return max(0.0, now - self.last)

    def state(self, now: float) -> State:
        """How it goes at that moment."""
        if not self.last:
            return State.NOT_BEGUN
        if self.progress.next is None:
            return State.FINISHED
        if self.quiet(now) >= AWAY:
            return State.AWAY
        if self.here is not None and self.here.tries >= TRIES:
            return State.STUCK
        return State.QUIET if self.quiet(now) >= QUIET else State.WORKING


def learner_of(name: str, events: Iterable[Event]) -> Learner:
    """A learner from what has happened, with the exercises that there are, and with incidents."""
    own, known = list(events), every_exercise()
    wrong = Counter(
        (each.exercise, each.request)
        for each in own
        if each.what is What.WRONG and each.exercise in known
    )
    return Learner(name, progress_of(own), wrong)
