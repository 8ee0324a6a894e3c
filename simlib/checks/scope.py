"""What a check looks at: a policy, a statement or a condition, and what services define of it."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from ..language.condition_operators import ConditionOperator, read_operator
from ..language.findings import Source
from ..language.json_text import Json, Lines
from ..language.policy import Condition, Policy, Statement, Value
from ..language.template import placeholders
from ..language.terms import Effect, PolicyType
from ..language.wildcard import has_wildcard
from ..reference.asking import expand, known_condition_key
from ..reference.catalogue import service, services
from ..reference.records import Action, ConditionKey, GlobalKey, Service

__all__ = ["ActionPattern", "ConditionScope", "PolicyScope", "StatementScope", "known_key"]


class ActionPattern(NamedTuple):
    """One value of Action or NotAction: its service, and the actions that it stands for.

    `service` is None where there is no such service, and for `*`, which stands for all actions.
    """

    value: Value
    service: Service | None
    actions: tuple[Action, ...]

    @property
    def text(self) -> str:
        """The value as written."""
        return self.value.text

    @property
    def is_every_action(self) -> bool:
        """Is it the bare `*`?"""
        return self.text == "*"

    @property
    def has_wildcard(self) -> bool:
        """Does it stand for actions by a pattern?"""
        return has_wildcard(self.text)


@dataclass(frozen=True, eq=False)
class PolicyScope:
    """A policy that could be read, at least in part, and its JSON."""

    policy: Policy
    document: Json
    resource_type: str | None = None

    @property
    def policy_type(self) -> PolicyType:
        """The policy's type."""
        return self.policy.policy_type

    @cached_property
    def statements(self) -> tuple["StatementScope", ...]:
        """Its statements."""
        return tuple(StatementScope(self, each) for each in self.policy.statements)

    def node(self, pointer: str) -> Json | None:
        """The JSON value at a pointer, None where there is none."""
        found: Json | None = self.document
        for part in pointer.split("/")[1:]:
            found = _inner(found, part.replace("~1", "/").replace("~0", "~")) if found else None
        return found

    def source(self, pointer: str) -> Source:
        """The place of the JSON value at a pointer."""
        node = self.node(pointer)
        line, column = self._lines.place(node.start if node else 0)
        return Source(self.policy.name, pointer, line, column)

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.policy.text)


def _inner(node: Json, part: str) -> Json | None:
    if node.kind == "object":
        return next((member.value for member in node.value if member.key == part), None)
    if node.kind == "array" and part.isdigit() and int(part) < len(node.value):
        found: Json = node.value[int(part)]
        return found
    return None


@dataclass(frozen=True, eq=False)
class StatementScope:
    """One statement of a policy."""

    policy: PolicyScope
    statement: Statement

    @property
    def policy_type(self) -> PolicyType:
        """The policy's type."""
        return self.policy.policy_type

    @property
    def allows(self) -> bool:
        """Is its effect Allow?"""
        return self.statement.effect is Effect.ALLOW

    @property
    def nothing(self) -> str:
        """What it comes to if it never matches: `allows nothing` or `denies nothing`."""
        return "allows nothing" if self.allows else "denies nothing"

    @cached_property
    def patterns(self) -> tuple[ActionPattern, ...]:
        """The values of Action or NotAction that are action patterns."""
        values = (each for each in self.statement.action.values if not placeholders(each.text))
        return tuple(_pattern(each) for each in values if each.text == "*" or ":" in each.text)

    @cached_property
    def actions(self) -> tuple[Action, ...]:
        """The actions that its Action stands for; those of `*` and NotAction are not listed."""
        if self.statement.action.negated:
            return ()
        return tuple(dict.fromkeys(each for p in self.patterns for each in p.actions))

    @property
    def has_every_action(self) -> bool:
        """Does it reach actions that `actions` does not list: `*`, or NotAction?"""
        return self.statement.action.negated or any(p.is_every_action for p in self.patterns)

    @cached_property
    def resources(self) -> tuple[Value, ...]:
        """The values of Resource or NotResource, without unfilled template text."""
        element = self.statement.resource
        values = element.values if element else ()
        return tuple(each for each in values if not placeholders(each.text))

    @cached_property
    def conditions(self) -> tuple["ConditionScope", ...]:
        """Its conditions."""
        return tuple(ConditionScope(self, each) for each in self.statement.conditions)

    def condition_on(self, *keys: str) -> tuple["ConditionScope", ...]:
        """Its conditions on one of these keys, whatever the operator."""
        return tuple(each for key in keys for each in self._by_key.get(key.lower(), ()))

    @cached_property
    def _by_key(self) -> dict[str, list["ConditionScope"]]:
        found: dict[str, list[ConditionScope]] = {}
        for each in self.conditions:
            found.setdefault(each.condition.key.lower(), []).append(each)
        return found


def _pattern(value: Value) -> ActionPattern:
    return ActionPattern(value, *_meaning(value.text))


@lru_cache(maxsize=16384)
def _meaning(text: str) -> tuple[Service | None, tuple[Action, ...]]:
    prefix, _, _ = text.partition(":")
    if prefix.lower() not in services():
        return None, ()
    found = service(prefix)
    return found, tuple(found.actions[name.partition(":")[2]] for name in expand(text))


@dataclass(frozen=True, eq=False)
class ConditionScope:
    """One key of a statement's condition, with its operator and values."""

    statement: StatementScope
    condition: Condition

    @cached_property
    def operator(self) -> ConditionOperator:
        """The operator."""
        found = read_operator(self.condition.operator)
        assert found is not None  # INVARIANT: a condition is read only if its operator is known
        return found

    @property
    def name(self) -> str:
        """The key as written."""
        return self.condition.key

    @property
    def prefix(self) -> str:
        """The key's prefix, in lower case: `aws`, a service's, or an identity provider's."""
        return self.name.partition(":")[0].lower()

    @property
    def texts(self) -> tuple[str, ...]:
        """The values' texts."""
        return tuple(value.text for value in self.condition.values)

    @cached_property
    def values(self) -> tuple[Value, ...]:
        """Its values, without unfilled template text."""
        return tuple(each for each in self.condition.values if not placeholders(each.text))

    @cached_property
    def key(self) -> ConditionKey | GlobalKey | None:
        """What the reference knows of the key; None where it does not know it."""
        return known_key(self.name)


def known_key(name: str) -> ConditionKey | GlobalKey | None:
    """What the reference knows of a condition key, in any case; None where it does not know it."""
    return _key(name.lower())


@lru_cache(maxsize=4096)
def _key(name: str) -> ConditionKey | GlobalKey | None:
    head, slash, tag = name.partition("/")  # `ssm:resourceTag/tag-key` stands for one key a tag
    spellings = (name, f"{head}/tag-key") if slash and tag else (name,)
    return next((found for each in spellings if (found := known_condition_key(each))), None)
