"""The trail that an exercise is about, and the records that an answer names."""

from typing import TYPE_CHECKING, Any

from ..cloud.trail import read_trail
from ..language.errors import UnknownNameError, did_you_mean
from ..shipped import shipped_path
from .exercise import Setting

if TYPE_CHECKING:
    import pandas

__all__ = ["ids_in", "record_in_words", "trail_of"]


def trail_of(setting: Setting) -> "pandas.DataFrame":
    """The shipped trail, a row a call. Raises UnknownNameError where the exercise has none."""
    known = {path.stem: path for path in shipped_path("trails").glob("*.json")}
    if setting.trail not in known:
        hint = did_you_mean(setting.trail, known)
        told = f"no trail `{setting.trail}`; {hint}" if setting.trail else "this has no trail"
        raise UnknownNameError(told.rstrip("; "))
    return read_trail(known[setting.trail])


def ids_in(answer: Any) -> object:
    """Rows of a trail, or their column `eventID`, as a list of ids; other answers as they are."""
    column: Any = getattr(answer, "eventID", answer)
    return list(column) if hasattr(column, "to_list") else answer


def record_in_words(setting: Setting, event_id: str) -> str:
    """What a record is about, for somebody who knows its id; empty where it is not there.

    >>> record_in_words(Setting(), "e1")
    ''
    """
    if not setting.trail:
        return ""
    trail = trail_of(setting)
    found = trail[trail.eventID == event_id]
    return "".join(f"{row.eventName} by {row.caller}" for row in found.itertuples())
