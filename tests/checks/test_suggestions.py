"""What a check suggests for an action that does not exist, and what it never writes by itself."""

import pytest

from simlib import Issue, PolicyType
from simlib.checks import check_policy, mend_policy
from tests.checks.said import mended, policy_of, said

ALLOW = {"Effect": "Allow", "Resource": "*"}
OPERATIONS = [
    ("s3:HeadBucket", "`s3:ListBucket`"),
    ("s3:ListObjectsV2", "`s3:ListBucket`"),
    ("s3:ListBuckets", "`s3:ListAllMyBuckets`"),
    ("s3:HeadObject", "`s3:GetObject`"),
    ("s3:CopyObject", "`s3:GetObject`"),
]


@pytest.mark.parametrize(("written", "asked"), OPERATIONS)
def test_the_name_of_an_api_operation_leads_to_its_actions(written: str, asked: str) -> None:
    (found,) = said(Issue.INVALID_ACTION, {**ALLOW, "Action": written})
    assert asked in found.suggestion
    assert found.edits == ()


@pytest.mark.parametrize(
    "written",
    ["health-agent:ListMedicalScribeListeningSessions", "kms:ListKeysForService", "s3:DeleteTags"],
)
def test_reading_is_never_taken_for_writing(written: str) -> None:
    (found,) = said(Issue.INVALID_ACTION, {**ALLOW, "Action": written})
    verb = written.partition(":")[2][:4]
    assert found.suggestion == "" or f"`{verb}" in found.suggestion
    assert found.edits == ()


def test_a_slip_is_mended() -> None:
    after = mended(Issue.INVALID_ACTION, {**ALLOW, "Action": "healthlake:ReadResources"})
    assert after[0]["Action"] == "healthlake:ReadResource"


@pytest.mark.parametrize("element", ["Principal", "NotPrincipal"])
def test_a_guardrail_for_some_does_not_become_one_for_all(element: str) -> None:
    role = {"AWS": "arn:aws:iam::111122223333:role/CareRole"}
    text = policy_of({"Effect": "Deny", element: role, "Action": "s3:*", "Resource": "*"})
    assert mend_policy(text, PolicyType.SERVICE_CONTROL) == text
    (found,) = check_policy(text, PolicyType.SERVICE_CONTROL).errors
    assert "aws:PrincipalArn" in found.suggestion


@pytest.mark.parametrize(
    "text",
    [
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Acton","Resource":"*"}]}',
        '{"Statement":{"Effect":"allow","Condition":{"StringEquals":{"aws:PrincipalOrg"}}}}',
    ],
)
@pytest.mark.parametrize("policy_type", PolicyType)
def test_broken_json_is_left_to_its_author(text: str, policy_type: PolicyType) -> None:
    assert mend_policy(text, policy_type) == text


def test_the_seeds_arn_with_a_blank_is_found_once_its_json_is_right() -> None:
    bucket = {**ALLOW, "Action": "s3:PutObject", "Resource": "arn:aws:s3::: BUCKET-NAME/*"}
    (found,) = said(Issue.INVALID_ARN_RESOURCE, bucket)
    assert "blank" in found.message
    key = {**ALLOW, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::records/a scan.dcm"}
    assert said(Issue.INVALID_ARN_RESOURCE, key) == []


def test_roles_anywhere_hands_on_the_names_of_a_certificate() -> None:
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": "rolesanywhere.amazonaws.com"},
        "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
        "Condition": {"StringEquals": {"aws:PrincipalTag/x509Subject/CN": "ward-3"}},
    }
    issue = Issue.UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL
    assert said(issue, trust, policy_type=PolicyType.ROLE_TRUST) == []
