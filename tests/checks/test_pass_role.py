"""Who may pass every role: one name for each way, and none where the service is named."""

import json
from typing import Any

import pytest

from simlib.checks import check_policy
from simlib.language.terms import PolicyType

ROLE = "arn:aws:iam::111122223333:role/HealthLakeImport"
PASS = "iam:PassRole"
LINK = "iam:CreateServiceLinkedRole"


def names(
    statement: dict[str, Any], policy_type: PolicyType = PolicyType.IDENTITY_BASED
) -> set[str]:
    text = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})
    found = {str(each.issue) for each in check_policy(text, policy_type)}
    return {name for name in found if name.startswith(("PASS_ROLE", "CREATE_SLR"))}


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ({"Action": PASS, "Resource": "*"}, "STAR_IN_RESOURCE"),
        ({"Action": "IAM:passrole", "Resource": "*"}, "STAR_IN_RESOURCE"),
        ({"Action": PASS, "Resource": "arn:aws:iam::*:role/*"}, "STAR_IN_RESOURCE"),
        ({"Action": PASS, "Resource": [ROLE, "arn:aws:iam::1:*"]}, "STAR_IN_RESOURCE"),
        ({"Action": "iam:Pass*", "Resource": "*"}, "STAR_IN_ACTION_AND_RESOURCE"),
        ({"NotAction": "s3:*", "Resource": "*"}, "STAR_IN_RESOURCE_AND_NOT_ACTION"),
        ({"Action": PASS, "NotResource": ROLE}, "NOT_RESOURCE"),
        ({"Action": "iam:*", "NotResource": ROLE}, "STAR_IN_ACTION_AND_NOT_RESOURCE"),
        ({"NotAction": "s3:*", "NotResource": ROLE}, "NOT_ACTION_AND_NOT_RESOURCE"),
    ],
)
def test_each_way_to_every_role_has_its_name(statement: dict[str, Any], name: str) -> None:
    passing = {each for each in names(statement) if each.startswith("PASS_ROLE")}
    assert passing == {f"PASS_ROLE_WITH_{name}"}


def test_everything_on_everything_is_both() -> None:
    ways = "WITH_STAR_IN_ACTION_AND_RESOURCE"
    assert names({"Action": "*", "Resource": "*"}) == {f"PASS_ROLE_{ways}", f"CREATE_SLR_{ways}"}


@pytest.mark.parametrize(
    "statement",
    [
        {"Action": PASS, "Resource": ROLE},
        {"Action": PASS, "Resource": "arn:aws:iam::111122223333:role/Service*"},
        {"Action": PASS, "Resource": "arn:aws:iam::111122223333:role/service-role/*"},
        {"Action": PASS, "Resource": "arn:aws:iam::111122223333:role/${aws:username}"},
        {"Action": PASS, "Resource": "arn:aws:s3:::*"},
        {"Action": "iam:Get*", "Resource": "*"},
        {"NotAction": "iam:*", "Resource": "*"},
        {"Action": PASS, "Resource": "*", "Effect": "Deny"},
        {"Action": PASS, "Resource": []},
        {"Action": LINK, "Resource": "arn:aws:iam::*:role/aws-service-role/es.amazonaws.com/*"},
    ],
)
def test_what_names_roles_or_denies_is_left_alone(statement: dict[str, Any]) -> None:
    assert names(statement) == set()


@pytest.mark.parametrize(
    ("operator", "value", "narrows"),
    [
        ("StringEquals", "healthlake.amazonaws.com", True),
        ("StringLike", "healthlake.amazonaws.com*", True),
        ("StringLike", "*", False),
        ("StringNotEquals", "ec2.amazonaws.com", False),
        ("StringEqualsIfExists", "healthlake.amazonaws.com", False),
        ("Null", "false", False),
    ],
)
@pytest.mark.parametrize(
    ("action", "key"), [(PASS, "iam:PassedToService"), (LINK, "iam:AWSServiceName")]
)
def test_naming_the_service_narrows_it(
    action: str, key: str, operator: str, value: str, narrows: bool
) -> None:
    condition = {operator: {key: value}}
    found = names({"Action": action, "Resource": "*", "Condition": condition})
    assert (found == set()) is narrows


def test_every_service_linked_role_is_under_one_path() -> None:
    statement = {"Action": LINK, "Resource": "arn:aws:iam::*:role/aws-service-role/*"}
    assert names(statement) == {"CREATE_SLR_WITH_STAR_IN_RESOURCE"}


def test_what_only_limits_passes_nothing() -> None:
    everything = {"Action": "*", "Resource": "*"}
    assert names(everything, PolicyType.SERVICE_CONTROL) == set()
    assert names(everything, PolicyType.PERMISSIONS_BOUNDARY) == set()
