"""Every method is found in the smallest cloud where it works, and not where one thing is closed."""

from dataclasses import replace
from typing import Any

import pytest

from simlib.analysis.escalating import Escalation, escalations
from simlib.analysis.escalating.table import METHODS
from simlib.cloud.keys import KeyGrant
from tests.analysis.escalation_clouds import (
    BOUNDARY,
    OPERATOR,
    READS,
    ROOT,
    SERVED,
    WORLDS,
    WRITES,
    add_bucket,
    add_control,
    add_door,
    add_policy,
    alice,
    another_user,
    before_a_bucket_that_delegates,
    beside_a_key,
    beside_a_store,
    in_a_profile,
    on_an_instance,
    served_by,
    service_of,
    worker,
)
from tests.clouds import (
    HOSPITAL,
    PARTNER,
    add_role,
    add_user,
    allow,
    deny,
    hospital,
    profile,
    trust,
)


def found(cloud: Any, principal: str) -> dict[str, Escalation]:
    """By method, what a principal gains at once."""
    return {each.method: each for each in escalations(cloud, [principal]) if not each.through}


def closing(method: str) -> tuple[str, ...]:
    """The actions of a method without any one of which it does not work.

    A role that names the caller in its trust policy needs no more in the same account (rule F1).
    """
    actions = METHODS[method].actions
    return actions if len(actions) == 1 else tuple(a for a in actions if a != "sts:AssumeRole")


@pytest.mark.parametrize("method", METHODS)
def test_it_is_found_where_it_works(method: str) -> None:
    cloud = hospital()
    principal = WORLDS[method](cloud, allow(list(METHODS[method].actions)))
    here = found(cloud, principal)
    assert method in here
    assert here[method].steps
    assert cloud.as_(principal).can(here[method].gains.action, here[method].gains.resource).decision


@pytest.mark.parametrize(
    ("method", "action"), [(method, each) for method in METHODS for each in closing(method)]
)
def test_it_is_not_found_without_one_of_its_actions(method: str, action: str) -> None:
    cloud = hospital()
    others = [each for each in METHODS[method].actions if each != action] or ["s3:ListAllMyBuckets"]
    principal = WORLDS[method](cloud, allow(others))
    assert method not in found(cloud, principal)


@pytest.mark.parametrize("method", METHODS)
def test_it_is_not_found_where_an_scp_denies_its_first_action(method: str) -> None:
    cloud = hospital()
    principal = WORLDS[method](cloud, allow(list(METHODS[method].actions)))
    add_control(cloud, deny(METHODS[method].actions[0]))
    assert method not in found(cloud, principal)


UNBOUNDED = [each for each in METHODS if "PermissionsBoundary" not in each]


@pytest.mark.parametrize("method", UNBOUNDED)
def test_it_is_not_found_behind_a_boundary_without_its_actions(method: str) -> None:
    cloud = hospital()
    add_policy(cloud, "Boundary", allow("s3:ListAllMyBuckets"))
    allowed = allow(list(METHODS[method].actions))
    principal = WORLDS[method](cloud, allowed, boundary=BOUNDARY)
    assert method not in found(cloud, principal)


PASSING = [each for each in METHODS if "iam:PassRole" in METHODS[each].actions]


@pytest.mark.parametrize("method", PASSING)
def test_a_role_that_may_be_passed_to_another_service_only_is_not_reached(method: str) -> None:
    cloud = hospital()
    others = [each for each in METHODS[method].actions if each != "iam:PassRole"]
    elsewhere = {"StringEquals": {"iam:PassedToService": "edgelambda.amazonaws.com"}}
    principal = WORLDS[method](cloud, allow(others), allow("iam:PassRole", Condition=elsewhere))
    assert method not in found(cloud, principal)


@pytest.mark.parametrize("method", PASSING)
def test_a_role_that_may_be_passed_to_its_service_is_reached(method: str) -> None:
    cloud = hospital()
    others = [each for each in METHODS[method].actions if each != "iam:PassRole"]
    service = "ec2" if "InstanceProfile" in method else service_of(method)
    service = "healthlake" if "healthlake" in method else service
    passing = {"StringEquals": {"iam:PassedToService": f"{service}.amazonaws.com"}}
    principal = WORLDS[method](cloud, allow(others), allow("iam:PassRole", Condition=passing))
    assert method in found(cloud, principal)


