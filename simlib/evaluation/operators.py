"""The condition operators: name → small function of one policy value and one request value.

Negation, IfExists, set operators and absent keys are handled once, around this table, in
`conditions.py`. A test takes the policy's value, prepared once, and the request's value.
Source: "IAM JSON policy elements: Condition operators".
"""

import operator
import re
from base64 import b64decode
from binascii import Error as BinasciiError
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from ipaddress import AddressValueError, ip_address, ip_network

from ..language.arn import arn_glob
from ..language.wildcard import Piece, glob

__all__ = ["TESTS", "Test", "read_date", "read_number"]

Test = Callable[[str], bool]
Pattern = tuple[Piece, ...]
Prepare = Callable[[Pattern], Test]
LONGEST_NUMBER = 1000  # characters
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_DATE = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})"
    r"(?:[Tt](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]+))?)?"
    r"(?P<zone>[Zz]|[+-][0-9]{2}:[0-9]{2}))?)?)?"
)


def never(_: str) -> bool:
    """The test for a policy value that cannot be read: it never matches (rule B6)."""
    return False


def text_of(pattern: Pattern) -> str:
    """A pattern as plain text again: outside the Like operators `*` and `?` are characters."""
    return "".join(piece if isinstance(piece, str) else piece.value for piece in pattern)


def string_equals(pattern: Pattern) -> Test:
    """Exact, case counts, wildcards are literal."""
    return text_of(pattern).__eq__


def string_equals_ignore_case(pattern: Pattern) -> Test:
    """Exact but for case."""
    wanted = text_of(pattern).lower()
    return lambda value: value.lower() == wanted


def string_like(pattern: Pattern) -> Test:
    """With `*` and `?`, case counts."""
    return glob(pattern)


def arn_like(pattern: Pattern) -> Test:
    """Six parts, one by one; ArnEquals is the same (rule B11)."""
    return arn_glob(pattern) or never


@lru_cache(maxsize=4096)
def read_number(text: str) -> Decimal | None:
    """An integer or decimal number, or None.

    >>> read_number("1.50") == read_number("1.5"), read_number("ten")
    (True, None)
    """
    if len(text) > LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:  # an exponent beyond all measure
        return None


@lru_cache(maxsize=4096)
def read_date(text: str) -> Decimal | None:
    """Seconds since 1970 of a W3C ISO 8601 date or of epoch seconds, or None.

    >>> read_date("2026-01-01") == read_date("2025-12-31T23:00:00-01:00")
    True
    """
    match = _DATE.fullmatch(text)
    if match is None:
        return read_number(text)
    try:
        moment = datetime(
            int(match["year"]),
            int(match["month"] or 1),
            int(match["day"] or 1),
            int(match["hour"] or 0),
            int(match["minute"] or 0),
            int(match["second"] or 0),
            tzinfo=_zone(match["zone"]),
        )
    except ValueError:
        return None
    whole = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)
    return Decimal(whole) + Decimal(f"0.{match['fraction'] or 0}")


def _zone(text: str | None) -> timezone:
    if text is None or text in "Zz":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


Compare = Callable[[Decimal, Decimal], bool]


def _ordered(read: Callable[[str], Decimal | None], compare: Compare) -> Prepare:
    """A numeric or date operator; the request's value stands on the left."""

    def prepare(pattern: Pattern) -> Test:
        wanted = read(text_of(pattern))
        if wanted is None:
            return never

        def test(value: str) -> bool:
            actual = read(value)
            return actual is not None and compare(actual, wanted)

        return test

    return prepare


def boolean(pattern: Pattern) -> Test:
    """true or false; that case does not count is inferred."""
    wanted = text_of(pattern).lower()
    return (lambda value: value.lower() == wanted) if wanted in ("true", "false") else never


def binary_equals(pattern: Pattern) -> Test:
    """The bytes that two base64 texts stand for."""
    wanted = _bytes(text_of(pattern))
    return never if wanted is None else lambda value: _bytes(value) == wanted


@lru_cache(maxsize=1024)
def _bytes(text: str) -> bytes | None:
    try:
        return b64decode(text, validate=True)
    except (BinasciiError, ValueError):
        return None


def ip_address_in(pattern: Pattern) -> Test:
    """An address within a CIDR range; IPv4 and IPv6 never mix (inferred)."""
    try:
        network = ip_network(text_of(pattern), strict=False)
    except ValueError:
        return never
    version, first = network.version, int(network.network_address)
    last = int(network.broadcast_address)

    def test(value: str) -> bool:
        address = _address(value)
        return address is not None and address[0] == version and first <= address[1] <= last

    return test


@lru_cache(maxsize=4096)
def _address(text: str) -> tuple[int, int] | None:
    if "%" in text:
        return None  # a zone is no part of an address that AWS sees
    try:
        address = ip_address(text)
    except (AddressValueError, ValueError):
        return None
    return address.version, int(address)


# By the positive name: `StringNotLike` is `StringLike`, negated around this table.
TESTS: dict[str, Prepare] = {
    "StringEquals": string_equals,
    "StringEqualsIgnoreCase": string_equals_ignore_case,
    "StringLike": string_like,
    "ArnEquals": arn_like,
    "ArnLike": arn_like,
    "Bool": boolean,
    "BinaryEquals": binary_equals,
    "IpAddress": ip_address_in,
    "NumericEquals": _ordered(read_number, operator.eq),
    "NumericLessThan": _ordered(read_number, operator.lt),
    "NumericLessThanEquals": _ordered(read_number, operator.le),
    "NumericGreaterThan": _ordered(read_number, operator.gt),
    "NumericGreaterThanEquals": _ordered(read_number, operator.ge),
    "DateEquals": _ordered(read_date, operator.eq),
    "DateLessThan": _ordered(read_date, operator.lt),
    "DateLessThanEquals": _ordered(read_date, operator.le),
    "DateGreaterThan": _ordered(read_date, operator.gt),
    "DateGreaterThanEquals": _ordered(read_date, operator.ge),
}
