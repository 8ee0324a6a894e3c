"""What a learner did, one line an event, in a file beside the notebooks: `.simlib/progress.jsonl`.

A line is added in one write, so that a kill loses at most the line that was not written yet, and
two notebooks open at once do not lose each other's. A line that cannot be read is passed over.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from ..panels.drafts import KEPT

__all__ = ["HOME", "IN_A_HOME", "Event", "What", "add_event", "events_in", "events_of"]

IN_A_HOME = Path(".simlib") / "progress.jsonl"
HOME = KEPT / IN_A_HOME.name
LATEST = datetime(2200, 1, 1, tzinfo=UTC).timestamp()


class What(StrEnum):
    """What happened with an exercise."""

    OPENED = "opened"
    WRONG = "wrong"
    PASSED = "passed"
    HINT = "hint"
    SOLUTION = "solution"
    RESET = "reset"


@dataclass(frozen=True)
class Event:
    """One event; `request` is the one on which an answer went wrong, `at` in seconds since 1970."""

    exercise: str
    what: What
    at: float
    request: str = ""

    @property
    def time(self) -> datetime:
        """When it happened."""
        return datetime.fromtimestamp(self.at, UTC)


def add_event(event: Event, path: Path = HOME) -> None:
    """Adds an event at once. Raises OSError where the folder cannot be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(asdict(event), ensure_ascii=False) + "\n"
    with path.open("ab", buffering=0) as file:
        file.write(_after_a_torn_line(path) + line.encode("utf-8", "replace"))


def _after_a_torn_line(path: Path) -> bytes:
    """A new line where the last one was not written to its end."""
    with path.open("rb") as file:
        if file.seek(0, os.SEEK_END) == 0:
            return b""
        file.seek(-1, os.SEEK_END)
        return b"" if file.read() == b"\n" else b"\n"


def events_in(path: Path = HOME) -> Iterator[Event]:
    """The events of a file in their order; none where there is no file."""
    try:
        text = path.read_bytes()
    except OSError:
        return
    yield from events_of(text)


def events_of(text: bytes) -> Iterator[Event]:
    """The events of a piece of such a file."""
    for line in text.split(b"\n"):  # a request may hold what `splitlines` takes for an end
        event = _read(line.decode("utf-8", "replace"))
        if event is not None:
            yield event


def _read(line: str) -> Event | None:
    try:
        row = json.loads(line)
        event = Event(
            str(row["exercise"]), What(row["what"]), float(row["at"]), str(row["request"])
        )
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError):
        return None
    return event if 0 <= event.at < LATEST else None
