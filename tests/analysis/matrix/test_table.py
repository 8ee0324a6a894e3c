"""Rows and columns come to what the traced evaluator comes to, cell by cell."""

import random
from collections.abc import Sequence

import pytest

from simlib import load_scenario, shipped_scenarios
from simlib.analysis.access_matrix import AccessMatrix, access_matrix
from simlib.cloud.askable import arns_there, askers, fitting
from simlib.cloud.cloud import Cloud
from simlib.language.errors import SimlibError
from simlib.language.terms import Decision
from tests.clouds import (
    HOSPITAL,
    PARTNER,
    add_role,
    add_user,
    allow,
    deny,
    hospital,
    trust,
    written,
)
from tests.estate import actions_of_all_kinds, estate

CELLS = 10_000  # of all scenarios together
PER_SCENARIO = CELLS // len(shipped_scenarios())
ODD = (
    "arn:aws:kms:us-east-1:111111111111:key/none",
    "arn:aws:kms:us-east-1:222222222222:alias/aws/s3",
    "arn:aws:kms:eu-west-1:111111111111:key/none",
    "arn:aws:iam::333333333333:role/aws-service-role/x.amazonaws.com/own",
    "arn:aws:iam::333333333333:role/aws-reserved/sso.amazonaws.com/own",
    "arn:aws:iam::aws:policy/shared1",
    "arn:aws:iam::333333333333:root",
    "arn:aws:s3:::nobody/x",
    "arn:aws:sqs:us-east-1:999999999999:queue",
    "arn:aws:s3:::records-*",
    "no ARN",
)
MFA = {"aws:MultiFactorAuthPresent": True, "aws:SourceVpc": "vpc-1"}
ICU = {"kms:EncryptionContext:Ward": "icu", "aws:ResourceTag/Ward": None, "aws:UserAgent": "x"}


def traced(matrix: AccessMatrix, who: str, action: str, arn: str) -> Decision | None:
    try:
        return matrix.evaluation(who, action, arn).decision
    except SimlibError:
        return None


def sampled(matrix: AccessMatrix, count: int, seed: int = 1) -> list[tuple[str, str, str]]:
    """Cells of any kind, and as many where the action can be asked for on the resource."""
    rng = random.Random(seed)
    fits = {action: fitting(action, matrix.resources) for action in matrix.actions}
    found = []
    for number in range(count):
        action = rng.choice(matrix.actions)
        there = fits[action] if number % 2 else ()
        kept = [arn for arn in there if arn in matrix.resources] or matrix.resources
        found.append((rng.choice(matrix.principals), action, rng.choice(kept)))
    return found


def assert_equal(matrix: AccessMatrix, cells: Sequence[tuple[str, str, str]]) -> None:
    wrong = [cell for cell in cells if matrix.decision(*cell) is not traced(matrix, *cell)]
    assert wrong == []


@pytest.mark.parametrize("name", shipped_scenarios())
def test_a_scenario_is_decided_as_the_trace_decides_it(name: str) -> None:
    matrix = access_matrix(load_scenario(name))
    size = len(matrix.principals) * len(matrix.actions) * len(matrix.resources)
    assert_equal(matrix, sampled(matrix, min(PER_SCENARIO, size)))


@pytest.mark.parametrize(("seed", "context"), [(1, {}), (2, MFA), (3, ICU)])
def test_an_organization_is_decided_as_the_trace_decides_it(
    seed: int, context: dict[str, object]
) -> None:
    """With boundaries, SCPs, RCPs, access points, grants, sessions, and names that are nothing."""
    cloud = with_sessions(estate(50, 50, seed))
    arns = ["*", *arns_there(cloud.state), *ODD]
    actions = [*actions_of_all_kinds(90), "s3", "s3:Get*", "kms:NoSuch", "sqs:SendMessage"]
    who = [*(each.who for each in askers(cloud.state)), "ec2.amazonaws.com"]
    matrix = access_matrix(cloud, who, actions, arns, context)
    cells = sampled(matrix, 2_500, seed)
    assert_equal(matrix, cells)
    assert len({matrix.decision(*cell) for cell in cells}) == 4


def test_what_looks_different_from_its_own_account_does_so_in_the_matrix() -> None:
    """A key that is not there, what has no owner, a bucket to be made: every cell."""
    cloud = hospital()
    cloud.add_account(PARTNER, "partner")
    own = {"StringEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}"}}
    for name, account in (("Alice", HOSPITAL), ("Paula", PARTNER)):
        add_user(cloud, name, allow(["kms:*", "iam:*"]), allow("s3:*", Condition=own),
                 account=account)  # fmt: skip
    cloud.as_("root", account=HOSPITAL).call("s3:CreateBucket", Bucket="records")
    key = "arn:aws:kms:us-east-1:{}:key/none"
    arns = ["*", key.format(HOSPITAL), key.format(PARTNER), "arn:aws:s3:::records/x",
            "arn:aws:s3:::nobody/x", "arn:aws:s3:::records", *ODD]  # fmt: skip
    actions = actions_of_all_kinds(24)
    matrix = access_matrix(cloud, ["Alice", "Paula", "anonymous"], actions, arns)
    assert_equal(matrix, [(w, a, r) for w in matrix.principals for a in actions for r in arns])
    assert matrix.who_can("kms:Decrypt", key.format(PARTNER)) == ("Paula",)
    assert matrix.who_can("s3:PutObject", "arn:aws:s3:::nobody/x") == ("Alice", "Paula")


