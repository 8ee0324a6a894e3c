"""The union and the intersection, checked on every combination of up to three decisions."""

from itertools import product

import pytest

from simlib.language.terms import Decision
from simlib.trace.algebra import intersection, union
from simlib.trace.nodes import Reason, Verdict

VERDICTS = [Verdict(d.value, d, Reason.ANY_ALLOWS) for d in Decision]
RULES = [union, intersection]
TRIPLES = list(product(VERDICTS, repeat=3))


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("parts", TRIPLES)
def test_order_and_grouping_do_not_matter(rule, parts) -> None:
    a, b, c = parts
    together = rule("x", a, b, c).decision
    assert rule("x", c, a, b).decision is together
    assert rule("x", rule("y", a, b), c).decision is together
    assert rule("x", a, a, b, c, c).decision is together


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("parts", TRIPLES)
def test_an_explicit_deny_absorbs(rule, parts) -> None:
    denied = Decision.EXPLICIT_DENY
    assert (rule("x", *parts).decision is denied) is (denied in [p.decision for p in parts])


def test_nothing_gives_nothing_and_nothing_limits_nothing() -> None:
    assert union("x").decision is Decision.IMPLICIT_DENY
    assert intersection("x").decision is Decision.ALLOWED


def test_a_part_that_does_not_concern_the_request_changes_nothing() -> None:
    for verdict in VERDICTS:
        assert union("x", None, verdict).decision is verdict.decision
        assert intersection("x", verdict, None).decision is verdict.decision
