"""Checks of operators against keys: does the operator compare what the key holds?

Source: "IAM JSON policy elements: Condition operators", "Actions, resources, and condition keys
for AWS services", "AWS global condition context keys".
"""

from typing import NamedTuple

from ...language.edits import Edit
from ...language.issues import Issue
from ..check import Found, Said, condition_check
from ..samples import reading_if
from ..scope import ConditionScope
from .condition_edits import another_operator, spelt
from .operator_types import OperatorType, operator_type

_PAGE = "IAM JSON policy elements: Condition operators"


_UNREAD = "a value of a request that cannot be read so fits nothing"


class _KeyType(NamedTuple):
    """What keys of a type hold, the operators that suit it, what a string operator makes of it."""

    holds: str
    suited: tuple[OperatorType, ...]
    as_text: str = ""


_TYPES = {
    "String": _KeyType("text", (OperatorType.STRING, OperatorType.ARN)),
    "ARN": _KeyType("an ARN", (OperatorType.ARN, OperatorType.STRING)),
    "Bool": _KeyType(
        "`true` or `false`", (OperatorType.BOOL,), "only these two fit, in this very spelling"
    ),
    "Numeric": _KeyType(
        "a number", (OperatorType.NUMERIC,), "the same number written otherwise does not fit"
    ),
    "Date": _KeyType(
        "a date", (OperatorType.DATE,), "the same moment written otherwise does not fit"
    ),
    "IPAddress": _KeyType(
        "an IP address", (OperatorType.IP_ADDRESS,), "a range fits none of its addresses"
    ),
    "Binary": _KeyType(
        "bytes in base64", (OperatorType.BINARY,), "the same bytes written otherwise do not fit"
    ),
}


@condition_check(
    Issue.TYPE_MISMATCH,
    page=_PAGE,
    bad=reading_if("StringEquals", "aws:SecureTransport", "true"),
    good=reading_if("Bool", "aws:SecureTransport", "true"),
)
def type_mismatch(scope: ConditionScope) -> Found:
    """An operator of another type than its key does not compare what the key holds."""
    key, kind = _TYPES.get(_type(scope)), operator_type(scope.operator)
    if key is None or kind in (OperatorType.NULL, *key.suited) or _is_meant(scope, kind):
        return
    then = key.as_text if kind is OperatorType.STRING else _UNREAD
    said = f"`{scope.name}` holds {key.holds}, and `{scope.operator.base}` compares {kind.compares}"
    base = _base(scope, key.suited[0])
    hint = f"write `{spelt(scope, base)}`" if base else f"compare {key.suited[0].compares}"
    edits = _mended(scope, base, key.suited[0])
    yield Said(f"{said}: {then}", scope.condition.source, hint, edits)


def _type(scope: ConditionScope) -> str:
    return scope.key.type.removeprefix("ArrayOf") if scope.key else ""


def _is_meant(scope: ConditionScope, kind: OperatorType) -> bool:
    """One date can be had as a number, and only string operators put in variables."""
    is_epoch = scope.name.lower() == "aws:epochtime" and kind is OperatorType.NUMERIC
    return is_epoch or any("${" in text for text in scope.texts)


def _base(scope: ConditionScope, kind: OperatorType) -> str:
    """The operator of a kind that asks the same as a string operator."""
    if operator_type(scope.operator) is not OperatorType.STRING:
        return ""
    negated = "Not" if scope.operator.negated else ""
    if kind is OperatorType.IP_ADDRESS:
        return f"{negated}IpAddress"
    if kind is OperatorType.BOOL:
        return "" if negated else "Bool"
    return f"{kind.value}{negated}Equals"


def _mended(scope: ConditionScope, base: str, kind: OperatorType) -> tuple[Edit, ...]:
    """By the operator that suits, if it can read every value."""
    several = base == "Bool" and len(scope.texts) != 1
    if not base or several or not all(map(kind.reads, scope.texts)):
        return ()
    return another_operator(scope, spelt(scope, base))


@condition_check(
    Issue.STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS,
    page=_PAGE,
    bad=reading_if("StringLike", "aws:PrincipalArn", "arn:aws:iam::*:role/ward-*"),
    good=reading_if("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/ward-*"),
)
def string_like_with_arn_key(scope: ConditionScope) -> Found:
    """A wildcard of StringLike runs across the colons of an ARN and fits more than ArnLike."""
    if scope.operator.base not in ("StringLike", "StringNotLike") or _type(scope) != "ARN":
        return
    value = next((each for each in scope.values if _runs_on(each.text)), None)
    if value:
        operator = spelt(scope, scope.operator.base.replace("String", "Arn"))
        what = "is compared as plain text, in which a wildcard can run from part to part"
        said = f"`{value.text[:120]}` {what}"
        whole = all(text.count(":") >= 5 for text in scope.texts)
        edits = another_operator(scope, operator) if whole else ()
        yield Said(said, scope.condition.source, f"write `{operator}`, with all six parts", edits)


def _runs_on(text: str) -> bool:
    """Is there a wildcard? `*` alone asks for nothing but the key."""
    head, wildcard, _ = text.replace("?", "*").partition("*")
    return bool(head and wildcard)
