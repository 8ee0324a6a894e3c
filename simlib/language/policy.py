"""A policy as frozen data: what was written, with the place of every element and value.

Source: "Grammar of the IAM JSON policy language".
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from .findings import Finding, Source
from .terms import Effect, PolicyType

__all__ = ["Condition", "Element", "Policy", "PrincipalValue", "Principals", "Statement", "Value"]


_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


class Value(NamedTuple):
    """One value of an element or condition, as text, with its place."""

    text: str
    source: Source


class PrincipalValue(NamedTuple):
    """One principal that is named: `kind` is `*`, AWS, Federated, Service or CanonicalUser."""

    kind: str
    text: str
    source: Source


class Element(NamedTuple):
    """Action, NotAction, Resource or NotResource with all its values."""

    name: str
    values: tuple[Value, ...]
    source: Source

    @property
    def negated(self) -> bool:
        """Is it one of the Not… elements?"""
        return self.name.startswith("Not")


class Principals(NamedTuple):
    """Principal or NotPrincipal with everyone it names."""

    name: str
    values: tuple[PrincipalValue, ...]
    source: Source

    @property
    def negated(self) -> bool:
        """Is it NotPrincipal?"""
        return self.name == "NotPrincipal"


class Condition(NamedTuple):
    """One operator with one key and its values: `"StringEquals": {"aws:username": ["a", "b"]}`."""

    operator: str
    key: str
    values: tuple[Value, ...]
    source: Source


class Statement(NamedTuple):
    """One statement. `principals` and `resource` are None where the policy type has none."""

    number: int
    sid: str | None
    effect: Effect
    principals: Principals | None
    action: Element
    resource: Element | None
    conditions: tuple[Condition, ...]
    source: Source

    @property
    def label(self) -> str:
        """How people refer to it: by its Sid, or by its place, counted from one."""
        if self.sid:
            return f"statement `{self.sid}`"
        if self.number < len(_PLACES):
            return f"{_PLACES[self.number]} statement"
        return f"statement number {self.number + 1}"


@dataclass(frozen=True)
class Policy:
    """One policy. `text` is the author's own JSON; evaluation never reads it.

    `findings` are the things to know about it that do not keep AWS from saving it. `unread` says
    of a policy from an account's export why its statements are not known; it has none then.
    """

    name: str
    policy_type: PolicyType
    version: str
    statements: tuple[Statement, ...]
    text: str = field(repr=False)
    id: str | None = None
    arn: str | None = None
    findings: tuple[Finding, ...] = ()
    unread: str = ""

    @property
    def variables_count(self) -> bool:
        """Do `${…}` stand for context keys? Only under Version 2012-10-17 (rule C2)."""
        return self.version == "2012-10-17"

    def __hash__(self) -> int:
        # The text alone nearly tells policies apart and its hash is remembered by Python.
        return hash(self.text)

    def __repr__(self) -> str:
        count = len(self.statements)
        noun = "statement" if count == 1 else "statements"
        return f"Policy({self.name!r}, {self.policy_type}, {count} {noun})"
