"""The evaluation flow as a drawing that is a list: boxes with arrows, each with its words."""

from collections.abc import Iterator

from ..graph.evaluation_flow import Flow, Step, StepState
from ..language.markup import shown
from ..language.terms import Decision
from ..trace.words import DECISIONS

__all__ = ["flow_html"]

_MARKS = {
    StepState.GRANTS: ("✓", "yes"),
    StepState.PASSES: ("✓", "yes"),
    StepState.DENIES: ("✗", "no"),
    StepState.BLOCKS: ("✗", "no"),
    StepState.SILENT: ("○", "quiet"),
    StepState.NOTHING: ("○", "quiet"),
}


def flow_html(flows: tuple[Flow, ...]) -> str:
    """The flows, one under the other; each step points at its layer in the trace."""
    return "".join(_flow(number, flow) for number, flow in enumerate(flows))


def _flow(number: int, flow: Flow) -> str:
    name = f"<div class='simlib-flow-gate'>{shown(flow.gate)}</div>" if flow.gate else ""
    label = shown(f"Evaluation flow {flow.gate}".strip())
    boxes = "".join(_boxes(number, flow))
    return f'{name}<ol class="simlib-flow" aria-label="{label}">{boxes}</ol>'


def _boxes(number: int, flow: Flow) -> Iterator[str]:
    for step in flow.steps:
        yield _box(number, step)
    css = "yes" if flow.decision is Decision.ALLOWED else "no"
    mark = "✓" if css == "yes" else "✗"
    yield f'<li class="simlib-step end {css}">{mark} {DECISIONS[flow.decision]}</li>'


def _box(number: int, step: Step) -> str:
    mark, css = _MARKS[step.state]
    blocks = " blocks" if step.state in (StepState.DENIES, StepState.BLOCKS) else ""
    point = shown(f"layer:{number}:{step.layer.value}")
    return (
        f'<li class="simlib-step {css}{blocks}"><button type="button" data-point="{point}" '
        f'title="{shown(step.reason)}"><b>{mark} {shown(step.layer.value)}</b>'
        f"<span>{shown(step.state.value)}</span></button></li>"
    )
