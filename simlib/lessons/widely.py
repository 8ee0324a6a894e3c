"""A scenario asked widely: where does an answer come out otherwise than the solution?

Everybody is asked for every action of which one of the two policies speaks, on what it takes of all
that is there or named, in each context that the exercise speaks of.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from ..analysis.access_matrix import AccessMatrix, access_matrix
from ..cloud.askable import Asker, arns_there, askers, fitting
from ..cloud.cloud import Cloud
from ..cloud.policy_places import places_by_label
from ..evaluation.compiled import action_outcome
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
    """What is asked for: some actions, on some resources."""

    actions: tuple[str, ...]
    resources: tuple[str, ...]


def asked_widely(exercise: Exercise, cloud: Cloud) -> list[Tried]:
    """What comes out otherwise than under the solution, in a scenario that holds an answer."""
    return list(islice(_otherwise(exercise, cloud), ENOUGH))


def _otherwise(exercise: Exercise, cloud: Cloud) -> Iterator[Tried]:
    solved = _solved(exercise.setting, str(exercise.solution))
    scopes = list(_scopes(exercise, cloud))
    for context in _contexts(exercise):
        for scope in scopes:
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
    people = _people(cloud_of(setting))
    return access_matrix(cloud, people, scope.actions, scope.resources, dict(context))


@lru_cache(maxsize=32)
def _solved(setting: Setting, solution: str) -> Cloud:
    return cloud_of(setting, policy_of(setting, solution))


def _contexts(exercise: Exercise) -> list[Mapping[str, ContextValue]]:
    """The contexts that the exercise speaks of, each once, and none at all."""
    found: list[Mapping[str, ContextValue]] = [{}]
    for each in exercise.requests:
        found += [context for context in each.contexts if context not in found]
    return found


def _scopes(exercise: Exercise, cloud: Cloud) -> Iterator[Scope]:
    """The scope of the exercise, then what the answer names besides.

    Only actions of which the solution or the answer speaks can come out otherwise.
    """
    solution = policy_of(exercise.setting, str(exercise.solution))
    answer = places_by_label(cloud.state)[exercise.setting.place].policy
    base = _of_exercise(exercise, solution)
    actions = _actions_of(exercise, solution, answer) - {*base.actions}
    where = _named_in(answer) - {*base.resources}
    yield base
    if where:
        yield Scope((*base.actions, *sorted(actions)), tuple(sorted(where)))
    if actions:
        yield Scope(tuple(sorted(actions)), base.resources)


def _of_exercise(exercise: Exercise, solution: Policy) -> Scope:
    """What is there, and what the exercise and its solution name."""
    solved = _solved(exercise.setting, str(exercise.solution))
    where = {arn for each in exercise.requests for arn in each.resources if _is_there(arn)}
    where |= {"*", *arns_there(solved.state), *_named_in(solution)}
    actions = _actions_of(exercise, solution, solution)
    return Scope(tuple(sorted(actions)), tuple(sorted(where)))


def _actions_of(exercise: Exercise, solution: Policy, policy: Policy) -> set[str]:
    """The actions that a policy speaks of, of the services at issue and of those it names."""
    named = sorted(_services(exercise, solution, policy))
    known = [action for each in named for action in expand(f"{each}:*")]
    elements = [each.action for each in policy.statements]
    return {each for each in known if any(action_outcome(e, each).matched for e in elements)}


def _services(exercise: Exercise, *policies: Policy) -> set[str]:
    named = {_service(action) for each in exercise.requests for action in each.actions}
    actions = {text for policy in policies for text in _texts(policy, "action")}
    if "*" in actions:  # all services: then those whose things are at issue
        where = {arn for each in exercise.requests for arn in each.resources}
        named |= {_service(arn.partition(":")[2].partition(":")[2]) for arn in where}
    return (named | {_service(text) for text in actions}) & set(services())


def _service(action: str) -> str:
    return action.lstrip("!").partition(":")[0].lower()


def _named_in(policy: Policy) -> set[str]:
    return {arn for text in _texts(policy, "resource") if _is_there(arn := _filled(text))}


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
