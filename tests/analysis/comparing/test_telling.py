"""The request that tells most, and how much wider or narrower a side is."""

from typing import Any

from simlib import PolicySet, Request, parse_policy, user
from simlib.analysis.comparing import compare, extent, most_telling
from simlib.analysis.deciding import Decider
from simlib.language.terms import Decision

READ: dict[str, Any] = {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::records/${aws:username}/*",
}
BEFORE = parse_policy({"Version": "2012-10-17", "Statement": READ})
AFTER = parse_policy(
    {"Version": "2012-10-17", "Statement": {**READ, "Resource": "arn:aws:s3:::records/*"}}
)
SIDES = [Decider(PolicySet([each])) for each in (BEFORE, AFTER)]
REQUESTS = [
    Request(user(name), action, f"arn:aws:s3:::{bucket}/{folder}/scan.dcm")
    for name in ("Alice", "Bob")
    for action in ("s3:GetObject", "s3:PutObject")
    for bucket in ("records", "intake")
    for folder in ("Alice", "Bob", "Carol")
]


def allowed(request: Request) -> tuple[bool, bool]:
    before, after = (side.decision(request) is Decision.ALLOWED for side in SIDES)
    return before, after


def test_it_differs_in_one_thing_from_a_request_that_both_allow() -> None:
    found = most_telling(REQUESTS, allowed)
    assert found is not None
    assert found.apart in (("resource",), ("caller",))
    assert found.gained
    assert found.like is not None
    assert allowed(found.like) == (True, True)
    assert allowed(found.request) == (False, True)
    assert "both sides allow" in str(found)


def test_without_such_a_request_that_of_the_comparison_is_told() -> None:
    found = most_telling([], allowed, compare(BEFORE, AFTER).differences)
    assert found is not None
    assert found.like is None
    assert allowed(found.request) == (False, True)
    assert most_telling([], allowed) is None


def test_how_much_wider_is_counted() -> None:
    wider = extent(REQUESTS, allowed, gained=True)
    assert str(wider) == "2 principals, 1 action, 3 prefixes"
    assert str(extent(REQUESTS, allowed, gained=False)) == "nothing"
