"""What a request form offers: everybody, every action, what fits, every way in, any time."""

from datetime import datetime
from itertools import pairwise

from simlib import load_scenario
from simlib.panels.offered import Offered, fitting_text
from simlib.panels.request_offers import (
    action_offers,
    hour_offers,
    path_offers,
    principal_offers,
    resource_offers,
)
from tests.clouds import HOSPITAL

GUARDED = load_scenario("guardrails")
USUAL = "public network, from 203.0.113.10"
NINE = datetime(2026, 3, 2, 9)


def groups(offered: tuple[Offered, ...]) -> list[str]:
    return list(dict.fromkeys(each.group for each in offered))


def values(offered: tuple[Offered, ...]) -> list[str]:
    return [each.value for each in offered]


def test_principals_stand_by_account_and_kind() -> None:
    assert groups(principal_offers(GUARDED.state))[:3] == [
        "hospital · users",
        "hospital · roles",
        "hospital · sessions",
    ]


def test_every_group_stands_together() -> None:
    for offered in (principal_offers(GUARDED.state, "r"), action_offers(GUARDED, "get")):
        runs = [a.group for a, b in pairwise(offered) if a.group != b.group]
        assert len(runs) == len(groups(offered)) - 1


def test_an_account_narrows_the_principals() -> None:
    assert groups(principal_offers(GUARDED.state, "vendor ·")) == [
        "hospital · roles", "vendor · roles", "vendor · root users",
    ]  # fmt: skip


def test_the_action_that_is_typed_comes_first() -> None:
    assert values(action_offers(GUARDED, "getobject"))[0] == "s3:GetObject"
    assert values(action_offers(GUARDED, "headobject")) == ["s3.HeadObject"]


def test_the_actions_of_any_service_are_there_once_its_prefix_is_typed() -> None:
    assert values(action_offers(GUARDED, "dynamodb:getit")) == ["dynamodb:GetItem"]


def test_resources_stand_by_their_owners_and_then_what_is_not_there() -> None:
    offered = resource_offers(GUARDED, "s3:ListBucket", HOSPITAL)
    assert groups(offered) == [
        "hospital", "management", "vendor", "Not there: a new one, or somebody else's",
    ]  # fmt: skip


def test_any_one_arn_can_be_typed_and_no_pattern() -> None:
    typed = "arn:aws:s3:::elsewhere/scan.dcm"
    assert resource_offers(GUARDED, "s3:GetObject", HOSPITAL, typed)[0].group == "As typed"
    assert values(resource_offers(GUARDED, "s3:GetObject", HOSPITAL, "arn:aws:s3:::x*")) == []


def test_an_endpoint_to_another_service_says_where_it_leads() -> None:
    (endpoint,) = GUARDED.state.endpoints
    told = {each.value: each.detail for each in path_offers(GUARDED, "kms:Decrypt", USUAL)}
    assert told == {"": "", endpoint: "leads to s3, not to kms"}


def test_a_public_address_can_be_typed_and_no_private_one() -> None:
    assert values(path_offers(GUARDED, "s3:GetObject", USUAL, "192.0.2.7")) == ["192.0.2.7"]
    assert path_offers(GUARDED, "s3:GetObject", USUAL, "10.0.0.1") == ()


def test_any_number_of_hours_can_be_typed() -> None:
    assert hour_offers(NINE, "2.5")[0].text == "2.5 hours ahead: Mon 2026-03-02 11:30 UTC"
    assert hour_offers(NINE, "-3") == ()
    assert values(hour_offers(NINE))[:2] == ["0", "1"]


def test_every_word_that_is_typed_narrows() -> None:
    there = [Offered("1", "role CareRole · hospital"), Offered("2", "role CareRole · vendor")]
    assert values(fitting_text(there, "vendor care")) == ["2"]
