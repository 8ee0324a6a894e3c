"""Two patterns against each other: does one cover the other, do they meet?

Both answers are for patterns as texts with `*` and `?`. "Covers" is never said wrongly, but may
be missed where the two wildcards stand in each other's way; "meets" is exact.
Source: "IAM JSON policy elements: Action", "… Resource".
"""

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

__all__ = ["arn_covers", "arn_meets", "covers", "meets"]

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
    if wide.rstrip("*") == _lead(wide):
        return True  # as the lead is all that is asked for
    wide, narrow = _plain(wide), _plain(narrow)
    row = _first_row(wide)
    for char in narrow:
        row = _next_row(wide, row, char)
    return row[-1]


def _first_row(wide: str) -> list[bool]:
    """Which beginnings of the pattern are matched by nothing at all."""
    row = [True]
    for char in wide:
        row.append(row[-1] and char == "*")
    return row


def _next_row(wide: str, row: list[bool], char: str) -> list[bool]:
    """The same after one more character of the narrow pattern; only `*` takes in its `*`."""
    after = [False]
    for place, mark in enumerate(wide):
        if mark == "*":
            after.append(row[place + 1] or after[place] or row[place])
        else:
            after.append(row[place] and (mark == char or (mark == "?" and char != "*")))
    return after


@lru_cache(maxsize=65536)
def _meets(one: str, other: str) -> bool:
    one, other = _plain(one), _plain(other)
    row = _first_row(other)
    for mark in one:
        after = [row[0] and mark == "*"]
        for (before, here), char in zip(pairwise(row), other, strict=True):
            if "*" in (mark, char):
                after.append(here or after[-1])
            else:
                after.append(before and (mark == char or "?" in (mark, char)))
        row = after
    return row[-1]


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
