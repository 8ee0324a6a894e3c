"""Where two traces differ: what a reader is told has changed."""

from typing import Any

from simlib import PolicySet, Request, evaluate, parse_policy, user
from simlib.analysis.differences import deepest, differences, outcome
from simlib.evaluation.evaluate import Evaluation
from simlib.evaluation.policy_set import Account, Level

READ = {"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
LIST = {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}
DENY = {"Effect": "Deny", "Action": "*", "Resource": "*"}
ASKED = Request(user("Alice"), "s3:GetObject", "arn:aws:s3:::records/1.json")


def document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def evaluated(*statements: dict[str, Any], **told: Any) -> Evaluation:
    return evaluate(ASKED, PolicySet([parse_policy(document(*statements), name="P")], **told))


def changes(before: Evaluation, after: Evaluation) -> list[str]:
    return [str(each) for each in differences(before.trace, after.trace)]


def test_equal_traces_differ_nowhere() -> None:
    assert changes(evaluated(READ, LIST), evaluated(READ, LIST)) == []


def test_parents_come_first_and_the_deepest_say_why() -> None:
    found = differences(
        evaluated(READ | {"Resource": "arn:aws:s3:::other/*"}).trace, evaluated(READ).trace
    )
    assert str(found[0]) == "the request: implicit deny → allowed"
    assert [str(each) for each in deepest(found)] == [
        "identity-based policy · P · statement `Read` · Resource: does not match → matches"
    ]


def test_a_statement_that_is_gone_is_told_once_without_its_elements() -> None:
    told = changes(evaluated(READ, LIST), evaluated(LIST))
    about = [each for each in told if "Read" in each]
    assert about == ["identity-based policy · P · statement `Read`: matches → not there"]


def test_a_statement_is_the_same_one_when_it_comes_to_be_for_another_action() -> None:
    told = changes(evaluated(READ, LIST), evaluated(READ | {"Action": "s3:PutObject"}, LIST))
    assert told[-1].endswith("statement `Read` · Action: matches → does not match")
    assert not any("for other actions" in each for each in told)


def test_a_layer_is_the_same_one_with_nothing_attached() -> None:
    levels = (Level("at the root", (parse_policy(document(LIST), "service control policy"),)),)
    account = Account("111122223333", "o-example", service_control=levels)
    told = changes(evaluated(READ, accounts=[account]), evaluated(READ))
    assert told[1].startswith("service control policy: implicit deny → none attached")


def test_the_same_name_twice_is_told_apart() -> None:
    first, second, other = (parse_policy(document(each), name="P") for each in (READ, LIST, DENY))
    before, after = (evaluate(ASKED, PolicySet([first, each])) for each in (second, other))
    told = changes(before, after)
    assert "identity-based policy · P (2): implicit deny → explicit deny" in told
    assert not any("· P:" in each for each in told)


def test_an_outcome_is_told_in_words() -> None:
    assert outcome(evaluated(READ).trace) == "allowed"
    assert outcome(None) == "not there"
