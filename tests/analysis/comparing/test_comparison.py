"""Equal, narrower, wider, different: each with requests that the traced evaluator decides so."""

import json
from typing import Any

import pytest

from simlib import Policy, PolicySet, evaluate, load_policy, new_cloud, parse_policy
from simlib.analysis.comparing import Relation, compare
from simlib.analysis.comparing.texts import SearchTooLongError
from simlib.evaluation.policy_set import Account, Grant, Level
from simlib.language.errors import QuestionError
from simlib.language.terms import PolicyType

OBJECTS = "arn:aws:s3:::records/*"
READ: dict[str, Any] = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": OBJECTS}


def policy(*statements: dict[str, Any], kind: PolicyType = PolicyType.IDENTITY_BASED) -> Policy:
    return parse_policy({"Version": "2012-10-17", "Statement": list(statements)}, kind)


def where(operator: str, key: str, *values: str) -> dict[str, Any]:
    return {**READ, "Condition": {operator: {key: list(values)}}}


EQUAL = [
    ([READ], [{**READ, "Resource": [OBJECTS, "arn:aws:s3:::records/2026/*"]}]),
    ([READ], [{**READ, "Action": "S3:getobject", "Sid": "Other"}]),
    (
        [{**READ, "Action": ["s3:GetObject", "s3:PutObject"]}],
        [READ, {**READ, "Action": "s3:PutObject"}],
    ),
    (
        [where("IpAddress", "aws:SourceIp", "203.0.113.0/24")],
        [where("IpAddress", "aws:SourceIp", "203.0.113.0/25", "203.0.113.128/25")],
    ),
    (
        [where("NumericLessThan", "s3:max-keys", "10")],
        [
            where("NumericLessThanEquals", "s3:max-keys", "9.5"),
            where("NumericLessThan", "s3:max-keys", "10"),
        ],
    ),
    (
        [where("Bool", "aws:SecureTransport", "true")],
        [where("BoolIfExists", "aws:SecureTransport", "true")],
    ),
    ([READ], [READ, {**READ, "Effect": "Deny", "Action": "s3:GetObjectNot*"}]),
    (
        [where("StringLike", "s3:prefix", "a*")],
        [where("StringLike", "s3:prefix", "a", "a?*")],
    ),
]
WIDER = [
    ([READ], [{**READ, "Resource": "*"}]),
    ([READ], [{**READ, "Action": "s3:Get*"}]),
    ([where("Bool", "aws:MultiFactorAuthPresent", "true")], [READ]),
    (
        [where("Bool", "aws:MultiFactorAuthPresent", "true")],
        [where("BoolIfExists", "aws:MultiFactorAuthPresent", "true")],
    ),
    (
        [where("StringEquals", "aws:ResourceTag/w", "${aws:PrincipalTag/w}")],
        [where("StringLike", "aws:ResourceTag/w", "${aws:PrincipalTag/w}*")],
    ),
    (
        [{**READ, "Resource": "arn:aws:s3:::home/${aws:username}/*"}],
        [{**READ, "Resource": "arn:aws:s3:::home/*"}],
    ),
    (
        [where("ForAnyValue:StringEquals", "aws:TagKeys", "a")],
        [where("ForAnyValue:StringEquals", "aws:TagKeys", "a", "b")],
    ),
    (
        [where("DateLessThan", "aws:CurrentTime", "2026-06-01T00:00:00Z")],
        [where("DateLessThanEquals", "aws:CurrentTime", "2026-06-01T00:00:00Z")],
    ),
    ([where("Null", "s3:prefix", "true")], [where("Null", "s3:prefix", "true", "false")]),
]
DIFFERENT = [
    ([READ], [{**READ, "Action": "s3:PutObject"}]),
    (
        [where("ForAllValues:StringEquals", "aws:TagKeys", "a", "b")],
        [where("ForAnyValue:StringEquals", "aws:TagKeys", "a", "b")],
    ),
    (
        [where("StringEquals", "s3:prefix", "a")],
        [where("StringNotEquals", "s3:prefix", "a")],
    ),
]
PAIRS = [
    *((*pair, Relation.EQUAL) for pair in EQUAL),
    *((*pair, Relation.WIDER) for pair in WIDER),
    *((after, before, Relation.NARROWER) for before, after in WIDER),
    *((*pair, Relation.DIFFERENT) for pair in DIFFERENT),
]


ROLES = {"Action": "sts:AssumeRole", "Resource": "arn:aws:iam::111122223333:role/CareRole"}
KEYS = {"Action": "kms:Decrypt", "Resource": "arn:aws:kms:us-east-1:111122223333:key/k-1"}
LIMITS = [PolicyType.PERMISSIONS_BOUNDARY, PolicyType.SESSION, PolicyType.SERVICE_CONTROL]


@pytest.mark.parametrize("kind", [PolicyType.IDENTITY_BASED, *LIMITS])
@pytest.mark.parametrize("use", [ROLES, KEYS], ids=["role", "key"])
def test_the_use_of_a_role_or_key_is_left_to_the_policy_alone(
    use: dict[str, Any], kind: PolicyType
) -> None:
    allowing, silent = policy({"Effect": "Allow", **use}, kind=kind), policy(READ, kind=kind)
    both = policy({"Effect": "Allow", **use}, READ, kind=kind)
    assert compare(allowing, silent).relation is Relation.DIFFERENT
    assert compare(silent, both).relation is Relation.WIDER


@pytest.mark.parametrize(("before", "after", "relation"), PAIRS)
def test_how_two_policies_compare(
    before: list[dict[str, Any]], after: list[dict[str, Any]], relation: Relation
) -> None:
    old, new = policy(*before), policy(*after)
    comparison = compare(old, new)
    assert comparison.relation is relation, comparison
    for each in comparison.differences:
        asked = (evaluate(each.request, PolicySet([side])).allowed for side in (old, new))
        assert tuple(asked) == (not each.gained, each.gained), each


