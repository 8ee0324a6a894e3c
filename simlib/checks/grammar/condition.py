"""What the grammar finds in conditions and policy variables.

Source: "IAM JSON policy elements: Condition", "… Condition operators", "IAM policy elements:
Variables and tags".
"""

from typing import Any

from ...language.issues import Issue
from ..check import Of
from .row import READ, row

__all__ = ["CONDITION_GRAMMAR"]

_CONDITION = "IAM JSON policy elements: Condition"
_OPERATORS = "IAM JSON policy elements: Condition operators"
_VARIABLES = "IAM policy elements: Variables and tags"


def _where(operator: str, **keys: Any) -> dict[str, Any]:
    """A statement with a condition."""
    return {**READ, "Condition": {operator: keys}}


def _ward(variable: str, **more: Any) -> dict[str, Any]:
    """A statement for the objects of one ward."""
    return {**READ, "Resource": f"arn:aws:s3:::records/{variable}/*", **more}


_WARD = _ward("${aws:PrincipalTag/ward}")

_CONDITIONS = (
    row(
        Issue.INVALID_CONDITION_OPERATOR,
        "AWS refuses to save an operator that does not exist.",
        _OPERATORS,
        _where("StringEqual", **{"aws:username": "Alice"}),
        _where("StringEquals", **{"aws:username": "Alice"}),
        of=Of.CONDITION,
    ),
    row(
        Issue.NULL_WITH_IF_EXISTS,
        "AWS refuses to save Null with IfExists.",
        _OPERATORS,
        _where("NullIfExists", **{"aws:TokenIssueTime": "true"}),
        _where("Null", **{"aws:TokenIssueTime": "true"}),
        of=Of.CONDITION,
    ),
    row(
        Issue.INVALID_CONDITION_KEY_FORMAT,
        "A key without a prefix stands in no request.",
        _CONDITION,
        _where("StringEquals", username="Alice"),
        _where("StringEquals", **{"aws:username": "Alice"}),
        of=Of.CONDITION,
    ),
    row(
        Issue.DUPLICATE_KEYS_WITH_DIFFERENT_CASE,
        "Keys that differ in case are one key, written twice: both must match.",
        _CONDITION,
        _where("StringEquals", **{"aws:username": "Alice", "aws:UserName": "Bob"}),
        _where("StringEquals", **{"aws:username": ["Alice", "Bob"]}),
        of=Of.CONDITION,
    ),
    row(
        Issue.INVALID_VARIABLE_FOR_OPERATOR,
        "Only string and ARN operators put in variables; elsewhere the text stays as it is.",
        _VARIABLES,
        _where("NumericEquals", **{"s3:max-keys": "${aws:PrincipalTag/keys}"}),
        _WARD,
        of=Of.CONDITION,
    ),
)

_IN_TEXT = (
    row(
        Issue.VARIABLE_UNSUPPORTED_IN_VERSION,
        "Under Version 2008-10-17 a variable is plain text, and matches only itself.",
        _VARIABLES,
        {"Version": "2008-10-17", "Statement": _WARD},
        _WARD,
    ),
    row(
        Issue.VARIABLE_UNSUPPORTED_IN_ELEMENT,
        "AWS refuses to save a variable outside the last part of an ARN and condition values.",
        _VARIABLES,
        {**READ, "Action": "s3:${aws:PrincipalTag/action}"},
    ),
    row(
        Issue.MISSING_BRACE_IN_VARIABLE,
        "AWS refuses to save a variable that is not closed.",
        _VARIABLES,
        _ward("${aws:PrincipalTag/ward"),
        _WARD,
    ),
    row(
        Issue.MISSING_QUOTE_IN_VARIABLE,
        "AWS refuses to save a default without single quotes around it.",
        _VARIABLES,
        _ward("${aws:PrincipalTag/ward, shared}"),
        _ward("${aws:PrincipalTag/ward, 'shared'}"),
    ),
    row(
        Issue.EMPTY_VARIABLE,
        "AWS refuses to save a variable that names no key.",
        _VARIABLES,
        _ward("${}"),
        _WARD,
    ),
    row(
        Issue.UNSUPPORTED_SPACE_IN_VARIABLE,
        "AWS refuses to save spaces in a variable's name.",
        _VARIABLES,
        _ward("${aws:PrincipalTag/ward }"),
        _WARD,
    ),
)

CONDITION_GRAMMAR = _CONDITIONS + _IN_TEXT
