"""A policy that cannot be saved is refused in the service's words; simlib's own are the hint."""

import json
from typing import Any

import pytest

from simlib.cloud.errors import ClientError
from tests.clouds import allow, document, hospital, trust

IAM = {
    "{": "Syntax errors in policy.",
    json.dumps(document({**allow("s3:*"), "Principal": "*"})): (
        "Policy document should not specify a principal."
    ),
    json.dumps(document(allow("s3:*", "bucket"))): 'Resource bucket must be in ARN format or "*".',
    json.dumps(document(allow("s3"))): (
        "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
    ),
}
TRUST = {
    json.dumps(document(trust({"Service": "ec2.amazonaws.com"}, "s3:GetObject"))): (
        "AssumeRole policy may only specify STS AssumeRole actions."
    ),
    json.dumps(document({**allow("sts:AssumeRole")})): "Missing required field Principal",
}


def refused(operation: str, **parameters: Any) -> ClientError:
    root = hospital().as_("root")
    if operation.startswith("s3"):
        root.call("s3:CreateBucket", Bucket=parameters["Bucket"])
    with pytest.raises(ClientError) as caught:
        root.call(operation, **parameters)
    return caught.value


@pytest.mark.parametrize("text", IAM)
def test_iam_says_what_is_wrong_with_a_policy(text: str) -> None:
    error = refused("iam:CreatePolicy", PolicyName="P", PolicyDocument=text)
    assert (error.code, error.message) == ("MalformedPolicyDocument", IAM[text])
    assert "line 1" in error.hint


@pytest.mark.parametrize("text", TRUST)
def test_iam_says_what_is_wrong_with_a_trust_policy(text: str) -> None:
    error = refused("iam:CreateRole", RoleName="R", AssumeRolePolicyDocument=text)
    assert error.message == TRUST[text]


def test_s3_says_that_a_policy_is_no_json() -> None:
    error = refused("s3:PutBucketPolicy", Bucket="records-1", Policy="{")
    assert (error.code, error.message) == ("MalformedPolicy", "This policy contains invalid Json")


def test_kms_says_that_a_principal_is_none() -> None:
    no_role = {"AWS": "arn:aws:iam::111122223333:KeyAdministrator"}
    text = json.dumps(document({**allow("kms:*"), "Principal": no_role}))
    error = refused("kms:CreateKey", Policy=text)
    assert error.code == "MalformedPolicyDocumentException"
    assert error.message == "Policy contains a statement with one or more invalid principals."


def test_the_exception_carries_the_trace_of_a_denial_and_none_for_other_failures() -> None:
    with pytest.raises(ClientError) as caught:
        hospital().as_("anonymous").call("s3:ListBuckets")
    assert caught.value.message == "Access Denied"
    assert caught.value.trace is not None
    assert refused("iam:CreatePolicy", PolicyName="P", PolicyDocument="{").trace is None
