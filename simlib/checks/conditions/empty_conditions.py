"""Checks of conditions that have nothing in them: no values, no keys, no operators.

What then happens depends on the operator alone. "IAM policy validation check reference" says of an
empty list that the condition is true and the statement gives nothing; of the two, only the latter
agrees with what it says of `…IfExists`: nothing equals a value of an empty list.
Source: "IAM JSON policy elements: Condition", "IAM policy validation check reference".
"""

from collections.abc import Iterator

from ...language.edits import Edit, EditKind
from ...language.issues import Issue
from ...language.json_text import Json
from ...language.reading import pointer_part
from ..check import Found, Said, condition_check, statement_check
from ..scope import ConditionScope, StatementScope
from .absent_keys import When, consequence, when_nothing_fits
from .condition_edits import null_instead

_PAGE = "IAM JSON policy elements: Condition"
_SETS = "Single-valued vs. multivalued context keys"
_BUCKET = "arn:aws:s3:::records"


def _example(condition: dict[str, object]) -> dict[str, object]:
    """Listing a bucket, under a condition."""
    return {
        "Effect": "Allow",
        "Action": "s3:ListBucket",
        "Resource": _BUCKET,
        "Condition": condition,
    }


def _tagging(condition: dict[str, object]) -> dict[str, object]:
    """Making a data store, under a condition."""
    return {
        "Effect": "Allow",
        "Action": "healthlake:CreateFHIRDatastore",
        "Resource": "*",
        "Condition": condition,
    }


_GOOD = _example({"StringEquals": {"s3:prefix": ["ward/"]}})


@condition_check(
    Issue.EMPTY_ARRAY_CONDITION,
    page=_PAGE,
    bad=_example({"StringEquals": {"s3:prefix": []}}),
    good=_GOOD,
)
def empty_array_condition(scope: ConditionScope) -> Found:
    """A key with an empty list matches no request; under a negated operator it matches all."""
    if scope.operator.qualifier is None and not scope.operator.if_exists:
        yield from _empty(scope)


@condition_check(
    Issue.EMPTY_ARRAY_CONDITION_IFEXISTS,
    page=_PAGE,
    bad=_example({"StringEqualsIfExists": {"s3:prefix": []}}),
    good=_GOOD,
)
def empty_array_condition_if_exists(scope: ConditionScope) -> Found:
    """IfExists with an empty list matches only requests without the key."""
    if scope.operator.qualifier is None and scope.operator.if_exists:
        yield from _empty(scope)


@condition_check(
    Issue.EMPTY_ARRAY_CONDITION_FORALLVALUES,
    page=_SETS,
    bad=_tagging({"ForAllValues:StringEquals": {"aws:TagKeys": []}}),
    good=_tagging({"Null": {"aws:TagKeys": "true"}}),
)
def empty_array_condition_for_all_values(scope: ConditionScope) -> Found:
    """ForAllValues with an empty list matches only requests without the key."""
    if scope.operator.qualifier == "ForAllValues":
        yield from _empty(scope)


@condition_check(
    Issue.EMPTY_ARRAY_CONDITION_FORANYVALUE,
    page=_SETS,
    bad=_tagging({"ForAnyValue:StringEquals": {"aws:TagKeys": []}}),
    good=_tagging({"ForAnyValue:StringEquals": {"aws:TagKeys": ["ward"]}}),
)
def empty_array_condition_for_any_value(scope: ConditionScope) -> Found:
    """ForAnyValue with an empty list matches no request."""
    if scope.operator.qualifier == "ForAnyValue":
        yield from _empty(scope)


def _empty(scope: ConditionScope) -> Iterator[Said]:
    if scope.condition.values:
        return
    when = when_nothing_fits(scope.operator)
    said = f"`{scope.name}` has no values: {consequence(scope, when)}"
    yield Said(said, scope.condition.source, _HINTS[when], _same(scope, when))


_HINTS = {
    When.NEVER: "give it values, or take the statement out",
    When.ALWAYS: "give it values, or take the key out",
    When.PRESENT: "give it values, or write `Null` with `false`",
    When.ABSENT: "give it values, or write `Null` with `true`",
}


def _same(scope: ConditionScope, when: When) -> tuple[Edit, ...]:
    """What says the same plainly; none where it would be no condition, which nobody meant."""
    if when in (When.ABSENT, When.PRESENT):
        return null_instead(scope, "true" if when is When.ABSENT else "false")
    return ()


@statement_check(
    Issue.EMPTY_OBJECT_CONDITION,
    page=_PAGE,
    bad=_example({}),
    good={"Effect": "Allow", "Action": "s3:ListBucket", "Resource": _BUCKET},
)
def empty_object_condition(scope: StatementScope) -> Found:
    """An empty Condition, or an operator without keys, limits nothing."""
    place = f"{scope.statement.source.pointer}/Condition"
    for pointer in _empty_objects(scope.policy.node(place), place):
        name = pointer.rpartition("/")[2]
        said = f"`{name}` is empty and limits nothing"
        edit = Edit(EditKind.REMOVE, pointer)
        yield Said(said, scope.policy.source(pointer), "take it out, or say what to ask", (edit,))


def _empty_objects(node: Json | None, place: str) -> tuple[str, ...]:
    """The Condition itself, if nothing is in it or in any of its operators; else each of these."""
    if node is None or node.kind != "object":
        return ()
    operators = {member.key: member.value for member in node.value}
    empty = [key for key, inner in operators.items() if inner.kind == "object" and not inner.value]
    if len(empty) == len(operators):
        return (place,)
    return tuple(f"{place}/{pointer_part(key)}" for key in empty)
