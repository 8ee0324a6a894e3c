"""What a statement reaches: its actions on its resources, whatever its conditions say.

Source: "IAM JSON policy elements: Action", "… Resource", "… Condition", "… Principal".
"""

from collections.abc import Hashable, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from ...language.policy import Element, Policy, Principals, Statement, Value
from ...language.terms import Effect
from .patterns import EVERYTHING, Patterns, action_patterns, resource_patterns

__all__ = ["Reach", "allows_of", "comparisons", "denies_of", "reaches_of"]


class Reach(NamedTuple):
    """What one statement of a policy reaches, or one action and resource of it."""

    policy: Policy
    statement: Statement
    actions: Patterns
    resources: Patterns
    people: Hashable
    conditions: frozenset[Hashable]

    @property
    def is_whole(self) -> bool:
        """Does the statement match all that it reaches: for everyone, and without conditions?"""
        named = self.statement.principals
        everyone = named is None or (not named.negated and any(p.text == "*" for p in named.values))
        return everyone and not self.statement.conditions

    def covers(self, other: "Reach") -> bool:
        """Does it reach everything that the other reaches?"""
        return self.actions.covers(other.actions) and self.resources.covers(other.resources)

    def says_all_of(self, other: "Reach") -> bool:
        """Does every request that matches the other statement match this one, with one effect?

        Principals must be the same: how someone is named makes a difference (rule E5).
        """
        return (
            self.statement.effect is other.statement.effect
            and self.people == other.people
            and self.conditions <= other.conditions
            and self.covers(other)
        )

    def meets(self, other: "Reach") -> bool:
        """Can both reach the same?"""
        return self.actions.meets(other.actions) and self.resources.meets(other.resources)

    def meets_any(self, others: Iterable["Reach"]) -> bool:
        """Does it meet one of them?"""
        return any(self.meets(each) for each in others)

    def by_values(self) -> Iterator[tuple[Value, Value, "Reach"]]:
        """Each value of its action element with each of its resource element."""
        resources = list(
            zip(self._values(self.statement.resource), self.resources.one_by_one(), strict=True)
        )
        for action, actions in zip(
            self._values(self.statement.action), self.actions.one_by_one(), strict=True
        ):
            for resource, reached in resources:
                yield action, resource, self._replace(actions=actions, resources=reached)

    def _values(self, element: Element | None) -> tuple[Value, ...]:
        """The places of the element's values; a Not… element has one, its own."""
        if element is None:
            return (Value("", self.statement.source),)
        return (Value(element.name, element.source),) if element.negated else element.values

    def __str__(self) -> str:
        return f"the {self.statement.label} of `{self.policy.name}`"


def _people(principals: Principals | None) -> Hashable:
    if principals is None:
        return None
    named = ((value.kind, value.text) for value in principals.values)
    everyone = ((("*", "*") if text == "*" else (kind, text)) for kind, text in named)
    return principals.negated, frozenset(everyone)


def _conditions(statement: Statement) -> frozenset[Hashable]:
    return frozenset(
        (each.operator, each.key.lower(), frozenset(value.text for value in each.values))
        for each in statement.conditions
    )


def comparisons(ones: Iterable[Reach], others: Iterable[Reach]) -> int:
    """How many pairs of values there are to look at, to hold each of these against each other."""
    one, other = _sizes(ones), _sizes(others)
    return one[0] * other[0] + one[1] * other[1]


def _sizes(reaches: Iterable[Reach]) -> tuple[int, int]:
    listed = [(len(each.actions.listed), len(each.resources.listed)) for each in reaches]
    return sum(actions for actions, _ in listed), sum(resources for _, resources in listed)


def allows_of(policy: Policy) -> tuple[Reach, ...]:
    """What its Allow statements reach."""
    return tuple(each for each in reaches_of(policy) if each.statement.effect is Effect.ALLOW)


def denies_of(policy: Policy) -> tuple[Reach, ...]:
    """What its Deny statements reach."""
    return tuple(each for each in reaches_of(policy) if each.statement.effect is Effect.DENY)


@lru_cache(maxsize=1024)
def reaches_of(policy: Policy) -> tuple[Reach, ...]:
    """What each of its statements reaches."""
    return tuple(_reach(policy, each) for each in policy.statements)


def _reach(policy: Policy, statement: Statement) -> Reach:
    """Without a Resource element it is the resource that the policy is attached to."""
    action, resource = statement.action, statement.resource
    actions = action_patterns((each.text for each in action.values), negated=action.negated)
    resources = EVERYTHING
    if resource is not None:
        resources = resource_patterns(resource, variables_count=policy.variables_count)
    people, conditions = _people(statement.principals), _conditions(statement)
    return Reach(policy, statement, actions, resources, people, conditions)
