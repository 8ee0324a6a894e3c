"""When a condition matches, as the checks say it and as evaluation does it."""

from random import Random

import pytest

from simlib.checks import check_policy
from simlib.checks.conditions.absent_keys import When, when_all_fits, when_nothing_fits
from simlib.language.condition_operators import all_spellings, read_operator
from tests.checks.conditions import matching, policy_text

SOME, NOBODY = ("x", "https://x.example"), None


@pytest.mark.parametrize("spelling", all_spellings())
def test_what_an_empty_list_comes_to_is_what_evaluation_makes_of_it(spelling: str) -> None:
    operator = read_operator(spelling)
    assert operator
    matches = matching({spelling: {"aws:TagKeys": []}})
    when = when_nothing_fits(operator)
    assert matches(SOME) == bool(when & When.PRESENT)
    assert matches(NOBODY) == bool(when & When.ABSENT)


@pytest.mark.parametrize("spelling", [each for each in all_spellings() if "StringNotLike" in each])
@pytest.mark.parametrize("negated", [False, True])
def test_what_a_star_comes_to_is_what_evaluation_makes_of_it(spelling: str, negated: bool) -> None:
    spelling = spelling if negated else spelling.replace("Not", "")
    operator = read_operator(spelling)
    assert operator
    matches = matching({spelling: {"aws:TagKeys": "*"}})
    when = when_all_fits(operator)
    assert matches(SOME) == bool(when & When.PRESENT)
    assert matches(NOBODY) == bool(when & When.ABSENT)


WARD = "aws:PrincipalTag/ward"
TEXTS = ("a", "A", "ab", "a*", "*", "?", "true", "false", "yes", "1", "2", "1.5", "3600", "")
TEXTS += ("10.0.0.1", "10.0.0.0/8", "10.0.0.7/8", "::1", "2026", "2026-01-01", "YWRh")
TEXTS += ("arn:aws:s3:::a", "arn:aws:s3:::*", "${*}")


@pytest.mark.parametrize("seed", range(30))
def test_what_is_said_of_a_condition_is_so(seed: int) -> None:
    random = Random(seed)
    for _ in range(60):
        values = random.sample(TEXTS, random.choice((0, 1, 1, 1, 2)))
        condition = {random.choice(all_spellings()): {WARD: values}}
        matches = matching(condition)
        present, absent = [matches(each) for each in TEXTS], matches(None)
        told = " ".join(each.message for each in check_policy(policy_text(condition)))
        assert "never matches" not in told or not any([absent, *present]), condition
        assert "always matches" not in told or all([absent, *present]), condition
        assert "matches every request that has" not in told or (all(present) and not absent)
        assert "matches only requests that have no" not in told or (absent and not any(present))
