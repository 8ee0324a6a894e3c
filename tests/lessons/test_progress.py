"""Progress is there after a kill, and two notebooks at once do not lose each other's."""

import csv
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from simlib.lessons.events import Event, What, add_event, events_in
from simlib.lessons.learner import State, learner_of
from simlib.lessons.progress import Progress, Row, every_exercise, progress, rows_of

WRITER = """
import sys
from pathlib import Path
from simlib.lessons.events import Event, What, add_event
for n in range(200):
    add_event(Event(sys.argv[2], What.WRONG, float(n), "x" * 300), Path(sys.argv[1]))
"""

TELLER = """
import sys
from itertools import count
from pathlib import Path
from simlib.lessons.events import Event, What, add_event
for n in count():
    add_event(Event(sys.argv[2], What.WRONG, float(n), "x" * (n % 7_000)), Path(sys.argv[1]))
    print(n, flush=True)
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


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs SIGKILL")
def test_what_was_said_to_be_kept_is_there_after_a_kill_at_any_moment(path: Path) -> None:
    for kill in range(5):
        writer = subprocess.Popen(
            [sys.executable, "-c", TELLER, str(path), str(kill)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(kill / 200)
        writer.kill()
        said = 1 + writer.stdout.read().count("\n")
        writer.wait()
        writer.stdout.close()
        kept = [event.at for event in events_in(path) if event.exercise == str(kill)]
        assert kept[:said] == [float(n) for n in range(said)]
        assert len(kept) <= said + 1  # the one that was kept and not told any more


def test_a_request_may_hold_any_character(path: Path) -> None:
    event = Event("02-1", What.WRONG, 1.0, "a\u2028b\x85c\nd\x1ce\x00")
    add_event(event, path)
    add_event(event, path)
    assert list(events_in(path)) == [event, event]


@pytest.mark.parametrize("at", ["NaN", "Infinity", "-1", "1e300", "1" + "0" * 400])
def test_a_time_that_is_none_is_passed_over(path: Path, at: str) -> None:
    path.parent.mkdir()
    path.write_text(f'{{"exercise": "02-1", "what": "wrong", "at": {at}, "request": ""}}\n')
    assert list(events_in(path)) == []


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


ROWS = (
    Row("02-1", done=True, tries=1, last=10.0, worked=10.0),
    Row("02-2"),
    Row("03-1", done=True, tries=2, last=30.0, worked=30.0),
    Row("03-2", tries=4, last=20.0, worked=20.0),
)


def test_one_goes_on_after_what_was_worked_on_last() -> None:
    assert Progress(ROWS).next == "03-2"
    assert Progress(ROWS[:3]).next == "02-2"
    assert Progress(()).next is None
    assert Progress(ROWS[:1]).next is None
    assert Progress(ROWS[1:2]).next == "02-2"


def test_what_was_left_out_in_a_lesson_comes_before_the_next_lesson() -> None:
    last = Row("05-3", done=True, last=50.0, worked=50.0)
    rows = (Row("04-1"), Row("05-1"), Row("05-2", done=True, last=40.0), last, Row("06-1"))
    assert Progress(rows).next == "05-1"
    done = replace(rows[1], done=True, last=60.0, worked=60.0)
    assert Progress((rows[0], done, *rows[2:])).next == "06-1"
    assert Progress((rows[0], done, *rows[2:4])).next == "04-1"


def test_running_a_whole_notebook_is_no_work_on_its_last_exercise() -> None:
    opened = [Row(f"05-{n}", last=40.0) for n in (1, 2, 3)]
    assert Progress((*ROWS, *opened)).next == "05-1"
    worked = replace(opened[1], last=50.0, worked=50.0)
    assert Progress((*ROWS, opened[0], worked, opened[2])).next == "05-2"


def test_what_was_only_opened_is_not_begun() -> None:
    (row,) = rows_of([Event("02-1", What.OPENED, 5.0)])
    assert (row.state, row.last) == ("not begun", 5.0)
    (row,) = rows_of([Event("02-1", What.OPENED, 5.0), Event("02-1", What.HINT, 6.0)])
    assert row.state == "begun"


def test_a_minute_is_counted_once_for_the_exercise_at_its_end() -> None:
    opened = [Event(each, What.OPENED, 0) for each in ("02-1", "02-2")]
    passed = [Event("02-1", What.PASSED, 60), Event("02-2", What.PASSED, 180)]
    assert [row.minutes for row in rows_of(opened + passed)] == [1.0, 2.0]


def test_progress_is_that_of_the_exercises_there_are(path: Path) -> None:
    first, second, *_ = every_exercise()
    add_event(Event(first, What.PASSED, 1.0), path)
    add_event(Event("99-9", What.PASSED, 1.0), path)
    found = progress(path)
    assert repr(found) == f"1 of {len(every_exercise())} exercises done; next is {second}"
    assert list(found.frame()["done"])[:2] == [True, False]


def test_the_view_says_in_words_what_is_done_and_leads_on(path: Path) -> None:
    add_event(Event("02-1", What.WRONG, 1.0), path)
    add_event(Event("02-1", What.SOLUTION, 2.0), path)
    add_event(Event("02-1", What.PASSED, 3.0), path)
    seen = progress(path)._repr_mimebundle_()["text/html"]
    assert '<a href="02-explicit-and-implicit-deny.ipynb">' in seen
    assert "✓ done</span>, solution seen" in seen
    assert "○ not begun" in seen


def test_progress_is_exported(path: Path, tmp_path: Path) -> None:
    add_event(Event("02-1", What.WRONG, 1.0), path)
    file = tmp_path / "mine.csv"
    said = progress(path).to_csv(file)
    rows = {row["exercise"]: row for row in csv.DictReader(file.read_text().splitlines())}
    assert (rows["02-1"]["tries"], rows["02-1"]["done"]) == ("1", "False")
    assert str(len(rows)) in said


def test_where_nothing_can_be_written_or_read_nothing_raises(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")
    assert "could not be written" in progress(file / "progress.jsonl").to_csv(file / "mine.csv")


def test_incidents_are_counted_beside_the_exercises(path: Path, tmp_path: Path) -> None:
    for name, what in (
        ("incident-2-17", What.WRONG),
        ("incident-2-17", What.PASSED),
        ("incident-1-4", What.HINT),
        ("incident-1-5", What.OPENED),
        ("incident-x", What.PASSED),
    ):
        add_event(Event(name, what, 1.0), path)
    found = progress(path)
    assert repr(found).endswith("; 1 of 2 incidents over")
    assert "Incident 17, difficulty 2" in found._repr_mimebundle_()["text/html"]
    found.to_csv(tmp_path / "mine.csv")
    text = (tmp_path / "mine.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    told = {row["exercise"]: (row["done"], row["tries"]) for row in rows}
    assert told["incident-2-17"] == ("True", "2")
    assert told["incident-1-4"] == ("False", "0")
    assert found.rows[0].last == 0


def test_whoever_is_in_the_incident_room_is_not_away() -> None:
    first = next(iter(every_exercise()))
    events = [Event(first, What.PASSED, 10.0), Event("incident-1-4", What.WRONG, 9_000.0)]
    ada = learner_of("Ada", events)
    assert ada.state(9_060.0) is State.WORKING
    assert ada.here is not None
    assert ada.here.exercise == "incident-1-4"


def test_whoever_reads_a_ticket_is_at_it_and_whoever_has_done_all_is_finished() -> None:
    reading = learner_of("Ada", [Event("incident-1-4", What.OPENED, 60.0)])
    assert reading.state(90.0) is State.WORKING
    assert reading.progress.incidents == ()
    done = [Event(each, What.PASSED, 50.0) for each in every_exercise()]
    finished = learner_of("Ada", [*done, Event("incident-1-4", What.WRONG, 60.0)])
    assert finished.state(90.0) is State.FINISHED
    assert finished.here is not None
