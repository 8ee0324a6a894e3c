"""Comparison beside z3: on every pair of policies that both decide they agree."""

import random
from collections import Counter

import pytest

from simlib import Policy, parse_policy
from simlib.analysis.comparing import Relation
from tests.analysis.comparing.beside_z3.__main__ import compared
from tests.analysis.comparing.beside_z3.asking import Answer, beyond

PAIRS = 40


@pytest.mark.parametrize("layered", [False, True], ids=["policies", "boundaries and SCPs"])
def test_whatever_both_decide_they_agree_on(layered: bool) -> None:
    rng = random.Random(23)
    seen: Counter[Relation] = Counter()
    verdicts: Counter[str] = Counter()
    for number in range(PAIRS):
        pair = compared(rng, most=2, layered=layered)
        assert pair.verdict != "disagreed", (number, pair)
        assert pair.shows(), (number, pair)
        seen[pair.ours.relation] += 1
        verdicts[pair.verdict] += 1
    assert verdicts["agreed"] >= 0.8 * PAIRS, verdicts
    assert all(seen[each] for each in Relation if each is not Relation.UNDECIDED), seen


def allow(**elements: object) -> Policy:
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", **elements}
    return parse_policy({"Version": "2012-10-17", "Statement": statement})


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ({"Resource": "arn:aws:s3:::a/*"}, {"Resource": "arn:aws:s3:::a*"}),
        ({"Resource": "arn:aws:s3:::a/${aws:username}"}, {"Resource": "arn:aws:s3:::a/*"}),
        ({"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}},
         {"Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}}),
        ({"Condition": {"ForAnyValue:StringEquals": {"aws:TagKeys": "a"}}},
         {"Condition": {"ForAnyValue:StringLike": {"aws:TagKeys": "a*"}}}),
        ({"Condition": {"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}},
         {"Condition": {"NotIpAddress": {"aws:SourceIp": "10.0.0.0/9"}}}),
        ({"Condition": {"DateLessThan": {"aws:CurrentTime": "2026-06-01"}}},
         {"Condition": {"DateLessThanEquals": {"aws:CurrentTime": "2026-06-01"}}}),
        ({"Condition": {"StringEquals": {"s3:prefix": "x"}}},
         {"Condition": {"StringEqualsIgnoreCase": {"s3:prefix": "X"}}}),
    ],
)  # fmt: skip
def test_z3_sees_what_a_policy_allows_more(
    narrow: dict[str, object], wide: dict[str, object]
) -> None:
    assert beyond((allow(**wide),), (allow(**narrow),)).answer is Answer.YES
    assert beyond((allow(**narrow),), (allow(**wide),)).answer is Answer.NO
