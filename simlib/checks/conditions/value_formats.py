"""Checks of values whose form AWS fixes: the IDs of VPCs, the ARNs of KMS keys, dates.

Source: "IAM policy validation check reference", "AWS global condition context keys", "Bucket
policy examples using condition keys".
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from ...language.condition_values import read_number
from ...language.edits import Edit, EditKind
from ...language.issues import Issue
from ...language.overlap import meets
from ...language.policy import Value
from ...language.wildcard import has_wildcard
from ..check import Found, Said, condition_check
from ..scope import ConditionScope
from .absent_keys import consequence_if_idle
from .operator_types import OperatorType, operator_type

__all__ = ["can_be", "comparable"]

_CHECKS = "IAM policy validation check reference"
_KEYS = "AWS global condition context keys"
_ENCRYPTION_KEY = "s3:x-amz-server-side-encryption-aws-kms-key-id"
_KMS_KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def _writing(operator: str, key: str, value: str) -> dict[str, Any]:
    """Writing objects, under a condition."""
    return {
        "Effect": "Allow",
        "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::records/*",
        "Condition": {operator: {key: value}},
    }


def comparable(scope: ConditionScope) -> tuple[Value, ...]:
    """The values of a string or ARN operator whose form can be told: not `*` by the letter."""
    kind = operator_type(scope.operator)
    if kind not in (OperatorType.STRING, OperatorType.ARN):
        return ()
    if scope.operator.takes_wildcards:
        return scope.values
    return tuple(
        each for each in scope.values if not (has_wildcard(each.text) or "${" in each.text)
    )


def can_be(text: str, form: str) -> bool:
    """Can the value stand for a text of the form? Where a variable stands, anything can."""
    return meets(re.sub(r"\$\{[^}]*\}", "*", text), form)


@condition_check(
    Issue.INVALID_VPC_FORMAT,
    page=_KEYS,
    bad=_writing("StringEquals", "aws:SourceVpc", "vpce-1a2b3c4d"),
    good=_writing("StringEquals", "aws:SourceVpc", "vpc-1a2b3c4d"),
)
def invalid_vpc_format(scope: ConditionScope) -> Found:
    """A text that cannot be the ID of a VPC fits no request."""
    if scope.name.lower() in ("aws:sourcevpc", "aws:ec2instancesourcevpc"):
        yield from _not_ids(scope, "vpc", "aws:SourceVpce")


@condition_check(
    Issue.INVALID_VPCE_FORMAT,
    page=_KEYS,
    bad=_writing("StringEquals", "aws:SourceVpce", "vpc-1a2b3c4d"),
    good=_writing("StringEquals", "aws:SourceVpce", "vpce-1a2b3c4d"),
)
def invalid_vpce_format(scope: ConditionScope) -> Found:
    """A text that cannot be the ID of a VPC endpoint fits no request."""
    if scope.name.lower() == "aws:sourcevpce":
        yield from _not_ids(scope, "vpce", "aws:SourceVpc")


def _not_ids(scope: ConditionScope, prefix: str, other: str) -> Iterator[Said]:
    forms = [f"{prefix}-{'?' * length}" for length in (8, 17)]
    wrong = [v for v in comparable(scope) if not any(can_be(v.text, form) for form in forms)]
    then = consequence_if_idle(scope, wrong)
    for value in wrong:
        said = f"`{value.text[:120]}` is no ID `{prefix}-…` of 8 or 17 characters"
        swapped = value.text.startswith(other.rpartition("Source")[2].lower() + "-")
        hint = f"did you mean the key `{other}`?" if swapped else f"look the ID up, `{prefix}-…`"
        yield Said(f"{said}: {then}", value.source, hint)


# Keys that hold the ARN of a KMS key and nothing else; an alias or a bare ID fits none.
_KMS_KEYS = {
    *(_ENCRYPTION_KEY, "s3express:x-amz-server-side-encryption-aws-kms-key-id"),
    *("s3tables:kmskeyarn", "s3vectors:kmskeyarn", "secretsmanager:kmskeyarn"),
}


@condition_check(
    Issue.INVALID_KMS_KEY_VALUE,
    page=_CHECKS,
    bad=_writing("StringEquals", _ENCRYPTION_KEY, "alias/records"),
    good=_writing("ArnEquals", _ENCRYPTION_KEY, _KMS_KEY),
)
def invalid_kms_key_value(scope: ConditionScope) -> Found:
    """A KMS key is compared by its ARN: an alias, or an ID alone, fits no request."""
    if scope.name.lower() not in _KMS_KEYS:
        return
    form = f"arn:aws*:kms:?*:{'?' * 12}:key/?*"
    wrong = [each for each in comparable(scope) if not can_be(each.text, form)]
    then = consequence_if_idle(scope, wrong)
    for value in wrong:
        said = f"`{value.text[:120]}` is no ARN of a KMS key: {then}"
        yield Said(said, value.source, "write `arn:aws:kms:region:account:key/key-id`")


@condition_check(
    Issue.INVALID_DATE_VALUE,
    page="IAM JSON policy elements: Condition operators",
    bad=_writing("DateLessThan", "aws:CurrentTime", "1798761599"),
    good=_writing("DateLessThan", "aws:CurrentTime", "2026-12-31T23:59:59Z"),
)
def invalid_date_value(scope: ConditionScope) -> Found:
    """A number is read as seconds since 1970, which few can read and many get wrong."""
    if operator_type(scope.operator) is not OperatorType.DATE or _is_epoch(scope):
        return
    for value in scope.values:
        if _is_seconds(value.text):
            moment = _moment(value.text)
            told = f"which is {moment}" if moment else "far beyond any date"
            said = f"`{value.text[:120]}` is read as seconds since 1970, {told}"
            yield Said(said, value.source, *_as_date(value, moment))


def _is_epoch(scope: ConditionScope) -> bool:
    """The key that holds seconds itself."""
    return scope.name.lower() == "aws:epochtime"


def _is_seconds(text: str) -> bool:
    """A number, but not the four digits of a year."""
    return read_number(text) is not None and not re.fullmatch("[0-9]{4}", text)


def _moment(text: str) -> str:
    try:
        return f"{datetime.fromtimestamp(int(text), UTC):%Y-%m-%dT%H:%M:%SZ}"
    except (ValueError, OverflowError, OSError):
        return ""


_LIKELY = re.compile("[0-9]{9,10}")  # from 1973 on; eight digits may be meant as 20261231


def _as_date(value: Value, moment: str) -> tuple[str, tuple[Edit, ...]]:
    if not moment or not _LIKELY.fullmatch(value.text):
        return "write a date as `2026-12-31`", ()
    return f"write `{moment}`", (Edit(EditKind.REPLACE, value.source.pointer, value=moment),)
