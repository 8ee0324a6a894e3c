"""Checks of values against operators: can the operator read the value at all?

Source: "IAM JSON policy elements: Condition operators", "IAM policy validation check reference".
"""

from collections.abc import Iterator

from ...language.edits import Edit, EditKind
from ...language.issues import Issue
from ...language.json_text import Json
from ..check import Found, Said, condition_check
from ..samples import reading_if
from ..scope import ConditionScope
from .absent_keys import consequence_if_idle
from .operator_types import OperatorType, operator_type

_PAGE = "IAM JSON policy elements: Condition operators"


@condition_check(
    Issue.TYPE_MISMATCH_BOOLEAN,
    page=_PAGE,
    bad=reading_if("Bool", "aws:SecureTransport", "yes"),
    good=reading_if("Bool", "aws:SecureTransport", "true"),
)
def type_mismatch_boolean(scope: ConditionScope) -> Found:
    """A value other than true and false fits no request under Bool or Null."""
    yield from _unread(scope, OperatorType.BOOL, "neither `true` nor `false`")
    yield from _unread(scope, OperatorType.NULL, "neither `true` nor `false`")


@condition_check(
    Issue.TYPE_MISMATCH_DATE,
    page=_PAGE,
    bad=reading_if("DateLessThan", "aws:CurrentTime", "31 December 2026"),
    good=reading_if("DateLessThan", "aws:CurrentTime", "2026-12-31T23:59:59Z"),
)
def type_mismatch_date(scope: ConditionScope) -> Found:
    """A value that is no date fits no request under a date operator."""
    hint = "write a date as `2026-12-31` or `2026-12-31T23:59:59Z`"
    yield from _unread(scope, OperatorType.DATE, "no date that IAM can read", hint)


@condition_check(
    Issue.TYPE_MISMATCH_NUMBER,
    page=_PAGE,
    bad=reading_if("NumericLessThan", "aws:MultiFactorAuthAge", "1h"),
    good=reading_if("NumericLessThan", "aws:MultiFactorAuthAge", "3600"),
)
def type_mismatch_number(scope: ConditionScope) -> Found:
    """A value that is no number fits no request under a numeric operator."""
    yield from _unread(scope, OperatorType.NUMERIC, "no number", "write digits alone")


@condition_check(
    Issue.TYPE_MISMATCH_STRING,
    page=_PAGE,
    bad=reading_if("BinaryEquals", "example:Digest", "no base64!"),
    good=reading_if("StringEquals", "aws:PrincipalTag/ward", "icu"),
)
def type_mismatch_string(scope: ConditionScope) -> Found:
    """A value that is no base64 fits no request under BinaryEquals."""
    hint = "write the bytes in base64"
    yield from _unread(scope, OperatorType.BINARY, "no text in base64", hint)


def _unread(scope: ConditionScope, kind: OperatorType, what: str, hint: str = "") -> Iterator[Said]:
    """The values that operators of this kind cannot read."""
    if operator_type(scope.operator) is not kind:
        return
    unread = [each for each in scope.values if not kind.reads(each.text) and "${" not in each.text]
    then = consequence_if_idle(scope, unread)
    for value in unread:
        said = f"`{value.text[:120]}` is {what}: {then}"
        yield Said(said, value.source, hint or "write `true` or `false`")


_KINDS = {"true": "boolean", "false": "boolean"}


@condition_check(
    Issue.INVALID_CONDITION_DATA_TYPE,
    page="IAM policy validation check reference",
    bad=reading_if("StringEquals", "aws:PrincipalTag/ward", ["icu", 12]),
    good=reading_if("StringEquals", "aws:PrincipalTag/ward", ["icu", "12"]),
)
def invalid_condition_data_type(scope: ConditionScope) -> Found:
    """Values of different JSON types do not go together, nor does a value that is no ARN."""
    yield from _unread(scope, OperatorType.ARN, "no ARN", "write all six parts of the ARN")
    nodes = [scope.statement.policy.node(value.source.pointer) for value in scope.condition.values]
    kinds = {_KINDS.get(node.kind, node.kind) for node in nodes if node}
    if len(kinds) > 1:
        said = f"the values are of different JSON types ({', '.join(sorted(kinds))}), "
        said += f"and `{scope.operator.base}` compares each with the same key"
        yield Said(said, scope.condition.source, "write all as strings", _as_strings(scope, nodes))


def _as_strings(scope: ConditionScope, nodes: list[Json | None]) -> tuple[Edit, ...]:
    return tuple(
        Edit(EditKind.REPLACE, value.source.pointer, value=value.text)
        for value, node in zip(scope.condition.values, nodes, strict=True)
        if node and node.kind != "string"
    )
