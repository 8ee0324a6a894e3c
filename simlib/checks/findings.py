"""What was found in one policy: to read, to filter, to mend.

Source: "IAM policy validation check reference".
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Self

from ..language.edits import edited
from ..language.findings import Finding, FindingType
from ..language.markup import one_line
from .mending import mendable

if TYPE_CHECKING:
    import pandas

__all__ = ["COLUMNS", "SHOWN", "Findings", "counted", "place"]

COLUMNS = ("category", "name", "line", "column", "pointer", "message", "suggestion")
SHOWN = 100  # of a hopeless document's findings


class Findings(tuple[Finding, ...]):
    """The findings in one policy, in its text's order; equal to a plain tuple of them."""

    text: str

    def __new__(cls, found: Iterable[Finding] = (), text: str = "") -> Self:
        findings = super().__new__(cls, found)
        findings.text = text
        return findings

    @property
    def errors(self) -> Self:
        """Those of the gravest category."""
        return self.of(FindingType.ERROR)

    @property
    def mendable(self) -> Self:
        """Those that `mended` mends: with edits that do not get in each other's way."""
        return self._only(mendable(self.text, self))

    def of(self, finding_type: FindingType) -> Self:
        """Those of one category."""
        return self._only(each for each in self if each.finding_type == finding_type)

    def mended(self) -> str:
        """The policy's text, mended where that can be done; the rest stays as it was written."""
        return edited(self.text, [edit for each in self.mendable for edit in each.edits])

    def frame(self) -> "pandas.DataFrame":
        """One row a finding, with the columns of COLUMNS."""
        import pandas

        return pandas.DataFrame(list(map(_row, self)), columns=list(COLUMNS))

    def _only(self, found: Iterable[Finding]) -> Self:
        return type(self)(found, self.text)

    def __repr__(self) -> str:
        return "\n".join(_lines(self))

    def _repr_html_(self) -> str:
        from .html import html

        return html(self)


def counted(findings: Iterable[Finding]) -> str:
    """How many of each category, the gravest first.

    >>> counted(())
    'nothing found'
    """
    counts = Counter(each.finding_type for each in findings)
    present = [each for each in FindingType if counts[each]]
    said = [f"{counts[each]} {each.words}{'s' * (counts[each] > 1)}" for each in present]
    return ", ".join(said) or "nothing found"


def _lines(findings: Findings) -> Iterator[str]:
    yield f"{counted(findings).capitalize()}{':' if findings else '.'}"
    for each in findings[:SHOWN]:
        yield f"  {place(findings, each)}: {_said(each)}"
    if len(findings) > SHOWN:
        yield f"  and {len(findings) - SHOWN} more"


def place(findings: Findings, finding: Finding) -> str:
    """Where a finding is; of those in a policy set also in which policy."""
    source = finding.source
    policy = "" if findings.text else f"`{source.policy}`, "
    return f"{policy}line {source.line}, column {source.column}"


def _said(finding: Finding) -> str:
    tail = f"; {finding.suggestion}" if finding.suggestion else ""
    return one_line(f"{finding.finding_type.words} {finding.issue}: {finding.message}{tail}")


def _row(finding: Finding) -> tuple[object, ...]:
    source = finding.source
    place = source.line, source.column, source.pointer
    words = finding.finding_type.words
    return words, str(finding.issue), *place, finding.message, finding.suggestion
