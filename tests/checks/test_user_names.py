"""`${aws:username}` where role sessions come by."""

from typing import Any

import pytest

from simlib.language.findings import Issue
from simlib.language.terms import PolicyType

from .looking import found, text_of

ABSENT = Issue.VARIABLE_ABSENT_FOR_ROLES
HOME = "arn:aws:s3:::records/home/${aws:username}/*"


def told(policy_type: PolicyType = PolicyType.IDENTITY_BASED, **changes: Any) -> list[str]:
    reading = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": HOME, **changes}
    return [each.message for each in found(ABSENT, text_of(reading), policy_type)]


@pytest.mark.parametrize(
    "policy_type",
    [PolicyType.IDENTITY_BASED, PolicyType.SESSION, PolicyType.SERVICE_CONTROL],
)
def test_a_role_has_no_user_name(policy_type: PolicyType) -> None:
    (said,) = told(policy_type)
    assert said.endswith("for them the value fits no resource")


@pytest.mark.parametrize(
    ("operator", "value", "comes_to"),
    [
        ("StringEquals", "${aws:username}", "the condition never matches"),
        ("StringNotEquals", "${AWS:UserName}", "the condition always matches"),
        ("StringLike", ["shared", "${aws:username}*"], "the value equals nothing"),
    ],
)
def test_a_condition_never_fits_it(operator: str, value: Any, comes_to: str) -> None:
    condition = {operator: {"aws:ResourceTag/Owner": value}}
    (said,) = told(Resource="*", Condition=condition)
    assert said.endswith(comes_to)


@pytest.mark.parametrize(
    "changes",
    [
        {"Resource": "arn:aws:s3:::records/home/${aws:username, 'shared'}/*"},
        {"Resource": [HOME, "arn:aws:s3:::records/home/${aws:userid}/*"]},
        {"Condition": {"StringEquals": {"aws:PrincipalType": "User"}}},
        {"Condition": {"StringLike": {"aws:username": "nurse-*"}}},
        {"Resource": "*", "Condition": {"StringEquals": {"aws:username": "alice"}}},
        {"Resource": "arn:aws:s3:::records/*"},
    ],
)
def test_nothing_is_said_where_users_are_meant_or_roles_cared_for(changes: dict[str, Any]) -> None:
    assert told(**changes) == []


def test_a_role_has_no_user_of_its_own() -> None:
    """As where a service's page recommends roles, and lets users view their own permissions."""
    own = {"Action": "iam:GetUser", "Resource": "arn:aws:iam::*:user/${aws:username}"}
    finding = next(found(ABSENT, text_of({"Effect": "Allow", **own})))
    assert finding.message.endswith("the value fits no resource")
    assert "IAM users alone" in finding.suggestion


def test_a_policy_of_the_resource_names_its_callers_itself() -> None:
    assert told(PolicyType.RESOURCE_BASED, Principal={"AWS": "111122223333"}) == []


def test_not_resource_spares_nothing_for_them() -> None:
    text = text_of({"Effect": "Deny", "Action": "s3:*", "NotResource": HOME})
    assert next(found(ABSENT, text)).message.endswith("the value spares no resource")
