"""What a choice offers, in groups, and which of it fits what somebody types."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any, NamedTuple

__all__ = ["MOST", "Offered", "fitting_text", "in_groups"]

MOST = 100  # shown at once; more typing narrows them


class Offered(NamedTuple):
    """One thing to choose: its value, how it is shown, the heading it stands under, a remark."""

    value: str
    text: str
    group: str = ""
    detail: str = ""


def fitting_text(offered: Iterable[Offered], typed: str) -> tuple[Offered, ...]:
    """Those that hold every word that is typed; in each group those first that begin with it.

    >>> there = [Offered("u1", "user Alice", "hospital"), Offered("u2", "user Bob", "hospital")]
    >>> [each.value for each in fitting_text(there, "bo user")]
    ['u2']
    """
    words = typed.lower().split()
    held = [each for each in offered if all(word in _searched(each) for word in words)]
    groups = {each.group: place for place, each in reversed(list(enumerate(held)))}
    return tuple(sorted(held, key=lambda each: (groups[each.group], _rank(each, typed.lower()))))


def _searched(each: Offered) -> str:
    return f"{each.text} {each.value} {each.group}".lower()


def _rank(each: Offered, typed: str) -> int:
    """The whole, the beginning of the name or of the whole, or somewhere."""
    text = each.text.lower()
    name = text.rpartition(":")[2] if ":" in text else text.rpartition(".")[2]
    if typed in (text, name):
        return 0
    return 1 if name.startswith(typed) or text.startswith(typed) else 2


def in_groups(offered: Iterable[Offered]) -> list[tuple[str, list[dict[str, Any]]]]:
    """For the browser: every heading with what stands under it.

    >>> in_groups([Offered("*", "every")])
    [('', [{'value': '*', 'text': 'every', 'group': '', 'detail': ''}])]
    """
    groups = groupby(offered, key=lambda each: each.group)
    return [(heading, [each._asdict() for each in group]) for heading, group in groups]