@pytest.mark.parametrize("method", SERVED)
def test_a_role_that_another_service_assumes_is_not_reached(method: str) -> None:
    cloud = hospital()
    world = served_by("edgelambda")
    assert method not in found(cloud, world(cloud, allow(list(METHODS[method].actions))))


@pytest.mark.parametrize(("account", "reached"), [(HOSPITAL, True), (PARTNER, False)])
def test_the_service_says_for_which_account_it_assumes_the_role(
    account: str, reached: bool
) -> None:
    cloud = hospital()
    world = served_by("lambda", Condition={"StringEquals": {"aws:SourceAccount": account}})
    method = "iam:PassRole + lambda:CreateFunction + lambda:InvokeFunction"
    principal = world(cloud, allow(list(METHODS[method].actions)))
    assert (method in found(cloud, principal)) is reached


def test_a_role_with_nothing_more_is_not_worth_passing() -> None:
    cloud = hospital()
    method = "iam:PassRole + lambda:CreateFunction + lambda:InvokeFunction"
    principal = WORLDS[method](cloud, allow(list(METHODS[method].actions)), READS)
    assert found(cloud, principal) == {}


def test_a_function_can_be_made_under_a_name_that_the_policy_allows() -> None:
    cloud = hospital()
    functions = f"arn:aws:lambda:us-east-1:{HOSPITAL}:function:intake-*"
    allowed = [allow("iam:PassRole"), allow("lambda:*", functions)]
    principal = served_by("lambda")(cloud, *allowed)
    method = "iam:PassRole + lambda:CreateFunction + lambda:InvokeFunction"
    assert "function:intake-example" in found(cloud, principal)[method].steps[0]


def test_a_role_of_another_account_cannot_be_passed() -> None:
    cloud = hospital()
    cloud.add_account(PARTNER, "partner")
    add_role(cloud, "TheirRole", trust({"Service": "lambda.amazonaws.com"}), READS, account=PARTNER)
    assert found(cloud, alice(cloud, allow(["iam:PassRole", "lambda:*"]))) == {}


def test_a_role_that_asks_for_mfa_is_not_assumed_without() -> None:
    cloud = hospital()
    mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    add_role(cloud, "CareRole", trust(ROOT, Condition=mfa), READS)
    assert found(cloud, alice(cloud, allow("sts:AssumeRole"))) == {}


def test_a_third_access_key_needs_one_to_be_deleted() -> None:
    cloud = hospital()
    principal = another_user(cloud, allow("iam:CreateAccessKey"))
    bob = cloud.state.users[HOSPITAL, "Bob"]
    for _ in range(2):
        cloud.as_("root").call("iam:CreateAccessKey", UserName=bob.name)
    assert found(cloud, principal) == {}
    add_user(cloud, "Alice", allow(["iam:CreateAccessKey", "iam:DeleteAccessKey"]))
    assert found(cloud, principal)["iam:CreateAccessKey"].steps[0].startswith("Delete one of")


def test_a_sixth_version_needs_one_to_be_deleted() -> None:
    cloud = hospital()
    add_policy(cloud, "Operator", *[allow("s3:ListAllMyBuckets")] * 5)
    principal = alice(cloud, allow("iam:CreatePolicyVersion"), attached=(OPERATOR,))
    assert found(cloud, principal) == {}


def test_a_version_of_a_policy_that_counts_for_others_only_gives_nothing() -> None:
    cloud = hospital()
    add_policy(cloud, "Operator", allow("s3:ListAllMyBuckets"))
    assert found(cloud, alice(cloud, allow("iam:CreatePolicyVersion"))) == {}


def test_an_older_version_that_allowed_less_gives_nothing() -> None:
    cloud = hospital()
    add_policy(cloud, "Operator", allow("s3:*"), allow("s3:GetObject"))
    principal = alice(cloud, allow("iam:SetDefaultPolicyVersion"), attached=(OPERATOR,))
    assert found(cloud, principal) == {}


def test_a_version_of_its_own_boundary_lets_out_of_it() -> None:
    cloud = hospital()
    add_policy(cloud, "Boundary", allow("iam:CreatePolicyVersion"))
    principal = alice(cloud, allow("*"), boundary=BOUNDARY)
    assert "iam:CreatePolicyVersion" in found(cloud, principal)


