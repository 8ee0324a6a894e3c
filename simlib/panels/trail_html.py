"""A page of a trail as a table, and a recorded call asked again."""

from collections.abc import Iterator, Sequence

from ..analysis.asking_again import Again, Answer
from ..analysis.trail_rows import Came, TrailRow
from ..language.markup import shortened, shown
from ..language.terms import Decision
from ..trace.html import html
from .table_html import counted, named, short_arn

__all__ = ["PAGE", "again_html", "pages_of", "trail_html"]

PAGE = 25  # rows
_LOOKS = {Came.DONE: ("✓", "yes"), Came.DENIED: ("✗", "no"), Came.FAILED: ("○", "quiet")}
_COLUMNS = ("Time (UTC)", "Who", "Event", "What came of it", "Resource")


def pages_of(rows: Sequence[TrailRow]) -> int:
    """How many pages; one where there is nothing.

    >>> pages_of([])
    1
    """
    return max(1, -(-len(rows) // PAGE))


def trail_html(rows: Sequence[TrailRow], page: int, every: int, opened: int | None = None) -> str:
    """One page of the rows that were found, of so many in all; each row can be opened."""
    if not rows:
        empty = "No record passes these filters." if every else "The trail is empty."
        return f'<p class="simlib-empty" role="status">{empty}</p>'
    heads = "".join(f'<th scope="col">{name}</th>' for name in _COLUMNS)
    body = "".join(_row(row, opened) for row in rows[page * PAGE : (page + 1) * PAGE])
    return (
        f'<p role="status">{_status(rows, page, every)}</p>'
        '<div class="simlib-scroll" data-scroll="trail" tabindex="0" role="group" '
        'aria-label="Trail, scrolls"><table class="simlib-table">'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _status(rows: Sequence[TrailRow], page: int, every: int) -> str:
    first, last = page * PAGE + 1, min(len(rows), (page + 1) * PAGE)
    of = f" of {counted(every, 'record')}" if len(rows) < every else ""
    found = f"{counted(len(rows), 'record')}{of}" if not of else f"{len(rows):,}{of}"
    return f"{found}; shown are {first} to {last}." if pages_of(rows) > 1 else f"{found}."


def _row(row: TrailRow, opened: int | None) -> str:
    mark, css = _LOOKS[row.came]
    came = f"{mark} {shortened(row.error)}" if row.error else f"{mark} {row.came}"
    current = ' aria-current="true"' if row.number == opened else ""
    cells = (
        shown(shortened(row.time.replace("T", " ").removesuffix("Z"), 24)),
        _short(row.who),
        _opener(row),
        f'<span class="{css}">{shown(came)}</span>',
        _short(row.resource),
    )
    return f"<tr{current}>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _opener(row: TrailRow) -> str:
    title = shown(f"{row.event} of {row.source}, {row.came}: ask again")
    return (
        f'<button data-point="record:{row.number}" title="{title}">'
        f"{shown(shortened(row.event) or 'no event name')}</button>"
    )


def _short(arn: str) -> str:
    return named(arn, short_arn(arn), 44) if arn else ""


def again_html(again: Again) -> str:
    """What the message says, whether the answer is the same now, and the trace of each answer."""
    parts = [_told(again), _compared(again), *_unlike(again)]
    parts += [_answer(number, each, again) for number, each in enumerate(again.answers)]
    return f'<div class="simlib-again">{"".join(parts)}</div>'


def _told(again: Again) -> str:
    told = again.told
    if not (told.action or told.message or told.layer):
        return ""
    message = f"<blockquote>{shown(told.message)}</blockquote>" if told.message else ""
    return f"<h4>What AWS said</h4>{message}<p>{_prose(str(told))}</p>"


def _compared(again: Again) -> str:
    css = {Decision.ALLOWED: "yes", None: "quiet"}.get(again.decision, "no")
    said = f'<p class="simlib-compared {css}" role="status">{_prose(again.comparison)}</p>'
    return f"<h4>Asked again in this cloud</h4>{said}"


def _unlike(again: Again) -> Iterator[str]:
    if again.unlike:
        items = "".join(f"<li>{_prose(each)}</li>" for each in again.unlike)
        yield f'<p>Asked again, it is</p><ul class="simlib-unlike">{items}</ul>'


def _answer(number: int, answer: Answer, again: Again) -> str:
    asked = f"{named(answer.action, most=60)} on {named(answer.resource, most=100)}"
    if answer.evaluation is None:
        return f'<p class="simlib-asked">{asked}: {_prose(answer.problem)}</p>'
    trace = html(answer.evaluation.trace)
    if len(again.answers) == 1:
        return f'<p class="simlib-asked">{asked}</p>{trace}'
    opened = " open" if not answer.evaluation.allowed else ""
    fold = f'<details data-fold="answer:{number}"{opened}>'
    return f"{fold}<summary>{asked}</summary>{trace}</details>"


def _prose(text: str) -> str:
    """Sentences in which what stands in backticks is code."""
    pieces = text.split("`")
    paired = len(pieces) % 2 == 1
    return "".join(
        f"<code>{shown(each)}</code>" if paired and number % 2 else shown(each)
        for number, each in enumerate(pieces)
    )
