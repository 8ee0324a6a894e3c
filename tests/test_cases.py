"""Every case holds: the rules of AWS as data, run one by one under their ids."""

import json
from typing import Any

import pytest

from simlib import (
    Decision,
    Issue,
    PolicySet,
    PolicyType,
    Request,
    evaluate,
    parse_policy,
    policy_size,
)
from simlib.checks import check_policy
from simlib.evaluation.asked import Asked
from simlib.evaluation.compiled import action_outcome
from simlib.evaluation.conditions import condition_outcome
from simlib.evaluation.context import lowered
from simlib.evaluation.evaluate import Evaluation
from simlib.evaluation.message import denied_message, error_code
from simlib.evaluation.principals import principal_check
from simlib.evaluation.question import LAYER_NAMES, answer, read_question
from simlib.evaluation.request import context_values, user
from simlib.evaluation.resources import resource_check
from simlib.language.findings import FindingType
from simlib.language.json_text import read_json
from simlib.language.policy import Element, Value
from simlib.language.principals import read_principals
from simlib.language.reading import Reading
from simlib.language.terms import Effect
from simlib.trace.deciding import policy_verdicts
from tests.cases_reader import cases

DECISIONS = {
    "allow": Decision.ALLOWED,
    "implicit_deny": Decision.IMPLICIT_DENY,
    "explicit_deny": Decision.EXPLICIT_DENY,
}
TYPES = {
    "identity": PolicyType.IDENTITY_BASED,
    "resource": PolicyType.RESOURCE_BASED,
    "trust": PolicyType.ROLE_TRUST,
    "kms-key": PolicyType.KEY_POLICY,
    "scp": PolicyType.SERVICE_CONTROL,
    "rcp": PolicyType.RESOURCE_CONTROL,
    "boundary": PolicyType.PERMISSIONS_BOUNDARY,
    "session": PolicyType.SESSION,
    "vpc_endpoint": PolicyType.VPC_ENDPOINT,
}
LAYERS = {name: layer for layer, name in LAYER_NAMES.items()}


def run(kind: str) -> Any:
    found = cases(kind)
    return pytest.mark.parametrize("case", found, ids=[case["id"] for case in found])


def by(evaluation: Evaluation) -> str:
    """The deciding layer in the cases' words: two for an allow across accounts."""
    names = [LAYER_NAMES[layer] for layer in evaluation.layers]
    return "+".join(sorted(set(names))) if evaluation.allowed else names[0]


@run("authz")
def test_authz(case: dict[str, Any]) -> None:
    evaluation = answer(read_question(json.dumps(case)))
    expected = case["expected"]
    assert evaluation.decision is DECISIONS[expected["decision"]], evaluation
    if "by" in expected:
        assert by(evaluation) == expected["by"], evaluation
    if "part" in expected:
        assert evaluation.gate == expected["part"], evaluation


@run("authz")
def test_every_denial_says_why_with_layer_and_policy(case: dict[str, Any]) -> None:
    evaluation = answer(read_question(json.dumps(case)))
    if evaluation.allowed:
        assert evaluation.why().startswith("Allowed: ")
        return
    why = evaluation.why()
    first = evaluation.deciding[0]
    assert first.layer is not None
    assert str(first.layer) in why
    named = [v.policy.name for v in policy_verdicts(first) if v.policy]
    assert not named or any(f"`{name}`" in why for name in named)


@run("condition")
def test_condition(case: dict[str, Any]) -> None:
    setup = case["setup"]
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": setup["condition"]}
    policy = parse_policy({"Version": setup["version"], "Statement": [statement]})
    values = lowered(context_values(case["request"]["context"]))
    outcomes = [
        condition_outcome(condition, values, variables_count=policy.variables_count)
        for condition in policy.statements[0].conditions
    ]
    assert all(outcome.matched for outcome in outcomes) is case["expected"]["match"], outcomes


@run("match")
def test_match(case: dict[str, Any]) -> None:
    setup, request = case["setup"], case["request"]
    check = match_principal if setup["element"] == "Principal" else match_element
    assert check(setup, request) is case["expected"]["match"]


