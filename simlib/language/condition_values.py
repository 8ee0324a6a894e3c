"""What a condition's value stands for: a number, a date, bytes, a range of addresses.

Each reader takes the text as written and gives None where it cannot be read so.
Source: "IAM JSON policy elements: Condition operators".
"""

import re
from base64 import b64decode
from binascii import Error as BinasciiError
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from ipaddress import ip_network

from .addresses import Network

__all__ = ["read_bytes", "read_date", "read_network", "read_number"]

LONGEST_NUMBER = 1000  # characters
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_DATE = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})"
    r"(?:[Tt](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]+))?)?"
    r"(?P<zone>[Zz]|[+-][0-9]{2}:[0-9]{2}))?)?)?"
)


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


@lru_cache(maxsize=1024)
def read_bytes(text: str) -> bytes | None:
    """The bytes that a base64 text stands for, or None."""
    try:
        return b64decode(text, validate=True)
    except (BinasciiError, ValueError):
        return None


@lru_cache(maxsize=1024)
def read_network(text: str) -> Network | None:
    """A CIDR range, its host bits dropped; an address without a prefix is a range of one.

    >>> read_network("203.0.113.7/24")
    IPv4Network('203.0.113.0/24')
    """
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None
