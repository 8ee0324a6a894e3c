"""Values at and beside the bounds that conditions set: one of every stretch between them.

Source: "IAM JSON policy elements: Condition operators" (numeric, date, IP address, binary).
"""

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from ...language.condition_values import read_bytes, read_date, read_network, read_number

__all__ = ["beside"]


def beside(kind: str, bounds: Sequence[str]) -> Iterator[str]:
    """Texts of a kind of operator, so that every answer it can give is given for one of them.

    >>> list(beside("Numeric", ["10", "20"]))
    ['10', '20', '9', '15', '21']
    """
    return _KINDS[kind](bounds)


def _numbers(bounds: Sequence[str]) -> Iterator[str]:
    return map(_plain, _stretches([n for b in bounds if (n := read_number(b)) is not None]))


def _plain(number: Decimal) -> str:
    whole = number.to_integral_value()
    return str(int(whole)) if whole == number else f"{number.normalize():f}"


def _dates(bounds: Sequence[str]) -> Iterator[str]:
    return map(
        _iso, _stretches([d for b in bounds if (d := read_date(b)) is not None], Decimal(3600))
    )


def _iso(seconds: Decimal) -> str:
    """As AWS writes times; beyond its calendar the seconds themselves."""
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(seconds))
    except OverflowError:
        return _plain(seconds)
    exact = seconds == int(seconds)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if exact else _plain(seconds)


def _stretches(values: Sequence[Decimal], step: Decimal = Decimal(1)) -> Iterator[Decimal]:
    """Each value, one before the first, one between each two, one behind the last."""
    ordered = sorted(set(values))
    yield from ordered
    if ordered:
        yield ordered[0] - step
        yield from ((low + high) / 2 for low, high in pairwise(ordered))
        yield ordered[-1] + step


def _addresses(bounds: Sequence[str]) -> Iterator[str]:
    """The first and last of each range, and those next to it outside."""
    for network in (n for b in bounds if (n := read_network(b)) is not None):
        first, last = int(network.network_address), int(network.broadcast_address)
        for number in (first, last, first - 1, last + 1):
            if 0 <= number < 1 << network.max_prefixlen:
                yield str(type(network.network_address)(number))
    yield from ("203.0.113.10", "2001:db8::7")


def _binaries(bounds: Sequence[str]) -> Iterator[str]:
    known = [b for bound in bounds if (b := read_bytes(bound)) is not None]
    yield from (b64encode(each).decode() for each in known)
    yield b64encode(b"".join(known) + b"x").decode()


_KINDS: dict[str, Callable[[Sequence[str]], Iterator[str]]] = {
    "Numeric": _numbers,
    "Date": _dates,
    "IpAddress": _addresses,
    "Binary": _binaries,
}
