"""The instructor's view without a browser: what it says, and that nothing raises."""

from pathlib import Path

from simlib.lessons.events import Event, What
from simlib.lessons.learner import TRIES
from simlib.lessons.workshop import Workshop, workshop
from tests.lessons.rooms import FIRST, REQUEST, home, wrong


def opened(folder: Path, now: float = 100) -> Workshop:
    return workshop(folder, clock=lambda: now)


def test_it_says_who_is_stuck_and_on_what(tmp_path: Path) -> None:
    home(tmp_path, "ana", wrong(TRIES))
    home(tmp_path, "bob", [Event(FIRST, What.PASSED, 3.0)])
    found = opened(tmp_path)
    assert repr(found).startswith("Workshop: 2 learners: 1 stuck, 1 working\n")
    seen = found.html.value
    assert "<b>2 learners</b> at 00:01:40 UTC" in seen
    assert "✗ stuck" in seen
    assert f"<td>1</td><td>{REQUEST}</td><td>1</td>" in seen


def test_what_has_come_is_seen_after_a_refresh(tmp_path: Path) -> None:
    home(tmp_path, "ana", wrong(TRIES))
    found = opened(tmp_path)
    home(tmp_path, "ana", [Event(FIRST, What.PASSED, 9.0)])
    found.button.click()
    assert "✗ stuck" not in found.html.value


def test_an_exercise_is_looked_into_and_closed(tmp_path: Path) -> None:
    home(tmp_path, "ana", wrong(1))
    found = opened(tmp_path)
    found.look_into(FIRST)
    assert " open data-fixed>" in found.html.value
    found.refresh()  # from now on it can be folded by hand
    assert " open>" in found.html.value
    assert "At it: ana." in found.html.value
    assert "Answers went wrong on" in found.html.value
    found.look_into(FIRST)
    assert "At it: ana." not in found.html.value


def test_those_who_need_somebody_are_listed_alone(tmp_path: Path) -> None:
    home(tmp_path, "ana", wrong(TRIES))
    home(tmp_path, "bob", [Event(FIRST, What.PASSED, 3.0)])
    found = opened(tmp_path)
    assert "<h4>2 learners</h4>" in found.html.value
    found.listed = "stuck or quiet"
    assert "<h4>1 learner of 2</h4>" in found.html.value
    assert "bob" not in found.html.value


def test_names_and_requests_of_learners_are_text(tmp_path: Path) -> None:
    evil = "<img src=x onerror=alert(1)>"
    home(tmp_path, f"{evil.replace('/', '')}", wrong(TRIES, request=evil))
    found = opened(tmp_path)
    found.look_into(FIRST)
    assert "<img" not in found.html.value
    assert found.html.value.count("&lt;img src=x") >= 4


def test_a_folder_that_is_not_there_is_told_and_the_last_room_stays(tmp_path: Path) -> None:
    folder = tmp_path / "room"
    found = opened(folder)
    assert 'role="alert">The folder cannot be read: No such file' in found.html.value
    home(folder, "ana", wrong(1))
    found.refresh()
    assert "alert" not in found.html.value
    folder.rename(tmp_path / "gone")
    found.refresh()
    assert "cannot be read" in found.html.value
    assert "1 learner" in found.html.value


def test_the_learners_are_exported(tmp_path: Path) -> None:
    home(tmp_path / "room", "ana", wrong(1))
    found, file = opened(tmp_path / "room"), tmp_path / "learners.csv"
    assert "has 1 rows" in found.to_csv(file)
    assert file.read_text().splitlines()[1].startswith("ana,working")
    assert "could not be written" in found.to_csv(file / "no.csv")


def test_an_instructors_home_can_be_left_out(tmp_path: Path) -> None:
    home(tmp_path, "ana", wrong(1))
    home(tmp_path, "instructor", wrong(1))
    found = workshop(tmp_path, without=["instructor"], clock=lambda: 100)
    assert repr(found).startswith("Workshop: 1 learner: 1 working\n")
