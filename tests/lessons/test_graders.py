"""Graders proved on mutants: what behaves otherwise is refused, what behaves the same passes."""

import pytest

from simlib.analysis.comparing import Relation, compare
from simlib.language.errors import PolicySyntaxError
from simlib.lessons import Exercise, Kind, exercises_of, grade
from simlib.lessons.grading import tried_out
from simlib.lessons.settings import policy_of
from simlib.shipped import shipped_path
from tests.lessons.mutants import mutants

LESSONS = sorted(path.stem for path in shipped_path("exercises").glob("*.toml"))
EVERY = [each for lesson in LESSONS for each in exercises_of(lesson)]
POLICIES = [each for each in EVERY if each.kind is Kind.POLICY]


def named(exercise: Exercise) -> str:
    return exercise.id


@pytest.mark.parametrize("exercise", EVERY, ids=named)
def test_a_solution_passes(exercise: Exercise) -> None:
    found = grade(exercise, exercise.solution)
    assert found.passed, found.said


@pytest.mark.parametrize("exercise", POLICIES, ids=named)
def test_a_starter_fails_with_a_request(exercise: Exercise) -> None:
    found = grade(exercise, exercise.starter)
    assert not found.passed
    assert found.said


@pytest.mark.parametrize("exercise", POLICIES, ids=named)
def test_what_behaves_otherwise_is_refused_and_what_behaves_the_same_passes(
    exercise: Exercise,
) -> None:
    """What the requests of an exercise leave open passes too: that is its room."""
    solution, counts = policy_of(exercise.setting, str(exercise.solution)), [0, 0]
    for told, text in mutants(str(exercise.solution)):
        try:
            mutant = policy_of(exercise.setting, text)
        except PolicySyntaxError:
            continue
        found = grade(exercise, text)
        if compare(solution, mutant).relation is Relation.EQUAL:
            counts[0] += 1
            assert found.passed, (told, found.said)
        elif exercise.same or not all(each.right for each in tried_out(exercise, mutant)):
            counts[1] += 1
            assert not found.passed, told
            assert found.evaluation is not None, told
            assert found.request, told
    assert min(counts) >= 2, counts
