"""The table of a request's context keys, as HTML; every row can be pointed at to change its key."""

from collections.abc import Iterable, Iterator
from html import escape
from urllib.parse import quote

from ..language.markup import shown
from .context_rows import KeyRow, KeyState, in_words

__all__ = ["context_table"]

_HEAD = (
    '<thead><tr><th scope="col">Key</th><th scope="col">Value</th>'
    '<th scope="col">Where from</th><th scope="col"><span class="simlib-unseen">Change'
    "</span></th></tr></thead>"
)


def context_table(rows: Iterable[KeyRow]) -> str:
    """A fold with how many there are of each state, and the keys under two headings."""
    every = tuple(rows)
    asked = [row for row in every if row.asked]
    others = [row for row in every if not row.asked]
    body = _body("Policies here ask for", asked) + _body("Also in the request", others)
    table = f'<table class="simlib-context">{_HEAD}{body}</table>'
    return (
        f'<details data-fold="context" open><summary>Context keys: {_counts(every)}</summary>'
        f"{_take_all_back(every)}{table}</details>"
    )


def _counts(rows: tuple[KeyRow, ...]) -> str:
    counts = ((sum(row.state is state for row in rows), state) for state in KeyState)
    return ", ".join(f"{count} {state}" for count, state in counts if count)


def _take_all_back(rows: tuple[KeyRow, ...]) -> str:
    if not any(row.state is KeyState.OVERRIDDEN for row in rows):
        return ""
    return '<button type="button" data-point="back">Take all overrides back</button>'


def _body(heading: str, rows: list[KeyRow]) -> str:
    if not rows:
        return ""
    head = f'<tr><th scope="rowgroup" colspan="4">{heading}</th></tr>'
    return f"<tbody>{head}{''.join(map(_row, rows))}</tbody>"


def _row(row: KeyRow) -> str:
    value = "" if row.value is None else f"<code>{shown(in_words(row.value))}</code>"
    cells = f"<td>{value or '<i>absent</i>'}</td><td>{_why(row)}</td>"
    key = f'<th scope="row"><code>{shown(row.key)}</code></th>'
    return f'<tr class="{row.state}">{key}{cells}<td>{"".join(_buttons(row))}</td></tr>'


def _why(row: KeyRow) -> str:
    if row.state is not KeyState.OVERRIDDEN:
        return f"{row.state}: {shown(row.why)}"
    return f"<b>overridden</b>: {shown(row.why)}, else {shown(row.otherwise)}"


def _buttons(row: KeyRow) -> Iterator[str]:
    yield _button("change", row.key, "Change")
    if row.state is KeyState.OVERRIDDEN:
        yield _button("back", row.key, "Take back")


def _button(what: str, key: str, word: str) -> str:
    point = escape(f"{what}:{quote(key, safe=':/', errors='surrogatepass')}", quote=True)
    name = f'{word}<span class="simlib-unseen"> {shown(key)}</span>'
    return f'<button type="button" data-point="{point}">{name}</button>'
