"""The texts of a half-written JSON document, each with its place in the tree.

An editor asks while somebody types, when the document is rarely whole: an open quote ends with its
line, a missing bracket or comma is passed over.
"""

import re
from typing import NamedTuple

from .json_text import MAX_DEPTH

__all__ = ["JsonString", "Path", "string_at", "strings_in"]

Path = tuple[str | int, ...]
_TOKENS = re.compile(r'"((?:[^"\\\n]++|\\.)*+)("?)|([{}\[\],:])|[^\s"{}\[\],:]+')


class JsonString(NamedTuple):
    """One text: the path of what holds it, whether it is a key, and where it stands.

    `start` and `end` are offsets inside the quotes. A value's path ends with its own key or number.
    `closed` says that the closing quote is there.
    """

    path: Path
    is_key: bool
    text: str
    start: int
    end: int
    closed: bool = True


class _Level:
    """One open object or list, with the key or number that comes next."""

    def __init__(self, opened: str, path: Path) -> None:
        self.is_object, self.path = opened == "{", path
        self.key: str | None = None
        self.number = 0

    @property
    def inside(self) -> Path:
        """The path of the value that comes next."""
        return (*self.path, (self.key or "") if self.is_object else self.number)

    def after_comma(self) -> None:
        self.key, self.number = None, self.number + 1


def strings_in(text: str) -> tuple[JsonString, ...]:
    """All texts, in order.

    >>> [(each.path, each.text) for each in strings_in('{"Action": ["s3:Get')]
    [((), 'Action'), (('Action', 0), 's3:Get')]
    """
    found: list[JsonString] = []
    levels: list[_Level] = []
    for token in _TOKENS.finditer(text):
        mark = token[3]
        if mark is not None:
            _step(levels, mark)
        elif token[1] is not None:
            found.append(_string(levels, token))
    return tuple(found)


def _step(levels: list[_Level], mark: str) -> None:
    if mark in "{[":
        levels.append(_Level(mark, _path_within(levels)))
    elif mark in "}]" and levels:
        levels.pop()
    elif mark == "," and levels:
        levels[-1].after_comma()


def _path_within(levels: list[_Level]) -> Path:
    """The path of what opens now; below `MAX_DEPTH`, where no policy goes, it grows no longer."""
    if not levels:
        return ()
    return levels[-1].inside if len(levels) < MAX_DEPTH else levels[-1].path


def _string(levels: list[_Level], token: re.Match[str]) -> JsonString:
    level = levels[-1] if levels else _Level("{", ())
    is_key = level.is_object and level.key is None
    if is_key:
        level.key = token[1]
    path = level.path if is_key else level.inside
    return JsonString(path, is_key, token[1], token.start(1), token.end(1), bool(token[2]))


def string_at(text: str, offset: int) -> JsonString | None:
    """The text that a place is in, or None where it is between texts.

    >>> string_at('{"Effect": "All"}', 14).path
    ('Effect',)
    """
    inside = (each for each in strings_in(text) if each.start <= offset <= each.end)
    return next(inside, None)
