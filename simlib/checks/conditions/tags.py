"""Checks of tags as conditions: which actions' requests have the tags of a resource, or bring tags?

Source: "AWS services that work with IAM", "Controlling access to AWS resources using tags",
"Actions, resources, and condition keys for AWS services".
"""

from ...language.issues import Issue
from ...language.markup import listed
from ...reference.records import AccessLevel, Action
from ..check import Found, condition_check
from ..samples import STORE
from ..scope import ConditionScope
from .keys_of_actions import is_sent, named_actions, not_sent

_PAGE = "Controlling access to AWS resources using tags"
_REQUEST_TAG = "aws:RequestTag/${TagKey}"
_RESOURCE_TAG = "aws:ResourceTag/${TagKey}"
_TAGGED = {"StringEquals": {"aws:ResourceTag/Ward": "A"}}
_ALLOWED = {"Effect": "Allow", "Action": "healthlake:ReadResource", "Resource": STORE}
_DENIED = {"Effect": "Deny", "Action": "healthlake:ReadResource", "Resource": STORE}
_GROUP = "arn:aws:iam::111122223333:group/Nurses"
_MIXED = {
    "Action": ["healthlake:DeleteFHIRDatastore", "iam:DeleteGroup"],
    "Resource": [STORE, _GROUP],
    "Condition": _TAGGED,
}


@condition_check(
    Issue.ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE,
    page=_PAGE,
    bad={"Effect": "Allow", **_MIXED},
    good={**_ALLOWED, "Condition": _TAGGED},
)
def allow_with_unsupported_tag(scope: ConditionScope) -> Found:
    """An action without tags in its requests is never allowed by a condition on a tag."""
    if scope.statement.allows:
        yield from _without_tags(scope)


@condition_check(
    Issue.DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE,
    page=_PAGE,
    bad={"Effect": "Deny", **_MIXED},
    good={**_DENIED, "Condition": _TAGGED},
)
def deny_with_unsupported_tag(scope: ConditionScope) -> Found:
    """An action without tags in its requests is not denied by a condition on a tag."""
    if not scope.statement.allows:
        yield from _without_tags(scope)


@condition_check(
    Issue.ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE,
    page=_PAGE,
    bad={"Effect": "Allow", "NotAction": "iam:*", "Resource": "*", "Condition": _TAGGED},
    good={**_ALLOWED, "Condition": _TAGGED},
)
def allow_notaction_with_unsupported_tag(scope: ConditionScope) -> Found:
    """Of the actions that NotAction leaves, only those with tags in their requests are allowed."""
    if scope.statement.allows:
        yield from _every_action(scope)


@condition_check(
    Issue.DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE,
    page=_PAGE,
    bad={"Effect": "Deny", "NotAction": "iam:*", "Resource": "*", "Condition": _TAGGED},
    good={**_DENIED, "Condition": _TAGGED},
)
def deny_notaction_with_unsupported_tag(scope: ConditionScope) -> Found:
    """Of the actions that NotAction leaves, only those with tags in their requests are denied."""
    if not scope.statement.allows:
        yield from _every_action(scope)


def _without_tags(scope: ConditionScope) -> Found:
    key = scope.key.name if scope.key else ""
    if not _is_tag(key):
        return
    without = [each for each in named_actions(scope.statement) if not _may_send(each, key)]
    if without:
        yield not_sent(scope, listed(without))


def _every_action(scope: ConditionScope) -> Found:
    tags = scope.key is not None and _is_tag(scope.key.name)
    if tags and scope.statement.statement.action.negated:
        left = "some of the actions that NotAction leaves"
        yield not_sent(scope, left, "list in Action the actions that have it")


def _is_tag(key: str) -> bool:
    return key in (_RESOURCE_TAG, _REQUEST_TAG, "aws:TagKeys")


def _may_send(action: Action, key: str) -> bool:
    """Also where it is not certain: what is created can have its first tags as aws:ResourceTag,
    and tagging brings tags even where the reference does not say so."""
    if key == _RESOURCE_TAG:
        return is_sent(action, key) or is_sent(action, _REQUEST_TAG)
    return is_sent(action, key) or AccessLevel.TAGGING in action.access_levels
