"""Odd but legal questions: a decision and its telling, never a Python error."""

import json
import time
from typing import Any

import pytest

from simlib import Decision, PolicySet, Request, annotated, evaluate, parse_policy, user
from simlib.evaluation.question import answer, read_question
from simlib.trace.html import html

ALICE = {"type": "user", "account": "111122223333", "arn": "arn:aws:iam::111122223333:user/Alice"}
FULL = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"},
}
NAMES_ALICE = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Principal": {"AWS": ALICE["arn"]},
        "Action": "*",
        "Resource": "*",
    },
}


def ask(principal: dict[str, Any], action: str, arn: str, **setup: Any) -> Any:
    question = {
        "principal": principal,
        **setup,
        "request": {"action": action, "resource": arn},
    }
    evaluation = answer(read_question(json.dumps(question)))
    assert evaluation.why()
    assert html(evaluation.trace)
    assert all(fix.after.allowed for fix in evaluation.fixes())
    return evaluation


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("sqs:SendMessage", "arn:aws:sqs:us-east-1:444455556666:q"),
        ("kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:key/k"),
        ("sts:AssumeRole", "arn:aws:iam::111122223333:role/CareRole"),
        ("iam:DeletePolicy", "arn:aws-us-gov:iam::aws:policy/ReadOnlyAccess"),
    ],
)
def test_the_arn_says_whose_and_what_a_resource_is(action: str, resource: str) -> None:
    administrator = {**ALICE, "identity": [FULL]}
    assert not ask(administrator, action, resource).allowed


def test_an_aws_managed_policy_can_be_read_by_who_may() -> None:
    request = Request(user("Alice"), "iam:GetPolicy", "arn:aws:iam::aws:policy/ReadOnlyAccess")
    assert evaluate(request, PolicySet([parse_policy(FULL)])).allowed


@pytest.mark.parametrize("action", ["s3:GetObject", "kms:Decrypt"])
def test_an_anonymous_caller_gets_sensible_fixes(action: str) -> None:
    kinds = {"s3:GetObject": "s3-bucket", "kms:Decrypt": "kms-key"}
    resource = {"account": "111122223333", "kind": kinds[action], "policy": NAMES_ALICE}
    done = ask({"type": "anonymous"}, action, "arn:aws:s3:::b/k", resource=resource)
    assert done.decision is Decision.IMPLICIT_DENY


def test_an_anonymous_caller_reaches_no_key_even_if_its_policy_names_everyone() -> None:
    policy = json.loads(json.dumps(NAMES_ALICE).replace(json.dumps({"AWS": ALICE["arn"]}), '"*"'))
    resource = {"account": "111122223333", "kind": "kms-key", "policy": policy}
    key = "arn:aws:kms:us-east-1:111122223333:key/k"
    assert not ask({"type": "anonymous"}, "kms:Decrypt", key, resource=resource).allowed


@pytest.mark.parametrize("arn", ["b/k", "", "arn:aws:s3:::b/${x", "arn:aws:s3:::<region>/k", "日"])
def test_a_resource_that_no_policy_can_name_has_no_bad_fix(arn: str) -> None:
    assert not ask(ALICE, "s3:GetObject", arn).allowed


def test_levels_may_be_empty() -> None:
    for levels in ([], [[]]):
        accounts = {"111122223333": {"org": "o-hosp", "scps": levels, "rcps": levels}}
        allowed = ask({**ALICE, "identity": [FULL]}, "s3:ListAllMyBuckets", "*", accounts=accounts)
        assert allowed.allowed is (levels == [])


@pytest.mark.parametrize("number", ["1e400", "9" * 5000, "1e99999999999999999999", "-0.0"])
def test_numbers_beyond_all_measure_are_only_texts(number: str) -> None:
    body = '{"NumericEquals": {"s3:max-keys": NUMBER}}'.replace("NUMBER", number)
    text = json.dumps(FULL).replace('"Resource": "*"', f'"Resource": "*", "Condition": {body}')
    policy = parse_policy(text)
    request = Request(user("Alice"), "s3:ListBucket", "arn:aws:s3:::b", {"s3:max-keys": number})
    done = evaluate(request, PolicySet([policy]))
    assert annotated(policy, done.trace)
    assert done.why()
    assert isinstance(done.fixes(), tuple)


def test_a_trust_policys_guard_is_not_fixed_away() -> None:
    trust = {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"Service": "health-agent.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}},
        },
    }
    service = {"type": "service", "service": "health-agent.amazonaws.com"}
    resource = {"account": "111122223333", "kind": "iam-role", "policy": trust}
    role = "arn:aws:iam::111122223333:role/CareRole"
    done = ask(service, "sts:AssumeRole", role, resource=resource)
    assert [fix for fix in done.fixes() if "the statement {" in str(fix)] == []


def test_fixes_of_a_long_policy_do_not_take_forever() -> None:
    statements = [
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::b{number}/*"}
        for number in range(400)
    ]
    policy = parse_policy({"Version": "2012-10-17", "Statement": statements})
    request = Request(user("Alice"), "s3:GetObject", "arn:aws:s3:::other/k")
    started = time.process_time()
    assert evaluate(request, PolicySet([policy])).fixes()
    assert time.process_time() - started < 20