def test_the_first_difference_is_the_plainest() -> None:
    comparison = compare(policy(READ), policy({**READ, "Resource": "*"}))
    first = comparison.gained[0]
    assert str(first) == (
        "arn:aws:iam::111122223333:user/Alice asks for s3:GetObject on "
        "arn:aws:s3:::intake/new/form.json"
    )
    assert repr(comparison).startswith("wider\nnow allowed: arn:aws:iam::111122223333:user/Alice")


def test_all_actions_of_a_difference_are_told() -> None:
    comparison = compare(policy(READ), policy({**READ, "Action": "s3:*Object"}))
    told = {action for each in comparison.gained for action in each.actions}
    assert {"s3:PutObject", "s3:DeleteObject"} <= told
    assert "s3:GetObject" not in told


def bucket_policy(*named: str) -> Policy:
    statement = {**READ, "Principal": {"AWS": list(named)}}
    return policy(statement, kind=PolicyType.RESOURCE_BASED)


def test_a_resource_based_policy_is_compared_for_whoever_is_named() -> None:
    partner, account = "arn:aws:iam::444455556666:role/Partner", "444455556666"
    assert compare(bucket_policy(partner), bucket_policy(partner)).relation is Relation.EQUAL
    wider = compare(bucket_policy(partner), bucket_policy(partner, account))
    assert wider.relation is Relation.WIDER
    assert "444455556666" in wider.gained[0].request.principal.label
    public = compare(bucket_policy(partner), bucket_policy("*"))
    callers = {caller.label for each in public.gained for caller in each.callers}
    assert {"anonymous", "arn:aws:iam::111122223333:user/Alice"} <= callers


def test_a_service_control_policy_that_only_denies_is_compared_beside_full_access() -> None:
    deny = {"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*"}
    old = policy(deny, kind=PolicyType.SERVICE_CONTROL)
    new = policy({**deny, "Action": "s3:Delete*"}, kind=PolicyType.SERVICE_CONTROL)
    comparison = compare(old, new)
    assert comparison.relation is Relation.NARROWER
    assert "s3:DeleteBucket" in {a for each in comparison.lost for a in each.actions}


EVERYTHING_ON = {"Effect": "Allow", "Action": "*", "Resource": "*"}
EVERYTHING = policy(EVERYTHING_ON)


def test_layers_are_compared_together() -> None:
    """A boundary that allows what the identity-based policy does changes nothing."""
    boundary = policy({**READ, "Action": "s3:*"}, kind=PolicyType.PERMISSIONS_BOUNDARY)
    bare, bounded = (
        PolicySet([policy(READ)]),
        PolicySet([policy(READ)], permissions_boundary=boundary),
    )
    assert compare(bare, bounded).relation is Relation.EQUAL
    wide = PolicySet([EVERYTHING], permissions_boundary=boundary)
    assert compare(bounded, wide).relation is Relation.WIDER
    assert compare(PolicySet([EVERYTHING]), wide).relation is Relation.NARROWER


def test_an_scp_on_the_account_is_compared_for_the_root_user_too() -> None:
    deny = policy(
        {"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*"},
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        kind=PolicyType.SERVICE_CONTROL,
    )
    free = Account("111122223333", "o-1", service_control=(Level("root", (EVERYTHING,)),))
    held = Account("111122223333", "o-1", service_control=(Level("root", (deny,)),))
    comparison = compare(PolicySet(accounts=[free]), PolicySet(accounts=[held]))
    assert comparison.relation is Relation.NARROWER
    assert {each.request.principal.type.value for each in comparison.lost} == {"root"}


def test_a_grant_is_compared_by_its_encryption_context() -> None:
    key = policy(
        {**EVERYTHING_ON, "Principal": {"AWS": "111122223333"}, "Action": "kms:*"},
        kind=PolicyType.KEY_POLICY,
    )
    grantee = "arn:aws:iam::111122223333:role/Export"
    sides = [
        PolicySet(resource_based=key, grants=[Grant(grantee, ("Decrypt",), subset=pairs)])
        for pairs in ((("store", "a"),), None)
    ]
    comparison = compare(*sides)
    assert comparison.relation is Relation.WIDER
    assert comparison.gained[0].request.action == "kms:Decrypt"
    assert compare(sides[0], sides[0]).relation is Relation.EQUAL


def test_a_published_policy_is_told_from_its_mended_version() -> None:
    published = load_policy("identity-based/connect-health-one-domain-as-published")
    mended = load_policy("identity-based/connect-health-one-domain")
    comparison = compare(published, mended)
    assert comparison.gained
    assert comparison.undecided == 0


def test_without_time_nothing_is_claimed() -> None:
    comparison = compare(policy(READ), policy({**READ, "Resource": "*"}), seconds=0)
    assert comparison.relation is Relation.UNDECIDED
    assert repr(comparison).startswith("none found in 0 s")
    assert not comparison


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (policy(READ), policy(READ, kind=PolicyType.SESSION), "policies of one type"),
        (policy(READ), PolicySet(), "two sets of policies"),
        (json.dumps(READ), policy(READ), "two policies"),
        (policy(READ), new_cloud(), "two clouds"),
    ],
)
def test_what_cannot_be_compared_is_said(before: Any, after: Any, told: str) -> None:
    with pytest.raises(QuestionError, match=told):
        compare(before, after)


def test_giving_up_stays_inside() -> None:
    assert not issubclass(SearchTooLongError, QuestionError)
