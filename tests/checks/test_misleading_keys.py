"""What a key proves: who writes its value, and what it leaves open."""

from typing import Any

import pytest

from simlib.language.findings import Issue
from simlib.language.terms import PolicyType

from .looking import found, says, statement, text_of

PAIRED = Issue.MISSING_PAIRED_CONDITION_KEYS
INSIDE = {"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/16"}}
OUTSIDE = {"NotIpAddress": {"aws:VpcSourceIp": "10.0.0.0/16"}}


@pytest.mark.parametrize("key", ["aws:UserAgent", "aws:referer", "AWS:Referer"])
def test_what_the_caller_writes_keeps_nobody_out(key: str) -> None:
    condition = {"StringLike": {key: "ward-app*"}}
    assert "anyone can write what is allowed" in says(Issue.UNTRUSTWORTHY_CONDITION_KEY, condition)
    assert "anyone can write what is not denied" in says(
        Issue.UNTRUSTWORTHY_CONDITION_KEY, condition, Effect="Deny"
    )


@pytest.mark.parametrize(
    "beside",
    [
        {"StringEquals": {"aws:SourceVpc": "vpc-12345678"}},
        {"StringEquals": {"aws:sourcevpce": "vpce-12345678"}},
    ],
)
def test_a_private_address_needs_its_vpc(beside: dict[str, Any]) -> None:
    assert "allowed" in says(PAIRED, INSIDE)
    assert not says(PAIRED, {**INSIDE, **beside})


def test_of_a_deny_another_deny_may_name_the_vpc() -> None:
    address = statement(OUTSIDE, Effect="Deny")
    vpc = {"StringNotEquals": {"aws:SourceVpc": "vpc-12345678"}}
    assert "spared" in says(PAIRED, OUTSIDE, Effect="Deny")
    assert not list(found(PAIRED, text_of(address, statement(vpc, Effect="Deny"))))
    assert list(found(PAIRED, text_of(address, statement(vpc))))


def test_asking_whether_there_is_an_address_needs_none() -> None:
    assert not says(PAIRED, {"Null": {"aws:VpcSourceIp": "false"}})


@pytest.mark.parametrize(
    ("effect", "operator", "action", "value", "evaded"),
    [
        ("Deny", "StringLike", "s3:ListBucket", "private/*", True),
        ("Deny", "StringEquals", "s3:ListBucketVersions", "private/", True),
        ("Allow", "StringNotLike", "s3:List*", "private/*", True),
        ("Deny", "StringNotLike", "s3:ListBucket", "ward-a/*", False),
        ("Allow", "StringLike", "s3:ListBucket", "ward-a/*", False),
        ("Deny", "StringLike", "s3:ListBucket", "*", False),
        ("Deny", "StringLike", "s3:GetObject", "private/*", False),
    ],
)
def test_an_excluded_prefix_is_evaded_by_a_shorter_one(
    effect: str, operator: str, action: str, value: str, evaded: bool
) -> None:
    issue, condition = Issue.S3_PREFIX_IN_NEGATIVE_CONTEXT, {operator: {"s3:prefix": value}}
    assert bool(says(issue, condition, Effect=effect, Action=action, Resource="*")) is evaded


def test_the_owner_of_the_bucket_says_something_elsewhere() -> None:
    issue = Issue.IRRELEVANT_CONDITION_KEY_IN_POLICY
    owner = {"StringEquals": {"s3:ResourceAccount": "111122223333"}}
    reading = statement(owner, Action="s3:GetObject", Resource="arn:aws:s3:::records/*")
    attached = text_of({**reading, "Principal": "*"})
    assert not list(found(issue, text_of(reading)))
    assert not list(found(issue, attached, PolicyType.VPC_ENDPOINT))
    assert len(list(found(issue, attached, PolicyType.RESOURCE_BASED))) == 1
