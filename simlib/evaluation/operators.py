"""The condition operators: name → small function of one policy value and one request value.

Negation, IfExists, set operators and absent keys are handled once, around this table, in
`conditions.py`. A test takes the policy's value, prepared once, and the request's value.
Source: "IAM JSON policy elements: Condition operators".
"""

import operator
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from ipaddress import AddressValueError, ip_address

from ..language.arn import arn_glob
from ..language.condition_values import read_bytes, read_date, read_network, read_number
from ..language.wildcard import Piece, glob

__all__ = ["TESTS", "Test"]

Test = Callable[[str], bool]
Pattern = tuple[Piece, ...]
Prepare = Callable[[Pattern], Test]


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
    wanted = read_bytes(text_of(pattern))
    return never if wanted is None else lambda value: read_bytes(value) == wanted


def ip_address_in(pattern: Pattern) -> Test:
    """An address within a CIDR range; IPv4 and IPv6 never mix (inferred)."""
    network = read_network(text_of(pattern))
    if network is None:
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
