"""A room of learners that do not exist, to look at the instructor's view before a workshop."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

from .events import IN_A_HOME, Event, What, add_event
from .exercise import Exercise
from .progress import every_exercise

__all__ = ["make_up_room"]


def make_up_room(folder: Path, learners: int = 24, minutes: int = 90, seed: int = 1) -> float:
    """Writes a home with progress for each; the room was begun at 0 and has come so far.

    Returns the moment at which it is, for `workshop(folder, clock=…)`.
    """
    for number in range(1, learners + 1):
        home = folder / f"learner{number:03}" / "notebooks"
        home.mkdir(parents=True)
        for event in _evening(Random(seed * 10_000 + number), minutes * 60.0):
            add_event(event, home / IN_A_HOME)
    return minutes * 60.0


def _evening(chance: Random, until: float) -> Iterator[Event]:
    """What one learner does: faster or slower, with more or fewer wrong answers."""
    now, pace, luck = chance.uniform(5, 400), chance.uniform(40, 160), chance.uniform(0.3, 0.8)
    comes = chance.random()
    if comes < 0.04:
        return
    if comes > 0.92:  # goes for a coffee, or home
        until *= chance.uniform(0.4, 0.8)
    for exercise in every_exercise().values():
        for event in _at(exercise, chance, luck):
            if now > until:
                return
            yield Event(exercise.id, event.what, round(now, 1), event.request)
            now += chance.uniform(0.3, 1.7) * pace


def _at(exercise: Exercise, chance: Random, luck: float) -> Iterator[Event]:
    yield Event(exercise.id, What.OPENED, 0)
    while chance.random() > luck:
        yield Event(exercise.id, What.WRONG, 0, _request(exercise, chance))
        if chance.random() < 0.3:
            yield Event(exercise.id, What.HINT, 0)
    yield Event(exercise.id, What.PASSED, 0)


def _request(exercise: Exercise, chance: Random) -> str:
    """One of those that the exercise is about, the first of them more often."""
    asked = [str(request.asked()[0]) for request in exercise.requests]
    asked += [str(exercise.asked)] if exercise.asked is not None else []
    asked += [each for each in exercise.options if each != exercise.solution]
    return asked[int(len(asked) * chance.random() ** 2)] if asked else ""
