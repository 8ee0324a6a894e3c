"""Documents that are spoilt by chance.

`mangled(rng, data)` spoils a document in one to three ways: its bytes, or what its JSON says. The
same generator state always spoils it in the same way.
"""

import json
import random
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

__all__ = ["BROKEN", "SOUND", "mangled"]

Way = Callable[[random.Random, bytes], bytes]

_ODD_TEXTS = (
    "\x00", "\ufeff", "\u2028", "\U0001f600", "\u202e", "<script>", "&amp;", '"', "\\", "\\u0000",
    "\\ud800", "\\udfff\\ud800", "${", "${${${", "}", "${*}", "${aws:username,'", "`", "/*", "//",
    "~1~0", "%00", "*", "?", "*a*a*a*a*a*a*b", "?*?*?*?*?*?", "arn:aws:", ":::::::", "<account-id>",
)  # fmt: skip
_ODD_VALUES = (
    "null", "true", "[]", "{}", '""', "0", "-0", "1e400", "-1e400", "1e-400", "9" * 10_000, "NaN",
    "Infinity", "-Infinity", "0x10", "01", "1.", '"1e400"', '"NaN"', '"999999-99-99T99:99:99Z"',
    '"0000-00-00"', '"9999-12-31T23:59:60Z"', '"-292275055-05-16"', '"10.0.0.0/99"', '"::/129"',
    '"1.2.3.4/-1"', '"0.0.0.0/0.0.0.0"', '"fe80::1%eth0/64"', '"\u0661\u0660.0.0.1"', '"a/b/c"',
    '"\\ud800"', '"${${${"', '"' + "*a" * 200 + '*b"', '"' + "?*" * 200 + '"', "[[[[[[[[]]]]]]]]",
    '{"":""}', '["", null, 1, {}, []]', "[" * 2_000, '{"a":' * 2_000, "[" * 200_000,
)  # fmt: skip
_ODD_BYTES = (b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\xfe\xff", b"\x80")
_TEXT = re.compile(rb'"(?:[^"\\]|\\.)*"')
_VALUE = re.compile(rb'"(?:[^"\\]|\\.)*"(?!\s*:)|-?[0-9.]+|true|false|null')
_MEMBER = re.compile(rb'"(?:[^"\\]|\\.)*"\s*:\s*(?:"(?:[^"\\]|\\.)*"|[0-9.]+|true|false|null)')


def mangled(rng: random.Random, data: bytes) -> bytes:
    """The document, spoilt."""
    ways = rng.choice((BROKEN, SOUND))
    for _ in range(rng.randint(1, 3)):
        data = rng.choice(ways)(rng, data)
    return data


def _cut(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _beheaded(rng: random.Random, data: bytes) -> bytes:
    return data[rng.randrange(len(data) + 1) :]


def _without_a_piece(rng: random.Random, data: bytes) -> bytes:
    start, end = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    return data[:start] + data[min(end, start + 40) :]


def _with_a_bit_flipped(rng: random.Random, data: bytes) -> bytes:
    if not data:
        return data
    place = rng.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << rng.randrange(8)]) + data[place + 1 :]


def _with_an_odd_text(rng: random.Random, data: bytes) -> bytes:
    return _put(data, rng.randrange(len(data) + 1), rng.choice(_ODD_TEXTS).encode())


def _with_odd_bytes(rng: random.Random, data: bytes) -> bytes:
    return _put(data, rng.randrange(len(data) + 1), rng.choice(_ODD_BYTES))


def _with_an_odd_text_in_a_text(rng: random.Random, data: bytes) -> bytes:
    found = _any(rng, _TEXT, data)
    if found is None:
        return data
    place = rng.randint(found.start() + 1, found.end() - 1)
    return _put(data, place, rng.choice(_ODD_TEXTS).encode())


def _with_an_odd_value(rng: random.Random, data: bytes) -> bytes:
    found = _any(rng, _VALUE, data)
    return _replaced(data, found, rng.choice(_ODD_VALUES).encode()) if found else data


