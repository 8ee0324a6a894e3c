"""The global condition keys: what the page lists, and what the clouds' requests carry."""

import pytest

from simlib.cloud.caller import Caller
from simlib.cloud.cloud import Cloud
from simlib.evaluation.request import PrincipalType
from simlib.reference import condition_key, global_keys, service, services
from tests.clouds import HOSPITAL, add_role, add_user, allow, hospital, trust

OF_ANOTHER_SERVICE = {
    "ec2:RoleDelivery", "ec2:SourceInstanceArn", "glue:CredentialIssuingService",
    "glue:RoleAssumedBy", "identitystore:UserId", "lambda:SourceFunctionArn",
    "ssm:SourceInstanceArn",
}  # fmt: skip


def cloud() -> Cloud:
    cloud = hospital()
    add_user(cloud, "Alice", allow("*"), tags={"ward": "icu"})
    add_role(cloud, "Care", trust({"AWS": f"arn:aws:iam::{HOSPITAL}:root"}), allow("*"))
    return cloud


def federated(alice: Caller) -> Caller:
    return alice.cloud.as_(alice.call("sts:GetFederationToken", Name="ana")["FederatedUser"]["Arn"])


def callers() -> list[Caller]:
    there = cloud()
    names = ("root", "Alice", "Care", "ec2.amazonaws.com", "anonymous")
    return [*map(there.as_, names), federated(there.as_("Alice"))]


@pytest.mark.parametrize("caller", callers(), ids=lambda caller: caller.session.principal.value)
def test_who_carries_a_key_is_among_its_principals(caller: Caller) -> None:
    principal = caller.session.principal.value.replace("_", " ")
    carried = [
        global_keys()[key]
        for key, (value, _) in caller.context("s3:GetObject", "arn:aws:s3:::records/a").items()
        if key in global_keys() and value is not None
    ]
    assert [key.name for key in carried if principal not in key.principals] == []


def test_principals_are_of_these_words() -> None:
    words = {each.value.replace("_", " ") for each in PrincipalType}
    assert {word for key in global_keys().values() for word in key.principals} == words


def test_the_keys_of_other_services_are_the_seven() -> None:
    assert {name for name in global_keys() if not name.startswith("aws:")} == OF_ANOTHER_SERVICE


def test_the_global_keys_are_sorted() -> None:
    assert len(global_keys()) == 58
    assert list(global_keys()) == sorted(global_keys())


def test_global_keys_agree_with_the_services_on_several_values() -> None:
    tables = [service(prefix).condition_keys.values() for prefix in services()]
    listed = {(each.name, each.multivalued) for table in tables for each in table}
    keys = [key for name, key in global_keys().items() if name.startswith("aws:")]
    assert [key.name for key in keys if (key.name, not key.multivalued) in listed] == []


def test_only_iam_users_carry_a_user_name() -> None:
    assert global_keys()["aws:username"].principals == ("user",)


def test_root_sessions_are_the_root_user_s() -> None:
    assert global_keys()["aws:AssumedRoot"].principals == ("root",)


def test_the_keys_of_calls_by_agents_are_known() -> None:
    found = condition_key("aws:viaawsmcpservice")
    assert (found.name, found.type, found.multivalued) == ("aws:ViaAWSMCPService", "Bool", False)
