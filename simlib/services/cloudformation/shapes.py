"""What a document may hold: shapes, and everything about a node that is not of its shape.

An intrinsic function fits every shape but a literal name: what it gives is checked once it is
known, by the same function.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ...language.errors import did_you_mean
from .nodes import Kind, Node, Problems

__all__ = [
    "ANY",
    "BOOLEAN",
    "NAME",
    "NAMES",
    "NUMBER",
    "OBJECT",
    "TEXT",
    "Shape",
    "check",
    "list_of",
    "map_of",
    "structure",
]


class Form(StrEnum):
    """The forms; the value is the phrase shown to people."""

    ANY = "anything"
    TEXT = "a text"
    NUMBER = "a number"
    BOOLEAN = "true or false"
    OBJECT = "a map"
    NAME = "a literal text"
    NAMES = "a literal text or a list of them"
    LIST = "a list"
    MAP = "a map with names of your own"
    STRUCTURE = "a map with names that are given"


@dataclass(frozen=True, slots=True)
class Shape:
    """A form, and of what is inside the shapes. `called` names a structure in messages."""

    form: Form
    called: str = ""
    members: Mapping[str, "Shape"] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    item: "Shape | None" = None


ANY, OBJECT = Shape(Form.ANY), Shape(Form.OBJECT)
TEXT, NUMBER, BOOLEAN = Shape(Form.TEXT), Shape(Form.NUMBER), Shape(Form.BOOLEAN)
NAME, NAMES = Shape(Form.NAME), Shape(Form.NAMES)


def structure(
    called: str,
    required: Mapping[str, Shape] | None = None,
    optional: Mapping[str, Shape] | None = None,
) -> Shape:
    """A map with given names.

    >>> structure("a tag", {"Key": TEXT, "Value": TEXT}).required == {"Key", "Value"}
    True
    """
    needed = required or {}
    return Shape(Form.STRUCTURE, called, {**needed, **(optional or {})}, frozenset(needed))


def list_of(item: Shape) -> Shape:
    """A list whose items are all of one shape."""
    return Shape(Form.LIST, item=item)


def map_of(item: Shape) -> Shape:
    """A map with names of your own, whose values are all of one shape."""
    return Shape(Form.MAP, item=item)


def check(node: Node, shape: Shape, problems: Problems, what: str = "the document") -> None:
    """Reports everything about a node that is not of its shape."""
    if node.kind is Kind.BROKEN or shape.form is Form.ANY:
        return
    if node.kind is Kind.FUNCTION and shape.form not in (Form.NAME, Form.NAMES):
        return
    if not _FITS[shape.form](node):
        problems.report(node.place, f"`{what}` is {node.kind}; expected {shape.form}")
    elif shape.form is Form.STRUCTURE:
        _check_structure(node, shape, problems)
    elif shape.item is not None:
        for member in node.members:
            check(member.value, shape.item, problems, member.key)
        for item in node.items:
            check(item, shape.item, problems, what)


def _check_structure(node: Node, shape: Shape, problems: Problems) -> None:
    there = {member.key for member in node.members}
    for name in sorted(shape.required - there):
        problems.report(node.place, f"{shape.called} has no `{name}`")
    for member in node.members:
        if member.key in shape.members:
            check(member.value, shape.members[member.key], problems, member.key)
        else:
            known = [name for name in shape.members if name not in there]
            hint = did_you_mean(member.key, known) or f"it knows {', '.join(sorted(shape.members))}"
            told = f"simlib knows no `{member.key}` in {shape.called}"
            problems.report(member.place, told, hint)


def _texts(node: Node) -> bool:
    return all(item.kind is Kind.TEXT for item in (node.items or (node,)))


def _number(node: Node) -> bool:
    text: Any = node.value
    return node.kind is Kind.NUMBER or (node.kind is Kind.TEXT and text.lstrip("-").isdigit())


def _boolean(node: Node) -> bool:
    return node.kind is Kind.BOOLEAN or node.value in ("true", "false")


# CloudFormation turns texts into numbers and booleans, and those into texts.
_FITS: Mapping[Form, Callable[[Node], bool]] = {
    Form.TEXT: lambda node: node.kind in (Kind.TEXT, Kind.NUMBER, Kind.BOOLEAN),
    Form.NUMBER: _number,
    Form.BOOLEAN: _boolean,
    Form.OBJECT: lambda node: node.kind is Kind.MAP,
    Form.NAME: lambda node: node.kind is Kind.TEXT,
    Form.NAMES: _texts,
    Form.LIST: lambda node: node.kind is Kind.LIST,
    Form.MAP: lambda node: node.kind is Kind.MAP,
    Form.STRUCTURE: lambda node: node.kind is Kind.MAP,
}