def test_of_the_policies_that_may_be_attached_one_gives_more() -> None:
    cloud = hospital()
    operator = add_policy(cloud, "Operator", READS)
    only = {"ArnEquals": {"iam:PolicyARN": operator.arn}}
    principal = alice(cloud, allow("iam:AttachUserPolicy", Condition=only))
    assert found(cloud, principal)["iam:AttachUserPolicy"].gains.action == "s3:GetObject"


def test_policies_that_may_be_attached_and_give_nothing_are_no_way() -> None:
    cloud = hospital()
    operator = add_policy(cloud, "Operator", allow("s3:ListAllMyBuckets"))
    only = {"ArnEquals": {"iam:PolicyARN": operator.arn}}
    attach = allow("iam:AttachUserPolicy", Condition=only)
    assert found(cloud, alice(cloud, attach, allow("s3:ListAllMyBuckets"))) == {}


def test_a_policy_that_lets_one_attach_any_gives_more() -> None:
    cloud = hospital()
    operator = add_policy(cloud, "Operator", allow("iam:AttachUserPolicy"))
    only = {"ArnEquals": {"iam:PolicyARN": operator.arn}}
    principal = alice(cloud, allow("iam:AttachUserPolicy", Condition=only))
    assert found(cloud, principal)["iam:AttachUserPolicy"].gains.action == "iam:AttachUserPolicy"


def test_what_one_writes_is_bound_by_ones_boundary() -> None:
    cloud = hospital()
    add_policy(cloud, "Boundary", allow(["iam:PutUserPolicy", "s3:ListAllMyBuckets"]))
    assert found(cloud, alice(cloud, allow("iam:PutUserPolicy"), boundary=BOUNDARY)) == {}


def test_policies_may_be_put_on_the_bounded_only() -> None:
    cloud = hospital()
    add_policy(cloud, "Boundary", allow(["iam:*", "s3:*"]))
    bounded = {"ArnEquals": {"iam:PermissionsBoundary": BOUNDARY}}
    put = allow("iam:PutUserPolicy", Condition=bounded)
    assert found(cloud, alice(cloud, put)) == {}
    assert "iam:PutUserPolicy" in found(cloud, alice(cloud, put, boundary=BOUNDARY))


