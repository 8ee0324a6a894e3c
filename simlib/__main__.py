"""The command line: `python -m simlib evaluate FILE` and `python -m simlib check FILE…`."""

import argparse
import io
import sys

from .language.errors import SimlibError
from .language.issues import FindingType
from .language.terms import POLICY_TYPES

NOT_READABLE = 2


def main(arguments: list[str] | None = None) -> int:
    """Runs a command and returns its exit code."""
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without ✓ shows ? instead
    try:
        code: int = options.run(options)
    except SimlibError as error:
        print(error, file=sys.stderr)
        return NOT_READABLE
    return code


def _evaluate(options: argparse.Namespace) -> int:
    from .command_line.evaluating import evaluate_file  # here: what the other needs takes long

    return evaluate_file(options.file, json_wanted=options.json)


def _check(options: argparse.Namespace) -> int:
    from .command_line.checking import check_files, print_mended

    return print_mended(options) if options.mend else check_files(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m simlib", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    evaluate = commands.add_parser(
        "evaluate",
        help="decide one question and print why",
        description="Decides one question. Exit code: 0 allowed, 1 denied, 2 not readable.",
    )
    _add_evaluate_options(evaluate)
    evaluate.set_defaults(run=_evaluate)
    check = commands.add_parser(
        "check",
        help="say what is wrong with policies and what will come of it",
        description="Checks policies. Exit code: 0 no error (or nothing as grave as --fail-on "
        "says), 1 an error, 2 something that cannot be read.",
    )
    _add_check_options(check)
    check.set_defaults(run=_check)
    return parser


def _add_evaluate_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a question as JSON, or - for standard input")
    parser.add_argument("--json", action="store_true", help="print decision and trace as JSON")


def _add_check_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("files", metavar="FILE", nargs="+", help="a policy, a folder of them, - (standard input)")
    add("--type", choices=POLICY_TYPES, help="of the policies; otherwise what their folder says")
    add("--resource-type", metavar="AWS::S3::Bucket", help="what resource-based policies are for")
    add("--fail-on", choices=[each.option for each in FindingType], default="error",
        help="the least grave finding that makes it exit with 1")  # fmt: skip
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument("--format", choices=("text", "json", "sarif"), default="text")
    shown.add_argument("--mend", action="store_true", help="print one policy mended, nothing else")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # whoever read along has seen enough
        sys.stderr.close()
