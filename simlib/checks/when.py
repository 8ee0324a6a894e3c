"""When does a condition match, where the request's value makes no difference?

Two cases can be told from the operator alone: no value of the policy fits anything, or one fits
everything. What is left to say is whether the key has to be in the request.
Source: "IAM JSON policy elements: Condition operators", "Single-valued vs. multivalued context
keys".
"""

from enum import Flag

from ..language.condition_operators import ConditionOperator
from .scope import ConditionScope

__all__ = ["When", "come_to", "idle", "may_match", "when_all_fits", "when_nothing_fits"]


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


def may_match(scope: ConditionScope) -> When:
    """The requests that it may match, as far as its operator and `Null`'s values tell."""
    operator = scope.operator
    if not scope.condition.values or (operator.base == "Null" and operator.qualifier):
        return when_nothing_fits(operator)
    if operator.base != "Null":
        return _without_the_key(operator) | When.PRESENT
    asked = {text.lower() for text in scope.texts}
    absent = When.ABSENT if "true" in asked else When.NEVER
    return absent | (When.PRESENT if "false" in asked else When.NEVER)


def _without_the_key(operator: ConditionOperator) -> When:
    """A request without the key: what set operators, IfExists and negation make of it."""
    negated = operator.negated and operator.qualifier is None
    matches = operator.qualifier == "ForAllValues" or operator.if_exists or negated
    return When.ABSENT if matches else When.NEVER


def come_to(scope: ConditionScope, when: When) -> str:
    """What a condition comes to that matches just these requests, in words."""
    if when is When.NEVER:
        return f"the condition never matches, and the statement {scope.statement.nothing}"
    if when is When.ALWAYS:
        does = "allows" if scope.statement.allows else "denies"
        return f"the condition always matches, and the statement {does} as if it were not there"
    if when is When.PRESENT:
        return f"the condition matches every request that has `{scope.name}`"
    return f"the condition matches only requests that have no `{scope.name}`"


def idle(scope: ConditionScope, count: int) -> str:
    """What becomes of a condition of whose values so many fit nothing."""
    if count == len(scope.condition.values):
        return come_to(scope, when_nothing_fits(scope.operator))
    return "it excludes nothing" if scope.operator.negated else "it matches nothing"
