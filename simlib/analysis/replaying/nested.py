"""What is nested in a record: as it is, or as JSON."""

import json
from collections.abc import Mapping
from typing import Any

import msgspec

__all__ = ["arns_in", "parsed", "part_of", "text_at", "text_of"]

Record = Mapping[str, Any]
_NOTHING: Record = {}


def parsed(text: str | bytes) -> Any:
    """JSON that is nested in a record; None for what is none."""
    try:
        return msgspec.json.decode(text)
    except (ValueError, RecursionError):
        return _parsed_by_python(text)


def _parsed_by_python(text: str | bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def part_of(value: Any) -> Record:
    """What is nested, as it is or as JSON; nothing of what is neither."""
    found = parsed(value) if value.__class__ in (str, bytes) else value
    return found if found.__class__ is dict else _NOTHING


def text_at(told: Record, path: tuple[str, ...]) -> str | None:
    """The text at a path of names; None where there is none."""
    found: Any = told
    for name in path:
        found = part_of(found).get(name)
    return text_of(found)


def text_of(value: Any) -> str | None:
    """A text; None for what is none."""
    return value if isinstance(value, str) else None


def arns_in(listed: Any) -> tuple[str, ...]:
    """The ARNs of a record's `resources`, as they are or as JSON."""
    if isinstance(listed, (str, bytes)):
        listed = parsed(listed)
    if not listed or not isinstance(listed, (list, tuple)):
        return ()
    return tuple(str(each.get("ARN") or "") for each in listed if isinstance(each, Mapping))
