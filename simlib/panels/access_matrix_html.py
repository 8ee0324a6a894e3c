"""An access matrix as a table: a mark, a word and a colour in every cell.

The columns are actions where there is one resource, else resources where there is one action.
"""

from collections.abc import Iterator, Mapping

from ..analysis.access_matrix import AccessMatrix, Outcome
from ..language.markup import shown
from ..language.terms import Decision
from ..trace.words import DECISIONS
from .table_html import counted, named

__all__ = ["column_of", "columns_of", "matrix_html", "summary"]

_LOOKS: Mapping[Decision | None, tuple[str, str, str]] = {
    Decision.ALLOWED: ("✓", "yes", DECISIONS[Decision.ALLOWED]),
    Decision.EXPLICIT_DENY: ("✗", "no", DECISIONS[Decision.EXPLICIT_DENY]),
    Decision.IMPLICIT_DENY: ("○", "quiet", DECISIONS[Decision.IMPLICIT_DENY]),
    None: ("?", "none", "Cannot be asked"),
}

UNDER_CONDITIONS = "; it depends on condition keys that are not known here"


def columns_of(matrix: AccessMatrix) -> list[tuple[str, str]]:
    """The columns, each an action and a resource."""
    return [(action, resource) for action in matrix.actions for resource in matrix.resources]


def column_of(matrix: AccessMatrix, column: tuple[str, str]) -> str:
    """What tells a column from the others; not the service, where all have the same."""
    action, resource = column
    if len(matrix.resources) == 1:
        return action.removeprefix(_service_of(matrix))
    return resource if len(matrix.actions) == 1 else f"{action} on {resource}"


def _service_of(matrix: AccessMatrix) -> str:
    """The prefix that all actions have, with its colon; empty where they differ."""
    prefixes = {action.partition(":")[0] for action in matrix.actions}
    return f"{prefixes.pop()}:" if len(prefixes) == 1 else ""


def matrix_html(matrix: AccessMatrix, names: Mapping[str, str], opened: str = "") -> str:
    """The table with its legend. `names` are the principals' labels, `opened` the cell's point."""
    if not any(matrix.cells.counts().values()):
        return '<p class="simlib-empty">Nothing is chosen: choose principals and columns above.</p>'
    said = shown(summary(matrix))
    rows = "".join(
        _row(matrix, number, who, names.get(who, who), opened)
        for number, who in enumerate(matrix.principals)
    )
    return (
        f'<p role="status">{said}</p>{_legend()}<p>{_caption(matrix)}</p>'
        '<div class="simlib-scroll" data-scroll="matrix" tabindex="0" role="group" '
        'aria-label="Access matrix, scrolls">'
        '<table class="simlib-matrix" data-grid aria-label="Access matrix">'
        f"<thead>{_head(matrix)}</thead><tbody>{rows}</tbody></table></div>"
    )


def summary(matrix: AccessMatrix) -> str:
    """How many of which, in words."""
    found = matrix.cells.counts()
    parts = [
        f"{found[each]:,} {word.lower()}" for each, (_, _, word) in _LOOKS.items() if found[each]
    ]
    who = counted(len(matrix.principals), "principal")
    return f"{who} by {counted(len(columns_of(matrix)), 'column')}: {', '.join(parts)}."


def _decision(outcome: Outcome) -> Decision | None:
    return outcome if isinstance(outcome, Decision) else None


def _caption(matrix: AccessMatrix) -> str:
    if len(matrix.resources) == 1:
        service = f" ({named(of)}…)" if (of := _service_of(matrix)) else ""
        return f"Who may do what{service} on {named(matrix.resources[0], most=80)}"
    if len(matrix.actions) == 1:
        return f"Who may do {named(matrix.actions[0], most=80)} on what"
    return "Who may do what"


def _legend() -> str:
    items = "".join(
        f'<li><span class="simlib-cell {css}" aria-hidden="true">{mark}</span> {word}</li>'
        for mark, css, word in _LOOKS.values()
    )
    return f'<ul class="simlib-legend" aria-label="Legend">{items}</ul>'


def _head(matrix: AccessMatrix) -> str:
    heads = "".join(
        f'<th scope="col" title="{shown(" on ".join(each))}">'
        f"<span>{named(column_of(matrix, each), most=34)}</span></th>"
        for each in columns_of(matrix)
    )
    return f'<tr><th scope="col">Principal</th>{heads}</tr>'


def _row(matrix: AccessMatrix, row: int, who: str, name: str, opened: str) -> str:
    head = f'<th scope="row" title="{shown(who)}">{shown(name)}</th>'
    return f"<tr>{head}{''.join(_cells(matrix, row, who, name, opened))}</tr>"


def _cells(matrix: AccessMatrix, row: int, who: str, name: str, opened: str) -> Iterator[str]:
    """One of all cells is reached by Tab; the arrow keys lead from there."""
    for number, column in enumerate(columns_of(matrix)):
        outcome = matrix.outcome(who, *column)
        mark, css, word = _LOOKS[_decision(outcome)]
        point = f"cell:{row}:{number}"
        told = word if isinstance(outcome, Decision) else f"{word}: {outcome}"
        told += UNDER_CONDITIONS if matrix.conditional(who, *column) else ""
        title = shown(f"{name}, {' on '.join(column)}: {told}")
        reached = 0 if point == (opened or "cell:0:0") else -1
        current = ' aria-current="true"' if point == opened else ""
        yield (
            f'<td><button class="simlib-cell {css}" data-point="{point}" tabindex="{reached}" '
            f'title="{title}" aria-label="{title}"{current}>{mark}</button></td>'
        )
