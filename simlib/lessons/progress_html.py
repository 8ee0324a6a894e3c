"""Progress as HTML: where to go on, and a table of the exercises, lesson by lesson."""

from collections.abc import Iterable
from itertools import groupby

from ..language.markup import shown
from .curriculum import Lesson, lesson_of
from .exercise_files import exercise_named
from .progress import Progress, Row, incident_named

__all__ = ["progress_html"]

STYLE = """<style>
.simlib-progress{--done:#00588f;font-size:var(--jp-content-font-size1,14px);line-height:1.5}
body[data-jp-theme-light="false"] .simlib-progress{--done:#6cc0f5}
@media (prefers-color-scheme:dark){
body:not([data-jp-theme-light]) .simlib-progress{--done:#6cc0f5}}
.simlib-progress .next{border-left:.4em solid var(--done);padding:.1em .6em;margin:.4em 0}
div.simlib-progress table:not(.x){border-collapse:collapse;font-size:inherit;margin:.3em 0 .3em 1em}
div.simlib-progress table tr :is(th,td):not(.x){text-align:left;background:none;
vertical-align:top;max-width:26em;white-space:normal;
padding:.15em 1.4em .15em 0;border:0;border-bottom:1px solid #8886;font-weight:400}
div.simlib-progress table thead th:not(.x){font-weight:700}
div.simlib-progress table tr .number:not(.x){text-align:right}
.simlib-progress .done{color:var(--done)}
.simlib-progress summary{cursor:pointer}
</style>"""
_HEADS = ("State", "Tries", "Hints", "Minutes")
_MARKS = {"done": "✓", "begun": "…", "not begun": "○"}


def progress_html(progress: Progress) -> str:
    """How much is done, what is next, and each lesson folded but the one to go on with."""
    lessons = groupby(progress.rows, key=lambda row: lesson_of(row.exercise))
    tables = [_lesson(lesson, tuple(rows), progress.next) for lesson, rows in lessons]
    said = f"<p>{progress.done} of {len(progress.rows)} exercises are done.</p>"
    below = "".join([_next(progress), *tables, _incidents(progress)])
    return f'{STYLE}<div class="simlib-progress">{said}{below}</div>'


def _next(progress: Progress) -> str:
    if progress.next is None:
        return '<p class="next">Nothing is left to do.</p>'
    lesson, title = lesson_of(progress.next), exercise_named(progress.next).title
    link = f'<a href="{shown(lesson.notebook)}">{shown(str(lesson))}</a>'
    return f'<p class="next">Go on with {progress.next} <b>{shown(title)}</b> in lesson {link}.</p>'


def _lesson(lesson: Lesson, rows: tuple[Row, ...], following: str | None) -> str:
    opened = following in [row.exercise for row in rows]
    done = f"{sum(row.done for row in rows)} of {len(rows)} done"
    return _folded(f"{lesson}: {done}", "Exercise", map(_row, rows), opened=opened)


def _incidents(progress: Progress) -> str:
    if not progress.incidents:
        return ""
    over = f"{progress.over} of {len(progress.incidents)} over"
    named = (_cells(row, incident_named(row.exercise)) for row in progress.incidents)
    return _folded(f"Incidents: {over}", "Incident", named)


def _folded(summary: str, first: str, rows: Iterable[str], *, opened: bool = False) -> str:
    heads = enumerate((first, *_HEADS))
    head = "".join(f'<th scope="col"{_right(n)}>{each}</th>' for n, each in heads)
    return (
        f"<details{' open' if opened else ''}><summary>{shown(summary)}</summary>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></details>"
    )


def _row(row: Row) -> str:
    return _cells(row, f"{row.exercise} {exercise_named(row.exercise).title}")


def _cells(row: Row, name: str) -> str:
    seen = ", solution seen" if row.solution_seen else ""
    css = ' class="done"' if row.done else ""
    state = f"<span{css}>{_MARKS[row.state]} {row.state}</span>{seen}"
    numbers = (row.tries, row.hints, f"{row.minutes:g}") if row.begun else ("", "", "")
    cells = "".join(f"<td{_right(n)}>{each}</td>" for n, each in enumerate((state, *numbers), 1))
    return f'<tr><th scope="row">{shown(name)}</th>{cells}</tr>'


def _right(column: int) -> str:
    return ' class="number"' if column > 1 else ""
