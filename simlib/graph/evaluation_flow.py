"""AWS's evaluation flow for one request: the steps in order, and what became of it at each.

Source: "How AWS enforcement code logic evaluates requests to allow or deny access", the flow chart.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from ..language.terms import Decision
from ..trace.deciding import blocking, explicit_denies, granting
from ..trace.nodes import Layer, Reason, Verdict

__all__ = ["Flow", "Step", "StepState", "evaluation_flow"]

# The order of the flow chart; what is not on it stands where it comes in.
ORDER = (
    Layer.AWS,
    Layer.PUBLIC_ACCESS,
    Layer.RESOURCE_CONTROL,
    Layer.SERVICE_CONTROL,
    Layer.VPC_ENDPOINT,
    Layer.ROLE_TRUST,
    Layer.GRANT,
    Layer.RESOURCE,
    Layer.ROOT,
    Layer.IDENTITY,
    Layer.BOUNDARY,
    Layer.SESSION,
)
_NOTHING_THERE = (
    Reason.NONE_ATTACHED_LIMITS_NOTHING,
    Reason.NONE_ATTACHED_GIVES_NOTHING,
    Reason.DOES_NOT_APPLY,
    Reason.REMARK,
)


class StepState(StrEnum):
    """What became of the request at a step, in words."""

    GRANTS = "allows it"
    PASSES = "lets it pass"
    DENIES = "denies it"
    BLOCKS = "does not allow it"
    SILENT = "does not allow it, and need not"
    NOTHING = "nothing there"


class Step(NamedTuple):
    """One step: the layer, what became of the request there, and the verdicts that say so."""

    layer: Layer
    state: StepState
    verdicts: tuple[Verdict, ...]

    @property
    def reason(self) -> str:
        """Why, in the trace's words."""
        return "; ".join(dict.fromkeys(str(verdict.reason) for verdict in self.verdicts))


class Flow(NamedTuple):
    """The way through one gate: its name, its steps, and where it ends."""

    gate: str
    steps: tuple[Step, ...]
    decision: Decision

    def __str__(self) -> str:
        head = f"{self.gate}: " if self.gate else ""
        told = " → ".join(f"{step.layer} {step.state}" for step in self.steps)
        return f"{head}{told} → {self.decision}"


def evaluation_flow(trace: Verdict) -> tuple[Flow, ...]:
    """One flow for each gate that a request must pass, in order.

    >>> from simlib.trace.algebra import intersection
    >>> [str(flow) for flow in evaluation_flow(intersection("the request"))]
    [' → allowed']
    """
    gates = [c for c in trace.children if isinstance(c, Verdict) and c.rule == "gate"]
    if not gates:
        return (Flow("", tuple(_steps(trace)), trace.decision),)
    return tuple(Flow(gate.label, tuple(_steps(gate)), gate.decision) for gate in gates)


def _steps(gate: Verdict) -> Iterator[Step]:
    found: dict[Layer, list[Verdict]] = {}
    for verdict in _topmost(gate):
        if verdict.layer is not None and verdict.reason is not Reason.REMARK:
            found.setdefault(verdict.layer, []).append(verdict)
    for layer in ORDER:
        if layer in found:
            yield Step(layer, _state(gate, found[layer]), tuple(found[layer]))


def _topmost(verdict: Verdict) -> Iterator[Verdict]:
    for child in (verdict,) if verdict.layer else verdict.children:
        if isinstance(child, Verdict):
            yield from (child,) if child.layer else _topmost(child)


def _state(gate: Verdict, verdicts: list[Verdict]) -> StepState:
    if any(verdict.decision is Decision.EXPLICIT_DENY for verdict in verdicts):
        return StepState.DENIES
    if _among(verdicts, granting(gate)):
        return StepState.GRANTS
    if _among(verdicts, blocking(gate)) and not explicit_denies(gate):
        return StepState.BLOCKS
    if all(verdict.reason in _NOTHING_THERE for verdict in verdicts):
        return StepState.NOTHING
    allowed = any(verdict.decision is Decision.ALLOWED for verdict in verdicts)
    return StepState.PASSES if allowed else StepState.SILENT


def _among(verdicts: list[Verdict], decided: tuple[Verdict, ...]) -> bool:
    return any(verdict is each for verdict in verdicts for each in decided)