def _with_another_value(rng: random.Random, data: bytes) -> bytes:
    """One of its own, from elsewhere: of a right kind in a wrong place."""
    found, other = _any(rng, _VALUE, data), _any(rng, _VALUE, data)
    return _replaced(data, found, other[0]) if found and other else data


def _with_a_member_twice(rng: random.Random, data: bytes) -> bytes:
    found = _any(rng, _MEMBER, data)
    return _put(data, found.start(), found[0] + b", ") if found else data


def _with_lone_surrogates(rng: random.Random, data: bytes) -> bytes:
    """As UTF-8 that is none, and as an escape that is good JSON."""
    found = _any(rng, _TEXT, data)
    odd = rng.choice([b"\\ud83d", b"\\udc00", b"\xed\xa0\xbd"])
    return _put(data, found.end() - 1, odd) if found else data


def _with_a_mark_before(rng: random.Random, data: bytes) -> bytes:
    marks = (b"\xef\xbb\xbf", b"\xef\xbb\xbf\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b")
    return rng.choice(marks) + data


def _as_another_encoding(rng: random.Random, data: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(rng.choice(["utf-16", "utf-32", "latin-1", "utf-7"]), "replace")


def _in_a_list(rng: random.Random, data: bytes) -> bytes:
    return rng.choice([b"[" + data + b"]", data + data, b'{"a":' + data + b"}"])


def _with_another_text(rng: random.Random, data: bytes) -> bytes:
    """An odd text in a text, written as JSON wants it."""
    found = _any(rng, _TEXT, data)
    if found is None:
        return data
    odd = json.dumps(rng.choice(_ODD_TEXTS))[1:-1]
    place = rng.choice([found.start() + 1, found.end() - 1])
    return _put(data, place, odd.encode())


def _with_a_part_changed(rng: random.Random, data: bytes) -> bytes:
    """Any part of it, large or small, is taken out, doubled, or put elsewhere."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return data
    holders = list(_holders(value))
    if not holders:
        return data
    holder, other = rng.choice(holders), rng.choice(holders)
    key = rng.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
    part = json.loads(json.dumps(rng.choice([*_parts(other), None, True, 0, -1.5, "", [], {}])))
    match rng.randrange(4):
        case 0:
            del holder[key]
        case 1:
            holder[key] = [holder[key]]
        case _:
            holder[key] = part
    return json.dumps(value, indent=1).encode()


def _holders(value: Any) -> Iterator[Any]:
    """Every object and list that is not empty."""
    if value and isinstance(value, dict | list):
        yield value
        for each in _parts(value):
            yield from _holders(each)


def _parts(holder: Any) -> Iterable[Any]:
    return list(holder.values() if isinstance(holder, dict) else holder)


SOUND: tuple[Way, ...] = (
    _with_an_odd_value,
    _with_another_value,
    _with_another_text,
    _with_a_part_changed,
    _with_a_part_changed,
)
BROKEN: tuple[Way, ...] = (
    _cut,
    _beheaded,
    _without_a_piece,
    _with_a_bit_flipped,
    _with_an_odd_text,
    _with_odd_bytes,
    _with_an_odd_text_in_a_text,
    _with_an_odd_value,
    _with_a_member_twice,
    _with_lone_surrogates,
    _with_a_mark_before,
    _as_another_encoding,
    _in_a_list,
)


def _any(rng: random.Random, pattern: re.Pattern[bytes], data: bytes) -> re.Match[bytes] | None:
    """Any of the matches; only the first hundred thousand bytes are looked at."""
    found = list(pattern.finditer(data, 0, 100_000))
    return rng.choice(found) if found else None


def _put(data: bytes, place: int, odd: bytes) -> bytes:
    return data[:place] + odd + data[place:]


def _replaced(data: bytes, found: re.Match[bytes], by: bytes) -> bytes:
    return data[: found.start()] + by + data[found.end() :]
