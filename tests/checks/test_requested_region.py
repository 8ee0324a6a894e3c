"""Values of aws:RequestedRegion that are no Regions."""

import json

import pytest

from simlib.language.findings import Issue

from .looking import found, mended, says, statement, text_of


def region(operator: str, value: str) -> str:
    return says(Issue.INVALID_REGION, {operator: {"aws:RequestedRegion": value}})


@pytest.mark.parametrize(
    ("operator", "value"),
    [
        ("StringEquals", "us-east-1"),
        ("StringEquals", "cn-north-1"),
        ("StringEqualsIgnoreCase", "US-EAST-1"),
        ("StringLike", "us-*"),
        ("StringLike", "eu-west-?"),
        ("StringEquals", "us-*"),  # no Region, but another check says what it is
        ("StringEquals", "${aws:PrincipalTag/Region}"),
        ("StringEquals", "<region>"),
        ("StringEquals", "{example-region-1}"),
        ("Null", "true"),
    ],
)
def test_regions_and_what_may_be_one(operator: str, value: str) -> None:
    assert not region(operator, value)


@pytest.mark.parametrize(
    ("operator", "value", "does"),
    [
        ("StringEquals", "us-east1", "never matches and the statement allows nothing"),
        ("StringNotEquals", "us-east-1a", "always matches and limits nothing"),
        ("StringEquals", "US-EAST-1", "never matches and the statement allows nothing"),
        ("StringLike", "uk-*", "never matches and the statement allows nothing"),
    ],
)
def test_what_is_no_region_is_in_no_request(operator: str, value: str, does: str) -> None:
    assert region(operator, value).endswith(does)


def test_the_finding_stands_at_the_value_among_others() -> None:
    condition = {"StringEquals": {"aws:RequestedRegion": ["us-east-1", "Frankfurt"]}}
    finding = next(found(Issue.INVALID_REGION, text_of(statement(condition))))
    assert finding.source.pointer.endswith("/aws:RequestedRegion/1")
    assert finding.edits == ()


def test_hyphens_and_case_are_mended() -> None:
    condition = {"StringEquals": {"aws:RequestedRegion": ["eu-west-2", "US-East1"]}}
    after = json.loads(mended(Issue.INVALID_REGION, text_of(statement(condition))))
    regions = after["Statement"][0]["Condition"]["StringEquals"]["aws:RequestedRegion"]
    assert regions == ["eu-west-2", "us-east-1"]
