"""Ten megabytes put to everything that reads what people and files say: how long, how much memory.

`python -m tests.abuse.large` prints a table and fails where something takes longer or more than it
may; `python -m tests.abuse.large 1` does it with one megabyte. Each is read in a process of its
own, whose memory is the system's own count (Linux, macOS).
"""

import multiprocessing
import resource
import sys
import time
import warnings
from collections.abc import Iterator
from typing import NamedTuple

from tests.abuse.feeding import Tally, put
from tests.abuse.hostile import HOSTILE
from tests.abuse.targets import TARGETS, Target

__all__ = ["Taken", "large_documents", "row", "taken"]

MEGABYTE = 1_000_000
SECONDS = 60.0  # of the processor, for ten megabytes
MEGABYTES = 2_000
KINDS = ("one long text", "closed lists in lists", "many members", "statements", "denials")
_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes in what the system counts by


class Taken(NamedTuple):
    """What one document took; `ended` says how: read, refused, or what was found."""

    target: str
    kind: str
    ended: str
    seconds: float
    megabytes: float

    @property
    def too_much(self) -> bool:
        """More than anybody should wait for or have memory for, or an exception not our own."""
        refused = self.ended in ("read", "refused")
        return not refused or self.seconds > SECONDS or self.megabytes > MEGABYTES


def large_documents(target: Target, size: int) -> Iterator[tuple[str, bytes]]:
    """Hostile ones of so many characters, and a good one before as many blanks."""
    first = target.good()[0]
    name, mark, _ = first.partition(b"\x00")
    start = name + mark if mark and len(name) < 100 else b""
    for kind in KINDS:
        yield kind, start + HOSTILE[kind](size).encode()
    yield "good, then blanks", first + b" " * size


def taken(target: Target, kind: str, data: bytes, patience: float = 10 * SECONDS) -> Taken:
    """What it takes, in a process of its own; one that does not come back is ended."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_told, args=(there, target, data))
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        process.start()  # beside threads, such as those of xdist, a fork is warned of
    there.close()
    try:
        found = here.recv() if here.poll(patience) else ("never ends", patience, 0.0)
    except EOFError:
        found = ("crashed", 0.0, 0.0)
    process.kill()
    process.join()
    return Taken(target.name, kind, *found)


def _told(there: "multiprocessing.connection.Connection", target: Target, data: bytes) -> None:
    before, started = _megabytes(), time.process_time()
    tally = Tally(target.name)
    put(target, data, tally)
    seconds = time.process_time() - started
    raised = [find.what for find in tally.finds if not find.what.startswith("took")]
    ended = raised[0] if raised else "read" if tally.accepted else "refused"
    there.send((ended, seconds, _megabytes() - before))


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT / MEGABYTE


def row(own: list[Taken]) -> str:
    """Of one target the slowest document and the largest."""
    slow, big = max(own, key=lambda e: e.seconds), max(own, key=lambda e: e.megabytes)
    took = f"{slow.seconds:8.1f} s  {slow.kind:24}{big.megabytes:7,.0f} MB  {big.kind}"
    return f"{own[0].target:30}{took}"


def main() -> int:
    """Prints a line a target, and below it what took too much."""
    size, found = round(float(sys.argv[1] if len(sys.argv) > 1 else 10) * MEGABYTE), 0
    print(f"{f'{size:,} characters to':30}{'slowest':>10}{'memory':>36}")
    for target in TARGETS:
        own = [taken(target, *each) for each in large_documents(target, size)]
        print(row(own), flush=True)
        for each in own:
            if each.too_much:
                print(f"  {each.kind}: {each.ended}, {each.seconds:.1f} s", flush=True)
                found += 1
    return found


if __name__ == "__main__":
    sys.exit(main())