@pytest.mark.parametrize("tls", [True, False])
def test_what_aws_settles_itself_is_settled_in_the_matrix(tls: bool) -> None:
    """Access points take signed requests over HTTPS; root mends a bucket that denies everything."""
    cloud = hospital()
    add_user(cloud, "Alice", allow("s3:*"))
    root, door = cloud.as_("root"), f"arn:aws:s3:us-east-1:{HOSPITAL}:accesspoint/door"
    for bucket, effect in (("open", allow), ("shut", deny)):
        root.call("s3:CreateBucket", Bucket=bucket)
        root.call("s3:DeletePublicAccessBlock", Bucket=bucket)
        there = [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]
        policy = {**effect("s3:*"), "Principal": "*", "Resource": there}
        root.call("s3:PutBucketPolicy", Bucket=bucket, Policy=written(policy))
    blocked = {"BlockPublicPolicy": False, "RestrictPublicBuckets": False}
    root.call("s3control:CreateAccessPoint", AccountId=HOSPITAL, Name="door", Bucket="open",
              PublicAccessBlockConfiguration=blocked)  # fmt: skip
    policy = {**allow("s3:GetObject", f"{door}/object/*"), "Principal": "*"}
    named = {"AccountId": HOSPITAL, "Name": "door"}
    root.call("s3control:PutAccessPointPolicy", **named, Policy=written(policy))
    who, actions = ["Alice", "anonymous", "root"], ["s3:GetObject", "s3:DeleteBucketPolicy"]
    arns = [f"{door}/object/a", "arn:aws:s3:::open/a", "arn:aws:s3:::shut", "arn:aws:s3:::open"]
    matrix = access_matrix(cloud, who, actions, arns, {"aws:SecureTransport": tls})
    assert_equal(matrix, [(w, a, r) for w in who for a in actions for r in arns])
    assert matrix.who_can("s3:GetObject", arns[0]) == (("Alice", "root") if tls else ())
    assert matrix.who_can("s3:GetObject", arns[1]) == ("Alice", "anonymous", "root")
    assert matrix.who_can("s3:DeleteBucketPolicy", arns[2]) == ("root",)


def with_sessions(cloud: Cloud) -> Cloud:
    """Every kind of session, with session policies and without."""
    cloud.add_account(HOSPITAL, "hospital")
    user = add_user(cloud, "Fay", allow(["s3:*", "sts:*", "kms:*"]), tags={"Ward": "icu"})
    role = add_role(cloud, "Shift", trust({"AWS": user.arn}, ["sts:AssumeRole", "sts:TagSession"]),
                    allow(["s3:*", "kms:*"]))  # fmt: skip
    fay, narrow = cloud.as_(user.arn), written(allow(["s3:Get*", "kms:Decrypt"]))
    fay.call("sts:GetSessionToken")
    fay.call("sts:GetFederationToken", Name="one", Policy=narrow)
    fay.call("sts:GetFederationToken", Name="two")
    fay.assume(role.arn, "narrow", Policy=narrow, Tags=[{"Key": "Ward", "Value": "lab"}])
    return cloud


def test_what_is_not_conditional_stays_whatever_the_unknown_keys_say() -> None:
    cloud = estate(40, 40, 5)
    matrix = access_matrix(cloud, None, actions_of_all_kinds(40))
    cells = [cell for cell in sampled(matrix, 1_200) if matrix.decision(*cell)]
    changed = 0
    for who, action, arn in cells:
        now = matrix.decision(who, action, arn) is Decision.ALLOWED
        others = {matrix.callers[who].can(action, arn, **each).allowed for each in CIRCUMSTANCES}
        if others != {now}:
            changed += 1
            assert matrix.conditional(who, action, arn), (who, action, arn)
    assert changed > 20


CIRCUMSTANCES: list[dict[str, object]] = [
    {"aws:MultiFactorAuthPresent": "true", "aws:SourceIp": "198.51.100.7"},
    {"aws:SecureTransport": "false"},
    {"aws:RequestedRegion": "eu-west-1"},
    {"aws:SourceVpc": "vpc-1", "aws:SourceIp": None, "kms:EncryptionContext:Ward": "icu"},
]
