"""Private addresses, and ranges that are none or say more than they mean."""

import pytest

from simlib.language.findings import Issue
from tests.checks.conditions import matching, mended, one_said, said_of

ALL, SUBSET = Issue.PRIVATE_IP_ADDRESS, Issue.PRIVATE_IP_ADDRESS_SUBSET
NOT_ALL, NOT_SUBSET = Issue.PRIVATE_NOT_IP_ADDRESS, Issue.PRIVATE_NOT_IP_ADDRESS_SUBSET
NO_RANGE = Issue.TYPE_MISMATCH_IP_RANGE


@pytest.mark.parametrize(
    ("operator", "ranges", "issue"),
    [
        ("IpAddress", ["10.0.0.0/8"], ALL),
        ("IpAddress", ["172.31.0.0/16", "fd00::/8"], ALL),
        ("NotIpAddress", ["192.168.7.7"], NOT_ALL),
        ("IpAddress", ["10.0.0.0/8", "203.0.113.0/24"], SUBSET),
        ("NotIpAddressIfExists", ["10.0.0.0/8", "203.0.113.0/24"], NOT_SUBSET),
    ],
)
def test_private_ranges_are_told_by_operator_and_company(
    operator: str, ranges: list[str], issue: Issue
) -> None:
    condition = {operator: {"aws:SourceIp": ranges}}
    names = (ALL, SUBSET, NOT_ALL, NOT_SUBSET)
    assert [each for each in names if said_of(condition, each)] == [issue]


@pytest.mark.parametrize(
    "text",
    [
        "203.0.113.0/24",
        "198.51.100.7",  # set aside for documentation: examples use it for public addresses
        "2001:db8::/32",
        "0.0.0.0/0",
        "::/0",
        "172.0.0.0/8",  # has private and public addresses
        "8.8.8.8",
    ],
)
def test_other_ranges_are_not_called_private(text: str) -> None:
    assert said_of({"IpAddress": {"aws:SourceIp": text}}, ALL) == []


def test_in_a_vpc_addresses_are_private() -> None:
    assert said_of({"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}}, ALL) == []


@pytest.mark.parametrize(
    ("operator", "effect", "told"),
    [
        ("IpAddress", "Allow", "never matches and the statement allows nothing"),
        ("IpAddress", "Deny", "never matches and the statement denies nothing"),
        ("IpAddressIfExists", "Allow", "only requests that have no `aws:SourceIp`"),
        ("NotIpAddress", "Deny", "always matches and limits nothing"),
        ("ForAnyValue:NotIpAddress", "Deny", "every request that has `aws:SourceIp`"),
    ],
)
def test_it_says_which_requests_are_left(operator: str, effect: str, told: str) -> None:
    issue = NOT_ALL if "Not" in operator else ALL
    condition = {operator: {"aws:SourceIp": "10.0.0.0/8"}}
    assert told in one_said(condition, issue, effect).message


def test_of_a_mixture_the_private_ones_are_pointed_at() -> None:
    condition = {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "10.0.0.0/8"]}}
    found = one_said(condition, SUBSET)
    assert found.source.pointer == "/Statement/0/Condition/IpAddress/aws:SourceIp/1"
    assert "it matches nothing" in found.message


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("203.0.113.7/24", "203.0.113.0/24"),
        ("2001:DB8:1234:5678::1/64", "2001:db8:1234:5678::/64"),
    ],
)
def test_host_bits_are_dropped_as_evaluation_drops_them(written: str, meant: str) -> None:
    before = {"IpAddress": {"aws:SourceIp": [written]}}
    after = mended(before, Issue.IMPROVE_IP_RANGE)
    assert after == {"IpAddress": {"aws:SourceIp": [meant]}}
    for address in ("203.0.113.200", "203.0.114.1", "2001:db8:1234:5678:9::"):
        assert matching(before)(address) == matching(after)(address)


@pytest.mark.parametrize("text", ["203.0.113.7", "203.0.113.0/24", "203.0.113.7/32", "nonsense"])
def test_a_range_that_begins_where_it_says_is_fine(text: str) -> None:
    assert said_of({"IpAddress": {"aws:SourceIp": text}}, Issue.IMPROVE_IP_RANGE) == []


@pytest.mark.parametrize(
    ("text", "meant"),
    [("203.0.113.*", "203.0.113.0/24"), ("203.0.*.*", "203.0.0.0/16"), ("203.*", "203.0.0.0/8")],
)
def test_an_address_with_stars_is_written_as_a_range(text: str, meant: str) -> None:
    condition = {"NotIpAddress": {"aws:SourceIp": text}}
    assert mended(condition, NO_RANGE) == {"NotIpAddress": {"aws:SourceIp": meant}}


@pytest.mark.parametrize("text", ["203.0.113.0/33", "hospital", "", "300.1.*", "1.2.3"])
def test_what_is_no_range_fits_nothing(text: str) -> None:
    found = one_said({"IpAddress": {"aws:SourceIp": text}}, NO_RANGE)
    assert "allows nothing" in found.message
    assert found.edits == ()
    assert not matching({"IpAddress": {"aws:SourceIp": text}})("203.0.113.1")


def test_beside_a_range_one_that_is_none_changes_nothing() -> None:
    condition = {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "hospital"]}}
    assert one_said(condition, NO_RANGE).message.endswith("it matches nothing")


@pytest.mark.parametrize("text", ["${aws:VpcSourceIp}", "<account-cidr>"])
def test_what_is_still_to_be_put_in_is_not_judged(text: str) -> None:
    assert said_of({"IpAddress": {"aws:SourceIp": text}}, NO_RANGE) == []
