"""A room as HTML: bars for each lesson and exercise, what is failed most, and the learners."""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import groupby

from ..language.markup import shortened, shown
from ..panels.table_html import counted
from .curriculum import Lesson, lesson_of
from .exercise_files import exercise_named
from .learner import Learner, State
from .progress import incident_named
from .room import OnExercise, Room

__all__ = ["room_html"]

_MARKS = {
    State.STUCK: ("✗", "no"),
    State.QUIET: ("…", "may"),
    State.WORKING: ("►", ""),
    State.FINISHED: ("✓", "yes"),
    State.AWAY: ("○", "quiet"),
    State.NOT_BEGUN: ("○", "quiet"),
}
MOST = 8  # exercises in the table of what is failed


def room_html(
    room: Room, opened: str = "", states: Iterable[State] = State, *, unfolded: bool = False
) -> str:
    """The room; `opened` is the exercise that is looked into, `states` those that are listed.

    `unfolded` opens its lesson, even if that was folded by hand.
    """
    if not room.learners:
        return '<p class="simlib-empty">There is no learner\'s folder here yet.</p>'
    parts = (_head(room), _lessons(room, opened, unfolded), _failed(room))
    body = "".join(parts) + _learners(room, set(states))
    return f'<div class="simlib-room-view">{body}</div>'


def _head(room: Room) -> str:
    time = datetime.fromtimestamp(room.now, UTC).strftime("%H:%M:%S UTC")
    states = ", ".join(_state(state, f"{n} ") for state, n in room.states.items() if n)
    head = f"<p><b>{counted(len(room.learners), 'learner')}</b> at {time}: {states}.</p>"
    names = ", ".join(map(shown, room.unread))
    alert = f'<div class="simlib-alert" role="alert">May not be read: {names}</div>'
    return head + (alert if room.unread else "")


def _state(state: State, before: str = "") -> str:
    mark, css = _MARKS[state]
    return f'<span class="{css}">{mark} {before}{state}</span>'


def _lessons(room: Room, opened: str, unfolded: bool) -> str:
    lessons = groupby(room.exercises, key=lambda each: lesson_of(each.exercise))
    body = "".join(_lesson(room, lesson, list(own), opened, unfolded) for lesson, own in lessons)
    return f'<h4>Where the room is</h4><div class="simlib-room">{body}</div>'


def _lesson(
    room: Room, lesson: Lesson, own: Sequence[OnExercise], opened: str, unfolded: bool
) -> str:
    """A lesson's bar, which opens to those of its exercises."""
    whole = len(room.learners) * len(own)
    done, here = sum(each.done for each in own), sum(each.here for each in own)
    bar = _bar(str(lesson), done, here, sum(each.stuck for each in own), whole)
    rows = "".join(f"<li>{_exercise(room, each, opened)}</li>" for each in own)
    fixed = " data-fixed" if unfolded else ""
    state = f" open{fixed}" if opened in [each.exercise for each in own] else ""
    fold = f'<details data-fold="lesson:{shown(lesson.number)}"{state}>'
    return f"{fold}<summary>{bar}</summary><ul>{rows}</ul></details>"


def _exercise(room: Room, each: OnExercise, opened: str) -> str:
    pressed = "true" if each.exercise == opened else "false"
    label = shortened(f"{each.exercise} {exercise_named(each.exercise).title}", 44)
    button = f'<button data-point="{shown(each.exercise)}" aria-pressed="{pressed}">'
    bar = _bar("", each.done, each.here, each.stuck, len(room.learners))
    looked_into = _opened(room, opened) if each.exercise == opened else ""
    return f"{button}{shown(label)}</button>{bar}{looked_into}"


def _bar(label: str, done: int, here: int, stuck: int, whole: int) -> str:
    """A bar for what is done, and in words what is done, who is there and who is stuck."""
    share = 100 * done / whole
    said = f"{int(share)} % done" + (f", {here} here" if here else "")
    held = f', <b class="no">✗ {stuck} stuck</b>' if stuck else ""
    name = f'<span class="name">{shown(label)}</span>' if label else ""
    width = f'<i style="width:{share:.1f}%"></i>'
    return f'{name}<span class="bar" aria-hidden="true">{width}</span><span>{said}{held}</span>'


def _opened(room: Room, exercise: str) -> str:
    """One exercise looked into: who is there, and on which requests answers went wrong."""
    there = ", ".join(shown(each.name) for each in room.at(exercise)) or "nobody"
    rows = [(shown(request), str(times)) for request, times in room.requests(exercise)[:MOST]]
    table = _table(("Answers went wrong on", "Learners"), rows) if rows else ""
    return f'<div class="inside"><p>At it: {there}.</p>{table}</div>'


def _failed(room: Room) -> str:
    rows = [_failed_row(each) for each in room.failed_most[:MOST]]
    table = _table(("Exercise", "Failed by", "Most often on", "Learners"), rows)
    return f"<h4>Failed most</h4>{table if rows else '<p>Nobody has given a wrong answer.</p>'}"


def _failed_row(each: OnExercise) -> tuple[str, ...]:
    name = f"{each.exercise} {exercise_named(each.exercise).title}"
    on = str(each.on_request) if each.request else ""
    return shown(name), str(each.failed), shown(shortened(each.request, 160)), on


def _learners(room: Room, states: set[State]) -> str:
    listed = [each for each in room.by_need if each.state(room.now) in states]
    rows = [_learner_row(room, each) for each in listed]
    heads = ("Learner", "State", "At", "Tries there", "Quiet for", "Done")
    of = "" if len(rows) == len(room.learners) else f" of {len(room.learners)}"
    table = _table(heads, rows, "learners") if rows else "<p>Nobody.</p>"
    return f"<h4>{counted(len(rows), 'learner')}{of}</h4>{table}{_download(room)}"


def _download(room: Room) -> str:
    data = b64encode(room.csv().encode()).decode()
    link = f'<a download="learners.csv" href="data:text/csv;base64,{data}">learners.csv</a>'
    return f"<p>All of them as a file: {link}</p>"


def _learner_row(room: Room, each: Learner) -> tuple[str, ...]:
    here, done = each.here, each.progress
    quiet = f"{each.quiet(room.now) / 60:.0f} min" if each.last else ""
    tries = str(here.tries) if here is not None and here.tries else ""
    at = shown(incident_named(here.exercise)) if here is not None and each.last else ""
    share = f"{done.done} of {len(done.rows)}"
    return shown(each.name), _state(each.state(room.now)), at, tries, quiet, share


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], scrolls: str = "") -> str:
    """A table whose cells are escaped already; one that scrolls can be reached by keyboard."""
    head = "".join(f'<th scope="col">{each}</th>' for each in heads)
    body = "".join(_row(row) for row in rows)
    table = (
        '<table class="simlib-table simlib-room-table">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )
    name = f' data-scroll="{scrolls}" tabindex="0" role="group" aria-label="{scrolls}, scrolls"'
    return f'<div class="simlib-scroll"{name if scrolls else ""}>{table}</div>'


def _row(cells: Sequence[str]) -> str:
    first, *others = cells
    return f'<tr><th scope="row">{first}</th>{"".join(f"<td>{each}</td>" for each in others)}</tr>'
