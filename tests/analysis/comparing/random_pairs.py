"""Random pairs of policies that differ in little, and random requests close to what they say."""

import copy
import json
import random
from typing import Any

from simlib import Policy, PolicySet, Request, parse_policy, role_session, user
from simlib.evaluation.policy_set import Account, Level
from simlib.evaluation.request import Principal
from simlib.language.terms import PolicyType

ACTIONS = ["s3:GetObject", "s3:PutObject", "s3:Get*", "s3:*Object", "s3:GetObjectTagging", "s3:*"]
BUCKETS = ["a", "ab", "b", "*", "a*", "?b"]
KEYS = [
    *("*", "x/*", "x/y", "*/y", "x*y*", "${aws:username}/*", "*/${aws:username}"),
    *("${aws:PrincipalTag/ward}/*", "x/${aws:PrincipalTag/ward, 'y'}"),
]
DOORS = ["*:*:accesspoint/ward/object", "us-east-1:111122223333:accesspoint/*/object"]
CONDITIONS: dict[str, dict[str, list[str]]] = {
    "StringEquals": {"s3:x-amz-acl": ["private", "public-read"]},
    "StringNotEquals": {"s3:x-amz-acl": ["private"], "aws:PrincipalTag/ward": ["icu"]},
    "StringLike": {
        "s3:prefix": ["x*", "*y", "?*", "x/${aws:username}"],
        "aws:username": ["A*", "Bob"],
    },
    "StringNotLikeIfExists": {"s3:prefix": ["x*", "z"]},
    "StringEqualsIgnoreCase": {"s3:x-amz-acl": ["PRIVATE"]},
    "StringEqualsIfExists": {"s3:prefix": ["x", "${aws:PrincipalTag/ward}"]},
    "StringNotEqualsIgnoreCase": {"s3:x-amz-acl": ["Private"]},
    "NumericNotEquals": {"s3:max-keys": ["15"]},
    "NumericLessThan": {"s3:max-keys": ["10", "20"]},
    "NumericGreaterThanEquals": {"s3:max-keys": ["10", "15"]},
    "DateLessThan": {"aws:CurrentTime": ["2026-06-01T00:00:00Z"]},
    "DateGreaterThanEquals": {"aws:CurrentTime": ["2026-06-01", "1767225600"]},
    "DateNotEquals": {"aws:TokenIssueTime": ["2026-06-01T00:00:00Z"]},
    "DateLessThanIfExists": {"aws:TokenIssueTime": ["2026-06-01T02:00:00+02:00"]},
    "IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "203.0.113.128/25"]},
    "NotIpAddressIfExists": {"aws:SourceIp": ["203.0.113.0/25", "10.0.0.0/8"]},
    "Bool": {"aws:MultiFactorAuthPresent": ["true"], "aws:SecureTransport": ["false"]},
    "BoolIfExists": {"aws:MultiFactorAuthPresent": ["false", "true"]},
    "Null": {"s3:prefix": ["true", "false"], "aws:MultiFactorAuthPresent": ["true"]},
    "ForAllValues:StringNotLike": {"aws:TagKeys": ["a*", "c"]},
    "ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]},
    "ForAnyValue:StringLike": {"aws:TagKeys": ["a*", "c"]},
    "ForAnyValue:StringNotEquals": {"aws:TagKeys": ["a"]},
    "ForAnyValue:StringEqualsIfExists": {"aws:TagKeys": ["a", "d"]},
    "ArnNotEquals": {"aws:PrincipalArn": ["arn:aws:iam::111122223333:user/Al*"]},
    "ArnLike": {"aws:PrincipalArn": ["arn:aws:iam::*:user/A*", "arn:aws:iam::*:role/*"]},
}


def random_pair(rng: random.Random, most: int = 4) -> tuple[Policy, Policy]:
    """Two identity-based policies: the second is the first with one or two changes, or another.

    Each begins with at most so many statements.
    """
    first = [_statement(rng) for _ in range(rng.randint(1, most))]
    second = copy.deepcopy(first)
    if rng.random() < 0.2:
        second = [_statement(rng) for _ in range(rng.randint(1, most))]
    for _ in range(rng.randint(0, 2)):
        _change(rng, second)
    return _policy(first), _policy(second)


def random_sets(rng: random.Random, most: int = 4) -> tuple[PolicySet, PolicySet]:
    """Two sets with a permissions boundary, an SCP or both, which differ in one layer or in both.

    The SCP is the same in both: it alone binds the root user, about whom z3 is not asked.
    """
    identity = random_pair(rng, most)
    boundary = _layer(rng, most, PolicyType.PERMISSIONS_BOUNDARY)
    scp, _ = _layer(rng, most, PolicyType.SERVICE_CONTROL)
    chosen = rng.choice([(boundary, None), (None, scp), (boundary, scp)])
    if rng.random() < 0.5:
        identity = (identity[0], identity[0])
    return _set(0, identity, *chosen), _set(1, identity, *chosen)


