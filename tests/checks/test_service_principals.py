"""For whom does the service act, and what does it not send?"""

from typing import Any

import pytest

from simlib import Issue, PolicyType
from simlib.language.findings import FindingType
from tests.checks.said import said

BUCKET, TRUST = PolicyType.RESOURCE_BASED, PolicyType.ROLE_TRUST
RESTRICT = Issue.RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL
RECOMMENDED = Issue.RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL
UNSUPPORTED = Issue.UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL
LOGS: dict[str, Any] = {
    "Effect": "Allow",
    "Principal": {"Service": "cloudtrail.amazonaws.com"},
    "Action": "s3:PutObject",
    "Resource": "arn:aws:s3:::trail/*",
}
ASSUME: dict[str, Any] = {
    "Effect": "Allow",
    "Principal": {"Service": "health-agent.amazonaws.com"},
    "Action": "sts:AssumeRole",
}


def where(operator: str, key: str, value: str = "x") -> dict[str, Any]:
    return {"Condition": {operator: {key: value}}}


@pytest.mark.parametrize("key", ["aws:SourceArn", "AWS:SourceAccount", "aws:SourceOrgID"])
def test_a_source_key_is_enough(key: str) -> None:
    for issue in (RESTRICT, RECOMMENDED):
        assert said(issue, {**LOGS, **where("StringEquals", key)}, policy_type=BUCKET) == []
        assert said(issue, {**ASSUME, **where("StringEquals", key)}, policy_type=TRUST) == []


def test_without_any_condition_it_is_a_security_warning() -> None:
    (finding,) = said(RESTRICT, LOGS, policy_type=BUCKET)
    assert finding.finding_type is FindingType.SECURITY_WARNING
    assert finding.source.pointer == "/Statement/0/Principal/Service"
    assert said(RECOMMENDED, LOGS, policy_type=BUCKET) == []


def test_with_another_key_it_is_a_suggestion() -> None:
    statement = {**LOGS, **where("StringEquals", "s3:x-amz-acl")}
    assert said(RESTRICT, statement, policy_type=BUCKET) == []
    assert said(RECOMMENDED, statement, policy_type=BUCKET)


def test_of_a_trust_policy_it_is_always_a_suggestion() -> None:
    assert said(RESTRICT, ASSUME, policy_type=TRUST) == []
    (finding,) = said(RECOMMENDED, ASSUME, policy_type=TRUST)
    assert finding.suggestion.endswith("if the service sends them")


NOBODY_COMES = {
    "a Deny": ({**LOGS, "Effect": "Deny"}, BUCKET),
    "an account": ({**LOGS, "Principal": {"AWS": "111122223333"}}, BUCKET),
    "an instance, which is of the account": (
        {**ASSUME, "Principal": {"Service": "ec2.amazonaws.com"}},
        TRUST,
    ),
    "an endpoint, where services do not pass": (LOGS, PolicyType.VPC_ENDPOINT),
}


@pytest.mark.parametrize(("statement", "policy_type"), NOBODY_COMES.values(), ids=NOBODY_COMES)
def test_where_no_stranger_can_come_nothing_is_said(
    statement: dict[str, Any], policy_type: PolicyType
) -> None:
    for issue in (RESTRICT, RECOMMENDED):
        assert said(issue, statement, policy_type=policy_type) == []


ABSENT = {
    "StringEquals": "the statement allows nothing",
    "StringNotEquals": "the condition always matches and limits nothing",
    "StringEqualsIfExists": "the condition always matches and limits nothing",
}


@pytest.mark.parametrize(("operator", "then"), ABSENT.items())
def test_a_key_that_services_do_not_send_is_told_by_its_effect(operator: str, then: str) -> None:
    statement = {**LOGS, **where(operator, "aws:PrincipalOrgID")}
    (finding,) = said(UNSUPPORTED, statement, policy_type=BUCKET)
    assert finding.message.endswith(then)
    assert finding.source.pointer == f"/Statement/0/Condition/{operator}/aws:PrincipalOrgID"


SENT = {
    "a key that services send": {**LOGS, **where("Bool", "aws:PrincipalIsAWSService", "true")},
    "somebody else has it": {
        **LOGS,
        "Principal": {"Service": "cloudtrail.amazonaws.com", "AWS": "111122223333"},
        **where("StringEquals", "aws:PrincipalOrgID"),
    },
    "it asks whether the key is there": {**LOGS, **where("Null", "aws:PrincipalOrgID", "true")},
}


@pytest.mark.parametrize("statement", SENT.values(), ids=SENT)
def test_a_key_that_may_be_there_is_not_told(statement: dict[str, Any]) -> None:
    assert said(UNSUPPORTED, statement, policy_type=BUCKET) == []
