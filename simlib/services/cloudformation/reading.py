"""Reads YAML with CloudFormation's short tags, or JSON, into nodes with their places.

As CloudFormation does, it refuses aliases and null values; beyond that it refuses duplicate keys.
Source: "CloudFormation template format", "Intrinsic function reference".
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from ...language.errors import did_you_mean
from ...language.json_text import Json, Lines, read_json
from .nodes import Kind, Member, Node, Place, Problems

__all__ = ["FUNCTIONS", "LARGEST", "Arguments", "read_document", "read_file"]

LARGEST = 1_000_000  # bytes; CloudFormation takes templates up to 1 MB
MAX_DEPTH = 50
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # without libyaml, the slow one
_YAML_TYPE = "tag:yaml.org,2002:"
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9_]+")
_DECIMAL = re.compile(r"[-+]?[0-9]+\.[0-9]+")


class Arguments(NamedTuple):
    """What a function takes: a list of so many, or (where `alone` is set) one value instead."""

    least: int = 0
    most: int = 0
    alone: bool = False


FUNCTIONS: Mapping[str, Arguments] = {
    "Ref": Arguments(alone=True),
    "Condition": Arguments(alone=True),
    "Fn::And": Arguments(2, 10),
    "Fn::Equals": Arguments(2, 2),
    "Fn::FindInMap": Arguments(3, 3),
    "Fn::GetAtt": Arguments(2, 2, alone=True),
    "Fn::If": Arguments(3, 3),
    "Fn::ImportValue": Arguments(alone=True),
    "Fn::Join": Arguments(2, 2),
    "Fn::Not": Arguments(1, 1),
    "Fn::Or": Arguments(2, 10),
    "Fn::Select": Arguments(2, 2),
    "Fn::Split": Arguments(2, 2),
    "Fn::Sub": Arguments(2, 2, alone=True),
}


class _TooDeepError(Exception):
    """Reading cannot go on; it was reported."""


def read_file(path: Path, problems: Problems) -> Node | None:
    """Reads a file; None where it cannot be understood. Its name stands in every place."""
    start = Place(path.name, 1, 1)
    raw = path.read_bytes()
    if len(raw) > LARGEST:
        problems.report(start, f"{len(raw):,} bytes; CloudFormation takes at most {LARGEST:,}")
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        problems.report(Place(path.name, line, 1), "not UTF-8", "save the file as UTF-8")
        return None
    return read_document(text, path.name, problems)


def read_document(text: str, file: str, problems: Problems) -> Node | None:
    """Reads YAML or, where the text begins with a brace or bracket, JSON; None if it is neither."""
    if text.lstrip()[:1] in ("{", "[") or file.endswith(".json"):
        return _Json(text, file, problems).document()
    return _Yaml(text, file, problems).document()


def _map(members: Sequence[Member], place: Place, problems: Problems) -> Node:
    """A map, or the function that it spells in full."""
    seen: set[str] = set()
    for member in members:
        if member.key in seen:
            problems.report(member.place, f"`{member.key}` stands here twice")
        seen.add(member.key)
    functions = [each for each in members if each.key == "Ref" or each.key.startswith("Fn::")]
    if not functions:
        return Node(Kind.MAP, tuple(members), place)
    first = functions[0]
    if len(members) > 1:
        problems.report(first.place, f"`{first.key}` stands beside other keys", "it stands alone")
        return Node(Kind.BROKEN, None, place)
    return _function(first.key, first.key, first.value, problems)


def _function(name: str, written: str, argument: Node, problems: Problems) -> Node:
    """An intrinsic function, whose number of arguments is checked."""
    place = argument.place
    if name not in FUNCTIONS:
        known = [_short(each) for each in FUNCTIONS] if written.startswith("!") else FUNCTIONS
        hint = did_you_mean(written, known) or f"it models {', '.join(sorted(known))}"
        problems.report(place, f"simlib knows no intrinsic function `{written}`", hint)
        return Node(Kind.BROKEN, None, place)
    wanted = FUNCTIONS[name]
    count = len(argument.items)
    alone = wanted.alone and argument.kind is not Kind.LIST
    if not alone and (argument.kind is not Kind.LIST or not wanted.least <= count <= wanted.most):
        found = f"a list of {count}" if argument.kind is Kind.LIST else argument.kind.value
        problems.report(place, f"`{written}` takes {_takes(wanted)}, not {found}")
        return Node(Kind.BROKEN, None, place)
    return Node(Kind.FUNCTION, argument, place, name)


def _takes(wanted: Arguments) -> str:
    several = f"{wanted.least}" + f" to {wanted.most}" * (wanted.most > wanted.least)
    forms = ["one value"] * wanted.alone + [f"a list of {several}"] * bool(wanted.most)
    return " or ".join(forms)


def _short(function: str) -> str:
    return "!" + function.removeprefix("Fn::")


def _full(tag: str) -> str:
    name = tag.removeprefix("!")
    return name if name in ("Ref", "Condition") else f"Fn::{name}"


class _Yaml:
    """Reads one YAML document from PyYAML's events, so that nothing is built that is not wanted."""

    def __init__(self, text: str, file: str, problems: Problems) -> None:
        self.text, self.file, self.problems = text, file, problems

    def document(self) -> Node | None:
        """The document. None where there is none, or where it is not well-formed."""
        try:
            self.loader = _Loader(self.text)
            return self._only_document()
        except yaml.MarkedYAMLError as error:
            place = self._place(error.problem_mark or error.context_mark)
            self.problems.report(place, f"not well-formed YAML: {error.problem or error.context}")
        except yaml.reader.ReaderError as error:
            place = Place(self.file, *Lines(self.text).place(error.position))
            self.problems.report(place, f"not well-formed YAML: {error.reason}")
        except _TooDeepError:
            pass
        return None

    def _only_document(self) -> Node | None:
        self.loader.get_event()  # the stream's start
        if self.loader.check_event(yaml.StreamEndEvent):
            self.problems.report(Place(self.file, 1, 1), "the file is empty")
            return None
        self.loader.get_event()  # the document's start
        node = self._node(0)
        self.loader.get_event()  # the document's end
        if not self.loader.check_event(yaml.StreamEndEvent):
            place = self._place(self.loader.peek_event().start_mark)
            self.problems.report(place, "a second document begins", "a file holds one")
        return node

    def _place(self, mark: Any) -> Place:
        return Place(self.file, mark.line + 1, mark.column + 1) if mark else Place(self.file, 1, 1)

    def _node(self, depth: int) -> Node:
        event = self.loader.get_event()
        place = self._place(event.start_mark)
        if depth > MAX_DEPTH:
            self.problems.report(place, f"nested more than {MAX_DEPTH} deep")
            raise _TooDeepError
        if isinstance(event, yaml.AliasEvent):
            told = f"the alias `*{event.anchor}`; CloudFormation takes no aliases"
            self.problems.report(place, told, "write the value out")
            return Node(Kind.BROKEN, None, place)
        if isinstance(event, yaml.ScalarEvent):
            node = self._scalar(event, place)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self._list(place, depth)
        else:
            node = self._mapping(place, depth)
        return self._tagged(event.tag, node)

    def _list(self, place: Place, depth: int) -> Node:
        items = []
        while not self.loader.check_event(yaml.SequenceEndEvent):
            items.append(self._node(depth + 1))
        self.loader.get_event()
        return Node(Kind.LIST, tuple(items), place)

    def _mapping(self, place: Place, depth: int) -> Node:
        members = []
        while not self.loader.check_event(yaml.MappingEndEvent):
            key = self._key(depth)
            value = self._node(depth + 1)
            members.append(key._replace(value=value))
        self.loader.get_event()
        return _map(members, place, self.problems)

    def _key(self, depth: int) -> Member:
        if self.loader.check_event(yaml.ScalarEvent):
            event = self.loader.get_event()
            place = self._place(event.start_mark)
            return Member(event.value, place, Node(Kind.BROKEN, None, place))
        node = self._node(depth + 1)
        if node.kind is not Kind.BROKEN:
            self.problems.report(node.place, f"{node.kind} stands as a key", "a key is a text")
        return Member("", node.place, node)

    def _tagged(self, tag: str | None, node: Node) -> Node:
        if tag is None or tag == "!" or tag.startswith(_YAML_TYPE):
            return node
        if not tag.startswith("!"):
            self.problems.report(node.place, f"simlib knows no tag `{tag}`")
            return Node(Kind.BROKEN, None, node.place)
        return _function(_full(tag), tag, node, self.problems)

    def _scalar(self, event: Any, place: Place) -> Node:
        """A plain scalar by YAML's types, of which dates and odd numbers stay texts."""
        text: str = event.value
        explicit = event.tag or ""
        if explicit and not explicit.startswith(_YAML_TYPE):
            return Node(Kind.TEXT, text, place)
        kind = explicit or self.loader.resolve(yaml.ScalarNode, text, event.implicit)
        if kind == f"{_YAML_TYPE}null":
            self.problems.report(place, "a null value; CloudFormation takes none", 'is "" meant?')
            return Node(Kind.BROKEN, None, place)
        if kind == f"{_YAML_TYPE}bool":
            return Node(Kind.BOOLEAN, text.lower() in ("yes", "true", "on"), place)
        if kind in (f"{_YAML_TYPE}int", f"{_YAML_TYPE}float"):
            return self._number(text, place)
        return Node(Kind.TEXT, text, place)

    def _number(self, text: str, place: Place) -> Node:
        if _LEADING_ZERO.fullmatch(text):
            told = f"the number {text} would lose the 0 that it begins with"
            self.problems.report(place, told, f'write "{text}"')
            return Node(Kind.BROKEN, None, place)
        if _INTEGER.fullmatch(text) and len(text) < 100:
            return Node(Kind.NUMBER, int(text), place)
        if _DECIMAL.fullmatch(text) and len(text) < 100:
            return Node(Kind.NUMBER, float(text), place)
        return Node(Kind.TEXT, text, place)