def _layer(rng: random.Random, most: int, policy_type: PolicyType) -> tuple[Policy, Policy]:
    """Everything is allowed, or what a random policy says; on both sides the same, or nearly."""
    before, after = (json.loads(each.text) for each in random_pair(rng, most))
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    open_to = [everything] if rng.random() < 0.6 else []
    for each in (before, after):
        each["Statement"] += open_to
    pair = (before, before) if rng.random() < 0.4 else (before, after)
    return parse_policy(pair[0], policy_type), parse_policy(pair[1], policy_type)


def _set(
    side: int,
    identity: tuple[Policy, Policy],
    boundary: tuple[Policy, Policy] | None,
    scp: Policy | None,
) -> PolicySet:
    level = (Level("root", (scp,)),) if scp else None
    account = Account("111122223333", organization="o-hospital", service_control=level)
    return PolicySet(
        [identity[side]],
        permissions_boundary=boundary[side] if boundary else None,
        accounts=[account] if scp else (),
    )


def _policy(statements: list[dict[str, Any]]) -> Policy:
    return parse_policy({"Version": "2012-10-17", "Statement": statements})


def _statement(rng: random.Random) -> dict[str, Any]:
    found: dict[str, Any] = {
        "Effect": rng.choice(["Allow", "Allow", "Deny"]),
        rng.choice(["Action", "Action", "Action", "NotAction"]): rng.sample(ACTIONS, 1),
        rng.choice(["Resource", "Resource", "Resource", "NotResource"]): _resources(rng),
    }
    if rng.random() < 0.7:
        found["Condition"] = _condition(rng)
    if "NotAction" in found:
        found["Effect"] = "Deny"
    return found


def _resources(rng: random.Random) -> list[str]:
    return [f"arn:aws:s3:{_place(rng)}/{rng.choice(KEYS)}" for _ in range(rng.randint(1, 2))]


def _place(rng: random.Random) -> str:
    return rng.choice(DOORS) if rng.random() < 0.15 else f"::{rng.choice(BUCKETS)}"


def _condition(rng: random.Random) -> dict[str, Any]:
    found = {}
    for operator in rng.sample(sorted(CONDITIONS), rng.randint(1, 2)):
        key = rng.choice(sorted(CONDITIONS[operator]))
        values = CONDITIONS[operator][key]
        found[operator] = {key: rng.sample(values, rng.randint(1, len(values)))}
    return found


def _change(rng: random.Random, statements: list[dict[str, Any]]) -> None:
    statement = rng.choice(statements)
    what = rng.choice(["effect", "resource", "condition", "drop", "add", "order"])
    if what == "effect" and "NotAction" not in statement:
        statement["Effect"] = "Deny" if statement["Effect"] == "Allow" else "Allow"
    elif what == "resource":
        statement["NotResource" if "NotResource" in statement else "Resource"] = _resources(rng)
    elif what == "condition":
        statement["Condition"] = _condition(rng)
    elif what == "drop" and len(statements) > 1:
        statements.remove(statement)
    elif what == "add":
        statements.append(_statement(rng))
    else:
        rng.shuffle(statements)


PEOPLE: list[Principal] = [
    user("Alice"),
    user("Bob", tags={"ward": "icu"}),
    user("x", tags={"ward": "x"}),
    role_session("CareRole", "shift1"),
    role_session("Ops", "shift1", tags={"ward": "icu"}),
]
VALUES: dict[str, list[Any]] = {
    "s3:x-amz-acl": [None, "private", "Private", "public-read", "other"],
    "s3:prefix": [None, "x", "xy", "y", "z", "x/Alice", "x/Bob", "q"],
    "s3:max-keys": [None, "5", "10", "12", "15", "17", "20", "30"],
    "aws:CurrentTime": ["2026-03-02T09:00:00Z", "2026-07-01T00:00:00Z"],
    "aws:TokenIssueTime": [None, "2026-03-02T09:00:00Z", "2026-06-01T00:00:00Z"],
    "aws:SourceIp": [None, "203.0.113.5", "203.0.113.200", "10.1.1.1", "192.0.2.1"],
    "aws:MultiFactorAuthPresent": [None, "true", "false"],
    "aws:SecureTransport": ["true", "false"],
    "aws:TagKeys": [None, ("a",), ("b",), ("c",), ("a", "b"), ("a", "c"), ("q",), ("a", "q")],
}


def random_request(rng: random.Random) -> Request:
    """A request on an object, with some context."""
    keys = ["q", "x/y", "x/q", "x/y/y", "Alice/1", "Bob/1", "icu/1", "xqyq", "q/y"]
    arn = f"arn:aws:s3:::{rng.choice(['a', 'ab', 'b', 'bb', 'q'])}/{rng.choice(keys)}"
    action = rng.choice(["s3:GetObject", "s3:PutObject", "s3:GetObjectTagging", "s3:DeleteObject"])
    context = {key: rng.choice(values) for key, values in VALUES.items()}
    there = {key: value for key, value in context.items() if value is not None}
    return Request(rng.choice(PEOPLE), action, arn, there)
