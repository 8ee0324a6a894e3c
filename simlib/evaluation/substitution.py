"""Puts context values in for policy variables.

What is put in is literal: a `*` in a tag is no wildcard (rule C8). A key that is absent or
multivalued leaves the value unresolved; an unresolved value matches nothing (C5, M3).
Source: "IAM policy elements: Variables and tags".
"""

from ..language.variables import Template, Variable
from ..language.wildcard import Piece
from .checks import Values

__all__ = ["resolve", "variable_keys", "written"]


def variable_keys(template: Template) -> tuple[str, ...]:
    """The context keys, in lower case, that a template needs."""
    return tuple(part.key.lower() for part in template if isinstance(part, Variable))


def resolve(template: Template, context: Values) -> tuple[Piece, ...] | None:
    """The pattern with its variables put in; None if one has no value.

    >>> resolve((Variable("aws:username"), "/x"), Values({"aws:username": "Alice"}))
    ('Alice', '/x')
    """
    found: list[Piece] = []
    for part in template:
        if not isinstance(part, Variable):
            found.append(part)
            continue
        value = context[part.key.lower()]
        value = part.default if value is None else value
        if not isinstance(value, str):
            return None
        found.append(value)
    return tuple(found)


def written(pattern: tuple[Piece, ...] | None) -> str | None:
    """A resolved pattern as people read it."""
    if pattern is None:
        return None
    return "".join(piece if isinstance(piece, str) else piece.value for piece in pattern)
