"""Edits mend a policy's text at a place and leave everything else as its author wrote it.

Places are JSON Pointers (RFC 6901).
"""

import json
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, NamedTuple

from .json_text import Json, Member, read_json

__all__ = ["Edit", "EditKind", "edited"]


class EditKind(StrEnum):
    """What an edit does at its place."""

    REPLACE = "put another value there"
    REMOVE = "take it out, with its key or comma"
    RENAME = "give the member another key"
    INSERT = "add a member to the object there"


class Edit(NamedTuple):
    """One change of a text. `key` is the new key of RENAME and INSERT, `value` the new value."""

    kind: EditKind
    pointer: str
    key: str = ""
    value: Any = None


class _Place(NamedTuple):
    """A value, the member that holds it if one does, and the object or list around it."""

    node: Json
    member: Member | None
    siblings: tuple[Any, ...]
    number: int


class _Span(NamedTuple):
    start: int
    end: int
    text: str


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits made. Raises ValueError for a place that is not in the text.

    >>> edited('{"Effect": "allow"}', [Edit(EditKind.REPLACE, "/Effect", value="Allow")])
    '{"Effect": "Allow"}'
    """
    there = {_span(text, edit): edit for edit in edits}
    for first in sorted(there, reverse=True):  # from the end, so that the other places still hold
        span = _span(text, there[first])
        text = text[: span.start] + span.text + text[span.end :]
    return text


def _span(text: str, edit: Edit) -> _Span:
    place = _place(text, edit.pointer)
    node, member = place.node, place.member
    if edit.kind is EditKind.REPLACE:
        return _Span(node.start, node.end, _written(edit.value))
    if edit.kind is EditKind.RENAME and member:
        closing = text.index(":", _key_end(text, member))
        return _Span(member.start, closing, _written(edit.key))
    if edit.kind is EditKind.INSERT and node.kind == "object":
        return _inserted(text, node, edit)
    return _removed(place)


def _inserted(text: str, node: Json, edit: Edit) -> _Span:
    """The new member stands first, indented as the one that was first."""
    added = f"{_written(edit.key)}: {_written(edit.value)}"
    if not node.value:
        return _Span(node.start + 1, node.start + 1, added)
    first = node.value[0].start
    return _Span(first, first, f"{added},{text[node.start + 1 : first] or ' '}")


def _removed(place: _Place) -> _Span:
    """With the comma behind it, or before it where it stands last."""
    start = place.member.start if place.member else place.node.start
    later = place.siblings[place.number + 1 :]
    if later:
        return _Span(start, _start(later[0]), "")
    if place.number:
        return _Span(_end(place.siblings[place.number - 1]), place.node.end, "")
    return _Span(start, place.node.end, "")


def _place(text: str, pointer: str) -> _Place:
    document, _ = read_json(text)
    if document is None:
        raise ValueError("the text is no JSON")
    place = _Place(document, None, (), 0)
    for part in pointer.split("/")[1:]:
        place = _inner(place.node, part.replace("~1", "/").replace("~0", "~"), pointer)
    return place


def _inner(node: Json, part: str, pointer: str) -> _Place:
    if node.kind == "object":
        for number, member in enumerate(node.value):
            if member.key == part:
                return _Place(member.value, member, node.value, number)
    elif node.kind == "array" and part.isdigit() and int(part) < len(node.value):
        return _Place(node.value[int(part)], None, node.value, int(part))
    raise ValueError(f"there is nothing at `{pointer}`")


def _key_end(text: str, member: Member) -> int:
    """Where a member's key ends, its closing quote included."""
    return member.start + json.JSONDecoder().raw_decode(text[member.start :])[1]


def _start(part: Json | Member) -> int:
    return part.start


def _end(part: Json | Member) -> int:
    return part.value.end if isinstance(part, Member) else part.end


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
