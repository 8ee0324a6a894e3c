"""Which requests does a condition match, told by whether they have its key?

The operator alone tells what becomes of a request without the key, and what becomes of the others
if none of the policy's values fits anything, or one of them everything.
Source: "IAM JSON policy elements: Condition operators", "Single-valued vs. multivalued context
keys".
"""

from collections.abc import Sequence
from enum import Flag

from ...language.condition_operators import ConditionOperator
from ...language.policy import Value
from ..scope import ConditionScope

__all__ = [
    "When",
    "consequence",
    "consequence_if_absent",
    "consequence_if_idle",
    "matches_absent_key",
    "may_match",
    "when_all_fits",
    "when_nothing_fits",
]


class When(Flag):
    """The requests that a condition matches: those with its key, those without it."""

    NEVER = 0
    PRESENT = 1
    ABSENT = 2
    ALWAYS = PRESENT | ABSENT


def when_nothing_fits(operator: ConditionOperator) -> When:
    """The requests that it matches if none of its values fits any value of a request."""
    if operator.base == "Null":
        return When.ALWAYS if operator.qualifier == "ForAllValues" else When.NEVER
    return _without_the_key(operator) | (When.PRESENT if operator.negated else When.NEVER)


def when_all_fits(operator: ConditionOperator) -> When:
    """The requests that it matches if one of its values fits whatever a request brings."""
    return _without_the_key(operator) | (When.NEVER if operator.negated else When.PRESENT)


def _without_the_key(operator: ConditionOperator) -> When:
    return When.ABSENT if operator.matches_absent_key else When.NEVER


def may_match(scope: ConditionScope) -> When:
    """The requests that a condition may match, as far as its operator and `Null`'s values tell."""
    operator = scope.operator
    if not scope.condition.values or (operator.base == "Null" and operator.qualifier):
        return when_nothing_fits(operator)
    if operator.base != "Null":
        return _without_the_key(operator) | When.PRESENT
    asked = {text.lower() for text in scope.texts}
    absent = When.ABSENT if "true" in asked else When.NEVER
    return absent | (When.PRESENT if "false" in asked else When.NEVER)


def matches_absent_key(scope: ConditionScope) -> bool:
    """Does the condition match a request that has no such key?"""
    return When.ABSENT in may_match(scope)


def consequence(scope: ConditionScope, when: When) -> str:
    """What follows from a condition that matches just these requests."""
    if when is When.NEVER:
        return f"the condition never matches and the statement {scope.statement.nothing}"
    if when is When.ALWAYS:
        return "the condition always matches and limits nothing"
    if when is When.PRESENT:
        return f"the condition matches every request that has `{scope.name}`"
    return f"the condition matches only requests that have no `{scope.name}`"


def consequence_if_absent(scope: ConditionScope) -> str:
    """What follows for requests that do not have the condition's key."""
    return consequence(scope, When.ALWAYS if matches_absent_key(scope) else When.NEVER)


def consequence_if_idle(scope: ConditionScope, values: Sequence[Value]) -> str:
    """What follows if these of its values fit nothing."""
    if len(values) == len(scope.condition.values):
        return consequence(scope, when_nothing_fits(scope.operator))
    return "it excludes nothing" if scope.operator.negated else "it matches nothing"
