"""The trails of exercises are what their scenarios make, and are given as rows or as ids."""

from pathlib import Path

import pytest

from simlib import load_trail
from simlib.language.errors import UnknownNameError
from simlib.lessons import Exercise, Kind, exercise, exercises_of
from simlib.lessons.exercise import Setting
from simlib.lessons.exercise_html import head_html
from simlib.lessons.trails import record_in_words, trail_of
from simlib.shipped import shipped_path
from tests.refresh_trails import TRAILS

OF_TRAILS = [each for each in exercises_of("13") if each.kind is Kind.TRAIL]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", sorted(TRAILS))
def test_a_trail_is_what_its_scenario_makes(name: str) -> None:
    shipped = load_trail(shipped_path("trails") / f"{name}.json")
    assert shipped.records == TRAILS[name]().trail.records


def test_every_trail_is_made_by_a_script() -> None:
    assert {path.stem for path in shipped_path("trails").glob("*.json")} == set(TRAILS)


@pytest.mark.parametrize("task", OF_TRAILS, ids=lambda task: task.id)
def test_rows_of_the_trail_are_an_answer(task: Exercise) -> None:
    ex = exercise(task.id)
    trail = ex.trail()
    meant = trail[trail.eventID.isin(ex.exercise.solution)]
    assert len(meant) == len(ex.exercise.solution)
    assert ex.check(meant)
    assert ex.check(meant.eventID)


def test_a_record_that_is_not_meant_is_told_in_words() -> None:
    ex = exercise("13-1")
    found = ex.check(ex.trail())
    assert not found
    assert "are not meant" in found.said
    assert " by arn:aws:" in found.said
    assert "1 is not meant: `e1` (no record of this trail)." in ex.check("e1").said
    assert repr(ex.check(ex.trail()[:0])) == "Not yet. There is no answer yet."


def test_the_columns_are_told_where_an_answer_is_found_in_a_trail() -> None:
    assert "errorMessage, resource" in head_html(exercise("13-1").exercise)


def test_an_exercise_without_a_trail_says_so() -> None:
    with pytest.raises(UnknownNameError, match="this has no trail"):
        exercise("02-1").trail()
    with pytest.raises(UnknownNameError, match="did you mean `night-at-the-wards`"):
        trail_of(Setting(trail="night-at-the-ward"))


def test_a_record_that_is_there_is_told() -> None:
    setting = Setting(trail="night-at-the-wards")
    first = trail_of(setting).eventID[0]
    told = "CreateRole by arn:aws:iam::111122223333:user/Lena"
    assert record_in_words(setting, first) == told
