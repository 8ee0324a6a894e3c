"""What the grammar finds in a statement: its Effect, Action and Resource.

Source: "Grammar of the IAM JSON policy language", "IAM JSON policy elements: Action",
"… Resource".
"""

from ...language.issues import Issue
from ...language.terms import PolicyType
from .row import BUCKET, READ, row, without

__all__ = ["STATEMENT_GRAMMAR"]

_GRAMMAR = "Grammar of the IAM JSON policy language"
_EFFECT, _ACTION = "IAM JSON policy elements: Effect", "IAM JSON policy elements: Action"
_RESOURCE = "IAM JSON policy elements: Resource"

STATEMENT_GRAMMAR = (
    row(
        Issue.MISSING_EFFECT,
        "AWS refuses to save a statement that neither allows nor denies.",
        _EFFECT,
        without(READ, "Effect"),
    ),
    row(
        Issue.INVALID_EFFECT,
        "AWS refuses to save any Effect but Allow and Deny, written so.",
        _EFFECT,
        {**READ, "Effect": "allow"},
    ),
    row(
        Issue.MISSING_ACTION,
        "AWS refuses to save a statement without Action and NotAction.",
        _ACTION,
        without(READ, "Action"),
    ),
    row(
        Issue.MISSING_RESOURCE,
        "AWS refuses to save a statement without Resource and NotResource.",
        _RESOURCE,
        without(READ, "Resource"),
    ),
    row(
        Issue.MISSING_PRINCIPAL,
        "AWS refuses to save a resource's policy that does not say whom it is for.",
        "AWS JSON policy elements: Principal",
        without(BUCKET, "Principal"),
        BUCKET,
        PolicyType.RESOURCE_BASED,
    ),
    row(
        Issue.UNSUPPORTED_ELEMENT_COMBINATION,
        "AWS refuses to save a statement that has both an element and its Not… form.",
        _GRAMMAR,
        {**READ, "NotAction": "s3:PutObject"},
    ),
    row(
        Issue.INVALID_ARN_PREFIX,
        "AWS refuses to save a resource that is no ARN and not `*`.",
        _RESOURCE,
        {**READ, "Resource": "records/*"},
    ),
    row(
        Issue.MISSING_ARN_FIELD,
        "An ARN with fewer than six parts matches no resource.",
        _RESOURCE,
        {**READ, "Resource": "arn:aws:s3:records/*"},
    ),
)
