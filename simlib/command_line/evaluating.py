"""`evaluate`: decides one question and prints why."""

import json

from ..evaluation.evaluate import Evaluation
from ..evaluation.question import LAYER_NAMES, answer, read_question
from ..trace.as_json import as_json
from .files import text_of

__all__ = ["evaluate_file"]

ALLOWED, DENIED = 0, 1


def evaluate_file(file: str, *, json_wanted: bool) -> int:
    """Decides a question and prints why; the exit code says 0 allowed, 1 denied.

    Raises UnreadableFileError and QuestionError.
    """
    evaluation = answer(read_question(text_of(file)))
    print(json.dumps(_as_json(evaluation), indent=2) if json_wanted else _as_text(evaluation))
    return ALLOWED if evaluation.allowed else DENIED


def _as_text(evaluation: Evaluation) -> str:
    parts = [evaluation.why()]
    if evaluation.message:
        parts += ["", f"AWS would say: {evaluation.message}"]
    parts += ["", str(evaluation)]
    fixes = evaluation.fixes()
    if fixes:
        parts += ["", "Any of these would allow it, the most specific first:"]
        parts += [f"  {number}. {fix}" for number, fix in enumerate(fixes, 1)]
    return "\n".join(parts)


def _as_json(evaluation: Evaluation) -> dict[str, object]:
    return {
        "decision": evaluation.decision.value,
        "by": [LAYER_NAMES[layer] for layer in evaluation.layers],
        "gate": evaluation.gate,
        "why": evaluation.why(),
        "message": evaluation.message,
        "fixes": [str(fix) for fix in evaluation.fixes()],
        "trace": as_json(evaluation.trace),
    }
