"""Checks of a statement's conditions against one another: can one request match them all?

Only conditions on the same key are compared, two by two, and only what is certain is said.
Source: "Conditions with multiple context keys or values", "IAM JSON policy elements: Condition
operators".
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from ...language.issues import Issue
from ..check import Found, Said, statement_check
from ..samples import reading
from ..scope import ConditionScope, StatementScope
from .absent_keys import When, may_match
from .value_sets import excludes, is_apart

_PAGE = "Conditions with multiple context keys or values"


@statement_check(
    Issue.CONDITION_NEVER_MATCHES,
    page=_PAGE,
    bad=reading(
        {
            "StringEquals": {"aws:PrincipalTag/ward": "icu"},
            "Null": {"aws:PrincipalTag/ward": "true"},
        }
    ),
    good=reading(
        {
            "StringEqualsIfExists": {"aws:PrincipalTag/ward": "icu"},
            "Bool": {"aws:SecureTransport": "true"},
        }
    ),
)
def condition_never_matches(scope: StatementScope) -> Found:
    """Conditions that no request can match together leave a statement without effect."""
    for one, other in _on_the_same_key(scope):
        why = _conflict(one, other)
        if why:
            names = f"`{one.condition.operator}` and `{other.condition.operator}`"
            said = f"{names} of `{one.name}` never match together: {why}; the statement "
            hint = "take one out, or make two statements of them"
            yield Said(f"{said}{scope.nothing}", other.condition.source, hint)


def _on_the_same_key(scope: StatementScope) -> Iterator[tuple[ConditionScope, ConditionScope]]:
    on_keys: dict[str, list[ConditionScope]] = defaultdict(list)
    for each in scope.conditions:
        on_keys[each.name.lower()].append(each)
    for conditions in on_keys.values():
        yield from combinations(conditions, 2)


def _conflict(one: ConditionScope, other: ConditionScope) -> str:
    """Why no request matches both; empty if one may, and where one alone never matches."""
    if When.NEVER in (alone := (may_match(one), may_match(other))):
        return ""
    together = alone[0] & alone[1]
    if together is When.NEVER:
        return "only one of them wants a request without the key"
    if together & When.ABSENT or not (_is_single(one) and _is_single(other)):
        return ""
    if is_apart(one, other):
        return "no value fits both"
    return "one excludes all that the other wants" if excludes(one, other) else ""


def _is_single(scope: ConditionScope) -> bool:
    """Do both look at the same value: has a request one value of the key at most?"""
    one = scope.key is not None and not scope.key.multivalued
    return one and scope.operator.qualifier is None
