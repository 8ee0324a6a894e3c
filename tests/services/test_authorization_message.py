"""The encoded message of a denial: opaque, the same every time, and read by STS alone."""

import json
from typing import Any

import pytest

from simlib import PolicySet, Request, evaluate, parse_policy, role_session, user
from simlib.cloud.errors import ClientError
from simlib.evaluation.encoded_message import LONGEST
from simlib.evaluation.evaluate import Evaluation
from simlib.services.authorization_message import decoded_message
from tests.clouds import written

DENY = {
    "Sid": "OnlySmall",
    "Effect": "Deny",
    "Action": "ec2:RunInstances",
    "Resource": "*",
    "Condition": {"StringNotEquals": {"ec2:InstanceType": ["t3.micro", "t3.small"]}},
}
KEYS = {"ec2:InstanceType": "p5.48xlarge", "aws:TagKeys": ["a", "b"], "aws:SourceVpc": None}


def denied(*statements: dict[str, Any], context: dict[str, Any] | None = None) -> Evaluation:
    policies = [parse_policy(written(*statements), name="own")] if statements else []
    request = Request(user("Alice"), "ec2:RunInstances", "*", context)
    return evaluate(request, PolicySet(policies))


def encoded(evaluation: Evaluation) -> str:
    assert evaluation.message is not None
    return evaluation.message.rpartition(" ")[2]


def decoded(evaluation: Evaluation) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(decoded_message(encoded(evaluation)))
    return document


def test_a_message_tells_who_was_denied_what() -> None:
    context = decoded(denied())["context"]
    assert context["principal"] == {"name": "Alice", "arn": "arn:aws:iam::111122223333:user/Alice"}
    assert (context["action"], context["resource"]) == ("ec2:RunInstances", "*")


def test_a_session_is_named_by_role_id_and_session_name() -> None:
    session = role_session("CareRole", "shift1")._replace(unique_id="AROAEXAMPLE")
    evaluation = evaluate(Request(session, "ec2:RunInstances"), PolicySet())
    assert decoded(evaluation)["context"]["principal"]["id"] == "AROAEXAMPLE:shift1"


def test_a_silence_is_no_explicit_deny_and_has_no_statements() -> None:
    document = decoded(denied())
    assert (document["allowed"], document["explicitDeny"]) == (False, False)
    assert document["matchedStatements"] == {"items": []}


def test_an_explicit_deny_shows_the_statement_that_denies() -> None:
    allowing = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    document = decoded(denied(allowing, DENY, context=KEYS))
    (statement,) = document["matchedStatements"]["items"]
    assert document["explicitDeny"] is True
    assert (statement["statementId"], statement["effect"]) == ("OnlySmall", "DENY")
    assert statement["actions"] == {"items": [{"value": "ec2:RunInstances"}]}
    assert statement["conditions"]["items"] == [
        {
            "key": "ec2:InstanceType",
            "values": {"items": [{"value": "t3.micro"}, {"value": "t3.small"}]},
        }
    ]


def test_conditions_are_the_keys_that_the_request_has() -> None:
    conditions = decoded(denied(context=KEYS))["context"]["conditions"]["items"]
    assert conditions == [
        {"key": "aws:TagKeys", "values": {"items": [{"value": "a"}, {"value": "b"}]}},
        {"key": "ec2:InstanceType", "values": {"items": [{"value": "p5.48xlarge"}]}},
    ]


def test_the_same_denial_has_the_same_message() -> None:
    assert encoded(denied(context=KEYS)) == encoded(denied(context=KEYS))


def test_the_text_shows_nothing_to_the_eye() -> None:
    assert "Alice" not in encoded(denied())
    assert set(encoded(denied())) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    )


def test_a_message_is_never_longer_than_sts_takes() -> None:
    long = {**DENY, "Condition": {"StringNotEquals": {"ec2:InstanceType": ["x" * 50] * 110}}}
    evaluation = denied(long, context={**KEYS, "ec2:Long": "y" * 5000})
    assert len(encoded(evaluation)) <= LONGEST
    assert decoded(evaluation)["context"]["action"] == "ec2:RunInstances"


@pytest.mark.parametrize("text", ["", "AAAA", "not a message", "é", "A" * (LONGEST + 1), "====="])
def test_any_other_text_is_no_message(text: str) -> None:
    with pytest.raises(ClientError) as caught:
        decoded_message(text)
    assert caught.value.code == "InvalidAuthorizationMessageException"


def test_a_message_that_was_changed_is_no_message() -> None:
    text = encoded(denied())
    changed = text[:30] + ("A" if text[30] != "A" else "B") + text[31:]
    with pytest.raises(ClientError, match="Invalid authorization message"):
        decoded_message(changed)
