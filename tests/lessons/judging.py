"""Judges mutants of a solution beside the grader: does it behave otherwise, and was it refused?"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from simlib.analysis.comparing import compare
from simlib.analysis.comparing.differences import Difference
from simlib.cloud.cloud import Cloud
from simlib.cloud.policy_places import places_by_label
from simlib.language.document import parse_policy
from simlib.language.errors import PolicySyntaxError, SimlibError
from simlib.language.policy import Policy
from simlib.lessons import Exercise, Grade, exercise_named, grade
from simlib.lessons.exercise import Asked
from simlib.lessons.grading import graded_in
from simlib.lessons.settings import cloud_of, policy_of
from tests.lessons.mutants import dropped, mutants

__all__ = ["Judged", "judged"]


@dataclass(frozen=True)
class Judged:
    """One mutant: does it behave as the solution does, and what the grader said."""

    told: str
    same: bool
    grade: Grade
    read: bool = True

    @property
    def passed(self) -> bool:
        return self.grade.passed

    @property
    def well_graded(self) -> bool:
        return self.same is self.passed


def judged(exercise: Exercise) -> tuple[Judged, ...]:
    """All mutants of an exercise's solution, those too that AWS would not save."""
    return _judged(exercise.id)


@cache
def _judged(name: str) -> tuple[Judged, ...]:
    exercise = exercise_named(name)
    return (*_rewritten(exercise), *_moved(exercise))


def _rewritten(exercise: Exercise) -> Iterator[Judged]:
    solution = policy_of(exercise.setting, str(exercise.solution))
    for told, text in mutants(str(exercise.solution)):
        found = grade(exercise, text)
        try:
            mutant = policy_of(exercise.setting, text)
        except PolicySyntaxError:
            yield Judged(told, False, found, read=False)
            continue
        yield Judged(told, _same(exercise, solution, mutant), found)


def _same(exercise: Exercise, solution: Policy, mutant: Policy) -> bool:
    """Does the mutant do the same, but for what is left open?"""
    if exercise.setting.scenario:
        return not _differences(exercise, *(_holding(exercise, p) for p in (solution, mutant)))
    return all(exercise.leaves_open(_asked(each)) for each in compare(solution, mutant).differences)


def _holding(exercise: Exercise, policy: Policy) -> Cloud:
    return cloud_of(exercise.setting, policy)


def _differences(exercise: Exercise, solved: Cloud, cloud: Cloud) -> list[Difference]:
    """What a comparison finds and the scenario's own people meet, but for what is left open."""
    return [
        each
        for each in compare(solved, cloud).differences
        if not exercise.leaves_open(_asked(each))
        and _allowed(solved, each) is not _allowed(cloud, each)
    ]


def _asked(difference: Difference) -> Asked:
    request = difference.request
    return Asked(request.principal.label, request.action, request.resource.arn, request.context)


def _allowed(cloud: Cloud, difference: Difference) -> bool | None:
    """None where it cannot be asked in this cloud. A session is asked for as its role."""
    request = difference.request
    who = request.principal.role_arn or request.principal.label
    try:
        caller = cloud.as_(who).with_context(**request.context)
        return caller.can(request.action, request.resource.arn).allowed
    except SimlibError:
        return None


def _moved(exercise: Exercise) -> Iterator[Judged]:
    """Statements of the solution in another policy of the scenario instead."""
    if not exercise.setting.scenario:
        return
    solved = cloud_of(exercise.setting, policy_of(exercise.setting, str(exercise.solution)))
    for told, rest, statement in dropped(str(exercise.solution)):
        for label, place in places_by_label(solved.state).items():
            if label == exercise.setting.place:
                continue
            try:
                cloud = cloud_of(exercise.setting, policy_of(exercise.setting, rest))
                grown = _with_statement(place.policy, statement)
            except PolicySyntaxError:
                continue
            cloud.state = places_by_label(cloud.state)[label].with_policy(cloud.state, grown)
            same = not _differences(exercise, solved, cloud)
            yield Judged(f"{told} moved to {label}", same, graded_in(exercise, cloud))


def _with_statement(policy: Policy, statement: dict[str, object]) -> Policy:
    import json

    document = json.loads(policy.text)
    written = document["Statement"]
    document["Statement"] = [*(written if isinstance(written, list) else [written]), statement]
    return parse_policy(document, policy.policy_type, name=policy.name, arn=policy.arn)
