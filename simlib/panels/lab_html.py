"""The line at the top of a lab: the verdict in words, what was asked, what is only a draft."""

from ..evaluation.evaluate import Evaluation
from ..language.markup import prose, shortened
from ..language.terms import Decision
from ..trace.words import DECISIONS

__all__ = ["NO_POLICY", "status_html"]

MOST = 300  # characters of the question
NO_POLICY = (
    "<p>No policy stands in this cloud yet that could be edited. Make one with a call, such as "
    "<code>iam:PutUserPolicy</code>, and run the cell of the Lab again.</p>"
)


def status_html(evaluation: Evaluation | None, asked: str, drafts: int, problems: str) -> str:
    """The verdict with its mark, the question, how many drafts count; a problem instead.

    >>> "cannot be read" in status_html(None, "Alice asks", 0, "`x` cannot be read: 1 problem")
    True
    """
    question = "".join(f"<div>{prose(shortened(line, MOST))}</div>" for line in asked.split("\n"))
    noun = "draft counts" if drafts == 1 else "drafts count"
    note = f"<div>{drafts} {noun}; nothing in the cloud has changed</div>" if drafts else ""
    said = f"{_said(evaluation, problems)}{question}{note}"
    return f'<div class="simlib-status" role="status">{said}</div>'


def _said(evaluation: Evaluation | None, problems: str) -> str:
    if problems:
        first = problems.split("\n", 1)[0]
        return f'<b class="no">✗ Not fired</b> <span>{prose(first)}</span>'
    if evaluation is None:
        return "<b>○ Nothing fired yet</b>"
    css = "yes" if evaluation.decision is Decision.ALLOWED else "no"
    return f'<b class="{css}">{"✓" if css == "yes" else "✗"} {DECISIONS[evaluation.decision]}</b>'