class _Json:
    """Turns what the house's JSON reader gives into nodes."""

    def __init__(self, text: str, file: str, problems: Problems) -> None:
        self.file, self.problems, self._lines = file, problems, Lines(text)
        self._json, slips = read_json(text)
        for slip in slips:
            problems.report(self._place(slip.offset), slip.message, slip.suggestion)

    def document(self) -> Node | None:
        """The document. None where it cannot be understood."""
        return self._node(self._json) if self._json is not None else None

    def _place(self, offset: int) -> Place:
        return Place(self.file, *self._lines.place(offset))

    def _node(self, json: Json) -> Node:
        place = self._place(json.start)
        if json.kind == "object":
            members = [Member(m.key, self._place(m.start), self._node(m.value)) for m in json.value]
            return _map(members, place, self.problems)
        if json.kind == "array":
            return Node(Kind.LIST, tuple(self._node(item) for item in json.value), place)
        if json.kind == "number":
            return Node(Kind.NUMBER, _json_number(json.value), place)
        if json.kind == "null":
            self.problems.report(place, "a null value; CloudFormation takes none", 'is "" meant?')
            return Node(Kind.BROKEN, None, place)
        if json.kind == "string":
            return Node(Kind.TEXT, json.value, place)
        return Node(Kind.BOOLEAN, json.kind == "true", place)


def _json_number(text: str) -> int | float:
    return int(text) if _INTEGER.fullmatch(text) and len(text) < 100 else float(text)
