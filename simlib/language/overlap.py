"""Two patterns against each other: does one cover the other, do they meet?

Both answers are for patterns as texts with `*` and `?`. "Covers" is never said wrongly, but may
be missed where the two wildcards stand in each other's way; "meets" is exact.
Source: "IAM JSON policy elements: Action", "… Resource".
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Generic, TypeVar

__all__ = ["ByLead", "arn_covers", "arn_meets", "covers", "meets"]

T = TypeVar("T")

_WILDCARD = re.compile(r"[*?]")


def covers(wide: str, narrow: str) -> bool:
    """Does `wide` match everything that `narrow` matches?

    >>> covers("Get*", "GetObject?"), covers("Get?", "Get*")
    (True, False)
    """
    lead = _lead(wide)
    return wide == narrow or (lead != wide and narrow.startswith(lead) and _covers(wide, narrow))


def meets(one: str, other: str) -> bool:
    """Is there a text that both match?

    >>> meets("Get*", "*Object"), meets("Get*", "Put*")
    (True, False)
    """
    if one == other:
        return True
    lead, other_lead = _lead(one), _lead(other)
    agree = lead.startswith(other_lead) or other_lead.startswith(lead)
    return agree and (lead != one or other_lead != other) and _meets(one, other)


@lru_cache(maxsize=65536)
def _lead(text: str) -> str:
    """What stands before its first wildcard: most patterns part there, before more is looked at."""
    return _WILDCARD.split(text, maxsplit=1)[0]


@lru_cache(maxsize=65536)
def _covers(wide: str, narrow: str) -> bool:
    """Bit i of `row` says that the first i marks of the wide pattern take in all that was read."""
    if wide.rstrip("*") == _lead(wide):
        return True  # as the lead is all that is asked for
    wide, narrow = _plain(wide), _plain(narrow)
    places = _places(wide)
    runs, ones = places.get("*", 0), places.get("?", 0)
    row = _past_runs(1, runs)
    for char in narrow:
        fit = places.get(char, 0) | (ones if char != "*" else 0)  # only `*` takes in its `*`
        row = _past_runs(row & runs | (row & fit & ~runs) << 1, runs)
    return bool(row >> len(wide))


@lru_cache(maxsize=65536)
def _meets(one: str, other: str) -> bool:
    """Bit i of `row`: the first i marks of the other can match what the first of this one match."""
    one, other = _plain(one), _plain(other)
    places, all_places = _places(other), (1 << len(other) + 1) - 1
    runs, ones = places.get("*", 0), places.get("?", 0)
    row = _past_runs(1, runs)
    for mark in one:
        if mark == "*":
            row = -(row & -row) & all_places  # the lowest place, and all above it
        else:
            fit = all_places if mark == "?" else places.get(mark, 0) | ones
            row = _past_runs(row & runs << 1 | (row & fit & ~runs) << 1, runs)
    return bool(row >> len(other) & 1)


@lru_cache(maxsize=65536)
def _places(pattern: str) -> dict[str, int]:
    """For each mark of a pattern, the places where it stands."""
    places: dict[str, int] = {}
    for place, mark in enumerate(pattern):
        places[mark] = places.get(mark, 0) | 1 << place
    return places


def _past_runs(row: int, runs: int) -> int:
    """A `*` may also match nothing; no two of them stand side by side."""
    return row | (row & runs) << 1


@lru_cache(maxsize=65536)
def _plain(text: str) -> str:
    """`*` before `?`, and no `*` twice: the same pattern in one spelling, `?` first."""
    out: list[str] = []
    for char in text:
        if char == "*" and out and out[-1] == "*":
            continue
        if char == "?" and out and out[-1] == "*":
            out.insert(len(out) - 1, char)
            continue
        out.append(char)
    return "".join(out)


def arn_covers(wide: str, narrow: str) -> bool:
    """The same for resources: `*` alone is all, of an ARN each part by itself (rule A11).

    >>> arn_covers("arn:aws:s3:::records*", "arn:aws:s3:::records/scan.dcm")
    True
    """
    return _by_parts(covers, wide, narrow)


def arn_meets(one: str, other: str) -> bool:
    """Is there a resource that both match?

    >>> arn_meets("arn:aws:s3:::*/scan.dcm", "arn:aws:s3:::records/*")
    True
    """
    return _by_parts(meets, one, other)


def _by_parts(test: Callable[[str, str], bool], one: str, other: str) -> bool:
    if one == "*" or other == "*":
        return one == "*" or test is meets
    ones, others = one.split(":", 5), other.split(":", 5)
    same = len(ones) == len(others) == 6
    return same and all(test(a, b) for a, b in zip(ones, others, strict=True))


class ByLead(Generic[T]):
    """Things by the patterns they have, to find those of which one may cover a text.

    >>> found = ByLead[int]()
    >>> found.add("Get*", 1), found.add("Put*", 2), found.add("*", 3)
    (None, None, None)
    >>> list(found.that_may_cover("GetObject"))
    [3, 1]
    """

    def __init__(self) -> None:
        self._found: dict[str, list[T]] = {}
        self._lengths: set[int] = set()

    def add(self, pattern: str, thing: T) -> None:
        """Adds a thing under one of its patterns."""
        lead = _lead(pattern)
        self._found.setdefault(lead, []).append(thing)
        self._lengths.add(len(lead))

    def that_may_cover(self, text: str) -> Iterator[T]:
        """Those whose pattern begins as the text does, up to its first wildcard."""
        for length in sorted(self._lengths):
            if length <= len(text):
                yield from self._found.get(text[:length], ())
