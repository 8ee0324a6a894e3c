"""An exercise in a notebook: nothing raises, and what was done is kept."""

from pathlib import Path

import pytest

from simlib.lessons import exercise
from simlib.lessons.events import HOME, What, events_in
from simlib.panels.drafts import HOME as DRAFTS


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def what_happened() -> list[What]:
    return [event.what for event in events_in(HOME)]


def test_a_policy_is_checked_as_it_stands_in_the_panel() -> None:
    ex = exercise("02-2")
    panel = ex.panel()
    assert not panel.check()
    assert panel.grade.request in [event.request for event in events_in(HOME)]
    panel.answer = ex.exercise.solution
    assert ex.check()
    assert what_happened() == [What.OPENED, What.WRONG, What.PASSED]


def test_the_request_that_tells_comes_into_the_form_with_its_trace() -> None:
    panel = exercise("02-2").panel()
    panel.check()
    trial = panel.body.trial
    assert trial.asked.action == "healthlake:CreateResource"
    assert trial.trace.evaluation.allowed
    assert panel.trace.view.layout.display == "none"
    assert "✗ Not yet" in panel.said.value


def test_a_right_answer_takes_the_verdict_of_the_wrong_one_away() -> None:
    panel = exercise("02-2").panel()
    panel.check()
    panel.answer = panel.attempt.exercise.solution
    panel.check()
    trial = panel.body.trial
    assert trial.asked.action == "healthlake:ReadResource"
    assert trial.trace.evaluation.allowed


def test_an_exercise_that_was_done_says_so_later_too() -> None:
    ex = exercise("02-1")
    assert "done" not in ex.panel().head.value
    ex.check("explicitDeny")
    assert "✓ done" in exercise("02-1").panel().head.value


def test_a_text_that_cannot_be_read_is_no_try() -> None:
    exercise("02-2").check("{ half")
    assert What.WRONG not in what_happened()


def test_where_nothing_is_edited_the_grader_shows_the_trace() -> None:
    panel = exercise("02-1").panel()
    panel.answer = "allowed"
    panel.check()
    assert panel.trace.evaluation is panel.grade.evaluation
    assert panel.trace.view.layout.display is None


def test_an_answer_that_is_not_there_is_no_try() -> None:
    ex = exercise("02-1")
    assert repr(ex.panel().check()) == "Not yet. There is no answer yet."
    assert what_happened() == [What.OPENED]


def test_hints_come_one_by_one_and_the_third_stays() -> None:
    ex = exercise("02-1")
    told = [ex.hint() for _ in range(4)]
    assert [text[:11] for text in told] == ["Hint 1 of 3", "Hint 2 of 3", *["Hint 3 of 3"] * 2]


def test_the_solution_comes_when_it_is_asked_for_once_more() -> None:
    ex = exercise("02-1")
    assert "once more" in ex.solution()
    assert What.SOLUTION not in what_happened()
    assert ex.solution() == "explicitDeny"
    assert What.SOLUTION in what_happened()


def test_what_was_typed_is_there_again_until_it_is_reset() -> None:
    exercise("02-2").panel().answer = "{ half"
    again = exercise("02-2")
    assert again.panel().answer == "{ half"
    again.reset()
    assert again.panel().answer == again.exercise.starter
    assert exercise("02-2").panel().answer == again.exercise.starter


def test_hostile_answers_are_shown_as_text() -> None:
    panel = exercise("02-2").panel()
    panel.answer = '{"Version": "<img src=x onerror=alert(1)>"}'
    panel.check()
    assert "<img" not in panel.said.value


def test_where_nothing_can_be_written_it_says_so_and_goes_on(folder: Path) -> None:
    (folder / HOME.parts[0]).write_text("a file where the folder would be")
    panel = exercise("02-2").panel()
    panel.answer = exercise("02-2").exercise.solution
    assert panel.check()
    assert "cannot be saved here" in panel.said.value
    panel.reset()


@pytest.mark.parametrize("answer", [0, 5, object(), ["a"], {"a": 1}, b"x", "x" * 100_000])
@pytest.mark.parametrize("name", ["02-1", "02-2"])
def test_no_answer_raises(name: str, answer: object) -> None:
    assert not exercise(name).check(answer)


def test_drafts_of_exercises_lie_beside_the_others() -> None:
    exercise("02-2").panel().answer = "{}"
    assert any("exercise-02-2" in path.name for path in DRAFTS.iterdir())
