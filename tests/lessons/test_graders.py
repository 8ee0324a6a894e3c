"""Graders proved on mutants: what behaves otherwise is refused, what behaves the same passes.

Which is which is not the grader's to say: policies are compared, and what a comparison finds is
asked in the exercise's own cloud. `python -m tests.lessons.mutant_table` prints how many there are.
"""

import pytest

from simlib.lessons import Exercise, Kind, exercises_of, grade
from simlib.lessons.exercise_files import lessons
from tests.lessons.judging import Judged, judged

EVERY = [each for lesson in lessons() for each in exercises_of(lesson)]
POLICIES = [each for each in EVERY if each.kind is Kind.POLICY]
OTHERS = [each for each in EVERY if each.options and each.kind is not Kind.ORDER]


def named(exercise: Exercise) -> str:
    return exercise.id


@pytest.mark.parametrize("exercise", EVERY, ids=named)
def test_a_solution_passes(exercise: Exercise) -> None:
    found = grade(exercise, exercise.solution)
    assert found.passed, found.said
    assert exercise.after in found.said


@pytest.mark.parametrize("exercise", POLICIES, ids=named)
def test_a_starter_fails_with_a_reason(exercise: Exercise) -> None:
    found = grade(exercise, exercise.starter)
    assert not found.passed
    assert found.said


@pytest.mark.parametrize("exercise", OTHERS, ids=named)
def test_every_other_option_is_refused_with_a_reason(exercise: Exercise) -> None:
    for option in exercise.options:
        found = grade(exercise, option)
        assert found.passed is (option == exercise.solution), option
        assert len(found.said.replace(option, "")) > 20, option


@pytest.mark.parametrize("exercise", POLICIES, ids=named)
def test_mutants_are_told_apart(exercise: Exercise) -> None:
    found = list(judged(exercise))
    assert [each.told for each in found if not each.well_graded] == []
    assert sum(each.same for each in found) >= 2
    assert sum(not each.same for each in found) >= 2


@pytest.mark.parametrize("exercise", POLICIES, ids=named)
def test_a_mutant_that_behaves_otherwise_is_told_by_a_request(exercise: Exercise) -> None:
    for each in judged(exercise):
        if not each.passed and each.read:
            assert has_a_request(each), each.told


def has_a_request(each: Judged) -> bool:
    return each.grade.evaluation is not None and bool(each.grade.request)
