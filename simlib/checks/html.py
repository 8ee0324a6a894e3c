"""Findings as an HTML table: self-contained, escaped, legible in light and dark."""

from ..language.findings import Finding, FindingType
from ..language.markup import prose
from .findings import SHOWN, Findings, counted, place

__all__ = ["html"]

# The colours of a trace (Okabe-Ito blue and vermilion, with a contrast of at least 4.5) and the
# colour of the text; the words beside them say the same.
STYLE = """<style>
.simlib-findings{--grave:#a33c00;--warn:#00588f;font-size:var(--jp-content-font-size1,14px);
line-height:1.5;overflow-wrap:anywhere}
body[data-jp-theme-light="false"] .simlib-findings{--grave:#ff9d66;--warn:#6cc0f5}
@media (prefers-color-scheme:dark){
body:not([data-jp-theme-light]) .simlib-findings{--grave:#ff9d66;--warn:#6cc0f5}}
.simlib-findings table{border-collapse:collapse;font-size:inherit;margin:0}
.simlib-findings caption{text-align:left;font-weight:700;caption-side:top;color:inherit}
.simlib-findings th,.simlib-findings td{text-align:left!important;vertical-align:top;
white-space:normal!important;padding:.1em .8em .1em 0;border:0;border-top:1px solid #8888}
.simlib-findings .error,.simlib-findings .security{color:var(--grave);font-weight:700}
.simlib-findings .warning{color:var(--warn);font-weight:700}
.simlib-findings code{unicode-bidi:isolate;background:none;padding:0;color:inherit;
white-space:pre-wrap}
.simlib-findings small{opacity:.85}
</style>"""
_HEAD = "".join(f'<th scope="col">{name}</th>' for name in ("where", "what it is", "finding"))
_COLOURS = {
    FindingType.ERROR: "error",
    FindingType.SECURITY_WARNING: "security",
    FindingType.WARNING: "warning",
    FindingType.SUGGESTION: "suggestion",
}


def html(findings: Findings) -> str:
    """A table with a row for each finding; a sentence where there is none.

    >>> "Nothing found." in html(Findings())
    True
    """
    return f'{STYLE}<div class="simlib-findings">{_table(findings)}</div>'


def _table(findings: Findings) -> str:
    said = counted(findings).capitalize()
    if not findings:
        return f'<p role="status">{said}.</p>'
    rows = "".join(_row(each, place(findings, each)) for each in findings[:SHOWN])
    more = f"<p>and {len(findings) - SHOWN} more</p>" if len(findings) > SHOWN else ""
    head = f"<thead><tr>{_HEAD}</tr></thead>"
    return f"<table><caption>{said}</caption>{head}<tbody>{rows}</tbody></table>{more}"


def _row(finding: Finding, where: str) -> str:
    category = finding.finding_type
    hint = f"<br>{prose(finding.suggestion)}" if finding.suggestion else ""
    said = f"{prose(finding.message)}{hint} <small>{finding.issue}</small>"
    return (
        f'<tr><td>{prose(where)}</td><td class="{_COLOURS[category]}">{category.words}</td>'
        f"<td>{said}</td></tr>"
    )
