"""A room is read from its folder, quickly, and again only where something has come."""

import os
import time
from pathlib import Path

import pytest

from simlib.lessons.events import HOME, Event, What, add_event, events_of
from simlib.lessons.made_up_room import make_up_room
from simlib.lessons.room_files import RoomFiles
from tests.lessons.rooms import FIRST, home, wrong

PASSED = Event(FIRST, What.PASSED, 50.0)


@pytest.mark.parametrize("below", ["", "notebooks", "work/kit/notebooks", "a/b/c/d"])
def test_a_learner_is_found_wherever_the_notebooks_lie(tmp_path: Path, below: str) -> None:
    home(tmp_path, "ana", [PASSED], below)
    (found,) = RoomFiles(tmp_path).room(60).learners
    assert (found.name, found.progress.done) == ("ana", 1)


def test_a_learner_with_two_copies_of_the_lessons_is_one(tmp_path: Path) -> None:
    home(tmp_path, "ana", wrong(2), "notebooks")
    home(tmp_path, "ana", [PASSED], "copy/notebooks")
    (found,) = RoomFiles(tmp_path).room(60).learners
    assert (found.progress.rows[0].done, found.progress.rows[0].tries) == (True, 3)


def test_a_copy_made_later_is_found_a_minute_later(tmp_path: Path) -> None:
    home(tmp_path, "ana", wrong(2), "notebooks")
    files = RoomFiles(tmp_path)
    assert files.room(60).learners[0].progress.done == 0
    home(tmp_path, "ana", [PASSED], "copy/notebooks")
    assert files.room(70).learners[0].progress.done == 0
    assert files.room(120).learners[0].progress.done == 1


def test_links_and_hidden_folders_are_left_alone(tmp_path: Path) -> None:
    room = tmp_path / "room"
    elsewhere = home(tmp_path, "elsewhere", [PASSED])
    home(room, "ana", [PASSED], ".cache/notebooks")
    (room / "ana" / "link").symlink_to(elsewhere.parent.parent)
    (room / "bob" / ".simlib").mkdir(parents=True)
    (room / "bob" / HOME).symlink_to(elsewhere)
    (room / "cleo").mkdir()
    (room / "cleo" / ".simlib").symlink_to(elsewhere.parent)
    (room / ".hidden").mkdir()
    found = RoomFiles(room).room(60).learners
    assert [(each.name, each.progress.done) for each in found] == [
        ("ana", 0),
        ("bob", 0),
        ("cleo", 0),
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_in_place_of_the_file_does_not_hold_up_the_room(tmp_path: Path) -> None:
    (tmp_path / "ana" / ".simlib").mkdir(parents=True)
    os.mkfifo(tmp_path / "ana" / HOME)
    assert RoomFiles(tmp_path).room(60).learners[0].progress.done == 0


def test_what_has_come_is_read_and_nothing_twice(tmp_path: Path) -> None:
    path, files = home(tmp_path, "ana", wrong(2)), RoomFiles(tmp_path)
    assert files.room(60).learners[0].progress.rows[0].tries == 2
    half = b'{"exercise": "%s", "what": "passed", ' % FIRST.encode()
    path.write_bytes(path.read_bytes() + half)
    assert files.room(60).learners[0].progress.rows[0].tries == 2
    path.write_bytes(path.read_bytes() + b'"at": 9, "request": ""}\n')
    assert files.room(60).learners[0].progress.rows[0].tries == 3
    path.write_bytes(b"")
    add_event(PASSED, path)
    assert files.room(60).learners[0].progress.rows[0].tries == 1


def test_a_learner_to_whom_nothing_happened_is_not_read_again(tmp_path: Path) -> None:
    home(tmp_path, "ana", wrong(2))
    home(tmp_path, "bob", wrong(2))
    files = RoomFiles(tmp_path)
    ana, bob = files.room(60).learners
    home(tmp_path, "bob", [PASSED])
    again, newer = files.room(60).learners
    assert again is ana
    assert newer is not bob


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        RoomFiles(tmp_path / "nowhere").room(60)


@pytest.mark.timed
def test_a_room_of_200_is_read_within_a_second_and_again_within_a_quarter(tmp_path: Path) -> None:
    now, files = make_up_room(tmp_path, learners=200), RoomFiles(tmp_path)
    lines = sum(len([*events_of(path.read_bytes())]) for path in tmp_path.rglob("*.jsonl"))
    assert lines > 500
    started = time.process_time()
    assert len(files.room(now).learners) == 200
    read = time.process_time()
    files.room(now)
    assert read - started < 1
    assert time.process_time() - read < 0.25
