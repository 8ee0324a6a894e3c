"""Values that their operator cannot read."""

import pytest

from simlib.language.findings import Issue
from tests.checks.conditions import matching, mended, one_said, said_of

TYPES = Issue.INVALID_CONDITION_DATA_TYPE


@pytest.mark.parametrize(
    ("operator", "value", "issue"),
    [
        ("Bool", "yes", "TYPE_MISMATCH_BOOLEAN"),
        ("Bool", 1, "TYPE_MISMATCH_BOOLEAN"),
        ("BoolIfExists", "", "TYPE_MISMATCH_BOOLEAN"),
        ("Null", "absent", "TYPE_MISMATCH_BOOLEAN"),
        ("DateLessThan", "31.12.2026", "TYPE_MISMATCH_DATE"),
        ("DateLessThan", "2026-13-01", "TYPE_MISMATCH_DATE"),
        ("DateEquals", True, "TYPE_MISMATCH_DATE"),
        ("NumericLessThan", "1h", "TYPE_MISMATCH_NUMBER"),
        ("NumericNotEquals", "", "TYPE_MISMATCH_NUMBER"),
        ("NumericEquals", "1*", "TYPE_MISMATCH_NUMBER"),
        ("BinaryEquals", "no base64!", "TYPE_MISMATCH_STRING"),
        ("IpAddress", "hospital", "TYPE_MISMATCH_IP_RANGE"),
        ("ArnEquals", "ada", "INVALID_CONDITION_DATA_TYPE"),
        ("ArnLike", "arn:aws:s3", "INVALID_CONDITION_DATA_TYPE"),
    ],
)
def test_a_value_that_cannot_be_read_fits_nothing(operator: str, value: object, issue: str) -> None:
    condition = {operator: {"nobody:knows": value}}
    found = one_said(condition, Issue(issue))
    assert found.source.pointer == f"/Statement/0/Condition/{operator}/nobody:knows"
    values = ("yes", "1", "ada", "203.0.113.1", "arn:aws:s3:::records", "2026-12-31T00:00:00Z")
    answers = {matching(condition)(each) for each in values}
    assert answers == {"NotEquals" in operator}


@pytest.mark.parametrize(
    ("operator", "value"),
    [
        ("Bool", "True"),
        ("Bool", False),
        ("Null", "false"),
        ("DateLessThan", "2026"),
        ("DateLessThan", "2026-12-31T23:59+01:00"),
        ("DateLessThan", "1798761599"),
        ("NumericLessThan", 10),
        ("NumericLessThan", "-1.5"),
        ("BinaryEquals", "YWRh"),
        ("ArnEquals", "arn:aws:s3:::records"),
        ("ArnLike", "*"),  # whether it fits everything is not documented
        ("ArnLike", "${aws:PrincipalArn}"),
        ("StringEquals", True),
    ],
)
def test_a_value_that_can_be_read_is_left(operator: str, value: object) -> None:
    condition = {operator: {"nobody:knows": value}}
    names = [each for each in Issue if each.startswith("TYPE_MISMATCH_") or each is TYPES]
    assert not [each for each in names if said_of(condition, each)]


def test_beside_one_that_can_be_read_it_is_told_what_it_does_itself() -> None:
    condition = {"NumericNotEquals": {"s3:max-keys": ["ten", "10"]}}
    found = one_said(condition, Issue.TYPE_MISMATCH_NUMBER)
    assert found.message.endswith("it excludes nothing")
    assert found.source.pointer.endswith("/0")


def test_values_of_several_json_types_are_written_as_strings() -> None:
    condition = {"NumericEquals": {"s3:max-keys": ["10", 20, 30]}}
    assert mended(condition, TYPES) == {"NumericEquals": {"s3:max-keys": ["10", "20", "30"]}}


@pytest.mark.parametrize("values", [["a", "b"], [1, 2.5], [True, False], [1], []])
def test_values_of_one_json_type_go_together(values: list[object]) -> None:
    assert not said_of({"StringEquals": {"aws:PrincipalTag/ward": values}}, TYPES)
