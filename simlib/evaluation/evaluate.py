"""Evaluates a request, through one gate or several, into a decision with its whole trace."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ..language.errors import QuestionError
from ..language.policy import Policy
from ..language.terms import Decision
from ..trace.algebra import intersection
from ..trace.deciding import (
    Found,
    blocking,
    explicit_denies,
    granting,
    matched_statements,
    not_counted,
)
from ..trace.nodes import Layer, Reason, Verdict, walk
from ..trace.text import text
from ..trace.why import why
from .account_rules import authorize
from .asked import Asked
from .message import access_denied_message
from .policy_set import PolicySet
from .request import Request

if TYPE_CHECKING:
    from .fixes import Fix

__all__ = ["Evaluation", "Gate", "all_of", "evaluate", "evaluate_gates"]


class Gate(NamedTuple):
    """One of several authorizations that a call needs: an access point, then its bucket."""

    name: str
    request: Request
    policies: PolicySet


@dataclass(frozen=True)
class Evaluation:
    """The decision on one request, with its trace. In a notebook it shows itself.

    `gates` are the evaluations of the single gates where a call needs several.
    """

    request: Request
    policies: PolicySet
    trace: Verdict
    gates: "tuple[tuple[str, Evaluation], ...]" = ()

    @property
    def decision(self) -> Decision:
        """allowed, explicitDeny or implicitDeny."""
        return self.trace.decision

    @property
    def allowed(self) -> bool:
        """Is it allowed?"""
        return self.trace.decision is Decision.ALLOWED

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers that decided: those that granted, else those that denied or were silent."""
        return tuple(v.layer for v in self.deciding if v.layer is not None)

    @property
    def deciding(self) -> tuple[Verdict, ...]:
        """The verdicts of the layers that decided, the one AWS would name in front."""
        if self.allowed:
            return granting(self.trace)
        if self.decision is Decision.EXPLICIT_DENY:
            return explicit_denies(self.trace)
        return blocking(self.trace)

    @property
    def gate(self) -> str | None:
        """The first gate that did not allow, where there are several."""
        denied = (Decision.EXPLICIT_DENY, Decision.IMPLICIT_DENY)
        closed = [(denied.index(e.decision), n) for n, e in self.gates if not e.allowed]
        wanted = denied.index(self.decision) if not self.allowed else None
        return next((name for order, name in closed if order == wanted), None)

    @property
    def matched_statements(self) -> tuple[Found, ...]:
        """Every statement that matches the request."""
        return matched_statements(self.trace)

    @property
    def not_counted(self) -> tuple[Policy, ...]:
        """The policies that would bear on the request and whose statements are not known."""
        return not_counted(self.trace)

    @property
    def missing_context_keys(self) -> tuple[str, ...]:
        """The condition keys that were looked for and are not in the request, sorted."""
        absent = (
            Reason.KEY_ABSENT,
            Reason.KEY_ABSENT_IF_EXISTS,
            Reason.KEY_ABSENT_NEGATED,
            Reason.KEY_ABSENT_FOR_ALL,
        )
        nodes = (node for _, node in walk(self.trace) if node.reason in absent)
        return tuple(sorted({node.label.split(" ", 1)[1] for node in nodes}))

    @property
    def message(self) -> str | None:
        """AWS's access denied message, or None where the request is allowed."""
        if self.allowed:
            return None
        closed = next((gate for name, gate in self.gates if name == self.gate), None)
        if closed is not None:
            return closed.message
        return access_denied_message(self.request, self.policies, self.deciding)

    def why(self) -> str:
        """Two or three sentences: what decided, where, and the nearest miss."""
        return why(self.trace)

    def fixes(self) -> "tuple[Fix, ...]":
        """The smallest changes that would allow an implicitly denied request, each evaluated."""
        from .fixes import fixes

        return fixes(self, evaluate)

    def __str__(self) -> str:
        return text(self.trace)

    def __repr__(self) -> str:
        return self.why()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        from ..trace.html import html

        return {"text/plain": f"{self.why()}\n\n{self}", "text/html": html(self.trace)}


def evaluate(request: Request, policies: PolicySet) -> Evaluation:
    """Decides one request under one set of policies. Raises QuestionError for anything else.

    >>> from simlib.evaluation.request import user
    >>> evaluate(Request(user("Alice"), "s3:GetObject"), PolicySet()).decision
    'implicitDeny'
    """
    if not isinstance(policies, PolicySet):
        raise QuestionError("expected a PolicySet: evaluate(request, PolicySet([policy]))")
    return Evaluation(request, policies, authorize(Asked(request, policies)))


def evaluate_gates(gates: Iterable[Gate] | Sequence[Gate]) -> Evaluation:
    """Decides a call that must pass several gates: all must allow, a deny at any of them counts.

    Source: "Configuring IAM policies for using access points". Raises QuestionError for no gate.
    """
    gates = list(gates)
    if not all(isinstance(gate, Gate) for gate in gates):
        raise QuestionError("expected gates: Gate(name, request, policies)")
    return all_of([(gate.name, evaluate(gate.request, gate.policies)) for gate in gates])


def all_of(named: Sequence[tuple[str, Evaluation]]) -> Evaluation:
    """Puts the evaluations of a call's gates together. Raises QuestionError for no gate."""
    if not named:
        raise QuestionError("a call needs at least one gate")
    traces = [
        intersection(f"gate {number}, {name}", evaluation.trace)._replace(rule="gate")
        for number, (name, evaluation) in enumerate(named, 1)
    ]
    first = named[0][1]
    return Evaluation(
        first.request, first.policies, intersection("every gate", *traces), tuple(named)
    )
