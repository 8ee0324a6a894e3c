"""Access Analyzer's custom checks: PASS, or FAIL with the requests that show it."""

from typing import Any

import pytest

from simlib import Policy, parse_policy
from simlib.analysis.comparing import grants_none_of, no_new_access, no_public_access
from simlib.language.errors import QuestionError
from simlib.language.terms import PolicyType

READ = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::records/*"}


def policy(statement: dict[str, Any], kind: PolicyType = PolicyType.IDENTITY_BASED) -> Policy:
    return parse_policy({"Version": "2012-10-17", "Statement": statement}, kind)


def test_no_new_access() -> None:
    narrower = policy({**READ, "Resource": "arn:aws:s3:::records/2026/*"})
    assert no_new_access(policy(READ), narrower).result == "PASS"
    found = no_new_access(narrower, policy(READ))
    assert found.result == "FAIL"
    assert not found
    assert found.requests[0].request.action == "s3:GetObject"


@pytest.mark.parametrize(
    ("actions", "resources", "result"),
    [
        (["s3:PutObject"], [], "PASS"),
        (["s3:Get*"], [], "FAIL"),
        ([], ["arn:aws:s3:::archive/*"], "PASS"),
        ([], ["arn:aws:s3:::records/2026/*"], "FAIL"),
        (["s3:GetObject"], ["arn:aws:s3:::archive/*"], "PASS"),
    ],
)
def test_access_not_granted(actions: list[str], resources: list[str], result: str) -> None:
    assert grants_none_of(policy(READ), actions, resources).result == result


def test_access_not_granted_wants_something_to_look_for() -> None:
    with pytest.raises(QuestionError, match="name actions or resources"):
        grants_none_of(policy(READ))


def test_a_trust_policy_is_asked_without_resources() -> None:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "444455556666"},
        "Action": "sts:AssumeRole",
    }
    trust = policy(statement, PolicyType.ROLE_TRUST)
    assert grants_none_of(trust, ["sts:AssumeRole"]).result == "FAIL"
    assert grants_none_of(trust, ["sts:TagSession"]).result == "PASS"


def test_no_public_access() -> None:
    anyone = {**READ, "Principal": "*"}
    found = no_public_access(policy(anyone, PolicyType.RESOURCE_BASED))
    assert found.result == "FAIL"
    assert found.statements[0].label == "first statement"
    fixed = {**anyone, "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}
    assert no_public_access(policy(fixed, PolicyType.RESOURCE_BASED)).result == "PASS"
    with pytest.raises(QuestionError, match="names nobody"):
        no_public_access(policy(READ))
