"""Progress is there after a kill, and two notebooks at once do not lose each other's."""

import subprocess
import sys
from pathlib import Path

import pytest

from simlib.lessons.events import Event, What, add_event, events_in
from simlib.lessons.progress import progress, rows_of

WRITER = """
import sys
from pathlib import Path
from simlib.lessons.events import Event, What, add_event
for n in range(200):
    add_event(Event(sys.argv[2], What.WRONG, float(n), "x" * 300), Path(sys.argv[1]))
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "there" / "progress.jsonl"


def test_every_event_of_two_notebooks_is_kept(path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), name]) for name in ("a", "b")
    ]
    assert [each.wait() for each in writers] == [0, 0]
    found = list(events_in(path))
    assert sorted(event.exercise for event in found) == ["a"] * 200 + ["b"] * 200


@pytest.mark.parametrize(
    "torn", [b'{"exercise": "02-1", "wh', b"\xff\xfe{", b"[" * 90_000, b"null"]
)
def test_a_line_that_was_not_written_to_its_end_loses_only_itself(path: Path, torn: bytes) -> None:
    first, then = Event("02-1", What.WRONG, 1.0), Event("02-1", What.PASSED, 2.0)
    add_event(first, path)
    path.write_bytes(path.read_bytes() + torn)
    add_event(then, path)
    assert list(events_in(path)) == [first, then]


def test_tries_hints_and_minutes_are_counted_without_breaks() -> None:
    kinds = [What.OPENED, What.WRONG, What.HINT, What.WRONG, What.PASSED]
    times = [0, 60, 120, 5_000, 5_060]
    events = [Event("02-1", what, at) for what, at in zip(kinds, times, strict=True)]
    (row,) = rows_of(events)
    assert (row.done, row.tries, row.hints, row.minutes) == (True, 3, 1, 3.0)


def test_the_next_exercise_is_the_first_that_is_not_done(path: Path) -> None:
    first, second, *others = [row.exercise for row in progress(path).rows]
    assert progress(path).next == first
    add_event(Event(first, What.PASSED, 1.0), path)
    found = progress(path)
    assert found.next == second
    assert repr(found) == f"1 of {2 + len(others)} exercises done; next is {second}"
    assert list(found.frame()["done"]) == [True, False] + [False] * len(others)
