"""A learner's policy tried out: on the requests of its exercise, and on what nobody asked for.

There the solution says how it has to come out, but for what the exercise leaves open.
"""

from dataclasses import dataclass, replace

from ..analysis.comparing import compare
from ..analysis.comparing.differences import Difference
from ..cloud.cloud import Cloud
from ..evaluation.evaluate import Evaluation, evaluate
from ..evaluation.policy_set import PolicySet
from ..language.policy import Policy
from .exercise import Asked, Exercise
from .settings import beside, caller_of, policy_of

__all__ = ["NOT_ASKED", "Tried", "differences_from_solution", "evaluation_of", "tried_out"]

NOT_ASKED = "nothing in the exercise asks for it"


@dataclass(frozen=True)
class Tried:
    """One request, put under the learner's policy."""

    asked: Asked
    expected: bool
    evaluation: Evaluation
    why: str

    @property
    def right(self) -> bool:
        """Did it come out as it should?"""
        return self.evaluation.allowed is self.expected


def tried_out(exercise: Exercise, cloud: Cloud) -> list[Tried]:
    """Every request of an exercise, put in a cloud that holds an answer."""
    return [
        Tried(asked, each.allow, evaluation_of(cloud, asked), each.why)
        for each in exercise.requests
        for asked in each.asked()
    ]


def evaluation_of(cloud: Cloud, asked: Asked) -> Evaluation:
    """The decision on one request. Raises what `caller.can` raises."""
    return caller_of(cloud, asked).can(asked.action, asked.resource)


def differences_from_solution(exercise: Exercise, policy: Policy) -> tuple[list[Tried], int]:
    """What comes out otherwise in a small account, and how many searches were given up."""
    wanted = policy_of(exercise.setting, str(exercise.solution))
    sides = tuple(PolicySet([each, *beside(exercise.setting)]) for each in (wanted, policy))
    found = compare(*sides) if beside(exercise.setting) else compare(wanted, policy)
    tried = (_not_left_open(exercise, each, sides[1]) for each in found.differences)
    return [each for each in tried if each is not None], found.undecided


def _not_left_open(exercise: Exercise, difference: Difference, after: PolicySet) -> Tried | None:
    """The first of its actions that the exercise does not leave open; for all it is the same."""
    for action in dict.fromkeys([difference.request.action, *difference.actions]):
        request = replace(difference.request, action=action)
        asked = Asked(request.principal.label, action, request.resource.arn, request.context)
        if not exercise.leaves_open(asked):
            own = action == difference.request.action
            evaluation = difference.after if own else evaluate(request, after)
            why = NOT_ASKED * difference.gained
            return Tried(asked, not difference.gained, evaluation, why)
    return None
