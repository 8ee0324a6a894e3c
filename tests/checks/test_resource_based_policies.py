"""Resource-based policies against what carries them: S3's, DynamoDB's, keys', roles'."""

import json
from typing import Any

import pytest

from simlib.checks import check_policy
from simlib.checks.actions_and_resources.resource_policy_types import ResourcePolicyType
from simlib.language.errors import UnknownNameError
from simlib.language.issues import Issue
from simlib.language.terms import PolicyType

WHO = {"AWS": "arn:aws:iam::111122223333:role/Reader"}
OBJECTS = "arn:aws:s3:::records/*"
UNSUPPORTED = {Issue.UNSUPPORTED_ACTION_IN_POLICY, Issue.UNSUPPORTED_RESOURCE_ARN_IN_POLICY}


def said(resource_type: str | None, action: Any, resource: Any = None, **more: Any) -> set[Issue]:
    on = {} if resource is None else {"Resource": resource}
    statement = {"Effect": "Allow", "Principal": WHO, "Action": action, **on}
    text = json.dumps({"Version": "2012-10-17", "Statement": statement})
    found = check_policy(text, PolicyType.RESOURCE_BASED, resource_type, **more)
    return {each.issue for each in found} & UNSUPPORTED


@pytest.mark.parametrize(
    ("resource_type", "action", "resource"),
    [
        ("AWS::S3::Bucket", "s3:GetObject", OBJECTS),
        ("AWS::S3::Bucket", ["s3:*", "s3:ListBucket"], ["arn:aws:s3:::records", OBJECTS]),
        ("AWS::S3::Bucket", "*", OBJECTS),
        ("AWS::S3::Bucket", "s3:GetObject", "arn:*:s3:::*"),
        (
            "AWS::S3::AccessPoint",
            "s3:GetObject",
            "arn:aws:s3:us-east-1:111122223333:accesspoint/alice/object/*",
        ),
        (
            "AWS::S3::MultiRegionAccessPoint",
            "s3:GetObject",
            "arn:aws:s3::111122223333:accesspoint/m.mrap/object/*",
        ),
        (
            "AWS::S3ObjectLambda::AccessPoint",
            "s3-object-lambda:GetObject",
            "arn:aws:s3-object-lambda:us-east-1:111122223333:accesspoint/masked",
        ),
        (
            "AWS::DynamoDB::Table",
            "dynamodb:GetItem",
            "arn:aws:dynamodb:us-east-1:111122223333:table/Wards",
        ),
        (
            "AWS::DynamoDB::Table",
            "dynamodb:Query",
            "arn:aws:dynamodb:us-east-1:111122223333:table/Wards/index/*",
        ),
        ("AWS::KMS::Key", ["kms:*", "kms:CreateGrant"], "*"),
        ("AWS::IAM::AssumeRolePolicyDocument", ["sts:AssumeRole", "sts:TagSession"], None),
    ],
)
def test_its_own_actions_and_arns_are_taken(resource_type: str, action: Any, resource: Any) -> None:
    assert said(resource_type, action, resource) == set()


@pytest.mark.parametrize(
    ("resource_type", "action", "resource", "issue"),
    [
        ("AWS::S3::Bucket", "kms:*", OBJECTS, Issue.UNSUPPORTED_ACTION_IN_POLICY),
        ("AWS::S3::Bucket", "s3:ListAllMyBuckets", OBJECTS, Issue.UNSUPPORTED_ACTION_IN_POLICY),
        (
            "AWS::S3::Bucket",
            "s3:GetObject",
            "arn:aws:s3:us-east-1:111122223333:accesspoint/alice/object/*",
            Issue.UNSUPPORTED_RESOURCE_ARN_IN_POLICY,
        ),
        ("AWS::S3::AccessPoint", "s3:GetObject", OBJECTS, Issue.UNSUPPORTED_RESOURCE_ARN_IN_POLICY),
        ("AWS::KMS::Key", "s3:GetObject", "*", Issue.UNSUPPORTED_ACTION_IN_POLICY),
        ("AWS::KMS::Key", "kms:ListKeys", "*", Issue.UNSUPPORTED_ACTION_IN_POLICY),
        ("AWS::KMS::Key", "kms:Decrypt", OBJECTS, Issue.UNSUPPORTED_RESOURCE_ARN_IN_POLICY),
        (
            "AWS::IAM::AssumeRolePolicyDocument",
            "sts:GetCallerIdentity",
            None,
            Issue.UNSUPPORTED_ACTION_IN_POLICY,
        ),
        (
            "AWS::IAM::AssumeRolePolicyDocument",
            "s3:GetObject",
            None,
            Issue.UNSUPPORTED_ACTION_IN_POLICY,
        ),
    ],
)
def test_others_are_not(resource_type: str, action: Any, resource: Any, issue: Issue) -> None:
    assert said(resource_type, action, resource) == {issue}


def test_without_a_type_nothing_is_said() -> None:
    assert said(None, "kms:Decrypt", "arn:aws:sqs:us-east-1:111122223333:q") == set()


def test_a_key_policy_says_it_by_itself() -> None:
    statement = {"Effect": "Allow", "Principal": WHO, "Action": "s3:GetObject", "Resource": "*"}
    text = json.dumps({"Version": "2012-10-17", "Statement": statement})
    found = {each.issue for each in check_policy(text, PolicyType.KEY_POLICY)}
    assert Issue.UNSUPPORTED_ACTION_IN_POLICY in found


def test_the_resource_type_says_the_policy_type() -> None:
    statement = {"Effect": "Allow", "Principal": WHO, "Action": "s3:GetObject", "Resource": OBJECTS}
    text = json.dumps({"Version": "2012-10-17", "Statement": statement})
    assert check_policy(text, resource_type="AWS::S3::Bucket") == ()


def test_an_unknown_type_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean `AWS::S3::Bucket`"):
        check_policy("{}", PolicyType.RESOURCE_BASED, "AWS::S3::Buckets")


def test_every_type_has_a_carrier() -> None:
    assert all(each.carrier.service for each in ResourcePolicyType)
