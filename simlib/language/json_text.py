"""JSON with positions: values that remember where they stand, and all syntax problems at once.

The reader goes on after the slips people make by hand (a trailing or missing comma, a comment, a
member without a value), so that one reading lists them together with the grammar's findings.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined] # typeshed leaves it out
from typing import Any, NamedTuple

__all__ = ["Json", "Lines", "Member", "Slip", "read_json"]

MAX_DEPTH = 50
MAX_SLIPS = 100
_TOKENS = re.compile(
    r"""[ \t\n\r]*(?:"([^"\\\x00-\x1f\ud800-\udfff]*)"|([{}\[\]:,])
    |(true|false|null)(?![A-Za-z])|(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)
    |(//[^\n]*|/\*.*?\*/)|("(?:[^"\\]++|\\.)*+"?)|(\Z)|(.))""",
    re.VERBOSE | re.DOTALL,
).finditer
# The kinds of tokens, by the group that matched; a mark (group 2) is its own kind. A hard string
# has escapes in it, or is not well-formed.
_KINDS = ("", "string", "", "word", "number", "comment", "hard", "end", "other")
_SURROGATE = re.compile("[\ud800-\udfff]")


class Json(NamedTuple):
    """One JSON value: `kind` is object, array, string, number, true, false or null.

    `value` is a tuple of `Member` for objects, a tuple of `Json` for arrays, else the text.
    """

    kind: str
    value: Any
    start: int
    end: int


class Member(NamedTuple):
    """One key of an object with its value."""

    key: str
    start: int
    value: Json


class Slip(NamedTuple):
    """A syntax problem: where, what was found and expected, what to do."""

    offset: int
    message: str
    suggestion: str = ""


class _StopError(Exception):
    """Reading cannot go on; the slips say why."""


class Lines:
    """Turns offsets into lines and columns, both counted from 1.

    >>> Lines("a\\nbc").place(3)
    (2, 2)
    """

    def __init__(self, text: str) -> None:
        self._starts = [0, *(m.end() for m in re.finditer("\n", text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The offset of a place."""
        return self._starts[line - 1] + column - 1


def read_json(text: str) -> tuple[Json | None, list[Slip]]:
    """Reads one JSON document; `None` when it cannot be understood, with all slips met.

    >>> read_json('{"a": [1,]}')[1][0].message
    'unexpected `]` after a comma'
    """
    reader = _Reader(text)
    try:
        return reader.document(), reader.slips
    except _StopError:
        return None, reader.slips


class _Reader:
    """Reads by recursive descent, one token ahead. A mark is its own kind: `{`, `,` and so on."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.slips: list[Slip] = []
        self.closed = self.end = 0
        self._tokens = _TOKENS(text)
        self.advance()

    def advance(self) -> None:
        """Looks at the next token: its kind, text and place."""
        match = next(self._tokens, None)
        group = match.lastindex if match else None
        if match is None or group is None:
            self.kind, self.token, self.start = "end", "", len(self.text)
            return
        self.token = match[group]
        self.end = match.end()
        self.start = match.start(group) - (group == 1)
        self.kind = _KINDS[group] or self.token
        if group == 5:
            self.slip("JSON has no comments", "take it out")
            self.advance()

    def step(self) -> None:
        """Goes past this token and remembers where it ended."""
        self.closed = self.end
        self.advance()

    def slip(self, message: str, suggestion: str = "", offset: int | None = None) -> None:
        self.slips.append(Slip(self.start if offset is None else offset, message, suggestion))
        if len(self.slips) > MAX_SLIPS:
            raise _StopError

    def stop(self, expected: str, suggestion: str = "") -> _StopError:
        begins = self.token.partition("\n")[0][:40]
        found = "the end of the text" if self.kind == "end" else f"`{begins}`"
        self.slip(f"expected {expected}, found {found}", suggestion)
        return _StopError()

    def document(self) -> Json:
        if self.kind not in ("{", "["):
            raise self.stop("a JSON object", "a policy starts with `{` and ends with `}`")
        value = self.value(1)
        if self.kind != "end":
            raise self.stop("the end of the text", "one policy is one JSON object")
        return value

    def value(self, depth: int) -> Json:
        kind, start, token = self.kind, self.start, self.token
        if kind == "string":
            self.step()
            return Json("string", token, start, self.closed)
        if kind in ("{", "["):
            if depth > MAX_DEPTH:
                raise self.stop(f"at most {MAX_DEPTH} levels of nesting", "no policy needs so many")
            parts = tuple(self.members(depth) if kind == "{" else self.items(depth))
            return Json("object" if kind == "{" else "array", parts, start, self.closed)
        if kind in ("word", "number"):
            self.step()
            return Json(token if kind == "word" else kind, token, start, self.closed)
        if kind == "hard":
            return Json("string", self.hard_string(), start, self.closed)
        raise self.stop("a value", 'a text stands in double quotes: "…"' if kind == "other" else "")

    def hard_string(self) -> str:
        """A text with escapes in it, or one that is not well-formed."""
        try:
            text, _ = scanstring(self.text, self.start + 1, True)
        except JSONDecodeError as error:
            self.start = error.pos
            over = self.text.startswith("\n", error.pos)
            said = error.msg.lower().removesuffix(" at").removesuffix(" starting")
            mend = "close it before the line ends" if over else said
            raise self.stop("a text closed by a double quote", mend) from None
        text = str(text)
        if _SURROGATE.search(text):
            self.slip("half of a surrogate pair is not a character", "take it out")
            text = _SURROGATE.sub("?", text)
        self.step()
        return text

    def more(self, closing: str) -> Iterator[None]:
        """Steps from part to part of an object or array, up to its closing mark."""
        self.advance()
        first = True
        while self.kind != closing:
            if not first and not self.comma(closing):
                break
            yield
            first = False
        self.step()

    def comma(self, closing: str) -> bool:
        """Goes past the comma; False if there is none because the list has ended."""
        if self.kind == ",":
            self.advance()
            if self.kind == closing:
                self.slip(f"unexpected `{closing}` after a comma", "take the comma out")
                return False
        elif self.kind in ("end", "}", "]", ":"):
            raise self.stop(f"`,` or `{closing}`")
        else:
            self.slip("expected `,` between the parts of a list or object", "put a comma before it")
        return True

    def items(self, depth: int) -> Iterator[Json]:
        for _ in self.more("]"):
            yield self.value(depth + 1)

    def members(self, depth: int) -> Iterator[Member]:
        seen: set[str] = set()
        for _ in self.more("}"):
            member = self.member(depth)
            if member.key in seen:
                self.slip(f"`{member.key[:60]}` stands twice", "keep one", member.start)
            else:
                seen.add(member.key)
                yield member

    def member(self, depth: int) -> Member:
        start = self.start
        if self.kind not in ("string", "hard"):
            raise self.stop("a key in double quotes")
        key = str(self.value(depth).value)
        if self.kind == ":":
            self.advance()
            return Member(key, start, self.value(depth + 1))
        if self.kind in (",", "}"):
            hint = "a list of texts stands in [ ], not in { }"
            self.slip(f"`{key[:60]}` has no value", hint, start)
            return Member(key, start, Json("null", "null", start, self.closed))
        raise self.stop("`:`")
