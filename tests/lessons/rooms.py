"""Rooms of learners for tests: a home with a file of events for each."""

from collections.abc import Iterable
from pathlib import Path

from simlib.lessons.events import HOME, Event, What, add_event
from simlib.lessons.progress import every_exercise

__all__ = ["FIRST", "REQUEST", "SECOND", "home", "wrong"]

FIRST, SECOND, *_ = every_exercise()
REQUEST = "Bob asks for healthlake:ReadResource on *"


def home(folder: Path, name: str, events: Iterable[Event], below: str = "kit/notebooks") -> Path:
    """Writes a learner's home, and returns its file of events."""
    place = folder / name / below
    place.mkdir(parents=True, exist_ok=True)
    for event in events:
        add_event(event, place / HOME)
    return place / HOME


def wrong(times: int, since: float = 1, request: str = REQUEST) -> list[Event]:
    """So many wrong answers to the first exercise, a second apart."""
    return [Event(FIRST, What.WRONG, since + n, request) for n in range(times)]
