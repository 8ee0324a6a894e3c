"""The instructor's list of wrong answers is in step with the exercises and their graders."""

import pytest

from simlib.lessons import Exercise, Kind, exercises_of
from simlib.lessons.exercise_files import lessons
from tests.wrong_answers import KINDS, PATH, section

EVERY = [each for lesson in lessons() for each in exercises_of(lesson)]
PAGE = PATH.read_text(encoding="utf-8")


@pytest.mark.parametrize("exercise", EVERY, ids=lambda each: each.id)
def test_the_page_has_what_the_graders_say_now(exercise: Exercise) -> None:
    """`python -m tests.wrong_answers` makes the page anew."""
    assert section(exercise) in PAGE


def test_every_kind_of_wrong_answer_has_its_question() -> None:
    assert all(f"| {words} | {ask} |" in PAGE for _, words, ask in KINDS)


def test_every_policy_has_several_wrong_answers() -> None:
    for exercise in EVERY:
        if exercise.kind is Kind.POLICY:
            own = PAGE.partition(f"### {exercise.id} ")[2].partition("###")[0]
            assert own.count("- **") >= 2, exercise.id
