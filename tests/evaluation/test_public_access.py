"""Block Public Access: which conditions make a policy for everyone a policy for somebody."""

from typing import Any

import pytest

from simlib import Layer, PolicySet, PolicyType, Request, evaluate, parse_policy, service, user
from simlib.evaluation.public_access import is_public
from simlib.evaluation.request import Resource, ResourceKind, anonymous
from simlib.language.policy import Policy

HOSPITAL, PARTNER = "111122223333", "444455556666"
OBJECT = "arn:aws:s3:::phi-records/1.json"
DOORS = f"arn:aws:s3:us-east-1:{HOSPITAL}:accesspoint/*"


def policy(principal: Any = "*", condition: Any = None, name: str = "Principal") -> Policy:
    statement = {"Effect": "Allow", name: principal, "Action": "s3:GetObject", "Resource": OBJECT}
    if condition:
        statement["Condition"] = condition
    document = {"Version": "2012-10-17", "Statement": statement}
    return parse_policy(document, PolicyType.RESOURCE_BASED, name="bucket policy")


FIXED = [
    {"StringEquals": {"aws:PrincipalOrgID": "o-hospital"}},
    {"StringEquals": {"aws:principalorgid": ["o-hospital", "o-partner"]}},
    {"StringLike": {"aws:SourceVpce": "vpce-1a2b3c4d"}},
    {"ArnLike": {"aws:SourceArn": "arn:aws:cloudtrail:us-east-1:111122223333:trail/t"}},
    {"StringLike": {"aws:userid": "AROAEXAMPLEROLEID:*"}},
    {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
    {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}},
    {"IpAddress": {"aws:SourceIp": "2001:db8::/32"}},
    {"ArnLike": {"s3:DataAccessPointArn": DOORS}},
    {"Bool": {"aws:SecureTransport": "true"}, "StringEquals": {"aws:SourceVpc": "vpc-1"}},
]
PUBLIC = [
    {"Bool": {"aws:SecureTransport": "true"}},
    {"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-hospital"}},
    {"StringNotEquals": {"aws:PrincipalOrgID": "o-hospital"}},
    {"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-hospital"}},
    {"StringLike": {"aws:PrincipalOrgID": "o-*"}},
    {"StringEquals": {"aws:SourceVpc": ["vpc-1", "${aws:SourceVpc}"]}},
    {"StringEquals": {"aws:UserAgent": "hospital-app"}},
    {"StringEquals": {"aws:username": "Alice"}},
    {"StringLike": {"aws:userid": "*:session"}},
    {"Null": {"aws:PrincipalOrgID": "false"}},
    {"IpAddress": {"aws:SourceIp": "11.0.0.0/7"}},
    {"IpAddress": {"aws:SourceIp": "2001::/31"}},
    {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "0.0.0.0/0"]}},
    {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
    {"ArnLike": {"s3:DataAccessPointArn": "arn:aws:s3:us-east-1:*:accesspoint/a"}},
]


@pytest.mark.parametrize("condition", FIXED)
def test_a_fixed_value_limits_everyone_to_somebody(condition: Any) -> None:
    assert is_public(policy(condition=condition)) == ()


@pytest.mark.parametrize("condition", PUBLIC)
def test_any_other_condition_leaves_it_public(condition: Any) -> None:
    assert is_public(policy(condition=condition))


def test_a_named_account_is_not_the_public() -> None:
    assert is_public(policy({"AWS": [HOSPITAL, PARTNER]})) == ()


def test_everyone_but_somebody_is_the_public() -> None:
    assert is_public(policy({"AWS": HOSPITAL}, name="NotPrincipal"))


def test_an_access_points_policy_must_name_access_points_without_wildcards() -> None:
    doors = policy(condition={"ArnLike": {"s3:DataAccessPointArn": DOORS}})
    assert is_public(doors, of_access_point=True)


def asked(caller: Any, resource: Resource, *, of: Any = "*") -> Any:
    mine = parse_policy(
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
    )
    return evaluate(Request(caller, "s3:GetObject", resource), PolicySet([mine], policy(of)))


KEPT = Resource(OBJECT, HOSPITAL, ResourceKind.BUCKET, restricted_to=(HOSPITAL,))


@pytest.mark.parametrize(
    "caller", [user("Eve", account=PARTNER), anonymous()], ids=["partner", "anonymous"]
)
def test_a_restricted_public_policy_shuts_out_whoever_is_of_another_account(caller: Any) -> None:
    evaluation = asked(caller, KEPT)
    assert evaluation.decision == "explicitDeny"
    assert evaluation.layers == (Layer.PUBLIC_ACCESS,)
    assert asked(caller, KEPT._replace(restricted_to=())).allowed


@pytest.mark.parametrize("caller", [user("Alice"), service("cloudtrail.amazonaws.com")])
def test_the_owners_account_and_services_keep_a_restricted_public_policy(caller: Any) -> None:
    assert asked(caller, KEPT).allowed


def test_even_an_account_that_a_public_policy_names_is_shut_out() -> None:
    assert not asked(user("Eve", account=PARTNER), KEPT, of={"AWS": ["*", PARTNER]}).allowed


def test_a_policy_that_is_not_public_is_not_restricted() -> None:
    assert asked(user("Eve", account=PARTNER), KEPT, of={"AWS": PARTNER}).allowed


def test_an_outsider_hears_no_more_than_access_denied() -> None:
    assert asked(user("Eve", account=PARTNER), KEPT).message == "Access Denied"


def test_the_trace_names_the_setting_and_the_statement() -> None:
    why = asked(user("Eve", account=PARTNER), KEPT).why()
    assert "Block Public Access: `bucket policy` is public by its first statement" in why
    assert "RestrictPublicBuckets" in why
