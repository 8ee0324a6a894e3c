"""Findings of several files: as lines in the manner of a compiler, and as JSON."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ..checks.findings import Findings, counted
from ..language.findings import Finding
from ..language.markup import one_line
from ..language.reading import article
from ..language.terms import POLICY_TYPES
from .policy_files import PolicyFile

__all__ = ["CheckedFile", "as_json", "as_text", "guesses"]

_TYPE_NAMES = {each: name for name, each in POLICY_TYPES.items()}


class CheckedFile(NamedTuple):
    """A policy's file and what was found in it."""

    file: PolicyFile
    findings: Findings


def as_text(checked: Sequence[CheckedFile]) -> str:
    """`path:line:column: CATEGORY NAME message; suggestion` for each, and how many in all."""
    every = [finding for each in checked for finding in each.findings]
    files = f"{len(checked)} file{'s' * (len(checked) != 1)}"
    lines = [line for each in checked for line in _lines(each)]
    return "\n".join([*guesses(checked), *lines, f"{files}: {counted(every)}"])


def guesses(checked: Sequence[CheckedFile]) -> Iterator[str]:
    """As what a policy was read whose type nobody has told."""
    for file, _ in checked:
        if file.guessed:
            read_as = f"read as {article(file.policy_type)}"
            yield f"{one_line(file.name)}: {read_as}; if it is another, say so with --type"


def _lines(checked: CheckedFile) -> Iterator[str]:
    for finding in checked.findings:
        place = f"{checked.file.name}:{finding.source.line}:{finding.source.column}"
        hint = f"; {finding.suggestion}" if finding.suggestion else ""
        said = f"{finding.finding_type} {finding.issue} {finding.message}{hint}"
        yield one_line(f"{place}: {said}")


def as_json(checked: Sequence[CheckedFile]) -> list[dict[str, Any]]:
    """One object a finding."""
    return [_object(file, finding) for file, findings in checked for finding in findings]


def _object(file: PolicyFile, finding: Finding) -> dict[str, Any]:
    return {
        "file": file.name,
        "policyType": _TYPE_NAMES[file.policy_type],
        "category": str(finding.finding_type),
        "name": str(finding.issue),
        "message": finding.message,
        "suggestion": finding.suggestion,
        "line": finding.source.line,
        "column": finding.source.column,
        "pointer": finding.source.pointer,
        "edits": [{**edit._asdict(), "kind": edit.kind.name} for edit in finding.edits],
    }
