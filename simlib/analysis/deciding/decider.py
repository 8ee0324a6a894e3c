"""Decisions without a trace: the same answers as `evaluate`, many times faster.

Policies are compiled once: for each caller, action and kind of resource into a plan, which
remembers what its atoms came to.
"""

from collections.abc import Iterable
from typing import NamedTuple

from ...evaluation.asked import Asked
from ...evaluation.evaluate import Gate
from ...evaluation.policy_set import PolicySet
from ...evaluation.request import Request
from ...language.terms import Decision
from .formula import Test
from .plan import plan

__all__ = ["Decider", "decision", "decision_at", "kind_key"]

REMEMBERED = 16_384  # plans


class _Ready(NamedTuple):
    denied: Test
    allowed: Test


class Decider:
    """One set of policies, ready to decide many requests.

    >>> from simlib.evaluation.request import user
    >>> Decider(PolicySet()).decision(Request(user("Alice"), "s3:GetObject"))
    'implicitDeny'
    """

    def __init__(self, policies: PolicySet) -> None:
        self.policies = policies
        self._plans: dict[object, _Ready] = {}

    def decision(self, request: Request) -> Decision:
        """What `evaluate` decides, without its trace."""
        asked = Asked(request, self.policies)
        key = plan_key(asked)
        ready = self._plans.get(key) or self._planned(key, asked)
        if ready.denied(asked):
            return Decision.EXPLICIT_DENY
        return Decision.ALLOWED if ready.allowed(asked) else Decision.IMPLICIT_DENY

    def _planned(self, key: object, asked: Asked) -> _Ready:
        if len(self._plans) >= REMEMBERED:
            self._plans.clear()
        ready = self._plans[key] = _Ready(*(formula.test for formula in plan(asked)))
        return ready


def plan_key(asked: Asked) -> object:
    """What a plan depends on besides the policies: all of a request but its ARN and context keys.

    Of the ARN there is what rules of AWS itself ask for: see `reserved` and `resource_control`.
    """
    request = asked.request
    return request.principal, asked.action, *kind_key(asked), request.refusal


def kind_key(asked: Asked) -> tuple[object, object]:
    """What a plan depends on of the resource."""
    resource = asked.request.resource
    return resource[1:], tuple(mark in resource.arn for mark in _MARKS)


_MARKS = (
    ":iam::aws:policy/",
    ":role/aws-reserved/",
    ":role/aws-service-role/",
    ":alias/aws/",
)


def decision(request: Request, policies: PolicySet) -> Decision:
    """What `evaluate` decides on one request; for many requests make one `Decider`."""
    return Decider(policies).decision(request)


def decision_at(gates: Iterable[Gate]) -> Decision:
    """What `evaluate_gates` decides: a deny at any gate counts, all must allow."""
    found = {decision(gate.request, gate.policies) for gate in gates}
    order = (Decision.EXPLICIT_DENY, Decision.IMPLICIT_DENY, Decision.ALLOWED)
    return next(each for each in order if each in found)
