"""What-ifs: switched off is as if it had never been there."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from simlib import PolicySet, Request, load_scenario, parse_policy, shipped_scenarios, user
from simlib.analysis.differences import differences
from simlib.analysis.keys_read import keys_read, values_named
from simlib.analysis.what_if import (
    Gates,
    decided,
    policies_at,
    switched,
    switches,
    with_key,
    without_statement,
)
from simlib.cloud.askable import arns_there, askers
from simlib.cloud.cloud import Cloud
from simlib.evaluation.evaluate import Gate
from simlib.evaluation.policy_set import Account, Grant, Level
from simlib.language.errors import SimlibError
from simlib.language.policy import Policy
from simlib.language.terms import PolicyType
from simlib.panels.scene import Asked, Scene
from simlib.trace.nodes import Layer
from tests.clouds import HOSPITAL, PARTNER, add_user, allow, hospital, written

RECORD = "arn:aws:s3:::records/1.json"
NAMING = (PolicyType.RESOURCE_BASED, PolicyType.RESOURCE_CONTROL, PolicyType.VPC_ENDPOINT)
ACTIONS = ("s3:GetObject", "healthlake:ReadResource", "kms:Decrypt", "sts:AssumeRole")


def policy(kind: PolicyType, *effects: str, name: str = "") -> Policy:
    statements = [{"Effect": each, "Action": "s3:*", "Resource": "*"} for each in effects]
    if kind in NAMING:
        statements = [{**each, "Principal": "*"} for each in statements]
    document = {"Version": "2012-10-17", "Statement": statements}
    return parse_policy(document, kind, name=name or kind.value)


def full_set() -> PolicySet:
    """A policy at every layer; each denies."""
    kinds = PolicyType
    account = Account(
        HOSPITAL,
        "o-example",
        service_control=(Level("at the root", (policy(kinds.SERVICE_CONTROL, "Allow", "Deny"),)),),
        resource_control=(Level("at the root", (policy(kinds.RESOURCE_CONTROL, "Deny"),)),),
    )
    return PolicySet(
        [policy(kinds.IDENTITY_BASED, "Allow", "Deny")],
        policy(kinds.RESOURCE_BASED, "Allow", "Deny"),
        policy(kinds.PERMISSIONS_BOUNDARY, "Allow", "Deny"),
        [policy(kinds.SESSION, "Allow", "Deny")],
        policy(kinds.VPC_ENDPOINT, "Allow", "Deny"),
        [Grant(f"arn:aws:iam::{HOSPITAL}:user/Alice", ("Decrypt",))],
        [account],
    )


def gates(policies: PolicySet) -> list[Gate]:
    return [Gate("", Request(user("Alice"), "s3:GetObject", RECORD), policies)]


def bare(policies: PolicySet, layer: Layer) -> PolicySet:
    """The set written out anew without a layer."""
    account = policies.accounts[0]
    if layer is Layer.SERVICE_CONTROL:
        account = replace(account, service_control=None)
    if layer is Layer.RESOURCE_CONTROL:
        account = replace(account, resource_control=None)
    return PolicySet(
        policies.identity_based if layer is not Layer.IDENTITY else (),
        policies.resource_based if layer is not Layer.RESOURCE else None,
        policies.permissions_boundary if layer is not Layer.BOUNDARY else None,
        policies.session if layer is not Layer.SESSION else (),
        policies.vpc_endpoint if layer is not Layer.VPC_ENDPOINT else None,
        policies.grants if layer is not Layer.GRANT else (),
        [account],
    )


LAYERS = [s.layer for s in switches(gates(full_set())) if s.key.startswith("layer ")]


def test_every_layer_that_has_something_can_be_switched_off() -> None:
    without_switch = {Layer.ROLE_TRUST, Layer.ROOT, Layer.PUBLIC_ACCESS, Layer.AWS}
    assert set(LAYERS) == set(Layer) - without_switch


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_switched_off_is_as_if_nothing_were_attached(layer: Layer) -> None:
    asked = gates(full_set())
    off = [each for each in switches(asked) if each.key == f"layer {layer.value}"]
    changed = switched(asked, off)
    assert changed[0].policies == bare(full_set(), layer)
    assert decided(changed).trace == decided(gates(bare(full_set(), layer))).trace
    assert asked[0].policies == full_set()


def test_statements_switched_off_are_as_if_not_written() -> None:
    asked = gates(PolicySet([policy(PolicyType.IDENTITY_BASED, "Allow", "Deny", "Deny")]))
    denies = [each for each in switches(asked) if each.key.endswith(("/1", "/2"))]
    assert [decided(switched(asked, denies[:count])).decision for count in range(3)] == [
        "explicitDeny",
        "explicitDeny",
        "allowed",
    ]
    written = gates(PolicySet([policy(PolicyType.IDENTITY_BASED, "Allow")]))
    found = differences(decided(switched(asked, denies)).trace, decided(written).trace)
    assert found == ()


def asked_of(name: str) -> Iterator[Gates]:
    scene = Scene(load_scenario(name))
    for who in askers(scene.cloud.state):
        for arn in arns_there(scene.cloud.state):
            for action in ACTIONS:
                try:
                    yield scene.gates(Asked(who.who, action, arn))
                except SimlibError:
                    continue


@pytest.mark.parametrize("name", shipped_scenarios())
def test_in_the_scenarios_a_statement_switched_off_equals_a_policy_without_it(name: str) -> None:
    for asked in list(asked_of(name))[::25]:
        for _, each in policies_at(asked[0].policies):
            if len(each.statements) > 1:  # AWS takes no policy without a statement
                for number in range(len(each.statements)):
                    _compare(asked, each, number)


def _compare(asked: Gates, each: Policy, number: int) -> None:
    change, kept = without_statement(each, number), _rewritten(each, number)
    off = [gate._replace(policies=change(gate.policies)) for gate in asked]
    anew = [gate._replace(policies=_with(gate.policies, each, kept)) for gate in asked]
    assert decided(off).decision == decided(anew).decision


def _rewritten(old: Policy, number: int) -> Policy:
    document = json.loads(old.text)
    del document["Statement"][number]
    return parse_policy(document, old.policy_type, name=old.name, arn=old.arn)


def _with(policies: PolicySet, old: Policy, new: Policy) -> PolicySet:
    def put(found: tuple[Policy, ...]) -> tuple[Policy, ...]:
        return tuple(new if each == old else each for each in found)

    def levels(found: tuple[Level, ...] | None) -> tuple[Level, ...] | None:
        return found and tuple(replace(each, policies=put(each.policies)) for each in found)

    accounts = [
        replace(
            each,
            service_control=levels(each.service_control),
            resource_control=levels(each.resource_control),
        )
        for each in policies.accounts
    ]
    single = (policies.resource_based, policies.permissions_boundary, policies.vpc_endpoint)
    resource, boundary, endpoint = (new if each == old else each for each in single)
    return PolicySet(
        put(policies.identity_based),
        resource,
        boundary,
        put(policies.session),
        endpoint,
        policies.grants,
        accounts,
    )


def test_full_access_of_aws_is_not_offered_by_statement() -> None:
    scene = Scene(load_scenario("guardrails"))
    offered = switches(
        scene.gates(Asked("Lena", "iam:CreateRole", f"arn:aws:iam::{HOSPITAL}:role/x"))
    )
    assert any(each.layer is Layer.SERVICE_CONTROL for each in offered)
    assert not any("FullAWSAccess" in each.label for each in offered)


def test_two_policies_of_one_name_have_switches_of_their_own() -> None:
    both = [
        policy(PolicyType.IDENTITY_BASED, *effects, name="Read")
        for effects in (["Allow"], ["Allow", "Deny"])
    ]
    offered = switches(gates(PolicySet(both)))
    assert len({each.key for each in offered}) == len(offered) == 4


def test_a_key_is_set_taken_away_and_said_to_be() -> None:
    statement = {
        "Effect": "Allow",
        "Action": "*",
        "Resource": "arn:aws:s3:::records/${aws:username}*",
        "Condition": {"StringEquals": {"aws:PrincipalTag/Ward": ["icu", "er*"]}},
    }
    found = parse_policy({"Version": "2012-10-17", "Statement": statement})
    asked = [Gate("", Request(user("1"), "s3:GetObject", RECORD), PolicySet([found]))]
    assert keys_read(asked) == {"aws:PrincipalTag/Ward": None, "aws:username": "1"}
    assert values_named(asked, "AWS:principaltag/ward") == ("icu",)
    assert not decided(asked).allowed
    ward = with_key(asked, "aws:principaltag/WARD", "icu")
    assert decided(ward).allowed
    assert "set by you" in str(decided(ward))
    assert not decided(with_key(ward, "aws:username", None)).allowed
    assert not decided(with_key(ward, "aws:PrincipalTag/Ward", None)).allowed


def test_gates_decide_as_the_caller_does() -> None:
    scene = Scene(load_scenario("clinical-collaboration"))
    door = f"arn:aws:s3:us-east-1:{HOSPITAL}:accesspoint/alice-access-point/object/Alice/x"
    for resource in (door, "arn:aws:s3:::s3-ap-stack-111122223333-s3-access-point/Alice/x"):
        asked = Asked("Alice", "s3:PutObject", resource)
        assert decided(scene.gates(asked)).trace == scene.evaluation(asked).trace


def opened_bucket(**settings: bool) -> Cloud:
    """A bucket that anybody may read, before public access is blocked at bucket and account."""
    cloud = hospital()
    cloud.add_account(PARTNER, "partner")
    add_user(cloud, "Eve", allow("s3:*"), account=PARTNER)
    root = cloud.as_("root", account=HOSPITAL)
    root.call("s3:CreateBucket", Bucket="records")
    root.call("s3:DeletePublicAccessBlock", Bucket="records")
    public = written({**allow("s3:GetObject", "arn:aws:s3:::records/*"), "Principal": "*"})
    root.call("s3:PutBucketPolicy", Bucket="records", Policy=public)
    blocked = {"RestrictPublicBuckets": True}
    if settings.get("bucket"):
        root.call(
            "s3:PutPublicAccessBlock", Bucket="records", PublicAccessBlockConfiguration=blocked
        )
    if settings.get("account"):
        named = {"AccountId": HOSPITAL, "PublicAccessBlockConfiguration": blocked}
        root.call("s3control:PutPublicAccessBlock", **named)
    return cloud


def eves_gates(cloud: Cloud) -> list[Gate]:
    return cloud.as_("Eve", account=PARTNER).gates("s3:GetObject", "arn:aws:s3:::records/x")


def off(gates: Gates, *labels: str) -> list[Gate]:
    return switched(gates, [each for each in switches(gates) if each.label in labels])


def test_public_access_is_blocked_until_every_place_that_blocks_it_is_off() -> None:
    gates = eves_gates(opened_bucket(bucket=True, account=True))
    bucket = "without Block Public Access of bucket records"
    account = f"without Block Public Access of account {HOSPITAL}"
    assert not decided(gates).allowed
    assert not decided(off(gates, bucket)).allowed
    assert not decided(off(gates, account)).allowed
    assert decided(off(gates, bucket, account)).allowed
    assert decided(off(gates, "without Block Public Access")).allowed


@pytest.mark.parametrize("settings", [{}, {"bucket": True}, {"account": True}])
def test_only_what_is_on_can_be_switched_off(settings: dict[str, bool]) -> None:
    gates = eves_gates(opened_bucket(**settings))
    found = [each.label for each in switches(gates) if each.layer is Layer.PUBLIC_ACCESS]
    assert len(found) == (2 if settings else 0)
    assert all(name in found[1] for name in settings)


def test_a_policy_that_is_not_public_has_no_public_access_to_block() -> None:
    cloud = opened_bucket(bucket=True)
    named = written(
        {**allow("s3:GetObject", "arn:aws:s3:::records/*"), "Principal": {"AWS": PARTNER}}
    )
    cloud.as_("root", account=HOSPITAL).call("s3:PutBucketPolicy", Bucket="records", Policy=named)
    found = switches(eves_gates(cloud))
    assert not [each for each in found if each.layer is Layer.PUBLIC_ACCESS]
