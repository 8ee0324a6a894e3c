"""What a lab begins with: a question, and the policy that decides it, or comes nearest to it."""

from collections.abc import Iterator
from dataclasses import replace

from ..cloud.askable import askers
from ..cloud.cloud import Cloud
from ..evaluation.evaluate import Evaluation
from ..language.errors import SimlibError
from ..language.policy import Policy
from ..language.terms import Decision, Effect
from ..trace.deciding import (
    denying_statements,
    matched_statements,
    nearest_to_allow,
    policy_verdicts,
)
from .first_question import first_question
from .scene import Asked, Scene

__all__ = ["first_asked", "first_place"]


def first_place(scene: Scene, asked: Asked) -> str:
    """The label of its place: of the first that can be edited; empty where there is no policy.

    >>> from simlib import load_scenario
    >>> cloud = load_scenario("guardrails")
    >>> first_place(Scene(cloud), first_asked(cloud))
    'identity-based policy UploadAndCare · user/Alice'
    """
    return next(_spoken_of(scene, asked), next(iter(scene.places), ""))


def first_asked(cloud: Cloud) -> Asked:
    """The first question, of the first whose answer depends on a policy that can be edited."""
    first, scene = first_question(cloud), Scene(cloud)
    everybody = askers(cloud.state) if scene.places else ()
    asked = (replace(first, who=each.who) for each in everybody)
    return next((each for each in asked if any(_spoken_of(scene, each))), first)


def _spoken_of(scene: Scene, asked: Asked) -> Iterator[str]:
    """The places of the policies that the verdict speaks of."""
    places = {_text_of(place.policy): label for label, place in reversed([*scene.places.items()])}
    yield from filter(None, (places.get(_text_of(each)) for each in _policies(scene, asked)))


def _text_of(policy: Policy) -> tuple[str, str]:
    return policy.name, policy.text


def _policies(scene: Scene, asked: Asked) -> Iterator[Policy]:
    """Those that decided, then all that were looked at."""
    try:
        evaluation = scene.evaluation(asked)
    except SimlibError:
        return
    yield from _deciding(evaluation)
    yield from (each.policy for each in policy_verdicts(evaluation.trace) if each.policy)


def _deciding(evaluation: Evaluation) -> Iterator[Policy]:
    if evaluation.decision is Decision.EXPLICIT_DENY:
        yield from (each.policy for each in denying_statements(evaluation.trace))
    elif evaluation.allowed:
        found = (each for layer in evaluation.deciding for each in matched_statements(layer))
        yield from (each.policy for each in found if each.statement.effect is Effect.ALLOW)
    elif (nearest := nearest_to_allow(evaluation.trace)) is not None:
        yield nearest.policy
