"""A replay as a table of which each row can be opened."""

from typing import Any

from ..analysis.replaying import Replay
from ..analysis.replaying.replay_shown import by_problem, summary
from ..language.markup import shortened, shown
from ..language.terms import Decision
from .table_html import counted, named, short_arn

__all__ = ["ROWS", "replay_html"]

ROWS = 100
_HEADS = ("Calls", "Who", "Action", "Before", "After", "Layer that denies", "Keys lacking")


def replay_html(replay: Replay, opened: int | None = None) -> str:
    """The groups of calls that change, the most calls first, and what could not be asked."""
    told = f'<p role="status">{shown(summary(replay))}</p>'
    return told + _changed(replay.frame(), opened) + _not_asked(by_problem(replay))


def _changed(frame: Any, opened: int | None) -> str:
    if not len(frame):
        return ""
    heads = "".join(f'<th scope="col">{name}</th>' for name in _HEADS)
    rows = "".join(_row(number, row, opened) for number, row in frame.head(ROWS).iterrows())
    more = f"<p>{counted(len(frame) - ROWS, 'group')} more.</p>" if len(frame) > ROWS else ""
    return (
        '<div class="simlib-scroll" data-scroll="replay" tabindex="0" role="group" '
        'aria-label="Calls that change, scrolls"><table class="simlib-table">'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>{more}"
    )


def _row(number: Any, row: Any, opened: int | None) -> str:
    current = ' aria-current="true"' if number == opened else ""
    title = shown(f"{row['action']}: show its trace")
    cells = (
        f"{row['calls']:,}",
        named(row["principal"], short_arn(row["principal"]), 44),
        f'<button data-point="row:{number}" title="{title}">{shown(row["action"])}</button>',
        _decision(row["before"]),
        _decision(row["after"]),
        shown(row["layer"]),
        shown(row["keys lacking"]),
    )
    return f"<tr{current}>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _decision(decision: str) -> str:
    yes = decision == Decision.ALLOWED
    return f'<span class="{"yes" if yes else "no"}">{"✓" if yes else "✗"} {shown(decision)}</span>'


def _not_asked(frame: Any) -> str:
    if not len(frame):
        return ""
    listed = "".join(
        f"<li>{row['calls']:,} x {shown(shortened(row['problem'], 300))}</li>"
        for _, row in frame.head(ROWS).iterrows()
    )
    return f"<details><summary>What cannot be asked</summary><ul>{listed}</ul></details>"
