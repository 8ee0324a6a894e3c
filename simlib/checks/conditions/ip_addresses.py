"""Checks of IP addresses in conditions: private ones, ranges that are none or are written oddly.

Source: "IAM JSON policy elements: Condition operators", "AWS global condition context keys".
"""

import re
from collections.abc import Iterator
from ipaddress import ip_network

from ...language.addresses import Network, is_private
from ...language.condition_values import read_network
from ...language.edits import Edit, EditKind
from ...language.issues import Issue
from ...language.markup import listed
from ...language.policy import Value
from ..check import Found, Said, condition_check
from ..samples import reading_if
from ..scope import ConditionScope
from .absent_keys import consequence_if_idle

_OPERATORS = "IAM JSON policy elements: Condition operators"
_KEYS = "AWS global condition context keys"


_GOOD = reading_if("IpAddress", "aws:SourceIp", "203.0.113.0/24")


@condition_check(
    Issue.PRIVATE_IP_ADDRESS,
    page=_KEYS,
    bad=reading_if("IpAddress", "aws:SourceIp", "10.0.0.0/8"),
    good=_GOOD,
)
def private_ip_address(scope: ConditionScope) -> Found:
    """A private address is never aws:SourceIp, so the condition never matches."""
    yield from _all_private(scope, "IpAddress")


@condition_check(
    Issue.PRIVATE_NOT_IP_ADDRESS,
    page=_KEYS,
    bad=reading_if("NotIpAddress", "aws:SourceIp", "192.168.0.0/16"),
    good=_GOOD,
)
def private_not_ip_address(scope: ConditionScope) -> Found:
    """A private address is never aws:SourceIp, so NotIpAddress with it always matches."""
    yield from _all_private(scope, "NotIpAddress")


@condition_check(
    Issue.PRIVATE_IP_ADDRESS_SUBSET,
    page=_KEYS,
    bad=reading_if("IpAddress", "aws:SourceIp", ["203.0.113.0/24", "10.0.0.0/8"]),
    good=_GOOD,
)
def private_ip_address_subset(scope: ConditionScope) -> Found:
    """A private address among public ones is never aws:SourceIp: that value matches nothing."""
    yield from _some_private(scope, "IpAddress")


@condition_check(
    Issue.PRIVATE_NOT_IP_ADDRESS_SUBSET,
    page=_KEYS,
    bad=reading_if("NotIpAddress", "aws:SourceIp", ["203.0.113.0/24", "10.0.0.0/8"]),
    good=_GOOD,
)
def private_not_ip_address_subset(scope: ConditionScope) -> Found:
    """A private address among public ones is never aws:SourceIp: that value excludes nothing."""
    yield from _some_private(scope, "NotIpAddress")


_INSTEAD = "use `aws:VpcSourceIp` for requests through a VPC endpoint"


def _all_private(scope: ConditionScope, operator: str) -> Iterator[Said]:
    private = _private(scope, operator)
    if private and len(private) == len(scope.condition.values):
        shown = listed(each.text for each in private)
        which = "is a private range" if len(private) == 1 else "are private ranges"
        said = f"{shown} {which}, and `aws:SourceIp` is a public address"
        yield Said(
            f"{said}: {consequence_if_idle(scope, private)}",
            scope.condition.source,
            _INSTEAD,
        )


def _some_private(scope: ConditionScope, operator: str) -> Iterator[Said]:
    private = _private(scope, operator)
    for value in private if len(private) < len(scope.condition.values) else ():
        said = f"`{value.text}` is a private range, and `aws:SourceIp` is a public address"
        yield Said(f"{said}: {consequence_if_idle(scope, private)}", value.source, _INSTEAD)


def _private(scope: ConditionScope, operator: str) -> list[Value]:
    if scope.operator.base != operator or scope.name.lower() != "aws:sourceip":
        return []
    return [each for each, network in _networks(scope) if network and is_private(network)]


def _networks(scope: ConditionScope) -> Iterator[tuple[Value, Network | None]]:
    if scope.operator.base in ("IpAddress", "NotIpAddress"):
        for value in scope.values:
            yield value, read_network(value.text)


@condition_check(
    Issue.IMPROVE_IP_RANGE,
    page=_OPERATORS,
    bad=reading_if("IpAddress", "aws:SourceIp", "203.0.113.7/24"),
    good=_GOOD,
)
def improve_ip_range(scope: ConditionScope) -> Found:
    """Bits behind the prefix count for nothing: the whole range is meant, not the address."""
    for value, network in _networks(scope):
        if network is None or not _has_host_bits(value.text):
            continue
        said = f"`{value.text}` stands for all of `{network}`, not for the address alone"
        edit = Edit(EditKind.REPLACE, value.source.pointer, value=str(network))
        hint = f"write `{network}`, or the address without `/` if it alone is meant"
        yield Said(said, value.source, hint, (edit,))


def _has_host_bits(text: str) -> bool:
    try:
        ip_network(text)
        return False
    except ValueError:
        return True


_OCTETS = re.compile(r"((?:[0-9]{1,3}\.){1,3})(?:\*\.)*\*")


@condition_check(
    Issue.TYPE_MISMATCH_IP_RANGE,
    page=_OPERATORS,
    bad=reading_if("IpAddress", "aws:SourceIp", "203.0.113.*"),
    good=_GOOD,
)
def type_mismatch_ip_range(scope: ConditionScope) -> Found:
    """A value that is no address and no range fits no request."""
    unread = [each for each, network in _networks(scope) if network is None]
    then = consequence_if_idle(scope, unread)
    for value in unread:
        if "${" in value.text:
            continue  # no variable works there, which is another finding
        said = f"`{value.text[:120]}` is no IP address or range: {then}"
        range_meant = _range(value.text)
        edit = Edit(EditKind.REPLACE, value.source.pointer, value=range_meant)
        hint = f"write `{range_meant}`" if range_meant else "write a range as `203.0.113.0/24`"
        yield Said(said, value.source, hint, (edit,) if range_meant else ())


def _range(text: str) -> str:
    """`203.0.113.*` as a range."""
    match = _OCTETS.fullmatch(text)
    octets = match[1].rstrip(".").split(".") if match else []
    padded = ".".join([*octets, *["0"] * (4 - len(octets))])
    return f"{padded}/{8 * len(octets)}" if match and read_network(padded) else ""
