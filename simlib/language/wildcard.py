"""Wildcards in linear time: `*` is any run of characters (also none), `?` exactly one.

A pattern is a tuple of pieces: literal texts and the two wildcards. Pieces instead of plain text
because a `*` that came out of a policy variable, or was written `${*}`, is only a character.
Source: "IAM JSON policy elements: Action", "… Resource", "… Variables and tags".
"""

from collections.abc import Callable, Iterable
from enum import Enum
from functools import cached_property, lru_cache
from itertools import groupby

__all__ = ["Piece", "Wildcard", "glob", "has_wildcard", "pieces", "text_glob"]


class Wildcard(Enum):
    """The two wildcards."""

    RUN = "*"
    ONE = "?"


Piece = str | Wildcard
Predicate = Callable[[str], bool]
_MARKS = {"*": Wildcard.RUN, "?": Wildcard.ONE}


def pieces(text: str) -> tuple[Piece, ...]:
    """Reads a text as a pattern.

    >>> pieces("Get*")
    ('Get', <Wildcard.RUN: '*'>)
    """
    found: list[Piece] = []
    for mark, run in groupby(text, _MARKS.get):
        stretch = "".join(run)
        found.extend([stretch] if mark is None else [mark] * len(stretch))
    return tuple(found)


def has_wildcard(text: str) -> bool:
    """Is it a pattern, and not one name?"""
    return "*" in text or "?" in text


@lru_cache(maxsize=8192)
def text_glob(text: str) -> Predicate:
    """The test for a pattern written as plain text.

    >>> [text_glob("s3:Get*")(a) for a in ("s3:GetObject", "s3:PutObject")]
    [True, False]
    """
    return glob(pieces(text))


def glob(pattern: Iterable[Piece]) -> Predicate:
    """The test for a pattern: time grows with the value's length, whatever the pattern."""
    chunks: list[list[Piece]] = [[]]
    for piece in pattern:
        if piece is Wildcard.RUN:
            chunks.append([])
        else:
            chunks[-1].append(piece)
    parts = [_Chunk(chunk) for chunk in chunks]
    lead = parts[0].literal
    if len(parts) == 1:
        return parts[0].equals
    if len(parts) == 2 and lead is not None and not parts[1].length:
        return lambda value: value.startswith(lead)
    return _Runs(parts[0], [p for p in parts[1:-1] if p.length], parts[-1]).match


class _Chunk:
    """A stretch of a pattern without `*`: literals at fixed places, `?` in between."""

    def __init__(self, chunk: list[Piece]) -> None:
        self.literals: list[tuple[int, str]] = []
        self.length = 0
        for piece in chunk:
            if isinstance(piece, str):
                self.literals.append((self.length, piece))
                self.length += len(piece)
            else:
                self.length += 1
        literal = "".join(p for p in chunk if isinstance(p, str))
        self.literal = literal if len(literal) == self.length else None

    def equals(self, value: str) -> bool:
        if self.literal is not None:
            return value == self.literal
        return len(value) == self.length and self.at(value, 0)

    def at(self, value: str, start: int) -> bool:
        """Does it stand at this place (which must leave room for it)?"""
        if self.literal is not None:
            return value.startswith(self.literal, start)
        return all(value.startswith(text, start + offset) for offset, text in self.literals)

    def find(self, value: str, start: int, end: int) -> int:
        """Its leftmost place within value[start:end], or -1."""
        if self.literal is not None:
            return value.find(self.literal, start, end)
        return self._shift_and(value, start, end)

    def _shift_and(self, value: str, start: int, end: int) -> int:
        """Bit-parallel search: bit i of `state` says that the first i+1 characters fit so far."""
        masks, anywhere = self._masks
        state, done = 0, 1 << (self.length - 1)
        for place in range(start, end):
            state = (state << 1 | 1) & (masks.get(value[place], 0) | anywhere)
            if state & done:
                return place - self.length + 1
        return -1

    @cached_property
    def _masks(self) -> tuple[dict[str, int], int]:
        """For each character the places it fits, and the places where any character fits."""
        masks: dict[str, int] = {}
        for offset, text in self.literals:
            for place, char in enumerate(text, offset):
                masks[char] = masks.get(char, 0) | 1 << place
        literal = 0
        for mask in masks.values():
            literal |= mask
        return masks, ((1 << self.length) - 1) & ~literal


class _Runs:
    """Chunks with `*` between them: the first and last are anchored, the others found in order."""

    def __init__(self, first: _Chunk, middle: list[_Chunk], last: _Chunk) -> None:
        self.first, self.middle, self.last = first, middle, last

    def match(self, value: str) -> bool:
        place, end = self.first.length, len(value) - self.last.length
        if place > end or not self.first.at(value, 0) or not self.last.at(value, end):
            return False
        for chunk in self.middle:
            found = chunk.find(value, place, end)
            if found < 0:
                return False
            place = found + chunk.length
        return True
