"""The instructor's list of wrong answers is in step with the exercises and their graders."""

from itertools import groupby

import pytest

from simlib.lessons import Exercise, Kind, exercises_of, grade
from simlib.lessons.exercise_files import lessons
from tests.wrong_answers import KINDS, PATH, said_first, section

EVERY = [each for lesson in lessons() for each in exercises_of(lesson)]
POLICIES = [each for each in EVERY if each.kind is Kind.POLICY]
FIRST = [next(own) for _, own in groupby(POLICIES, key=lambda each: each.lesson)]
PAGE = PATH.read_text(encoding="utf-8")


def named(exercise: Exercise) -> str:
    return exercise.id


def on_the_page(exercise: Exercise) -> str:
    return PAGE.partition(f"### {exercise.id} ")[2].partition("\n##")[0]


@pytest.mark.parametrize("exercise", EVERY, ids=named)
def test_every_exercise_is_on_the_page_as_it_is_now(exercise: Exercise) -> None:
    """`python -m tests.wrong_answers` makes the page anew."""
    own = on_the_page(exercise)
    assert own.startswith(f"{exercise.title}\n\nAsk: *{exercise.hints[0]}*")
    if exercise.kind is Kind.POLICY:
        assert said_first(grade(exercise, exercise.starter)) in own
        assert own.count("- **") >= 2


@pytest.mark.parametrize("exercise", FIRST, ids=named)
def test_the_page_has_what_the_grader_says_of_every_wrong_answer(exercise: Exercise) -> None:
    assert section(exercise) in PAGE


def test_every_kind_of_wrong_answer_has_its_question() -> None:
    assert all(f"| {words} | {ask} |" in PAGE for _, words, ask in KINDS)
