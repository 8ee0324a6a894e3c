"""Tags as conditions on actions whose requests have none."""

from typing import Any

import pytest

from simlib.language.findings import Issue

from .looking import found, says, text_of

TAGGED = {"StringEquals": {"aws:ResourceTag/Ward": "A"}}
ALLOW = Issue.ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE
DENY = Issue.DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE


def test_what_is_not_tagged_is_neither_allowed_nor_denied() -> None:
    never = "there the condition never matches and the statement"
    actions = ["healthlake:ReadResource", "iam:DeleteGroup"]
    said = says(ALLOW, TAGGED, Action=actions)
    assert said.startswith("requests to `iam:DeleteGroup` have no `aws:ResourceTag/Ward`")
    assert said.endswith(f"{never} allows nothing")
    assert says(DENY, TAGGED, Action=actions, Effect="Deny").endswith(f"{never} denies nothing")


def test_a_deny_of_other_tags_denies_what_has_none() -> None:
    others = {"StringNotEquals": TAGGED["StringEquals"]}
    said = says(DENY, others, Action="iam:DeleteGroup", Effect="Deny")
    assert "always matches and limits nothing" in said


@pytest.mark.parametrize(
    ("key", "action"),
    [
        ("aws:ResourceTag/Ward", "health-agent:GetDomain"),
        ("aws:ResourceTag/Ward", "health-agent:*"),
        ("aws:ResourceTag/Ward", "health-agent:NoSuchAction"),
        ("aws:ResourceTag/Ward", "health-agent:CreateDomain"),  # first tags may count already
        ("aws:RequestTag/Ward", "healthlake:CreateFHIRDatastore"),
        ("aws:TagKeys", "tag:TagResources"),  # it tags, whatever the reference lists
        ("aws:PrincipalTag/Ward", "iam:DeleteGroup"),
        ("s3:ExistingObjectTag/Ward", "iam:DeleteGroup"),  # not a tag of every service
    ],
)
def test_nothing_is_said_that_is_not_certain(key: str, action: str) -> None:
    assert not says(ALLOW, {"ForAnyValue:StringEquals": {key: "A"}}, Action=action)


def test_a_request_that_brings_no_tags_has_no_request_tag() -> None:
    assert says(ALLOW, {"StringEquals": {"aws:RequestTag/Ward": "A"}})


@pytest.mark.parametrize(
    ("effect", "issue"),
    [
        ("Allow", Issue.ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE),
        ("Deny", Issue.DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE),
    ],
)
def test_not_action_reaches_actions_without_tags(effect: str, issue: Issue) -> None:
    def count(condition: dict[str, Any]) -> int:
        rest = {"Effect": effect, "NotAction": "iam:*", "Resource": "*"}
        return len(list(found(issue, text_of({**rest, "Condition": condition}))))

    assert count(TAGGED) == 1
    assert count({"StringEquals": {"aws:PrincipalTag/Ward": "A"}}) == 0
