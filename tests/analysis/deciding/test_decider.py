"""A decision without a trace is the decision of the trace."""

import json
import random

import pytest

from simlib import (
    PolicySet,
    Request,
    evaluate,
    load_scenario,
    parse_policy,
    shipped_scenarios,
    user,
)
from simlib.analysis.deciding import Decider, decision, decision_at
from simlib.cloud.policy_places import policy_places
from simlib.evaluation.evaluate import evaluate_gates
from simlib.evaluation.question import read_question
from simlib.language.terms import Decision
from tests.benchmarks.policies import heavy_policies, heavy_requests
from tests.cases_reader import cases
from tests.random_questions import random_question

COUNT = 1_000  # tests/test_random_questions.py puts four times as many, `make fuzz` any number


@pytest.mark.parametrize("case", cases("authz"), ids=lambda case: case["id"])
def test_every_case_is_decided_as_the_trace_decides_it(case: dict[str, object]) -> None:
    gates = read_question(json.dumps(case)).gates
    assert decision_at(gates) == evaluate_gates(gates).decision


def test_random_questions_are_decided_as_the_trace_decides_them() -> None:
    rng = random.Random(31)
    for _ in range(COUNT):
        question = random_question(rng)
        gates = read_question(json.dumps(question)).gates
        assert decision_at(gates) == evaluate_gates(gates).decision, json.dumps(question)


def test_one_decider_answers_many_different_requests() -> None:
    policies, requests = heavy_policies(), heavy_requests(400)
    decider = Decider(policies)
    found = [decider.decision(request) for request in requests]
    assert found == [evaluate(request, policies).decision for request in requests]
    assert len(set(found)) == 3


def test_a_plan_is_not_used_for_what_it_does_not_hold_for() -> None:
    """Another caller, a managed policy, a refusal: each has its own answer."""
    anything = {"Effect": "Allow", "Action": "iam:*", "Resource": "*"}
    decider = Decider(PolicySet([parse_policy({"Statement": anything})]))
    alice, name = user("Alice"), "arn:aws:iam::111122223333:policy/own"
    asked = [
        Request(alice, "iam:DeletePolicy", name),
        Request(alice, "iam:DeletePolicy", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
        Request(alice, "iam:DeletePolicy", name, refusal="no session token may"),
        Request(user("Carol", "444455556666"), "iam:DeletePolicy", name),
    ]
    found = [decider.decision(request) for request in asked]
    assert found == [Decision.ALLOWED, *[Decision.IMPLICIT_DENY] * 3]


@pytest.mark.parametrize("name", shipped_scenarios())
def test_everybody_in_a_scenario_is_decided_as_the_trace_decides(name: str) -> None:
    cloud = load_scenario(name)
    people = [*cloud.state.users.values(), *cloud.state.roles.values()]
    places = [place.policy for place in policy_places(cloud.state)]
    actions = sorted({v.text for p in places for s in p.statements for v in s.action.values})
    for person in people[:6]:
        caller = cloud.as_(person.arn)
        for action in [each for each in actions if ":" in each and "*" not in each][:25]:
            for arn in ("*", person.arn):
                evaluation = caller.can(action, arn)
                gates = caller.gates(action, arn)
                assert decision_at(gates) == evaluation.decision, (person.arn, action, arn)


def test_what_aws_itself_asks_for_is_one_value_and_no_other_beside_it() -> None:
    """A key that cannot have several values is taken as it is, in both evaluators."""
    door = "arn:aws:s3:us-east-1:111122223333:accesspoint/door/object/a"
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    policies = PolicySet([parse_policy({"Statement": everything})])
    for transport in ("false", "true", ["false", "true"]):
        asked = Request(user("Alice"), "s3:GetObject", door, {"aws:SecureTransport": transport})
        assert decision(asked, policies) == evaluate(asked, policies).decision, transport


def test_a_single_decision_needs_no_decider() -> None:
    assert decision(Request(user("Alice"), "s3:GetObject"), PolicySet()) == Decision.IMPLICIT_DENY
