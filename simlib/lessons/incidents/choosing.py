"""Which work breaks, and how: the same seed and difficulty always give the same incident."""

from collections.abc import Iterator
from functools import cache
from random import Random

from .fault import Break, Situation, healthy
from .faults import FAULTS
from .work import Work
from .work_file import all_work

__all__ = ["DIFFICULTIES", "broken", "chosen", "possible_breaks"]

DIFFICULTIES = (1, 2, 3)


@cache
def chosen(seed: int, difficulty: int) -> tuple[Work, tuple[Break, ...]]:
    """The work and as many breaks as the difficulty says; each by itself makes it fail."""
    random = Random(f"incident {difficulty}-{seed}")
    work = random.choice(all_work())
    breaks: list[Break] = []
    for apart in (_in_another_layer, _at_another_place):
        for fault in random.sample(FAULTS, len(FAULTS)):
            if len(breaks) == difficulty:
                break
            if free := [each for each in fault.breaks(work) if apart(each, breaks)]:
                breaks.append(random.choice(free))
    return work, tuple(breaks)


def _at_another_place(one: Break, others: list[Break]) -> bool:
    """So that each can be mended by itself."""
    return all(one.where != other.where for other in others)


def _in_another_layer(one: Break, others: list[Break]) -> bool:
    return _at_another_place(one, others) and one.layer not in {each.layer for each in others}


def broken(work: Work, breaks: tuple[Break, ...]) -> Situation:
    """The situation with all of it broken."""
    situation = healthy(work).situation
    for each in breaks:
        situation = each.change(situation)
    return situation


def possible_breaks(work: Work) -> Iterator[Break]:
    """Everything that could be broken about a piece of work."""
    for fault in FAULTS:
        yield from fault.breaks(work)
