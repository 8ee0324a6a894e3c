"""The shortest text that some patterns match and others do not; None where there is none.

Exact. Every pattern is walked at once as a set of places, one bit each, so a pattern may have any
number of `*`. Only a character that a matching pattern asks for at this place can make a
difference, or one that stands in no pattern: all others would do the same or worse.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from ...language.arn import split_pieces
from ...language.wildcard import Piece, Wildcard

__all__ = [
    "SearchTooLongError",
    "TextPattern",
    "arn_format",
    "arn_pattern",
    "fresh_character",
    "pattern",
    "shortest_text",
]

MOST_STATES = 200_000
_FRESH = "xyzwvuqkjabcdefghilmnoprst0123456789"


class SearchTooLongError(Exception):
    """The search takes too long: nothing is known. Never leaves this folder."""


class TextPattern(NamedTuple):
    """A pattern as places: bit i is about what stands at place i.

    `literals` are the places where a character fits, `ones` and `runs` those of `?` and `*`;
    `barred` are the wildcards that a character does not fit: a colon within a part of an ARN.
    """

    literals: Mapping[str, int]
    ones: int
    runs: int
    barred: Mapping[str, int]
    end: int
    start: int = 1

    def after(self, places: int, char: str) -> int:
        """The places that are reached from these by one more character."""
        open_to = ~self.barred.get(char, 0)
        here = self.literals.get(char, 0) | (self.ones & open_to)
        return (places & self.runs & open_to) | (places & here) << 1

    def beyond(self, prefix: str) -> "TextPattern":
        """What is left of the pattern behind a text."""
        places = self.start
        for char in prefix:
            places = self.after(places, char)
        return self._replace(start=places)

    def written(self) -> Iterator[str]:
        """What is left from each place where it stands, as a policy writes it."""
        chars = {mask: char for char, masks in self.literals.items() for mask in _bits(masks)}
        for place in _bits(self.start):
            yield "".join(self._from(place, chars))

    def _from(self, place: int, chars: Mapping[int, str]) -> Iterator[str]:
        while True:
            if self.runs & place:
                yield "*"
            if place == self.end:
                return
            char = chars.get(place, "")
            yield "?" if self.ones & place else f"${{{char}}}" if char in "*?$" else char
            place <<= 1

    def matches(self, text: str) -> bool:
        """Does the whole text match?"""
        return bool(self.beyond(text).start & self.end)


def _bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest
        mask ^= lowest


@lru_cache(maxsize=8192)
def pattern(pieces: tuple[Piece, ...], *, any_case: bool = False) -> TextPattern:
    """A pattern over texts.

    >>> pattern(("Get", Wildcard.RUN)).matches("GetObject")
    True
    """
    return _built([(piece, "") for piece in pieces], any_case)


@lru_cache(maxsize=8192)
def arn_pattern(pieces: tuple[Piece, ...]) -> TextPattern | None:
    """A pattern over ARNs: its wildcards stay within the first five parts; None for fewer parts."""
    parts = split_pieces(pieces)
    if len(parts) < 6:
        return None
    marked: list[tuple[Piece, str]] = []
    for number, part in enumerate(parts):
        inside = ":" if number < 5 else ""
        marked += [(piece, inside) for piece in part] + [(":", "")] * (number < 5)
    return _built(marked, False)


def arn_format(marked: Sequence[tuple[Piece, str]]) -> TextPattern:
    """What ARNs of a type look like: each wildcard with the characters that do not fit it."""
    return _built(marked, False)


def _built(marked: Sequence[tuple[Piece, str]], any_case: bool) -> TextPattern:
    """From pieces, each wildcard with the characters that do not fit it."""
    literals: dict[str, int] = {}
    barred: dict[str, int] = {}
    ones = runs = place = 0
    for piece, closed_to in marked:
        bit = 1 << place
        if isinstance(piece, Wildcard):
            barred |= {char: barred.get(char, 0) | bit for char in closed_to}
            runs |= bit if piece is Wildcard.RUN else 0
            ones |= bit if piece is Wildcard.ONE else 0
            place += piece is Wildcard.ONE
            continue
        for char in piece:
            for each in {char.lower(), char.upper()} if any_case else {char}:
                literals[each] = literals.get(each, 0) | 1 << place
            place += 1
    return TextPattern(literals, ones, runs, barred, 1 << place)


def shortest_text(
    matching: Sequence[TextPattern], others: Sequence[TextPattern] = ()
) -> str | None:
    """A shortest text that all of `matching` match and none of `others`.

    Raises SearchTooLongError after many steps.

    >>> get, put = pattern(("Get", Wildcard.RUN)), pattern((Wildcard.RUN, "t"))
    >>> shortest_text([get], [put])
    'Getx'
    """
    every = (*matching, *others)
    fresh = fresh_character(every)
    first = tuple(each.start for each in every)
    level: list[tuple[tuple[int, ...], str]] = [(first, "")]
    seen: list[tuple[int, ...]] = []
    known = {first}
    while level:
        following: list[tuple[tuple[int, ...], str]] = []
        for places, text in level:
            if _is_answer(places, every, len(matching)):
                return text
            for char in _characters(places, matching, fresh):
                reached = tuple(p.after(at, char) for p, at in zip(every, places, strict=True))
                alive = all(reached[: len(matching)])
                if not alive or reached in known or _dominated(reached, seen, len(matching)):
                    continue
                known.add(reached)
                seen.append(reached)
                following.append((reached, text + char))
        if len(known) > MOST_STATES:
            raise SearchTooLongError
        level = following
    return None


def fresh_character(patterns: Iterable[TextPattern]) -> str:
    """A character that no pattern has."""
    used = {char for each in patterns for char in each.literals}
    return next(char for char in _candidates() if char not in used)


def _candidates() -> Iterator[str]:
    yield from _FRESH
    yield from map(chr, range(0x4E00, 0x9FFF))


def _is_answer(places: tuple[int, ...], every: Sequence[TextPattern], count: int) -> bool:
    ends = [bool(at & each.end) for at, each in zip(places, every, strict=True)]
    return all(ends[:count]) and not any(ends[count:])


def _characters(places: tuple[int, ...], matching: Sequence[TextPattern], fresh: str) -> list[str]:
    """The characters that some matching pattern asks for here, a colon, and the fresh one."""
    wanted = {
        char
        for at, each in zip(places, matching, strict=False)
        for char, mask in each.literals.items()
        if mask & at
    }
    return [*sorted(wanted), fresh, *(() if ":" in wanted else ":")]


_LOOKED_BACK = 64


def _dominated(reached: tuple[int, ...], seen: list[tuple[int, ...]], count: int) -> bool:
    """Is there a state, not longer, with as many places of the matching and no more of others?"""
    for other in seen[-_LOOKED_BACK:]:
        if all(o | r == o for o, r in zip(other[:count], reached[:count], strict=True)) and all(
            o | r == r for o, r in zip(other[count:], reached[count:], strict=True)
        ):
            return True
    return False
