"""Edits mend a policy's text at a place and leave everything else as its author wrote it.

Places are JSON Pointers (RFC 6901).
"""

import json
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from .json_text import Json, Member, read_json

__all__ = ["Edit", "EditKind", "Span", "edited", "replacements"]


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


class Span(NamedTuple):
    """A stretch of a text, and what stands there instead."""

    start: int
    end: int
    text: str


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits made. Raises ValueError for one that cannot be made there.

    What is taken out needs no other edit, and of two alike at one place the first is made.

    >>> edited('{"Effect": "allow"}', [Edit(EditKind.REPLACE, "/Effect", value="Allow")])
    '{"Effect": "Allow"}'
    """
    written, place = [], 0
    for span in replacements(text, edits):
        written += [text[place : span.start], span.text]
        place = span.end
    return "".join([*written, text[place:]])


def replacements(text: str, edits: Iterable[Edit]) -> list[Span]:
    """What is replaced where to make the edits, in the text's order. Raises ValueError."""
    wanted = list(_needed(edits))
    found: list[Span] = []
    for span in sorted(_spans(text, wanted) if wanted else (), key=lambda each: each[:2]):
        if not found or span.start >= found[-1].end:
            found.append(span)  # what lies in something that is taken out goes with it
    return found


def _needed(edits: Iterable[Edit]) -> Iterable[Edit]:
    wanted = list(edits)
    removed = {edit.pointer for edit in wanted if edit.kind is EditKind.REMOVE}
    first: dict[tuple[str, ...], Edit] = {}
    for edit in wanted:
        if edit.kind is EditKind.REMOVE or edit.pointer not in removed:
            inserted = edit.key if edit.kind is EditKind.INSERT else ""
            first.setdefault((edit.kind, edit.pointer, inserted), edit)
    return first.values()


def _spans(text: str, edits: list[Edit]) -> Iterator[Span]:
    document = _document(text)
    removed: dict[tuple[str, str], list[_Place]] = {}
    inserted: dict[str, list[Edit]] = {}
    gone = {edit.pointer for edit in edits if edit.kind is EditKind.REMOVE}
    for edit in edits:
        place = _place(document, edit.pointer)
        if edit.kind is EditKind.REMOVE:
            removed.setdefault(edit.pointer.rpartition("/")[:2], []).append(place)
        elif edit.kind is EditKind.INSERT:
            inserted.setdefault(edit.pointer, []).append(edit)
        else:
            yield _changed(text, place, edit)
    for places in removed.values():
        yield from _removed(places)
    for pointer, added in inserted.items():
        yield _inserted(text, _place(document, pointer).node, added, gone)


def _changed(text: str, place: _Place, edit: Edit) -> Span:
    node, member = place.node, place.member
    if edit.kind is EditKind.REPLACE:
        return Span(node.start, node.end, _written(edit.value))
    if member is None:
        raise ValueError(f"`{edit.pointer}` is no place for {edit.kind.name}")
    _no_member(place.siblings, edit.key)
    closing = text.index(":", _key_end(text, member))
    return Span(member.start, closing, _written(edit.key))


def _inserted(text: str, node: Json, edits: list[Edit], gone: set[str]) -> Span:
    """The new members stand first, the last of them at the top, indented as what was first."""
    if node.kind != "object":
        raise ValueError(f"`{edits[0].pointer}` is no place for {edits[0].kind.name}")
    left = [m for m in node.value if f"{edits[0].pointer}/{_part(m.key)}" not in gone]
    for edit in edits:
        _no_member(left, edit.key)
    first = node.value[0].start if left else node.start + 1
    comma = f",{text[node.start + 1 : first] or ' '}"
    added = [f"{_written(each.key)}: {_written(each.value)}" for each in reversed(edits)]
    return Span(first, first, comma.join(added) + comma * bool(left))


def _no_member(members: Iterable[Member], key: str) -> None:
    if any(member.key == key for member in members):
        raise ValueError(f"there is a member `{key}` already")


def _removed(places: list[_Place]) -> Iterator[Span]:
    """Each run of neighbours with the comma behind it, or before it where it stands last."""
    siblings = places[0].siblings or (places[0].node,)
    numbers = {place.number for place in places}
    for first in sorted(number for number in numbers if number - 1 not in numbers):
        after = next(n for n in range(first, len(siblings) + 1) if n not in numbers)
        if after < len(siblings):
            yield Span(siblings[first].start, siblings[after].start, "")
        else:
            start = _end(siblings[first - 1]) if first else siblings[first].start
            yield Span(start, _end(siblings[-1]), "")


@lru_cache(maxsize=2)
def _document(text: str) -> Json:
    """Remembered: each finding's edits are tried on the one text."""
    document, _ = read_json(text)
    if document is None:
        raise ValueError("the text is no JSON")
    return document


def _place(document: Json, pointer: str) -> _Place:
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


def _part(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _key_end(text: str, member: Member) -> int:
    """Where a member's key ends, its closing quote included."""
    return json.JSONDecoder().raw_decode(text, member.start)[1]


def _end(part: Json | Member) -> int:
    return part.value.end if isinstance(part, Member) else part.end


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
