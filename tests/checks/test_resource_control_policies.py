"""Whom does an RCP's Deny hit that was not meant?"""

from typing import Any

import pytest

from simlib import Issue, PolicyType
from tests.checks.said import mended, said

RCP = PolicyType.RESOURCE_CONTROL
PRINCIPAL = Issue.RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY
SERVICE = Issue.RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY
NULL = Issue.RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK


def deny(**conditions: dict[str, str]) -> dict[str, Any]:
    everything = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}
    return {**everything, "Condition": conditions}


USERS = {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}
SOURCES = {"aws:SourceOrgID": "o-a1b2c3d4e5"}
IS_SERVICE = "aws:PrincipalIsAWSService"


@pytest.mark.parametrize("operator", ["StringNotEquals", "StringNotEqualsIfExists"])
def test_services_are_spared_by_the_edit(operator: str) -> None:
    (after,) = mended(PRINCIPAL, deny(**{operator: USERS}), policy_type=RCP)
    assert after["Condition"] == {"BoolIfExists": {IS_SERVICE: "false"}, operator: USERS}


def test_the_edit_joins_an_operator_that_is_there() -> None:
    secure = {"aws:SecureTransport": "false"}
    statement = deny(StringNotEquals=USERS, BoolIfExists=secure)
    (after,) = mended(PRINCIPAL, statement, policy_type=RCP)
    assert after["Condition"]["BoolIfExists"] == {IS_SERVICE: "false", **secure}


def test_both_edits_for_a_source_make_the_policy_that_aws_shows() -> None:
    statement = deny(StringNotEqualsIfExists=SOURCES)
    assert said(SERVICE, statement, policy_type=RCP)
    assert said(NULL, statement, policy_type=RCP)
    (after,) = mended(SERVICE, statement, policy_type=RCP)
    (after,) = mended(NULL, after, policy_type=RCP)
    assert after["Condition"] == {
        "StringNotEqualsIfExists": SOURCES,
        "BoolIfExists": {IS_SERVICE: "true"},
        "Null": {"aws:SourceAccount": "false"},
    }


def test_who_has_no_source_is_spared_by_asking_for_one() -> None:
    statement = deny(StringNotEquals=SOURCES, Null={"aws:SourceArn": "false"})
    assert said(SERVICE, statement, policy_type=RCP) == []
    assert said(NULL, statement, policy_type=RCP) == []


NOT_HIT = {
    "an operator that an absent key does not match": deny(StringEquals=USERS | SOURCES),
    "a key that all requests have": deny(StringNotEquals={"aws:ResourceAccount": "111122223333"}),
    "a question for the key alone": deny(Null={"aws:PrincipalOrgID": "true"}),
}


@pytest.mark.parametrize("statement", NOT_HIT.values(), ids=NOT_HIT)
@pytest.mark.parametrize("issue", [PRINCIPAL, SERVICE, NULL])
def test_nobody_else_is_hit(issue: Issue, statement: dict[str, Any]) -> None:
    assert said(issue, statement, policy_type=RCP) == []


def test_other_policies_do_not_meet_services() -> None:
    scp = {key: value for key, value in deny(StringNotEquals=USERS).items() if key != "Principal"}
    assert said(PRINCIPAL, scp, policy_type=PolicyType.SERVICE_CONTROL) == []


@pytest.mark.parametrize("action", ["s3:*Object", "s3:Get?bject", "kms:*"])
def test_wildcards_anywhere_in_an_action_are_fine(action: str) -> None:
    for policy_type in (RCP, PolicyType.SERVICE_CONTROL):
        statement = deny(BoolIfExists={"aws:SecureTransport": "false"}) | {"Action": action}
        if policy_type is not RCP:
            del statement["Principal"]
        assert said(Issue.RCP_SYNTAX_ERROR_ACTION, statement, policy_type=policy_type) == []
