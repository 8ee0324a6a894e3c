"""The smallest changes that would allow an implicitly denied request, each tried out.

A change loosens one element of one statement, adds one statement, or changes one fact of the
request. The one that opens least stands first.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from ..language.terms import Decision
from ..trace.nodes import Verdict, walk
from .changes import Change, changes_for
from .policy_set import PolicySet
from .request import Request

if TYPE_CHECKING:
    from .evaluate import Evaluation

__all__ = ["Change", "Fix", "fixes"]

Evaluate = Callable[[Request, PolicySet], "Evaluation"]
MOST_STEPS = 6


@dataclass(frozen=True)
class Fix:
    """One way to have the request allowed: usually one change, several where several layers block.

    `after` is the evaluation with the changes made: it is allowed.
    """

    changes: tuple[Change, ...]
    after: "Evaluation"

    def __str__(self) -> str:
        return "; and: ".join(change.description for change in self.changes)

    def __repr__(self) -> str:
        return f"<Fix: {self}>"


class _Step(NamedTuple):
    changes: tuple[Change, ...]
    evaluation: "Evaluation"


def fixes(evaluation: "Evaluation", evaluate: Evaluate) -> tuple[Fix, ...]:
    """Verified fixes, the most specific first; none for what is allowed or explicitly denied.

    An explicit deny is not mended by allowing more: somebody wrote it on purpose.
    """
    if evaluation.decision is not Decision.IMPLICIT_DENY:
        return ()
    if evaluation.gates:
        return _fixes_of_gates(evaluation, evaluate)
    tried = list(_tried(evaluation, evaluate))
    single = [step for step in tried if step.evaluation.allowed]
    if single:
        return tuple(Fix(step.changes, step.evaluation) for step in single)
    step = _chain(_Step((), evaluation), evaluate)
    return (Fix(step.changes, step.evaluation),) if step else ()


def _tried(evaluation: "Evaluation", evaluate: Evaluate) -> Iterator[_Step]:
    changes = [c for layer in evaluation.deciding for c in changes_for(layer, evaluation)]
    seen = set()
    for change in sorted(changes, key=lambda c: (c.opens, c.description)):
        if change.description not in seen:
            seen.add(change.description)
            after = evaluate(change.request, change.policies)
            yield _Step((change,), after)


def _chain(step: _Step, evaluate: Evaluate) -> _Step | None:
    """One change after the other, each taking something out of the way."""
    for _ in range(MOST_STEPS):
        if step.evaluation.allowed:
            return step
        before = _in_the_way(step.evaluation)
        better = (
            tried
            for tried in _tried(step.evaluation, evaluate)
            if tried.evaluation.allowed or _in_the_way(tried.evaluation) < before
        )
        best = next(better, None)
        if best is None:
            return None
        step = _Step(step.changes + best.changes, best.evaluation)
    return step if step.evaluation.allowed else None


def _in_the_way(evaluation: "Evaluation") -> int:
    """How many verdicts of the blocking layers are silent."""
    if evaluation.decision is Decision.EXPLICIT_DENY:
        return 1_000_000
    nodes = [node for layer in evaluation.deciding for _, node in walk(layer)]
    verdicts = [node for node in nodes if isinstance(node, Verdict)]
    return sum(node.decision is Decision.IMPLICIT_DENY and not node.policy for node in verdicts)


def _fixes_of_gates(evaluation: "Evaluation", evaluate: Evaluate) -> tuple[Fix, ...]:
    """The fixes of the one closed gate; where several are closed, the first fix of each."""
    closed = [
        (name, gate, fixes(gate, evaluate)) for name, gate in evaluation.gates if not gate.allowed
    ]
    if any(not found for _, _, found in closed):
        return ()
    if len(closed) == 1:
        name, _, found = closed[0]
        return tuple(Fix(_at_gate(name, fix.changes), fix.after) for fix in found)
    changes = tuple(c for name, _, found in closed for c in _at_gate(name, found[0].changes))
    return (Fix(changes, closed[-1][2][0].after),)


def _at_gate(name: str, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    return tuple(replace(c, description=f"{c.description} (gate: {name})") for c in changes)
