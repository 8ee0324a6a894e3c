"""Every mistake in the published policies is found by a check, under its name.

The five source documents print these policies; their mistakes are numbered as in semantics.md, I9.
Mistakes in their prose, in CloudTrail samples and in command lines are no policy text; what a
policy merely lacks against its purpose (003.4, 004.9) no check of its text can know.
"""

from typing import NamedTuple

import pytest

from simlib import Issue, PolicyType, policy_text, shipped_policies
from simlib.checks import check_policy
from simlib.language.terms import POLICY_TYPES

DOMAIN = "arn:aws:health-agent:us-east-1:111122223333:domain/hai-7c4e1f9a2b"


class Mistake(NamedTuple):
    """One mistake: the text as published, and the names with the places they must be found at."""

    number: str
    text: str
    expected: tuple[tuple[Issue, str], ...]
    policy_type: PolicyType = PolicyType.IDENTITY_BASED


def published(name: str) -> str:
    return policy_text(f"identity-based/{name}-as-published")


def at(issue: Issue, *pointers: str) -> tuple[tuple[Issue, str], ...]:
    return tuple((issue, pointer) for pointer in pointers)


HEALTHLAKE_READ_ONLY = (
    '{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "healthlake:*", '
    '"Resource": "arn:aws:healthlake:us-east-1:123456789012:fhir-datastore/my-datastore", '
    '"Condition": { "StringEquals": { "healthlake:DatastoreAccessLevel": "READ_ONLY" } } }] }'
)
READ_ONLY_CONSOLE = (
    '{ "Version": "{POLICY_VERSION}", "Statement": [ { "Effect": "Allow", "Action": [ '
    '"health-agent:ListDomains", "health-agent:GetDomain", "health-agent:ListIntegrations", '
    '"health-agent:ListAgents" ], "Resource": "*" } ] }'
)
WITH_DENY = (
    '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action": [ '
    '"health-agent:GetDomain", "health-agent:ListAgents", "health-agent:GetAgent" ], '
    '"Resource": "*" }, { "Effect": "Deny", "Action": [ "health-agent:DeleteDomain", '
    '"health-agent:DeleteAgent" ], "Resource": "*" } ] }'
)
OWN_PERMISSIONS = (
    '{ "Version": "2012-10-17", "Statement": [ { "Sid": "ViewOwnUserInfo", "Effect": "Allow", '
    '"Action": [ "iam:GetUserPolicy", "iam:ListGroupsForUser", "iam:ListAttachedUserPolicies", '
    '"iam:ListUserPolicies", "iam:GetUser" ], '
    '"Resource": ["arn:aws:iam::*:user/${aws:username}"] } ] }'
)
BROWSE = """{
    "Version": "2012-10-17",
    "Statement": {
        "Action": [
            "s3:GetAccessPoint",
            "s3:ListAllMyBuckets",
            "s3:ListAccessPoints",
            "s3:ListBucket"
        ],
        "Resource": "*",
        "Effect": "Allow"
    }
}"""
BUCKET = """{
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {
                "AWS": "*"
            },
            "Action": "s3:PutObject",
            "Resource": {
                "arn:aws:s3::: BUCKET-NAME/*"
            },
            "Condition": {
                "StringEquals": {
                    "s3:DataAccessPointAccount": "ACCOUNT-ID"
                }
            }
        }
    ]
}"""
KEY_STATEMENT = (
    '"Statement": [ { "Sid": "Allow access to create data stores and do CRUD/search in Amazon '
    'HealthLake", "Effect": "Allow", "Principal": { "AWS": '
    '"arn:aws:iam::111122223333:HealthLakeFullAccessRole" }, "Action": [ "kms:DescribeKey", '
    '"kms:CreateGrant", "kms:GenerateDataKey", "kms:Decrypt" ], "Resource": "*", "Condition": { '
    '"StringEquals": { "kms:ViaService": "healthlake.amazonaws.com", '
    '"kms:CallerAccount": "111122223333" } } } ]'
)
KEY_POLICY = f'{{ "Version": "2012-10-17", {KEY_STATEMENT} }}'
ARN, KEY = "/Statement/0/Resource", PolicyType.KEY_POLICY
VIA = "/Statement/0/Condition/StringEquals/kms:ViaService"
CONDITION = "/Statement/0/Condition/StringEquals/healthlake:DatastoreAccessLevel"
CONSOLE = published("connect-health-full-access-console")
SERVICE_ROLE = published("connect-health-service-role")

