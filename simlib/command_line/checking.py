"""`check`: what is to be said of policies in files, as a compiler says it."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator

from ..checks import check_policy, mend_policy
from ..checks.actions_and_resources.resource_policy_types import ResourcePolicyType
from ..language.errors import SimlibError
from ..language.issues import FindingType
from ..language.terms import POLICY_TYPES, PolicyType
from .files import named_files
from .policy_files import PolicyFile, read_policy_file
from .reports import CheckedFile, as_json, as_text, guesses
from .sarif import sarif

__all__ = ["check_files", "print_mended"]

FINE, FOUND, NOT_READABLE = 0, 1, 2


def check_files(options: argparse.Namespace) -> int:
    """Prints the findings; the exit code says 0 none so grave, 1 one at least, 2 not readable."""
    names = list(named_files(options.files))
    files = list(_readable(names, _type(options)))
    checked = [_checked(file, options.resource_type) for file in files]
    if files or options.format != "text":
        _print(checked, options.format)
    code = _exit_code(checked, options.fail_on)
    return code if len(files) == len(names) else NOT_READABLE


def print_mended(options: argparse.Namespace) -> int:
    """Prints the one policy mended, and on the error stream what is left to its author."""
    names = list(named_files(options.files))
    if len(names) > 1:
        print("--mend takes one policy at a time", file=sys.stderr)
        return NOT_READABLE
    for file in _readable(names, _type(options)):
        mended = mend_policy(file.text, file.policy_type, options.resource_type)
        checked = [_checked(file._replace(text=mended), options.resource_type)]
        sys.stdout.buffer.write(mended.encode("utf-8"))  # to the letter, with its line ends
        print(as_text(checked), file=sys.stderr)
        return _exit_code(checked, options.fail_on)
    return NOT_READABLE


def _type(options: argparse.Namespace) -> PolicyType | None:
    """The policies' type, where it was told. Raises UnknownNameError for a resource type."""
    if options.resource_type is not None:
        return ResourcePolicyType(options.resource_type).carrier.policy_type
    return POLICY_TYPES[options.type] if options.type else None


def _readable(names: Iterable[str], policy_type: PolicyType | None) -> Iterator[PolicyFile]:
    """The policies; of what is none it is said why."""
    for name in names:
        try:
            yield read_policy_file(name, policy_type)
        except SimlibError as error:
            print(error, file=sys.stderr)


def _checked(file: PolicyFile, resource_type: str | None) -> CheckedFile:
    return CheckedFile(file, check_policy(file.text, file.policy_type, resource_type))


def _print(checked: list[CheckedFile], form: str) -> None:
    if form == "text":
        print(as_text(checked))
        return
    for guess in guesses(checked):
        print(guess, file=sys.stderr)
    print(json.dumps((as_json if form == "json" else sarif)(checked), indent=2))


def _exit_code(checked: Iterable[CheckedFile], fail_on: str) -> int:
    categories = [each.option for each in FindingType]
    grave = categories[: categories.index(fail_on) + 1]
    found = (finding.finding_type.option for each in checked for finding in each.findings)
    return FOUND if any(each in grave for each in found) else FINE
