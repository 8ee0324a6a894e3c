"""Checks of several values for one key, where only one of them can count.

Source: "Conditions with multiple context keys or values", "IAM policy validation check reference".
"""

from decimal import Decimal

from ...language.condition_values import read_number
from ...language.edits import Edit, EditKind
from ...language.issues import Issue
from ...language.policy import Value
from ..check import Found, Said, condition_check
from ..samples import reading_if
from ..scope import ConditionScope
from .absent_keys import When, consequence, when_all_fits

_PAGE = "Conditions with multiple context keys or values"


@condition_check(
    Issue.INVALID_CONDITION_MULTIPLE_BOOLEAN,
    page=_PAGE,
    bad=reading_if("Bool", "aws:SecureTransport", ["true", "false"]),
    good=reading_if("Bool", "aws:SecureTransport", "true"),
)
def invalid_condition_multiple_boolean(scope: ConditionScope) -> Found:
    """Both true and false match whatever the request says; one of them twice says nothing more."""
    if scope.operator.qualifier or scope.operator.base not in ("Bool", "Null"):
        return
    if len(scope.condition.values) > 1:
        distinct = {text.lower() for text in scope.texts}
        said = f"`{scope.operator.base}` takes one value: {_both(scope, distinct)}"
        edits = _alone(scope, scope.texts[0]) if len(distinct) == 1 else ()
        yield Said(said, scope.condition.source, "write `true` or `false`", edits)


def _both(scope: ConditionScope, distinct: set[str]) -> str:
    if not distinct >= {"true", "false"}:
        return "further ones change nothing"
    is_null = scope.operator.base == "Null"
    when = When.ALWAYS if is_null else when_all_fits(scope.operator)
    return f"with both, {consequence(scope, when)}"


def _alone(scope: ConditionScope, text: str) -> tuple[Edit, ...]:
    return (Edit(EditKind.REPLACE, scope.condition.source.pointer, value=text),)


@condition_check(
    Issue.REDUNDANT_CONDITION_VALUE_NUM,
    page=_PAGE,
    bad=reading_if("NumericLessThan", "aws:MultiFactorAuthAge", ["2700", "3600"]),
    good=reading_if("NumericLessThan", "aws:MultiFactorAuthAge", "3600"),
)
def redundant_condition_value_num(scope: ConditionScope) -> Found:
    """Of several limits for one number only the widest counts: any value may match."""
    numbers = _limits(scope)
    if len({number for number, _ in numbers}) < 2:
        return
    wide = max if "LessThan" in scope.operator.base else min
    kept = wide(numbers, key=lambda pair: pair[0])[1]
    said = f"only `{kept.text}` counts: whatever another value matches, it matches as well"
    edits = _alone(scope, kept.text) if len(numbers) == len(scope.texts) else ()
    yield Said(said, scope.condition.source, f"keep `{kept.text}` alone", edits)


def _limits(scope: ConditionScope) -> list[tuple[Decimal, Value]]:
    if not scope.operator.base.startswith(("NumericLess", "NumericGreater")):
        return []
    read = ((read_number(value.text), value) for value in scope.values)
    return [(number, value) for number, value in read if number is not None]