def test_a_boundary_that_forbids_its_own_removal_holds() -> None:
    cloud = hospital()
    add_policy(cloud, "Boundary", {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"})
    assert found(cloud, alice(cloud, allow("*"), boundary=BOUNDARY)) == {}


def test_the_policy_of_another_user_gives_nothing() -> None:
    cloud = hospital()
    add_user(cloud, "Bob")
    bob = f"arn:aws:iam::{HOSPITAL}:user/Bob"
    assert found(cloud, alice(cloud, allow("iam:PutUserPolicy", bob))) == {}


def test_a_role_in_an_empty_profile_is_not_launched() -> None:
    cloud = hospital()
    principal = served_by("ec2")(cloud, allow(["iam:PassRole", "ec2:RunInstances"]))
    assert found(cloud, principal) == {}
    assert found(cloud, in_a_profile(cloud, allow(["iam:PassRole", "ec2:RunInstances"])))


def test_a_stopped_instance_has_no_credentials() -> None:
    cloud = hospital()
    principal = on_an_instance(cloud, allow("ssm:StartSession"))
    cloud.state = cloud.state.drop("instances", "i-0abc")
    assert found(cloud, principal) == {}


def test_another_instance_is_not_entered() -> None:
    cloud = hospital()
    other = f"arn:aws:ec2:us-east-1:{HOSPITAL}:instance/i-0fff"
    assert found(cloud, on_an_instance(cloud, allow("ssm:StartSession", other))) == {}


def test_a_bucket_that_names_its_access_points_is_not_opened_by_a_new_one() -> None:
    cloud = hospital()
    named = {"StringEquals": {"s3:DataAccessPointArn": "arn:aws:s3:us-east-1:1:accesspoint/ward"}}
    add_bucket(cloud, allow("s3:*", "arn:aws:s3:::records/*", Principal="*", Condition=named))
    doors = allow(["s3:CreateAccessPoint", "s3:PutAccessPointPolicy"])
    assert found(cloud, alice(cloud, doors)) == {}
    assert found(cloud, before_a_bucket_that_delegates(cloud, doors))


def test_a_bucket_that_delegates_nothing_is_not_opened_by_its_door() -> None:
    cloud = hospital()
    add_door(cloud, add_bucket(cloud))
    assert found(cloud, alice(cloud, allow("s3:PutAccessPointPolicy"))) == {}


def test_what_a_key_encrypts_is_not_read_without_the_key() -> None:
    cloud = hospital()
    principal = beside_a_key(cloud, allow("s3:PutBucketPolicy"))
    (key,) = cloud.state.keys
    bucket = replace(add_bucket(cloud), kms_key=key)
    cloud.state = cloud.state.put("buckets", bucket.name, bucket)
    assert found(cloud, principal)["s3:PutBucketPolicy"].gains.action == "s3:DeleteObject"


def test_grants_that_only_services_create_give_nothing() -> None:
    cloud = hospital()
    for_services = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    principal = beside_a_key(cloud, allow("kms:CreateGrant", Condition=for_services))
    assert found(cloud, principal) == {}


def test_grants_of_other_operations_give_nothing() -> None:
    cloud = hospital()
    encrypting = {"ForAllValues:StringEquals": {"kms:GrantOperations": ["Encrypt"]}}
    principal = beside_a_key(cloud, allow("kms:CreateGrant", Condition=encrypting))
    assert found(cloud, principal) == {}


EXPORT = allow(["iam:PassRole", "healthlake:StartFHIRExportJob", "kms:Decrypt"])


def test_who_may_read_the_data_store_gains_nothing_by_an_export() -> None:
    cloud = hospital()
    beside_a_store(cloud, *WRITES)
    assert found(cloud, alice(cloud, EXPORT, READS))
    assert found(cloud, alice(cloud, EXPORT, READS, allow("healthlake:ReadResource"))) == {}


def test_an_export_to_where_one_may_not_read_gives_nothing() -> None:
    cloud = hospital()
    out = allow("s3:PutObject", "arn:aws:s3:::records/out/*")
    beside_a_store(cloud, out, allow("kms:GenerateDataKey"))
    assert found(cloud, alice(cloud, EXPORT, allow("s3:GetObject", "arn:aws:s3:::records/out/*")))
    elsewhere = allow("s3:GetObject", "arn:aws:s3:::records/in/*")
    assert found(cloud, alice(cloud, EXPORT, elsewhere)) == {}


def test_an_export_needs_a_key_that_its_role_may_use() -> None:
    cloud = hospital()
    beside_a_store(cloud, allow("s3:PutObject", "arn:aws:s3:::records/*"))
    assert found(cloud, alice(cloud, EXPORT, READS)) == {}


def linked(cloud: Any, *statements: Any) -> str:
    """A service-linked role; only its service changes it, and nobody passes it."""
    ec2 = trust({"Service": "ec2.amazonaws.com"})
    return add_role(
        cloud, "Linked", ec2, *statements, path="/aws-service-role/ec2.amazonaws.com/"
    ).arn


def test_a_role_of_a_service_is_not_changed() -> None:
    cloud = hospital()
    linked(cloud, READS)
    assert found(cloud, alice(cloud, allow("iam:UpdateAssumeRolePolicy"))) == {}


def test_a_role_of_a_service_is_not_passed() -> None:
    cloud = hospital()
    linked(cloud, READS)
    profile(cloud, holds="Linked")
    assert found(cloud, alice(cloud, allow(["iam:PassRole", "ec2:RunInstances"]))) == {}


def test_a_role_of_a_service_does_not_change_itself() -> None:
    cloud = hospital()
    assert found(cloud, linked(cloud, allow("iam:PutRolePolicy"))) == {}


def test_a_grant_to_create_grants_gives_no_more_than_it_says() -> None:
    cloud = hospital()
    principal = beside_a_key(cloud, allow("s3:ListAllMyBuckets"))
    (key,) = cloud.state.keys
    grant = KeyGrant("g1", "t1", key, principal, ("CreateGrant", "Encrypt"), HOSPITAL)
    cloud.state = cloud.state.put("grants", "g1", grant)
    assert found(cloud, principal) == {}
    cloud.state = replace(cloud.state, users={})
    assert "kms:CreateGrant" in found(cloud, alice(cloud, allow("kms:CreateGrant")))


def test_a_role_and_its_session_are_one() -> None:
    cloud = hospital()
    principal = worker(cloud, allow("iam:PutRolePolicy"))
    (own,) = escalations(cloud, ["Worker"])
    assert (own.principal, own.reaches) == (principal, principal)