MISTAKES = [
    Mistake("000.1", HEALTHLAKE_READ_ONLY, at(Issue.INVALID_ARN_RESOURCE, ARN)),
    Mistake("000.2", HEALTHLAKE_READ_ONLY, at(Issue.INVALID_SERVICE_CONDITION_KEY, CONDITION)),
    Mistake("001.1", READ_ONLY_CONSOLE, at(Issue.INVALID_VERSION, "/Version")),
    Mistake(
        "001.3",
        published("connect-health-one-domain"),
        at(Issue.REQUIRED_RESOURCE_TYPE_MISSING, "/Statement/0/Action/0"),
    ),
    Mistake("001.6", WITH_DENY, at(Issue.DENY_OF_WHAT_NOTHING_ALLOWS, "/Statement/1")),
    Mistake("001.7", OWN_PERMISSIONS, at(Issue.VARIABLE_ABSENT_FOR_ROLES, f"{ARN}/0")),
    Mistake(
        "001.8",
        SERVICE_ROLE,
        at(Issue.REQUIRED_RESOURCE_TYPE_MISSING, "/Statement/0/Action/0"),
    ),
    Mistake("001.9", CONSOLE, at(Issue.PASS_ROLE_WITH_STAR_IN_RESOURCE, "/Statement/0/Action")),
    Mistake("003.1", BUCKET, at(Issue.JSON_SYNTAX_ERROR, ""), PolicyType.RESOURCE_BASED),
    Mistake("003.5", BROWSE, at(Issue.STAR_RESOURCE_CAN_BE_NARROWED, "/Statement/Resource")),
    Mistake(
        "004.1", KEY_POLICY, at(Issue.INVALID_PRINCIPAL_FORMAT, "/Statement/0/Principal/AWS"), KEY
    ),
    Mistake("004.2", KEY_POLICY, at(Issue.INVALID_SERVICE_PRINCIPAL_FORMAT, VIA), KEY),
    Mistake("004.3", KEY_STATEMENT, at(Issue.JSON_SYNTAX_ERROR, ""), KEY),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=[each.number for each in MISTAKES])
def test_a_published_mistake_is_found_at_its_place(mistake: Mistake) -> None:
    findings = check_policy(mistake.text, mistake.policy_type)
    assert set(mistake.expected) <= {(each.issue, each.source.pointer) for each in findings}


UNKNOWN_ACTIONS = {  # 001.2
    "connect-health-full-access-console": [
        "health-agent:GenerateMedicalCodes",
        "kms:ListKeysForService",
        "s3:getBucket",
        "s3:getBucketVersions",
        "s3:getLocation",
        "s3:getService",
        "s3:getVersioning",
    ],
    "connect-health-ambient-read-only": ["health-agent:ListMedicalScribeListeningSessions"],
    "connect-health-service-role": ["health-agent:ListAgentVersions"],
}


@pytest.mark.parametrize("name", UNKNOWN_ACTIONS)
def test_actions_that_do_not_exist_are_found_and_others_are_not(name: str) -> None:
    findings = [f for f in check_policy(published(name)) if f.issue is Issue.INVALID_ACTION]
    assert sorted(f.message.split("`")[1] for f in findings) == UNKNOWN_ACTIONS[name]


def test_case_does_not_count_in_an_action() -> None:
    assert "s3:putObject" in CONSOLE
    assert not any("s3:putObject" in finding.message for finding in check_policy(CONSOLE))


MENDED = [name for name in shipped_policies() if not name.endswith("-as-published")]


@pytest.mark.parametrize("name", MENDED)
def test_a_mended_policy_is_clean(name: str) -> None:
    text = policy_text(name)
    findings = check_policy(text, POLICY_TYPES[name.partition("/")[0]])
    assert [str(each) for each in findings] == []
