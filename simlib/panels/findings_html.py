"""Findings as the editor shows them: a row for each mark in the text, and a list below it."""

from collections.abc import Sequence
from typing import Any

from ..checks.findings import counted
from ..language.findings import Finding
from ..language.issues import FindingType
from ..language.markup import prose, visible

__all__ = ["finding_row", "findings_html", "summary"]

MOST = 100  # findings that are shown; mending the first ones often ends the others
_SEVERITIES = {
    FindingType.ERROR: "error",
    FindingType.SECURITY_WARNING: "warning",
    FindingType.WARNING: "warning",
    FindingType.SUGGESTION: "info",
}


def finding_row(finding: Finding) -> dict[str, Any]:
    """What the browser needs for a mark: where, how grave, in which words, and can it be mended."""
    return {
        "line": finding.source.line,
        "column": finding.source.column,
        "severity": _SEVERITIES[finding.finding_type],
        "name": str(finding.issue),
        "text": visible(_sentences(finding)),
        "mends": bool(finding.edits),
    }


def findings_html(findings: Sequence[Finding]) -> str:
    """The findings as a list; the first `MOST` of them."""
    items = "".join(_item(number, each) for number, each in enumerate(findings[:MOST]))
    more = f"<p>… and {len(findings) - MOST} more.</p>" if len(findings) > MOST else ""
    return f'<ul class="simlib-findings">{items}</ul>{more}' if findings else ""


def summary(findings: Sequence[Finding]) -> str:
    """How many there are of each category, for the status line.

    >>> summary(())
    'nothing to remark'
    """
    return counted(findings) if findings else "nothing to remark"


def _item(number: int, finding: Finding) -> str:
    word, css = finding.finding_type.words.capitalize(), _SEVERITIES[finding.finding_type]
    place = f'<span class="simlib-place">line {finding.source.line}</span>'
    said = prose(_sentences(finding))
    return f'<li class="simlib-{css}" data-number="{number}"><b>{word}</b>, {place}: {said}</li>'


def _sentences(finding: Finding) -> str:
    advice = finding.suggestion
    stop = "" if advice.endswith(("?", ".", "…")) else "."
    return f"{finding.message}." + (f" {advice[:1].upper()}{advice[1:]}{stop}" if advice else "")
