"""A recorded call is asked again, and where the answer differs now is said."""

import json
from typing import Any

import pytest

from simlib import load_scenario
from simlib.analysis.asking_again import ask_again, ask_again_denied
from simlib.analysis.denials import read_message
from simlib.cloud.cloud import Cloud
from simlib.language.terms import Decision
from tests.clouds import add_user, hospital

BUCKET = "notes-111122223333"


@pytest.fixture
def cloud() -> Cloud:
    """Dana has no policies; her bucket is there."""
    cloud = hospital()
    add_user(cloud, "Dana")
    cloud.as_("root").call("s3:CreateBucket", Bucket=BUCKET)
    return cloud


def denied(cloud: Cloud) -> dict[str, Any]:
    cloud.as_("Dana").attempt("s3:GetObject", Bucket=BUCKET, Key="Ada/a.txt")
    return cloud.records[-1]


def allow(cloud: Cloud) -> None:
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": statement})
    cloud.as_("root").call(
        "iam:PutUserPolicy", UserName="Dana", PolicyName="All", PolicyDocument=document
    )


def test_nothing_changed_and_the_answer_is_the_same(cloud: Cloud) -> None:
    again = ask_again(cloud, denied(cloud))
    (answer,) = again.answers
    assert (answer.action, answer.resource) == ("s3:GetObject", f"arn:aws:s3:::{BUCKET}/Ada/a.txt")
    assert again.comparison == "Denied then and now: implicit deny."
    assert again.unlike == ()


def test_a_policy_that_was_added_since_is_noticed(cloud: Cloud) -> None:
    record = denied(cloud)
    allow(cloud)
    assert ask_again(cloud, record).comparison.startswith("Denied then, allowed now.")


def test_an_allowed_call_is_asked_again_by_what_its_operation_needs(cloud: Cloud) -> None:
    allow(cloud)
    cloud.as_("Dana").call("s3:PutObject", Bucket=BUCKET, Key="Dana/b.txt", Body=b"")
    record = cloud.records[-1]
    again = ask_again(cloud, record)
    assert [str(each) for each in again.answers] == [
        f"s3:PutObject on arn:aws:s3:::{BUCKET}/Dana/b.txt: Allowed"
    ]
    assert again.comparison == "Allowed then, allowed now too."
    assert any("s3:PutObjectTagging" in each for each in again.unlike)
    cloud.as_("root").call("iam:DeleteUserPolicy", UserName="Dana", PolicyName="All")
    assert ask_again(cloud, record).comparison == "Allowed then, denied now: implicit deny."


def test_a_denial_by_another_layer_is_told(cloud: Cloud) -> None:
    name = cloud.as_("Dana").name
    told = read_message(
        f"User: {name} is not authorized to perform: s3:GetObject on resource: "
        '"arn:aws:s3:::notes-111122223333/Ada/a.txt" with an explicit deny in a session policy'
    )
    assert ask_again_denied(cloud, told).comparison == (
        "Denied then and now, but by another layer: "
        "then by the session policy, now by the identity-based policy."
    )


def test_whoever_is_not_here_cannot_be_asked_for(cloud: Cloud) -> None:
    told = read_message(
        "User: arn:aws:iam::111122223333:user/Zed is not authorized to perform: s3:GetObject"
    )
    again = ask_again_denied(cloud, told)
    assert again.decision is None
    assert again.comparison.startswith("It cannot be asked again: no user, role or session")


def test_a_session_that_is_gone_is_replaced_by_a_new_one_of_the_role() -> None:
    cloud = load_scenario("guardrails")
    told = read_message(
        "User: arn:aws:sts::111122223333:assumed-role/AdministratorRole/night is not authorized "
        "to perform: iam:ListUsers on resource: * because no identity-based policy allows the "
        "iam:ListUsers action"
    )
    again = ask_again_denied(cloud, told)
    assert again.decision is Decision.ALLOWED
    assert "a new session of the role" in again.unlike[0]


SCENARIOS = [
    "clinical-collaboration",
    "confused-deputy",
    "connect-health",
    "cross-account-partner",
    "guardrails",
    "healthlake-basics",
    "healthlake-encryption",
    "troubleshooting",
]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_records_of_a_scenario_are_answered_now_as_then(scenario: str) -> None:
    cloud = load_scenario(scenario)
    for record in cloud.records:
        again = ask_again(cloud, record)
        assert not again.problem, record["eventName"]
        if again.decision is not None and "errorCode" not in record:
            assert again.decision is Decision.ALLOWED or again.keys_wanted, again


def test_a_key_that_the_parameters_brought_is_named_where_it_may_be_why() -> None:
    cloud = load_scenario("guardrails")
    made = [r for r in cloud.records if r["eventName"] == "CreateRole"][1]
    assert ask_again(cloud, made).comparison == (
        "Allowed then, denied now: implicit deny. But policies look for "
        "`iam:PermissionsBoundary`, which its parameters may have brought."
    )


def test_what_the_call_was_to_make_has_no_arn_to_ask_about() -> None:
    cloud = load_scenario("connect-health")
    made = next(r for r in cloud.records if r["eventName"] == "CreateAgent")
    again = ask_again(cloud, made)
    assert again.decision is None
    assert "the record gives no ARN" in str(again.answers[0])
    assert "cannot be asked again as a whole" in again.comparison


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ({}, "it has no `userIdentity`"),
        ({"userIdentity": {"type": "WebIdentityUser"}}, "gives no ARN of this WebIdentityUser"),
        ({"userIdentity": {"arn": "arn:aws:iam::111122223333:user/Dana"}}, "does not know which"),
    ],
)
def test_what_a_record_lacks_is_said(cloud: Cloud, record: dict[str, Any], told: str) -> None:
    assert told in ask_again(cloud, record).comparison


def test_asking_again_changes_nothing_and_leaves_no_record(cloud: Cloud) -> None:
    record = denied(cloud)
    before = cloud.state, list(cloud.records)
    ask_again(cloud, record)
    assert (cloud.state, cloud.records) == before