def match_element(setup: dict[str, Any], request: dict[str, Any]) -> bool:
    pattern = setup["pattern"] if isinstance(setup["pattern"], list) else [setup["pattern"]]
    source = Reading("case", PolicyType.IDENTITY_BASED, "").source("", 0)
    element = Element(setup["element"], tuple(Value(text, source) for text in pattern), source)
    if setup["element"] in ("Action", "NotAction"):
        return action_outcome(element, request["value"]).matched
    asked = Asked(Request(user("Nobody"), "x:y", request["value"], request["context"]), PolicySet())
    del asked.values["aws:username"]
    asked.values |= lowered(context_values(request["context"]))
    check = resource_check(element, variables_count=setup["version"] == "2012-10-17")
    return check.judge(asked).matched


def match_principal(setup: dict[str, Any], request: dict[str, Any]) -> bool:
    text = json.dumps(setup["pattern"])
    node, _ = read_json(f"[{text}]")
    assert node is not None
    reading = Reading("case", PolicyType.RESOURCE_BASED, text)
    principals = read_principals(reading, "Principal", node.value[0], "/Principal")
    question = {"principal": setup["principal"], "request": {"action": "x:y"}}
    gate = read_question(json.dumps(question)).gates[0]
    check = principal_check(principals, Effect.ALLOW)
    return check.judge(Asked(gate.request, gate.policies)).matched


@run("size")
def test_size(case: dict[str, Any]) -> None:
    setup, expected = case["setup"], case["expected"]
    size = policy_size(setup["policy_text"], white_space_counts=setup["count"] == "all")
    assert size == expected["size"]
    assert (size <= setup["limit"]) is expected["fits"]


@run("lint")
def test_lint(case: dict[str, Any]) -> None:
    """An error keeps a policy from being valid; the cases spell one name otherwise than AWS."""
    setup, expected = case["setup"], case["expected"]
    text = setup.get("policy_text") or json.dumps(setup["policy"])
    findings = check_policy(text, TYPES[setup["policy_type"]])
    errors = [f for f in findings if f.finding_type is FindingType.ERROR]
    assert (not errors) is expected["valid"], findings
    if expected["issue"] is not None:
        assert Issue(expected["issue"]) in {finding.issue for finding in findings}


MESSAGES = [  # what is wrong with a signature, `tests/cloud/test_presenting.py` brings about
    case for case in cases("message") if {"service", "decision"} & set(case["setup"])
]


@pytest.mark.parametrize("case", MESSAGES, ids=[case["id"] for case in MESSAGES])
def test_message(case: dict[str, Any]) -> None:
    setup, expected = case["setup"], case["expected"]
    if "decision" in setup:
        service = setup["action"].partition(":")[0]
        message = denied_message(
            setup["principal_arn"],
            setup["action"],
            setup["resource"],
            DECISIONS[setup["decision"]],
            LAYERS[setup["by"]],
            setup.get("policy_arn"),
        )
        assert message == expected["message"]
        assert expected.get("error", error_code(service)) == error_code(service)
    else:
        check_message_of_an_evaluation(setup, expected)


def check_message_of_an_evaluation(setup: dict[str, Any], expected: dict[str, Any]) -> None:
    """S3 across organizations, KMS across accounts, EC2: asked of a real denial."""
    service = setup["service"]
    resources = {
        "s3": "arn:aws:s3:::records/1.json",
        "kms": "arn:aws:kms:us-east-1:444455556666:key/k",
        "ec2": "*",
    }
    resource = resources[service]
    action = setup.get("action", "s3:GetObject")
    question = {
        "principal": {
            "type": "user",
            "account": "111122223333",
            "arn": "arn:aws:iam::111122223333:user/Alice",
        },
        "resource": {
            "account": "444455556666",
            "kind": "kms-key" if service == "kms" else "generic",
        },
        "request": {"action": action, "resource": resource},
    }
    if service == "ec2":
        del question["resource"]
    evaluation = answer(read_question(json.dumps(question)))
    assert error_code(service) == expected["error"]
    assert evaluation.message is not None
    if "message" in expected:
        assert evaluation.message == expected["message"]
    else:
        assert expected["message_contains"] in evaluation.message


def test_an_evaluation_of_nothing_is_an_implicit_deny() -> None:
    nothing = evaluate(Request(user("Alice"), "s3:GetObject"), PolicySet())
    assert nothing.decision is Decision.IMPLICIT_DENY
