"""Policy variables: `${key}`, `${key, 'default'}`, and the escapes `${*}`, `${?}`, `${$}`.

Source: "IAM policy elements: Variables and tags".
"""

import re
from typing import NamedTuple

from .findings import Issue
from .wildcard import Piece, pieces

__all__ = ["Template", "Variable", "plain", "read_template", "variable_slips"]

_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_DEFAULT = re.compile(r"([^,]*?)\s*,\s*(.*)", re.DOTALL)


class Variable(NamedTuple):
    """A context key to be put in; `default` only counts when the key is absent."""

    key: str
    default: str | None = None


Template = tuple[Piece | Variable, ...]


def read_template(text: str, *, wildcards: bool, variables: bool) -> Template:
    """Reads a policy value: literal text, wildcards where they count, variables where they count.

    >>> read_template("home/${aws:username}/*", wildcards=True, variables=True)
    ('home/', Variable(key='aws:username', default=None), '/', <Wildcard.RUN: '*'>)
    """
    if not variables or "${" not in text:
        return plain(text, wildcards=wildcards)
    parts: list[Piece | Variable] = []
    place = 0
    for match in _VARIABLE.finditer(text):
        parts += plain(text[place : match.start()], wildcards=wildcards)
        parts.append(_variable(match[1]))
        place = match.end()
    return _merged([*parts, *plain(text[place:], wildcards=wildcards)])


def plain(text: str, *, wildcards: bool) -> tuple[Piece, ...]:
    """A text without variables."""
    return pieces(text) if wildcards else (text,) if text else ()


def _variable(inside: str) -> str | Variable:
    if inside in ("*", "?", "$"):
        return inside
    default = _DEFAULT.fullmatch(inside)
    if default and len(default[2]) >= 2 and default[2][0] == default[2][-1] == "'":
        return Variable(default[1].strip(), default[2][1:-1])
    return Variable(inside.strip())


def _merged(parts: list[Piece | Variable]) -> Template:
    """Joins neighbouring literal texts."""
    merged: list[Piece | Variable] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    return tuple(merged)


def variable_slips(text: str) -> list[tuple[Issue, str, str]]:
    """What is wrong with the variables of a text: issue, message, suggestion.

    >>> variable_slips("home/${aws:username")[0][1]
    'a variable is opened by `${` and not closed'
    """
    slips = []
    if "${" in _VARIABLE.sub("", text):
        slips.append(
            (
                Issue.MISSING_BRACE_IN_VARIABLE,
                "a variable is opened by `${` and not closed",
                "close it with `}`, or write `${$}` for the character itself",
            )
        )
    return slips + [slip for m in _VARIABLE.finditer(text) if (slip := _inside_slip(m[1]))]


def _inside_slip(inside: str) -> tuple[Issue, str, str] | None:
    name, comma, default = inside.partition(",")
    if not name.strip():
        return Issue.EMPTY_VARIABLE, f"`${{{inside}}}` names no key", "write `${aws:username}`"
    if comma and not re.fullmatch(r"\s*'[^']*'\s*", default):
        hint = f"write `${{{name.strip()}, '{default.strip(' ' + chr(39))}'}}`"
        return Issue.MISSING_QUOTE_IN_VARIABLE, "a default stands in single quotes", hint
    if " " in name.strip() or name != name.strip():
        hint = f"write `${{{name.replace(' ', '')}}}`"
        return Issue.UNSUPPORTED_SPACE_IN_VARIABLE, "no spaces inside a variable's name", hint
    return None
