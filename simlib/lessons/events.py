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

__all__ = ["Event", "What", "add_event", "events_in"]

HOME = Path(".simlib") / "progress.jsonl"


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
    whole = line.encode("utf-8", "replace")
    number = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(number, _after_a_torn_line(path) + whole)
    finally:
        os.close(number)


def _after_a_torn_line(path: Path) -> bytes:
    """A new line where the last one was not written to its end."""
    text = path.read_bytes()
    return b"\n" if text and not text.endswith(b"\n") else b""


def events_in(path: Path = HOME) -> Iterator[Event]:
    """The events of a file in their order; none where there is no file."""
    try:
        lines = path.read_bytes().decode("utf-8", "replace").splitlines()
    except OSError:
        return
    for line in lines:
        event = _read(line)
        if event is not None:
            yield event


def _read(line: str) -> Event | None:
    try:
        row = json.loads(line)
        return Event(str(row["exercise"]), What(row["what"]), float(row["at"]), str(row["request"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
