"""The command line: `python -m simlib evaluate FILE` decides a question and prints the trace."""

import argparse
import io
import json
import sys
from pathlib import Path

from .evaluation.evaluate import Evaluation
from .evaluation.question import LAYER_NAMES, answer, read_question
from .language.errors import QuestionError, SimlibError
from .trace.as_json import as_json

ALLOWED, DENIED, NOT_READABLE = 0, 1, 2


def main(arguments: list[str] | None = None) -> int:
    """Runs a command; the exit code says 0 allowed, 1 denied, 2 not readable."""
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without ✓ shows ? instead
    try:
        evaluation = answer(read_question(_text(options.file)))
    except SimlibError as error:
        print(error, file=sys.stderr)
        return NOT_READABLE
    print(json.dumps(_as_json(evaluation), indent=2) if options.json else _as_text(evaluation))
    return ALLOWED if evaluation.allowed else DENIED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m simlib", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    evaluate = commands.add_parser(
        "evaluate",
        help="decide one question and print why",
        description="Decides one question. Exit code: 0 allowed, 1 denied, 2 not readable.",
    )
    evaluate.add_argument(
        "file", metavar="FILE", help="a question as JSON, or - for standard input"
    )
    evaluate.add_argument("--json", action="store_true", help="print decision and trace as JSON")
    return parser


def _text(file: str) -> str:
    """The file's text. Raises QuestionError where it cannot be read."""
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise QuestionError(f"cannot read `{file}`: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise QuestionError(f"`{file}` is not UTF-8 text: byte {error.start} is wrong") from None


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


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # whoever read along has seen enough
        sys.stderr.close()
