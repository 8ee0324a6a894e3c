"""What a condition comes to where the request has no such key.

Source: "IAM JSON policy elements: Condition operators", "Single-valued vs. multivalued context
keys".
"""

from .scope import ConditionScope

__all__ = ["consequence", "consequence_for_actions", "matches_absent_key"]


def matches_absent_key(scope: ConditionScope) -> bool:
    """Does the condition match a request that has no such key?"""
    operator = scope.operator
    if operator.base == "Null":
        return operator.qualifier == "ForAllValues" or _wants_absence(scope)
    if operator.if_exists or operator.qualifier == "ForAllValues":
        return True
    return operator.negated and operator.qualifier is None


def _wants_absence(scope: ConditionScope) -> bool:
    wants = "true" in (text.lower() for text in scope.texts)
    return wants and scope.operator.qualifier is None


def consequence(scope: ConditionScope) -> str:
    """What a statement comes to whose condition is on a key that no request has."""
    if matches_absent_key(scope):
        return "the condition always matches and restricts nothing"
    return f"the condition never matches and the statement {scope.statement.nothing}"


def consequence_for_actions(scope: ConditionScope) -> str:
    """What becomes of some of the statement's actions, whose requests do not have the key."""
    if matches_absent_key(scope):
        verb = "allows" if scope.statement.allows else "denies"
        return (
            f"there the condition always matches, and the statement {verb} as if it were not there"
        )
    return f"there the condition never matches, and the statement {scope.statement.nothing}"
