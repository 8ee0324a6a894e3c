"""A room says who is where, who is stuck, and what is failed most on which request."""

import pytest

from simlib.lessons.events import Event, What
from simlib.lessons.learner import AWAY, QUIET, TRIES, State, learner_of
from simlib.lessons.progress import every_exercise
from simlib.lessons.room import Room
from tests.lessons.rooms import FIRST, REQUEST, SECOND, wrong

ALL = [Event(each, What.PASSED, 5.0) for each in every_exercise()]


@pytest.mark.parametrize(
    ("events", "now", "state"),
    [
        ([], 10, State.NOT_BEGUN),
        (wrong(1), 10, State.WORKING),
        (wrong(TRIES - 1), 10, State.WORKING),
        (wrong(TRIES), 10, State.STUCK),
        (wrong(1), 1 + QUIET, State.QUIET),
        (wrong(TRIES), 10 + QUIET, State.STUCK),
        (wrong(TRIES), 10 + AWAY, State.AWAY),
        ([*wrong(TRIES), Event(FIRST, What.PASSED, 9)], 10, State.WORKING),
        (ALL, 10 + AWAY, State.FINISHED),
        ([Event("99-1", What.WRONG, 1)], 10, State.NOT_BEGUN),
    ],
)
def test_a_learner_is_in_one_state(events: list[Event], now: float, state: State) -> None:
    assert learner_of("ana", events).state(now) is state


def test_those_who_need_somebody_come_first() -> None:
    told = {
        "zoe": wrong(TRIES),
        "ana": wrong(1, since=700),
        "bob": wrong(1),
        "cleo": wrong(TRIES + 2),
        "dan": [],
    }
    room = Room(tuple(learner_of(name, events) for name, events in told.items()), 705)
    assert [each.name for each in room.by_need] == ["cleo", "zoe", "bob", "ana", "dan"]
    assert repr(room).startswith("5 learners: 2 stuck, 1 quiet, 1 working, 1 not begun\n")


def test_what_is_failed_most_is_told_with_the_request_that_most_failed_on() -> None:
    other = wrong(3, request="Bob asks for something else")
    told = {"ana": wrong(1), "bob": other, "cleo": wrong(2), "dan": [Event(FIRST, What.PASSED, 1)]}
    room = Room(tuple(learner_of(name, events) for name, events in told.items()), 10)
    (failed,) = room.failed_most
    assert (failed.exercise, failed.failed, failed.done) == (FIRST, 3, 1)
    assert (failed.request, failed.on_request) == (REQUEST, 2)
    assert f"{FIRST}: 3 have failed it, 2 of them on: {REQUEST}" in repr(room)
    assert [each.name for each in room.at(SECOND)] == ["dan"]


def test_a_room_is_a_table_and_a_file() -> None:
    room = Room((learner_of("ana", wrong(2)), learner_of("bob", [])), 62)
    assert list(room.frame()["tries"]) == [2, 0]
    assert room.csv().splitlines()[1].startswith(f"ana,working,{FIRST},2,1.0,0,")
    assert list(room.exercises_frame()["failed"])[:2] == [1, 0]


def test_a_room_with_nobody_in_it() -> None:
    assert repr(Room((), 0)) == "no learners"
    assert Room((), 0).failed_most == ()
