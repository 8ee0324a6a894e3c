"""The parts of a question's JSON: how each is read, and how it says where and what is wrong."""

from typing import Any, NamedTuple

from ..language.document import parse_policy
from ..language.errors import QuestionError, did_you_mean
from ..language.json_text import Json, Lines
from ..language.policy import Policy
from ..language.terms import PolicyType

__all__ = ["Fields", "Part", "required"]


class Part(NamedTuple):
    """A JSON value with its place, and how to read it; every error says where and what."""

    text: str
    lines: Lines
    pointer: str
    node: Json

    def wrong(self, expected: str) -> QuestionError:
        line, column = self.lines.place(self.node.start)
        found = self.text[self.node.start : self.node.end][:60]
        where = f"line {line}, column {column} ({self.pointer or 'the whole question'})"
        return QuestionError(f"{where}: expected {expected}, found {found}")

    def at(self, name: str, node: Json) -> "Part":
        return Part(self.text, self.lines, f"{self.pointer}/{name}", node)

    def fields(self, known: tuple[str, ...] | None = None) -> "dict[str, Part]":
        """The members of an object; a null member counts as absent."""
        if self.node.kind != "object":
            raise self.wrong("an object")
        members = {m.key: self.at(m.key, m.value) for m in self.node.value}
        for name, part in members.items():
            if known is not None and name not in known:
                hint = did_you_mean(name, known) or f"the fields are {', '.join(known)}"
                line, column = self.lines.place(part.node.start)
                where = f"line {line}, column {column} ({self.pointer or '/'})"
                raise QuestionError(f"{where}: unknown field `{name[:60]}`; {hint}")
        return {name: part for name, part in members.items() if part.node.kind != "null"}

    def items(self) -> "list[Part]":
        if self.node.kind != "array":
            raise self.wrong("a list")
        return [self.at(str(number), item) for number, item in enumerate(self.node.value)]

    def string(self) -> str:
        if self.node.kind != "string":
            raise self.wrong("a text")
        return str(self.node.value)

    def boolean(self) -> bool:
        if self.node.kind not in ("true", "false"):
            raise self.wrong("true or false")
        return self.node.kind == "true"

    def strings(self) -> tuple[str, ...]:
        return tuple(item.string() for item in self.items())

    def one_of(self, names: list[str]) -> str:
        text = self.string()
        if text not in names:
            raise self.wrong(f"one of {', '.join(names)}")
        return text

    def pairs(self) -> tuple[tuple[str, str], ...]:
        return tuple(sorted((key, part.string()) for key, part in self.fields().items()))

    def policy(self, name: str, policy_type: PolicyType) -> Policy:
        """A policy: its JSON, its JSON as a text, or `{"name", "arn", "document"}` around it."""
        part, arn = self, None
        if self.node.kind == "object" and any(m.key == "document" for m in self.node.value):
            fields = self.fields(("name", "arn", "document"))
            part = required(fields, "document")
            name = fields["name"].string() if "name" in fields else name
            arn = fields["arn"].string() if "arn" in fields else None
        if part.node.kind == "string":
            return parse_policy(part.node.value, policy_type, name=name, arn=arn)
        return parse_policy(part.placed(), policy_type, name=name, arn=arn)

    def placed(self) -> str:
        """The value's own text at its own place, so that positions are those of the file."""
        line, column = self.lines.place(self.node.start)
        written = self.text[self.node.start : self.node.end]
        return "\n" * (line - 1) + " " * (column - 1) + written

    def plain(self) -> Any:
        """The value of a context key."""
        if self.node.kind == "array":
            return tuple(str(part.plain()) for part in self.items())
        if self.node.kind == "object":
            raise self.wrong("a text or a list of texts")
        return None if self.node.kind == "null" else self.node.value


Fields = dict[str, Part]


def required(fields: Fields, name: str) -> Part:
    if name not in fields:
        raise QuestionError(
            f"the question has no `{name}`; it has {', '.join(fields) or 'nothing'}"
        )
    return fields[name]
