"""What an exercise and its grader say, as HTML."""

import json
from collections.abc import Sequence

from ..cloud.trail import COLUMNS
from ..language.markup import prose, shown
from .exercise import Asked, Exercise, Kind
from .grading import Grade
from .settings import beside

__all__ = ["grade_html", "head_html", "options_html", "said_html"]

ASKED = "This request now stands in the form, and its verdict in the trace."
UNSAVED = "Your progress cannot be saved here: the folder cannot be written."


def head_html(exercise: Exercise, *, done: bool = False) -> str:
    """Title and prompt, and the policies that the question is about where none is edited."""
    mark = ' <small class="yes">✓ done</small>' if done else ""
    title = f"<h4>Exercise {shown(exercise.id)}: {prose(exercise.title)}{mark}</h4>"
    parts = [title, f"<p>{prose(exercise.prompt)}</p>"]
    if exercise.kind is not Kind.POLICY:
        parts += [_policy_html("The policy", exercise.starter)] if exercise.starter else []
        parts += [_beside_html(name, text) for name, text in _beside(exercise)]
        parts += [_request_html(exercise.asked)] if exercise.asked else []
        parts += [_trail_html(exercise)] if exercise.setting.trail else []
    return "".join(parts)


def _request_html(asked: Asked) -> str:
    return f"<p><b>The request:</b> {prose(asked.in_words)}.</p>"


def _trail_html(exercise: Exercise) -> str:
    """Where the trail is, and how its records are given; `ex` may be another exercise by now."""
    this = f"exercise({shown(json.dumps(exercise.id))})"
    return (
        f"<p><code>{this}.trail()</code> is the trail, a DataFrame with a row for each call; its "
        "<code>.records</code> are the records. Give the ids that are meant, from the column "
        f"<code>eventID</code>, or check rows: <code>{this}.check(rows)</code>. "
        f"The columns: {', '.join(COLUMNS)}.</p>"
    )


def _beside(exercise: Exercise) -> list[tuple[str, str]]:
    return [(each.name, each.text) for each in beside(exercise.setting)]


def _beside_html(name: str, text: str) -> str:
    told = f"Beside it: <code>{shown(name)}</code>"
    return f"<details><summary>{told}</summary><pre>{shown(text.strip())}</pre></details>"


def _policy_html(title: str, text: str) -> str:
    return f"<p><b>{title}</b></p><pre>{shown(text.strip())}</pre>"


def options_html(options: Sequence[str], chosen: str) -> str:
    """The options one under the other, of which one can be chosen; arrow keys lead through them."""
    reached = options.index(chosen) if chosen in options else 0  # by Tab
    rows = (
        _option_html(number, text, chosen=text == chosen, tab=0 if number == reached else -1)
        for number, text in enumerate(options)
    )
    group = 'role="radiogroup" aria-label="Options" data-lm-suppress-shortcuts="true"'
    return f'<div class="simlib-options" {group}>{"".join(rows)}</div>'


def _option_html(number: int, text: str, *, chosen: bool, tab: int) -> str:
    mark, checked = ("●", "true") if chosen else ("○", "false")
    told = f'<span aria-hidden="true">{mark}</span> <span>{prose(text)}</span>'
    return (
        f'<button type="button" role="radio" data-point="{number}" aria-checked="{checked}"'
        f' tabindex="{tab}">{told}</button>'
    )


def grade_html(grade: Grade, *, saved: bool = True, asked: bool = False) -> str:
    """Right or not yet, in words and with a mark, and why.

    `asked` says that the request which tells now stands in the form.
    """
    css, words = ("yes", "✓ Right") if grade.passed else ("no", "✗ Not yet")
    lines = "".join(f"<p>{prose(line)}</p>" for line in grade.said.splitlines() if line.strip())
    note = "" if saved else f'<p class="simlib-empty">{UNSAVED}</p>'
    note += f"<p>{ASKED}</p>" if asked and not grade.passed else ""
    return _in_view(f'<div class="simlib-banner {css}">{words}</div>{lines}{note}')


def said_html(text: str) -> str:
    """A hint, or a solution."""
    inside = f"<pre>{shown(text)}</pre>" if _is_policy(text) else f"<p>{prose(text)}</p>"
    return _in_view(inside)


def _in_view(inside: str) -> str:
    """What has just been said, scrolled to."""
    return f'<div role="status" data-in-view tabindex="-1">{inside}</div>'


def _is_policy(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
