"""A scenario asked widely: where does an answer come out otherwise than the solution?

Everybody is asked for every action of the services at issue, on everything that is there or named
and that the action takes, in each context that the exercise speaks of.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from ..analysis.access_matrix import AccessMatrix, access_matrix
from ..cloud.askable import Asker, arns_there, askers, fitting
from ..cloud.cloud import Cloud
from ..cloud.policy_places import places_by_label
from ..evaluation.request import ContextValue
from ..language.arn import parse_arn
from ..language.errors import SimlibError
from ..language.policy import Policy
from ..reference import expand, services
from .exercise import Asked, Exercise, Setting
from .settings import cloud_of, policy_of
from .trying import NOT_ASKED, Tried, evaluation_of

__all__ = ["asked_widely"]

ENOUGH = 200  # requests that are told
Context = tuple[tuple[str, ContextValue], ...]


class Scope(NamedTuple):
    """What is asked for: every action of some services, on some resources."""

    services: tuple[str, ...]
    resources: tuple[str, ...]


def asked_widely(exercise: Exercise, cloud: Cloud) -> list[Tried]:
    """What comes out otherwise than under the solution, in a scenario that holds an answer."""
    return list(islice(_otherwise(exercise, cloud), ENOUGH))


def _otherwise(exercise: Exercise, cloud: Cloud) -> Iterator[Tried]:
    solved, scope = _solved(exercise.setting, str(exercise.solution)), _scope(exercise, cloud)
    for context in _contexts(exercise):
        for asked in _differing(exercise, cloud, context, scope):
            tried = _held_against(solved, cloud, asked)
            if tried is not None and not tried.right:
                yield tried


def _differing(
    exercise: Exercise, cloud: Cloud, context: Mapping[str, ContextValue], scope: Scope
) -> Iterator[Asked]:
    told = tuple(context.items())
    wanted = _wanted(exercise.setting, str(exercise.solution), told, scope)
    who, what, where = wanted.principals, wanted.actions, wanted.resources
    found = access_matrix(cloud, who, what, where, context)
    for cell in wanted.differing(found):
        asked = Asked(*cell, context)
        if _is_about(asked) and not exercise.leaves_open(asked):
            yield asked


def _is_about(asked: Asked) -> bool:
    """Does the action take this resource? Nobody puts an object into a key."""
    return asked.resource in fitting(asked.action, [asked.resource])


def _held_against(solved: Cloud, cloud: Cloud, asked: Asked) -> Tried | None:
    """The request put in both clouds; None where it cannot be put."""
    try:
        wanted, found = (evaluation_of(each, asked) for each in (solved, cloud))
    except SimlibError:
        return None
    return Tried(asked, wanted.allowed, found, NOT_ASKED * (not wanted.allowed))


@lru_cache(maxsize=32)
def _wanted(setting: Setting, solution: str, context: Context, scope: Scope) -> AccessMatrix:
    """Everything that everybody is allowed under the solution."""
    cloud = _solved(setting, solution)
    actions = [action for each in scope.services for action in expand(f"{each}:*")]
    people = _people(cloud_of(setting))
    return access_matrix(cloud, people, actions, scope.resources, dict(context))


@lru_cache(maxsize=32)
def _solved(setting: Setting, solution: str) -> Cloud:
    return cloud_of(setting, policy_of(setting, solution))


def _contexts(exercise: Exercise) -> list[Mapping[str, ContextValue]]:
    """The contexts that the exercise speaks of, each once, and none at all."""
    found: list[Mapping[str, ContextValue]] = [{}]
    for each in exercise.requests:
        found += [context for context in each.contexts if context not in found]
    return found


def _scope(exercise: Exercise, cloud: Cloud) -> Scope:
    """What is there, and what the exercise, its solution and the answer name."""
    place = exercise.setting.place
    answer = places_by_label(cloud.state)[place].policy
    policies = policy_of(exercise.setting, str(exercise.solution)), answer
    actions = {action.lstrip("!") for each in exercise.requests for action in each.actions}
    actions |= {text for policy in policies for text in _texts(policy, "action")}
    where = {arn for each in exercise.requests for arn in each.resources}
    where |= {_filled(text) for policy in policies for text in _texts(policy, "resource")}
    where |= {"*", *arns_there(cloud.state)}
    named = {action.partition(":")[0].lower() for action in actions}
    return Scope(tuple(sorted(named & set(services()))), tuple(sorted(filter(_is_there, where))))


def _texts(policy: Policy, element: str) -> Iterator[str]:
    found = (getattr(each, element) for each in policy.statements)
    return (value.text for each in found if each is not None for value in each.values)


def _filled(pattern: str) -> str:
    """An ARN that the pattern fits."""
    return pattern if pattern == "*" else pattern.replace("*", "x").replace("?", "x")


def _is_there(resource: str) -> bool:
    return resource == "*" or (parse_arn(resource) is not None and "$" not in resource)


def _people(cloud: Cloud) -> list[str]:
    """Everybody who can ask, by name where the name is enough.

    In a cloud that was asked before, the sessions that were issued for asking would count.
    """
    return [each.name if _is_enough(cloud, each) else each.who for each in askers(cloud.state)]


def _is_enough(cloud: Cloud, asker: Asker) -> bool:
    """Does the name alone mean the same caller?"""
    try:
        return cloud.as_(asker.name).session.arn == cloud.as_(asker.who).session.arn is not None
    except SimlibError:
        return False
