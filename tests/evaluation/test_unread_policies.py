"""A policy whose statements are not known gives nothing, limits nothing, and is named."""

from dataclasses import replace

import pytest

from simlib import (
    Account,
    Decision,
    Level,
    Policy,
    PolicySet,
    PolicyType,
    Request,
    Resource,
    annotated,
    evaluate,
    parse_policy,
    role_session,
    user,
)
from simlib.evaluation.request import ResourceKind
from simlib.trace import Reason, text

ALLOW = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
READER = parse_policy({"Version": "2012-10-17", "Statement": ALLOW}, name="reader")
REQUEST = Request(user("Alice"), "s3:GetObject", "arn:aws:s3:::records/1")
ROLE = Resource("arn:aws:iam::111122223333:role/CareRole", "111122223333", ResourceKind.ROLE)


def unread(policy_type: PolicyType, text: str = "{}") -> Policy:
    return Policy("lost", policy_type, "2012-10-17", (), text, unread="it is not in the export")


def under(**limits: object) -> PolicySet:
    return replace(PolicySet([READER]), **limits)


LIMITS = {
    "permissions_boundary": unread(PolicyType.PERMISSIONS_BOUNDARY),
    "session": (unread(PolicyType.SESSION),),
    "vpc_endpoint": unread(PolicyType.VPC_ENDPOINT),
    "accounts": (
        Account(
            "111122223333",
            "o-hosp",
            service_control=(Level("the root", (unread(PolicyType.SERVICE_CONTROL),)),),
        ),
    ),
}


@pytest.mark.parametrize("layer", LIMITS)
def test_it_limits_nothing_and_the_decision_says_so(layer: str) -> None:
    evaluation = evaluate(REQUEST, under(**{layer: LIMITS[layer]}))
    assert evaluation.allowed
    assert [policy.name for policy in evaluation.not_counted] == ["lost"]
    assert "Not counted" in evaluation.why()


def test_it_gives_nothing_and_the_denial_says_so() -> None:
    evaluation = evaluate(REQUEST, PolicySet([unread(PolicyType.IDENTITY_BASED)]))
    assert evaluation.decision is Decision.IMPLICIT_DENY
    assert "`lost` (it is not in the export)" in evaluation.why()


def test_an_unread_bucket_policy_gives_nothing_and_is_named() -> None:
    policies = PolicySet(resource_based=unread(PolicyType.RESOURCE_BASED))
    assert evaluate(REQUEST, policies).not_counted[0].name == "lost"
    assert not evaluate(REQUEST, policies).allowed


def test_an_unread_trust_policy_lets_nobody_in() -> None:
    policies = PolicySet([READER], resource_based=unread(PolicyType.ROLE_TRUST))
    evaluation = evaluate(Request(role_session("Other"), "sts:AssumeRole", ROLE), policies)
    assert evaluation.decision is Decision.IMPLICIT_DENY
    assert evaluation.not_counted


def test_the_trace_has_a_line_for_it() -> None:
    evaluation = evaluate(REQUEST, PolicySet([READER, unread(PolicyType.IDENTITY_BASED)]))
    assert f"○ lost ({Reason.STATEMENTS_UNKNOWN})" in text(evaluation.trace)


def test_a_decision_without_such_a_policy_does_not_speak_of_it() -> None:
    evaluation = evaluate(REQUEST, PolicySet([READER]))
    assert evaluation.not_counted == ()
    assert "Not counted" not in evaluation.why()


def test_no_fix_changes_it_even_if_its_text_is_broken() -> None:
    broken = unread(PolicyType.IDENTITY_BASED, '{"Statement": [')
    fixes = evaluate(REQUEST, PolicySet([broken])).fixes()
    assert fixes
    assert not any("lost" in str(fix) for fix in fixes)


def test_it_can_be_printed_beside_its_trace() -> None:
    broken = unread(PolicyType.IDENTITY_BASED, '{"Statement": [')
    assert annotated(broken, evaluate(REQUEST, PolicySet([broken])).trace) == broken.text
