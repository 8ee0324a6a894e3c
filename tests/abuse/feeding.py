"""Puts spoilt documents to what reads them, and counts how it went.

A find is anything that is raised and is no SimlibError, and whatever takes longer than it may.
"""

import random
import time
import traceback
import tracemalloc
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from simlib.language.errors import SimlibError
from tests.abuse.hostile import HOSTILE
from tests.abuse.mangling import mangled
from tests.abuse.targets import TARGETS, Target

__all__ = ["Find", "Tally", "abuse", "feed_hostile", "peak", "put", "table"]

SECONDS = 2.0  # for what is short
SECONDS_OF_100_KB = 5.0  # and so much more for each 100,000 bytes


class Find(NamedTuple):
    """A document that did what it must not."""

    target: str
    data: bytes
    what: str

    def __str__(self) -> str:
        return f"{self.target}: {self.what}\n  {self.data[:300]!r}"


@dataclass
class Tally:
    """How it went with one target."""

    name: str
    accepted: int = 0
    refused: int = 0
    slowest: float = 0.0
    finds: list[Find] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many documents were put to it."""
        return self.accepted + self.refused + len(self.finds)


def put(target: Target, data: bytes, tally: Tally) -> None:
    """Puts one document to one target. Time is the processor's, for others may be at work."""
    started, what = time.process_time(), ""
    try:
        target.put(data)
        tally.accepted += 1
    except SimlibError:
        tally.refused += 1
    except Exception as error:
        tally.finds.append(Find(target.name, data, _where(error)))
    taken = time.process_time() - started
    tally.slowest = max(tally.slowest, taken)
    if taken > SECONDS + SECONDS_OF_100_KB * len(data) / 100_000:
        what = f"took {taken:.1f} s for {len(data):,} bytes"
        tally.finds.append(Find(target.name, data, what))


def _where(error: Exception) -> str:
    places = traceback.extract_tb(error.__traceback__)
    own = [each for each in places if "/simlib/" in each.filename][-1:] or places[-1:]
    last = "".join(f" at {each.filename.rpartition('/')[2]}:{each.lineno}" for each in own)
    return f"{type(error).__name__}: {str(error)[:120]}{last}"


def abuse(count: int, seed: int, targets: Iterable[Target] = TARGETS) -> list[Tally]:
    """Spoils about so many documents; each target has its own generator, so none moves another."""
    targets = tuple(targets)
    share = count / sum(1 / each.slowness for each in targets)
    return [_fed(each, max(1, round(share / each.slowness)), seed) for each in targets]


def _fed(target: Target, count: int, seed: int) -> Tally:
    tally, rng = Tally(target.name), random.Random(f"{seed} {target.name}")
    for data in _spoilt(target, count, rng):
        put(target, data, tally)
    return tally


def _spoilt(target: Target, count: int, rng: random.Random) -> Iterator[bytes]:
    """First the good ones as they are, then spoilt ones."""
    good = target.good()
    yield from good[:count]
    for _ in range(count - len(good)):
        name, mark, content = _apart(rng.choice(good))
        yield name + mark + mangled(rng, content)


def _apart(data: bytes) -> tuple[bytes, bytes, bytes]:
    """Where a file's name stands before its content, only the content is spoilt."""
    name, mark, content = data.partition(b"\x00")
    return (name, mark, content) if mark and len(name) < 100 else (b"", b"", data)


def feed_hostile(size: int, targets: Iterable[Target] = TARGETS) -> list[Tally]:
    """Puts each hostile document of that size to each target."""
    tallies = []
    for target in targets:
        tallies.append(tally := Tally(target.name))
        name, mark, _ = _apart(target.good()[0])
        for make in HOSTILE.values():
            put(target, name + mark + make(size).encode(), tally)
    return tallies


def peak(target: Target, data: bytes) -> float:
    """The most memory that one document takes, in bytes for each of its bytes."""
    tracemalloc.start()
    try:
        put(target, data, Tally(target.name))
        return tracemalloc.get_traced_memory()[1] / len(data)
    finally:
        tracemalloc.stop()


def table(tallies: Iterable[Tally]) -> str:
    """One line a target."""
    rows = [
        f"{'put to':28} {'count':>9} {'accepted':>9} {'refused':>9} {'slowest':>9} {'finds':>6}"
    ]
    for each in tallies:
        numbers = f"{each.count:9,} {each.accepted:9,} {each.refused:9,} {each.slowest:7.2f} s"
        rows.append(f"{each.name:28} {numbers} {len(each.finds):6,}")
    return "\n".join(rows)
