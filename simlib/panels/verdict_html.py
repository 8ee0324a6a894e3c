"""A verdict as HTML, read from the top: the decision in words, why, the evaluation flow, the tree.

State to HTML and nothing else: what is lit and what has changed is told by a `Look`.
"""

from ..analysis.differences import Difference, deepest
from ..evaluation.evaluate import Evaluation
from ..graph.evaluation_flow import evaluation_flow
from ..language.markup import shown
from ..trace.words import DECISIONS, mark
from .flow_html import flow_html
from .lines_html import lines_html
from .trace_html import Look, prose, tree_html
from .trace_places import Places

__all__ = ["EMPTY", "changes_html", "problems_html", "verdict_html"]

EMPTY = '<p class="simlib-empty">Nothing has been fired yet.</p>'
FEW = 3  # changes told in the line at the top


def verdict_html(evaluation: Evaluation, at: Places, look: Look, changes: str = "") -> str:
    """Everything about one evaluation; `changes` is what `changes_html` says."""
    trace = evaluation.trace
    place_of = {id(node): place for place, node in at.items()}
    return (
        f"{_banner(evaluation)}{changes}{_message(evaluation)}<p>{_why(evaluation)}</p>"
        f"{flow_html(evaluation_flow(trace))}{tree_html(trace, look)}"
        f"{lines_html(trace, evaluation.deciding, place_of)}"
    )


def changes_html(found: tuple[Difference, ...], since: str) -> str:
    """What changed, in a line: what the other changes follow from.

    >>> changes_html((), "since the last fire")
    '<p class="simlib-changed">Nothing changed since the last fire.</p>'
    """
    if not found:
        return f'<p class="simlib-changed">Nothing changed {since}.</p>'
    told = [f"<li>{prose(str(each))}</li>" for each in deepest(found)]
    more = f"<li>and {len(told) - FEW} more</li>" if len(told) > FEW else ""
    return f'<div class="simlib-changed">Changed {since}:<ul>{"".join(told[:FEW])}{more}</ul></div>'


def problems_html(problems: str, last: str) -> str:
    """What cannot be read, and the last verdict, greyed."""
    alert = f'<div class="simlib-problems" role="alert">{prose(problems)}</div>'
    note = "<p><b>The verdict before this edit:</b></p>"
    return f'{alert}<div class="simlib-stale">{note}{last}</div>' if last else alert


def _banner(evaluation: Evaluation) -> str:
    css = "yes" if evaluation.allowed else "no"
    words = f"{mark(evaluation.trace)} {DECISIONS[evaluation.decision]}"
    return f'<div class="simlib-banner {css}" role="status">{words}</div>'


def _message(evaluation: Evaluation) -> str:
    message = evaluation.message
    return f'<p class="simlib-message"><code>{shown(message)}</code></p>' if message else ""


def _why(evaluation: Evaluation) -> str:
    """The sentences without the decision, which the banner has said."""
    said = evaluation.why().removeprefix(f"{DECISIONS[evaluation.decision]}: ")
    return prose(said[:1].upper() + said[1:])
