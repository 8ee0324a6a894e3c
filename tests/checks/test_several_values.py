"""Several values where one counts."""

from itertools import product

import pytest

from simlib.language.findings import Issue
from tests.checks.conditions import matching, mended, one_said, said_of

BOTH, WIDEST = Issue.INVALID_CONDITION_MULTIPLE_BOOLEAN, Issue.REDUNDANT_CONDITION_VALUE_NUM
MFA = "aws:MultiFactorAuthPresent"
NUMBERS = [f"Numeric{way}Than{end}" for way, end in product(("Less", "Greater"), ("", "Equals"))]


@pytest.mark.parametrize(
    ("operator", "told"),
    [
        ("Bool", "matches every request that has"),
        ("BoolIfExists", "always matches"),
        ("Null", "always matches"),
    ],
)
def test_with_both_it_is_not_asked_which(operator: str, told: str) -> None:
    condition = {operator: {MFA: ["true", "false"]}}
    found = one_said(condition, BOTH)
    assert told in found.message
    assert found.edits == ()
    assert matching(condition)("true") is matching(condition)("false") is True
    assert matching(condition)(None) is ("always" in told)


def test_one_of_them_twice_is_written_once() -> None:
    assert mended({"Bool": {MFA: ["true", True]}}, BOTH) == {"Bool": {MFA: "true"}}


@pytest.mark.parametrize("value", ["true", ["false"], True, []])
def test_one_value_is_fine(value: object) -> None:
    assert not said_of({"Bool": {MFA: value}}, BOTH)


def test_a_key_of_several_booleans_may_have_several() -> None:
    key = "codebuild:secondarySources.insecureSsl"
    assert not said_of({"ForAnyValue:Bool": {key: ["true", "false"]}}, BOTH)


@pytest.mark.parametrize("operator", NUMBERS)
def test_the_widest_limit_is_kept_and_nothing_changes(operator: str) -> None:
    before = {operator: {"aws:MultiFactorAuthAge": ["2700", 3600, "900"]}}
    after = mended(before, WIDEST)
    assert after == {operator: {"aws:MultiFactorAuthAge": "3600" if "Less" in operator else "900"}}
    for age in ("899", "900", "901", "3599", "3600", "3601"):
        assert matching(before)(age) == matching(after)(age)


@pytest.mark.parametrize(
    ("operator", "values"),
    [
        ("NumericEquals", ["2700", "3600"]),
        ("NumericNotEquals", ["2700", "3600"]),
        ("NumericLessThan", ["3600"]),
        ("NumericLessThan", ["3600", "3600.0"]),
        ("NumericLessThan", ["3600", "1h"]),
        ("DateLessThan", ["2026-12-31", "2027-12-31"]),
    ],
)
def test_values_that_each_count_are_left(operator: str, values: list[str]) -> None:
    assert not said_of({operator: {"aws:MultiFactorAuthAge": values}}, WIDEST)


def test_beside_what_is_no_number_nothing_is_taken_out() -> None:
    condition = {"NumericLessThan": {"aws:MultiFactorAuthAge": ["2700", "3600", "1h"]}}
    assert one_said(condition, WIDEST).edits == ()
