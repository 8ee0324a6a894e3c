"""Documents as nodes that know where they stand, whether they were written in YAML or in JSON."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NamedTuple

from ...language.errors import ScenarioError

__all__ = ["Kind", "Member", "Node", "Place", "Problems", "node_of", "plain", "refusal", "walk"]


class Place(NamedTuple):
    """A place in a file, line and column from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}, column {self.column}"


class Kind(StrEnum):
    """What a node is; the value is the phrase shown to people."""

    TEXT = "a text"
    NUMBER = "a number"
    BOOLEAN = "a boolean"
    LIST = "a list"
    MAP = "a map"
    FUNCTION = "an intrinsic function"
    BROKEN = "unreadable"  # reported already, so that nothing more is said of it


class Node(NamedTuple):
    """One value. `value` is a tuple of `Node` for a list, of `Member` for a map; plain otherwise.

    Of an intrinsic function `function` is the full name and `value` the argument's node, however
    it was written: `!Sub x`, `Fn::Sub: x` and `{"Fn::Sub": "x"}` are the same node.
    """

    kind: Kind
    value: Any
    place: Place
    function: str = ""

    def get(self, key: str) -> "Node | None":
        """The value of a member of a map; None where there is none, or no map."""
        return next((each.value for each in self.members if each.key == key), None)

    @property
    def members(self) -> "tuple[Member, ...]":
        """The members of a map, none of anything else."""
        found: tuple[Member, ...] = self.value if self.kind is Kind.MAP else ()
        return found

    @property
    def items(self) -> "tuple[Node, ...]":
        """The items of a list, none of anything else."""
        found: tuple[Node, ...] = self.value if self.kind is Kind.LIST else ()
        return found


class Member(NamedTuple):
    """One key of a map with its value."""

    key: str
    place: Place
    value: Node


class Problems:
    """Collects what is wrong in one or several files, to be told in one error."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._found: list[tuple[Place, str]] = []

    def report(self, place: Place, message: str, suggestion: str = "") -> None:
        """One more problem; a suggestion may be empty."""
        self._found.append((place, f"{message}; {suggestion}".rstrip("; ")))

    def stop(self) -> None:
        """Raises ScenarioError with every problem, in the order of the text, if there is any."""
        if self._found:
            ordered = sorted(dict.fromkeys(self._found))
            raise ScenarioError(self.name, [f"{place}: {message}" for place, message in ordered])


def refusal(place: Place, message: str, suggestion: str = "") -> ScenarioError:
    """One problem that shows only when values are known, as an error."""
    told = f"{message}; {suggestion}".rstrip("; ")
    return ScenarioError(place.file, [f"{place}: {told}"])


def walk(node: Node) -> Iterator[Node]:
    """A node and all nodes below it."""
    yield node
    inner: tuple[Node, ...] = (node.value,) if node.kind is Kind.FUNCTION else node.items
    for each in (*inner, *(member.value for member in node.members)):
        yield from walk(each)


def plain(node: Node) -> Any:
    """A node without functions as plain data."""
    if node.kind is Kind.MAP:
        return {member.key: plain(member.value) for member in node.members}
    return [plain(item) for item in node.items] if node.kind is Kind.LIST else node.value


def node_of(value: Any, place: Place) -> Node:
    """Plain data as a node, all of it at one place.

    >>> node_of(["a", 1], Place("a.yaml", 1, 1)).items[1].kind
    <Kind.NUMBER: 'a number'>
    """
    if isinstance(value, dict):
        members = (Member(key, place, node_of(inner, place)) for key, inner in value.items())
        return Node(Kind.MAP, tuple(members), place)
    if isinstance(value, list | tuple):
        return Node(Kind.LIST, tuple(node_of(item, place) for item in value), place)
    if isinstance(value, bool):
        return Node(Kind.BOOLEAN, value, place)
    return Node(Kind.TEXT if isinstance(value, str) else Kind.NUMBER, value, place)
