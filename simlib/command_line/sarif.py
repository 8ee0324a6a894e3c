"""Findings as SARIF 2.1.0, which code scanning takes.

Source: "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".
"""

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ..checks import CHECKS
from ..language.edits import edited, replacements
from ..language.findings import Finding, FindingType
from ..language.issues import Issue
from ..language.json_text import Lines
from .files import STANDARD_INPUT
from .policy_files import PolicyFile
from .reports import CheckedFile

__all__ = ["sarif"]

_LEVELS = {
    FindingType.ERROR: "error",
    FindingType.SECURITY_WARNING: "warning",
    FindingType.WARNING: "warning",
    FindingType.SUGGESTION: "note",
}
_CHECKS = {check.issue: check for check in reversed(CHECKS)}
_TEXT = re.compile(r'"(?:[^"\\\n]++|\\.)*+"')


def sarif(checked: Sequence[CheckedFile]) -> dict[str, Any]:
    """One run with the findings of all files."""
    issues = sorted({finding.issue for each in checked for finding in each.findings})
    driver = {"name": "simlib", "rules": [_rule(issue) for issue in issues]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(file, finding, issues) for file, findings in checked for finding in findings
        ],
    }
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }


def _rule(issue: Issue) -> dict[str, Any]:
    check = _CHECKS.get(issue)
    tells = check.tells if check else f"{issue.replace('_', ' ').capitalize()}."
    page = check.page if check else "IAM policy validation check reference"
    return {
        "id": str(issue),
        "shortDescription": {"text": tells},
        "fullDescription": {"text": f"{issue.finding_type.words.capitalize()}: {tells}"},
        "help": {"text": f'See "{page}" in the AWS documentation.'},
        "defaultConfiguration": {"level": _LEVELS[issue.finding_type]},
    }


def _result(file: PolicyFile, finding: Finding, issues: list[Issue]) -> dict[str, Any]:
    artifact = _artifact(file.name)
    hint = f"; {finding.suggestion}" if finding.suggestion else ""
    place = {"artifactLocation": artifact, "region": _region(file.text, finding)}
    result = {
        "ruleId": str(finding.issue),
        "ruleIndex": issues.index(finding.issue),
        "level": _LEVELS[finding.finding_type],
        "message": {"text": finding.message + hint},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"finding/v1": _fingerprint(finding)},
        "properties": {"category": str(finding.finding_type), "policyType": str(file.policy_type)},
    }
    return result | ({"fixes": [_fix(file, finding)]} if finding.edits else {})


def _artifact(name: str) -> dict[str, str]:
    """Relative to the folder that the command runs in, where the file is in it."""
    if name == STANDARD_INPUT:
        return {"uri": "stdin"}
    path = Path(name).resolve()
    if path.is_relative_to(Path.cwd()):
        inside = path.relative_to(Path.cwd()).as_posix()
        return {"uri": quote(inside), "uriBaseId": "%SRCROOT%"}
    return {"uri": path.as_uri()}


def _region(text: str, finding: Finding) -> dict[str, int]:
    """The key or the text that stands there; of anything longer, only where it starts."""
    line, column = finding.source.line, finding.source.column
    start = _lines(text).offset(line, column)
    found = _TEXT.match(text, start)
    end = {"endColumn": column + found.end() - start} if found else {}
    return {"startLine": line, "startColumn": column} | end


def _fingerprint(finding: Finding) -> str:
    """The same while the finding is, on whatever line."""
    said = "\n".join((finding.issue, finding.source.pointer, finding.message))
    return hashlib.sha256(said.encode("utf-8", "backslashreplace")).hexdigest()[:32]


def _fix(file: PolicyFile, finding: Finding) -> dict[str, Any]:
    """All edits as one replacement, from the first character that differs to the last."""
    spans = replacements(file.text, finding.edits)
    first, last = spans[0].start, spans[-1].end
    before, mended = file.text[first:last], edited(file.text, finding.edits)
    after = mended[first : len(mended) - len(file.text) + last]
    start = _common(before, after)
    same = _common(before[start:][::-1], after[start:][::-1])
    region = _span(file.text, first + start, last - same)
    inserted = {"text": after[start : len(after) - same]}
    replacement = {"deletedRegion": region, "insertedContent": inserted}
    change = {"artifactLocation": _artifact(file.name), "replacements": [replacement]}
    return {"description": {"text": finding.suggestion or "mend it"}, "artifactChanges": [change]}


def _common(one: str, other: str) -> int:
    """How many characters two texts have in common at their start."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


@lru_cache(maxsize=2)
def _lines(text: str) -> Lines:
    return Lines(text)


def _span(text: str, start: int, end: int) -> dict[str, int]:
    lines = _lines(text)
    (line, column), (end_line, end_column) = lines.place(start), lines.place(end)
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}
