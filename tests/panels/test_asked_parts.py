"""The parts of a question as somebody types them."""

from datetime import datetime

import pytest

from simlib import load_scenario
from simlib.language.errors import SimlibError
from simlib.panels.asked_parts import as_action, as_hours, as_path, as_resource, operation_named
from simlib.reference import operations

GUARDED = load_scenario("guardrails")


@pytest.mark.parametrize("name", operations())
def test_every_operation_is_found_by_its_name_in_any_case(name: str) -> None:
    assert operation_named(name.upper()) == name


@pytest.mark.parametrize("text", ["", "s3", "GetObject", "s3:Get*", "s3:Nothing", "no.Such"])
def test_no_action_is_answered_with_what_is_expected(text: str) -> None:
    with pytest.raises(SimlibError):
        as_action(text)


def test_an_operation_that_anybody_may_call_asks_for_nothing() -> None:
    with pytest.raises(SimlibError, match="anybody may call it"):
        as_action("sts.GetCallerIdentity")


@pytest.mark.parametrize("text", ["0.5", "0.5h", "0.5 hours", "0.5 hours ahead"])
def test_hours_are_written_in_any_of_these_ways(text: str) -> None:
    assert as_hours(datetime(2026, 3, 2), text) == 0.5


@pytest.mark.parametrize("text", ["", "-1", "1e9", "999999999", "nan", "two"])
def test_other_times_are_refused(text: str) -> None:
    with pytest.raises(SimlibError, match="expected hours"):
        as_hours(datetime(2026, 3, 2), text)


def test_a_path_is_an_address_or_an_endpoint() -> None:
    (endpoint,) = GUARDED.state.endpoints
    assert as_path(GUARDED, "") == (None, None)
    assert as_path(GUARDED, "192.0.2.7") == ("192.0.2.7", None)
    assert as_path(GUARDED, endpoint) == (None, endpoint)
    with pytest.raises(SimlibError, match=f"did you mean `{endpoint}`"):
        as_path(GUARDED, endpoint[:-1] + "x")


def test_a_resource_is_one_arn_or_the_star() -> None:
    assert as_resource("*", "s3:ListAllMyBuckets") == "*"
    with pytest.raises(SimlibError, match="no ARN"):
        as_resource("records", "s3:GetObject")
