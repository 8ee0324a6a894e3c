"""Judges mutants of a solution beside the grader: does it behave otherwise, and was it refused?"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from simlib.analysis.access_matrix import access_matrix
from simlib.analysis.comparing import compare
from simlib.analysis.comparing.differences import Difference
from simlib.analysis.matrix.reach import actions_allowed
from simlib.cloud.askable import Asker, askers
from simlib.cloud.cloud import Cloud
from simlib.cloud.policy_places import PolicyPlace, places_by_label
from simlib.evaluation.policy_set import PolicySet
from simlib.language.document import parse_policy
from simlib.language.errors import PolicySyntaxError, SimlibError
from simlib.language.policy import Policy
from simlib.lessons import Exercise, Grade, exercise_named, grade
from simlib.lessons.exercise import Asked
from simlib.lessons.grading import graded_in
from simlib.lessons.settings import beside, cloud_of, policy_of
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
        same = not (_is_shown(exercise, found, mutant) or _differs(exercise, solution, mutant))
        yield Judged(told, same, found)


def _is_shown(exercise: Exercise, found: Grade, mutant: Policy) -> bool:
    """Does the grader's own request come out otherwise than under the solution?"""
    if found.asked is None or exercise.leaves_open(found.asked):
        return False
    if not exercise.setting.scenario:
        return False  # it is a comparison's, or one of the exercise's: policies are compared anyway
    return _otherwise(exercise, cloud_of(exercise.setting, mutant), found.asked.who, found.asked)


def _differs(exercise: Exercise, solution: Policy, mutant: Policy) -> bool:
    """Does what a comparison finds show, to anybody there, where it is not left open?"""
    around = beside(exercise.setting)
    sets = (PolicySet([each, *around]) if around else each for each in (solution, mutant))
    differences = compare(*sets).differences
    if not exercise.setting.scenario:
        return not all(
            exercise.leaves_open(replace(_asked(each), action=action))
            for each in differences
            for action in (each.request.action, *each.actions)
        )
    cloud = cloud_of(exercise.setting, mutant)
    return _asked_otherwise(exercise, cloud) or any(
        _shows(exercise, cloud, _asked(each)) for each in differences
    )


def _asked(difference: Difference) -> Asked:
    request = difference.request
    return Asked(request.principal.label, request.action, request.resource.arn, request.context)


def _shows(exercise: Exercise, cloud: Cloud, asked: Asked) -> bool:
    return any(
        _otherwise(exercise, cloud, each.who, replace(asked, who=each.name))
        for each in _people(exercise.id)
    )


def _otherwise(exercise: Exercise, cloud: Cloud, who: str, asked: Asked) -> bool:
    if exercise.leaves_open(asked):
        return False
    return _allowed(_solved(exercise.id), who, asked) is not _allowed(cloud, who, asked)


def _asked_otherwise(exercise: Exercise, cloud: Cloud) -> bool:
    """Does a request of the exercise come out otherwise? None of these is left open."""
    requests = [asked for each in exercise.requests for asked in each.asked()]
    solved = _solved(exercise.id)
    return any(
        _allowed(solved, each.who, each) is not _allowed(cloud, each.who, each) for each in requests
    )


@cache
def _people(name: str) -> tuple[Asker, ...]:
    """Those who are there before anybody has asked, which opens sessions."""
    return tuple(askers(cloud_of(exercise_named(name).setting).state))


@cache
def _solved(name: str) -> Cloud:
    exercise = exercise_named(name)
    return cloud_of(exercise.setting, policy_of(exercise.setting, str(exercise.solution)))


def _allowed(cloud: Cloud, who: str, asked: Asked) -> bool | None:
    """None where it cannot be asked in this cloud."""
    try:
        caller = cloud.copy().as_(who).with_context(**asked.context)
        return caller.can(asked.action, asked.resource).allowed
    except SimlibError:
        return None


def _moved(exercise: Exercise) -> Iterator[Judged]:
    """Statements of the solution in another policy of the scenario instead."""
    if not exercise.setting.scenario:
        return
    for told, rest, statement in dropped(str(exercise.solution)):
        for label, place in places_by_label(_solved(exercise.id).state).items():
            cloud = _with_statement_at(exercise, rest, place, statement)
            if cloud is not None and label != exercise.setting.place:
                same = not _matrices_differ(exercise, cloud)
                yield Judged(f"{told} moved to {label}", same, graded_in(exercise, cloud))


def _with_statement_at(
    exercise: Exercise, rest: str, place: PolicyPlace, statement: dict[str, object]
) -> Cloud | None:
    """None where AWS would not save one of the two policies."""
    document = json.loads(place.policy.text)
    written = document["Statement"]
    document["Statement"] = [*(written if isinstance(written, list) else [written]), statement]
    old = place.policy
    try:
        cloud = cloud_of(exercise.setting, policy_of(exercise.setting, rest))
        grown = parse_policy(document, old.policy_type, name=old.name, arn=old.arn)
    except PolicySyntaxError:
        return None
    cloud.state = place.with_policy(cloud.state, grown)
    return cloud


def _matrices_differ(exercise: Exercise, cloud: Cloud) -> bool:
    """Is anybody allowed otherwise, on anything that is there, or in a request of the exercise?"""
    if _asked_otherwise(exercise, cloud):
        return True
    solved = _solved(exercise.id)
    people = [each.who for each in _people(exercise.id)]
    actions = sorted({*actions_allowed(solved), *actions_allowed(cloud)})
    before, after = (access_matrix(each, people, actions) for each in (solved, cloud))
    cells = (Asked(*cell) for cell in before.differing(after))
    return any(_otherwise(exercise, cloud, each.who, each) for each in cells)
