"""Condition keys against actions: which requests have the key."""

import json
from typing import Any

import pytest

from simlib.language.findings import Issue
from simlib.language.terms import PolicyType

from .looking import found, mended, says, text_of

PREFIX = {"StringLike": {"s3:prefix": "ward-a/*"}}


def unsupported(condition: dict[str, Any], action: Any, **changes: Any) -> str:
    issue = Issue.UNSUPPORTED_ACTION_FOR_CONDITION_KEY
    return says(issue, condition, Action=action, Resource="*", **changes)


def test_the_actions_without_the_key_are_named() -> None:
    said = unsupported(PREFIX, ["s3:ListBucket", "s3:GetObject", "s3:PutObject"])
    assert said.startswith("requests to `s3:GetObject`, `s3:PutObject` have no `s3:prefix`")
    assert said.endswith("there the condition never matches and the statement allows nothing")


def test_where_no_action_sends_it_the_whole_statement_is_idle() -> None:
    assert unsupported(PREFIX, "s3:GetObject").startswith("no action of this statement sends")
    assert unsupported(PREFIX, "s3:GetObject*").endswith("the statement allows nothing")
    assert unsupported(PREFIX, "s3:GetObject", Effect="Deny").endswith("denies nothing")


def test_a_key_that_excludes_always_matches_where_it_is_not_sent() -> None:
    said = unsupported({"StringNotLike": {"s3:prefix": "a/*"}}, ["s3:ListBucket", "s3:GetObject"])
    assert said.endswith("always matches and limits nothing")


@pytest.mark.parametrize(
    ("condition", "action"),
    [
        (PREFIX, "s3:*"),  # actions by wildcard are not looked at one by one
        (PREFIX, ["s3:ListBucket", "s3:Get*"]),
        (PREFIX, "*"),
        (PREFIX, "s3:NoSuchAction"),
        ({"StringLikeIfExists": PREFIX["StringLike"]}, ["s3:ListBucket", "s3:GetObject"]),
        ({"StringEquals": {"aws:PrincipalTag/Ward": "A"}}, "s3:GetObject"),
        ({"ArnLike": {"lambda:SourceFunctionArn": "*"}}, "s3:GetObject"),
        ({"StringEquals": {"saml:sub": "alice"}}, "s3:GetObject"),
        ({"StringEquals": {"cognito-identity.amazonaws.com:sub": "x"}}, "s3:GetObject"),
        ({"StringEquals": {"ec2:osuser": "nurse"}}, "ec2-instance-connect:SendSSHPublicKey"),
        ({"StringEquals": {"iam:ResourceTag/Ward": "A"}}, "sts:AssumeRole"),
        ({"StringEquals": {"ssm:resourceTag/Ward": "A"}}, "ssm:StartSession"),
    ],
)
def test_nothing_is_said_that_is_not_certain(condition: dict[str, Any], action: Any) -> None:
    assert not unsupported(condition, action)


def test_not_action_is_not_looked_at() -> None:
    not_action = {"Effect": "Deny", "NotAction": "s3:ListBucket", "Resource": "*"}
    text = text_of({**not_action, "Condition": PREFIX})
    assert not list(found(Issue.UNSUPPORTED_ACTION_FOR_CONDITION_KEY, text))


def trust(condition: dict[str, Any], *actions: str, effect: str = "Allow") -> dict[str, Any]:
    principal = {"AWS": "arn:aws:iam::111122223333:role/Nurse"}
    action = list(actions) if len(actions) > 1 else actions[0]
    return {"Effect": effect, "Principal": principal, "Action": action, "Condition": condition}


def missing(*statements: dict[str, Any]) -> list[str]:
    issue, text = Issue.MISSING_ACTION_FOR_CONDITION_KEY, text_of(*statements)
    return [each.suggestion for each in found(issue, text, PolicyType.ROLE_TRUST)]


TAGGED = {"StringEquals": {"aws:RequestTag/Ward": "A"}}


@pytest.mark.parametrize(
    ("condition", "setter"),
    [
        (TAGGED, "sts:TagSession"),
        ({"ForAnyValue:StringEquals": {"aws:TagKeys": "Ward"}}, "sts:TagSession"),
        ({"ForAnyValue:StringEquals": {"sts:TransitiveTagKeys": "Ward"}}, "sts:TagSession"),
        ({"StringEquals": {"sts:SourceIdentity": "alice"}}, "sts:SetSourceIdentity"),
        ({"Null": {"sts:SourceIdentity": "false"}}, "sts:SetSourceIdentity"),
    ],
)
def test_what_a_caller_sets_needs_the_permission_to_set_it(
    condition: dict[str, Any], setter: str
) -> None:
    assert missing(trust(condition, "sts:AssumeRole")) == [f"add `{setter}` to Action"]
    assert missing(trust(condition, "sts:AssumeRole", setter)) == []
    assert missing(trust(condition, "sts:AssumeRole"), trust({}, setter)) == []


@pytest.mark.parametrize(
    ("condition", "effect"),
    [
        (TAGGED, "Deny"),
        ({"StringEqualsIfExists": {"sts:SourceIdentity": "alice"}}, "Allow"),
        ({"Null": {"sts:SourceIdentity": "true"}}, "Allow"),
        ({"StringEquals": {"aws:SourceIdentity": "alice"}}, "Allow"),  # set in the session before
        ({"StringEquals": {"sts:ExternalId": "7"}}, "Allow"),
    ],
)
def test_a_statement_that_works_without_it_is_left(condition: dict[str, Any], effect: str) -> None:
    assert missing(trust(condition, "sts:AssumeRole", effect=effect)) == []


def test_the_permission_is_added_to_the_actions() -> None:
    text = text_of(trust(TAGGED, "sts:AssumeRole"))
    after = mended(Issue.MISSING_ACTION_FOR_CONDITION_KEY, text, PolicyType.ROLE_TRUST)
    assert json.loads(after)["Statement"][0]["Action"] == ["sts:AssumeRole", "sts:TagSession"]


OWNED = {"StringNotEqualsIfExists": {"aws:VpceOrgID": "o-hospital12"}}


@pytest.mark.parametrize(
    ("action", "named"),
    [
        (["s3:GetObject", "sqs:SendMessage"], "`sqs:SendMessage`"),
        ("iam:PassRole", "`iam:PassRole`"),
        ("*", "many other services"),
    ],
)
def test_the_endpoints_owner_is_known_to_some_services_only(action: Any, named: str) -> None:
    issue = Issue.USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES
    said = says(issue, OWNED, Effect="Deny", Action=action, Resource="*")
    assert said.startswith(f"requests to {named} have no `aws:VpceOrgID`")
    assert "always matches" in said


@pytest.mark.parametrize("action", ["healthlake:*", "s3:GetObject", "iam:CreateRole"])
def test_the_services_that_know_the_owner_are_left(action: str) -> None:
    issue = Issue.USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES
    assert not says(issue, OWNED, Effect="Deny", Action=action, Resource="*")


def test_a_buckets_policy_reaches_no_other_service() -> None:
    issue = Issue.USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES
    all_of = {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}
    text = text_of({**all_of, "Condition": OWNED})
    assert not list(found(issue, text, PolicyType.RESOURCE_BASED))
    assert list(found(issue, text, PolicyType.VPC_ENDPOINT))
