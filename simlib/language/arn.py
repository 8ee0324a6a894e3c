"""Amazon Resource Names: their six parts, and patterns over them.

Source: "IAM JSON policy elements: Resource", "IAM identifiers".
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from .wildcard import Piece, glob

__all__ = ["Arn", "arn_glob", "parse_arn", "split_pieces"]


class Arn(NamedTuple):
    """The five parts after `arn:`.

    >>> parse_arn("arn:aws:s3:::b/k:1").resource
    'b/k:1'
    """

    partition: str
    service: str
    region: str
    account: str
    resource: str


def parse_arn(text: str) -> Arn | None:
    """The parts of an ARN, or None where the text is not one."""
    head, *parts = text.split(":", 5)
    return Arn(*parts) if head == "arn" and len(parts) == 5 else None


def split_pieces(pattern: Sequence[Piece]) -> list[list[Piece]]:
    """Splits a pattern at its first five colons (those in literal text; wildcards have none)."""
    parts: list[list[Piece]] = [[]]
    for piece in pattern:
        if not isinstance(piece, str):
            parts[-1].append(piece)
            continue
        for number, text in enumerate(piece.split(":", 6 - len(parts))):
            if number:
                parts.append([])
            if text:
                parts[-1].append(text)
    return parts


@lru_cache(maxsize=16384)
def arn_glob(pattern: tuple[Piece, ...]) -> Callable[[str], bool] | None:
    """The test for an ARN pattern, part by part; None when it has fewer than six parts.

    A `*` stays within its part, but runs across further colons in the sixth (rule M18).
    """
    parts = split_pieces(pattern)
    if len(parts) < 6:
        return None
    last = glob(parts[5])
    if all(isinstance(piece, str) for part in parts[:5] for piece in part):
        prefix = ":".join("".join(str(p) for p in part) for part in parts[:5]) + ":"
        cut = len(prefix)
        return lambda value: value.startswith(prefix) and last(value[cut:])
    tests = [glob(part) for part in parts]

    def match(value: str) -> bool:
        values = value.split(":", 5)
        return len(values) == 6 and all(t(v) for t, v in zip(tests, values, strict=True))

    return match
