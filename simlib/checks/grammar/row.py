"""A row for a name that reading the grammar finds itself, and the plain policies to show it by.

Source: "Grammar of the IAM JSON policy language".
"""

from collections.abc import Mapping
from typing import Any

from ...language.issues import Issue
from ...language.terms import PolicyType
from ..check import Check, Example, Of

__all__ = ["BUCKET", "DENY", "NAMED", "READ", "TRUST", "long", "row", "whole", "without"]

Body = Mapping[str, Any]

_OBJECTS = "arn:aws:s3:::records/*"
READ: Body = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": _OBJECTS}
NAMED: Body = {"Effect": "Allow", "Principal": {"AWS": "111122223333"}}
BUCKET: Body = {**NAMED, "Action": "s3:GetObject", "Resource": _OBJECTS}
TRUST: Body = {**NAMED, "Action": "sts:AssumeRole"}
_INSECURE = {"BoolIfExists": {"aws:SecureTransport": "false"}}
DENY: Body = {"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": _INSECURE}


def row(
    issue: Issue,
    tells: str,
    page: str,
    bad: Example,
    good: Example = READ,
    policy_type: PolicyType = PolicyType.IDENTITY_BASED,
    of: Of = Of.STATEMENT,
) -> Check:
    """A check whose work the grammar does."""
    return Check(issue, of, None, tells, page, bad, good, policy_type)


def whole(*statements: Body, **top: Any) -> Body:
    """A whole policy, where a statement alone does not show it."""
    return {"Version": "2012-10-17", "Statement": list(statements), **top}


def without(statement: Body, *names: str) -> dict[str, Any]:
    """A statement that lacks some of its elements."""
    return {name: value for name, value in statement.items() if name not in names}


def long(statement: Body, size: int) -> Body:
    """A statement that is too long, by its Sid."""
    return {"Sid": "TooLong" * (size // 7 + 1), **statement}
