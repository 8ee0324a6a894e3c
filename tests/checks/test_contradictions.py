"""Conditions that no request can match together; evaluation must agree."""

from itertools import product
from random import Random

import pytest

from simlib.language.condition_operators import all_spellings
from simlib.language.findings import Issue
from tests.checks.conditions import Block, matching, one_said, said_of

NEVER = Issue.CONDITION_NEVER_MATCHES
WARD = "aws:PrincipalTag/ward"
TIME, AGE, IP = "aws:CurrentTime", "aws:MultiFactorAuthAge", "aws:SourceIp"


def both(key: str, one: tuple[str, object], other: tuple[str, object]) -> Block:
    return {one[0]: {key: one[1]}, other[0]: {key: other[1]}}


@pytest.mark.parametrize(
    "condition",
    [
        both(WARD, ("StringEquals", "icu"), ("Null", "true")),
        both(WARD, ("StringNotLikeIfExists", []), ("StringEquals", [])),
        both(WARD, ("StringEquals", "icu"), ("StringLike", ["er", "ward-*"])),
        both(WARD, ("StringEquals", "icu"), ("StringEqualsIfExists", "ICU")),
        both(WARD, ("StringEquals", ["icu", "er"]), ("StringNotEquals", ["er", "icu", "lab"])),
        both(WARD, ("StringEquals", "icu-1"), ("StringNotLike", "icu-*")),
        both(WARD, ("StringEquals", "ICU"), ("StringNotEqualsIgnoreCase", "icu")),
        both("aws:SecureTransport", ("Bool", "true"), ("BoolIfExists", "false")),
        both(TIME, ("DateGreaterThan", "2026-12-31"), ("DateLessThan", "2026-01-01")),
        both(TIME, ("DateGreaterThan", "2026"), ("DateLessThanEquals", "2026-01-01")),
        both(AGE, ("NumericLessThan", ["60", "90"]), ("NumericGreaterThanEquals", "90")),
        both(AGE, ("NumericEquals", "60"), ("NumericNotEquals", "60.0")),
        both(IP, ("IpAddress", "203.0.113.0/24"), ("IpAddressIfExists", "198.51.100.0/24")),
        both(IP, ("IpAddress", "203.0.113.7"), ("NotIpAddress", "203.0.113.0/24")),
        both(
            "aws:PrincipalArn",
            ("ArnLike", "arn:aws:iam::111122223333:role/*"),
            ("ArnEqualsIfExists", "arn:aws:iam::444455556666:role/ward"),
        ),
    ],
)
def test_what_cannot_be_together_is_told(condition: Block) -> None:
    if [] in [each for inner in condition.values() for each in inner.values()]:
        assert not said_of(condition, NEVER)  # one alone never matches, which is said of it
    else:
        assert "allows nothing" in one_said(condition, NEVER).message


@pytest.mark.parametrize(
    "condition",
    [
        both(WARD, ("StringEqualsIfExists", "icu"), ("Null", "true")),
        both(WARD, ("StringEquals", "icu"), ("Null", "false")),
        both(WARD, ("StringNotEquals", "icu"), ("Null", "true")),
        both(WARD, ("StringEqualsIfExists", "icu"), ("StringEqualsIfExists", "er")),
        both(WARD, ("StringEquals", ["icu", "er"]), ("StringNotEquals", "er")),
        both(WARD, ("StringEquals", "ICU"), ("StringNotEquals", "icu")),
        both(WARD, ("StringEqualsIgnoreCase", "icu"), ("StringNotEquals", "icu")),
        both(WARD, ("StringEquals", "${aws:username}"), ("StringLike", "icu-*")),
        both(WARD, ("StringEquals", "<account-id>"), ("StringLike", "icu-*")),
        both("aws:TagKeys", ("StringEquals", "icu"), ("StringLike", "er")),
        both("nobody:knows", ("StringEquals", "icu"), ("StringLike", "er")),
        both(AGE, ("NumericGreaterThan", "60"), ("NumericLessThan", "61")),
        both(AGE, ("NumericGreaterThanEquals", "60"), ("NumericLessThanEquals", "60")),
        both(TIME, ("DateGreaterThan", "2026-01-01"), ("DateLessThan", "2026-12-31")),
        both(IP, ("IpAddress", "203.0.113.0/24"), ("NotIpAddress", "203.0.113.7")),
        {"StringEquals": {WARD: "icu"}, "StringLike": {"aws:username": "a*"}},
    ],
)
def test_what_may_be_together_is_left(condition: Block) -> None:
    assert not said_of(condition, NEVER)


def test_a_deny_then_denies_nothing() -> None:
    condition = both(WARD, ("StringEquals", "icu"), ("Null", "true"))
    found = one_said(condition, NEVER, "Deny")
    assert "denies nothing" in found.message
    assert found.source.pointer == "/Statement/0/Condition/Null/aws:PrincipalTag~1ward"


TEXTS = ("a", "A", "ab", "a*", "*", "?", "true", "false", "1", "2", "1.5")
TEXTS += ("10.0.0.1", "10.0.0.0/8", "::1", "2026", "arn:aws:s3:::a", "arn:aws:s3:::*")


@pytest.mark.parametrize("seed", range(30))
def test_no_request_matches_what_is_said_never_to_match(seed: int) -> None:
    random = Random(seed)
    told = 0
    for key, _ in product((WARD, TIME, AGE, IP, "aws:SecureTransport"), range(20)):
        one, other = random.sample(all_spellings(), 2)
        values = [random.sample(TEXTS, random.choice((0, 1, 1, 2))) for _ in "12"]
        condition = both(key, (one, values[0]), (other, values[1]))
        if said_of(condition, NEVER):
            told += 1
            assert not any(matching(condition)(each) for each in (None, *TEXTS)), condition
    assert told
