"""A learner's policy tried out: on the requests of its exercise, and on what nobody asked for.

There the solution says how it has to come out, but for what the exercise leaves open.
"""

from dataclasses import dataclass

from ..analysis.comparing import Comparison, compare
from ..analysis.comparing.differences import Difference
from ..cloud.cloud import Cloud
from ..evaluation.evaluate import Evaluation
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
    found = _compared(exercise, policy)
    tried = (_of_difference(each) for each in found.differences)
    return [each for each in tried if not exercise.leaves_open(each.asked)], found.undecided


def _compared(exercise: Exercise, policy: Policy) -> Comparison:
    wanted = policy_of(exercise.setting, str(exercise.solution))
    around = beside(exercise.setting)
    if not around:
        return compare(wanted, policy)
    return compare(PolicySet([wanted, *around]), PolicySet([policy, *around]))


def _of_difference(difference: Difference) -> Tried:
    request = difference.request
    who = request.principal.label
    asked = Asked(who, request.action, request.resource.arn, request.context)
    return Tried(asked, not difference.gained, difference.after, NOT_ASKED * difference.gained)
