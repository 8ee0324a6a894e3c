"""The whole matrix, tile by tile: as much at once as fits, whatever there is in all."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ...cloud.askable import region_of
from ...cloud.authorizing import manner
from ...cloud.caller import Caller
from ...cloud.cloud import Cloud
from ...evaluation.asked import Asked
from ...evaluation.policy_set import PolicySet
from ...evaluation.request import Request, anonymous
from ...language.errors import QuestionError
from .joining import Join
from .places import met, seated
from .planes import Answers
from .rows import Row
from .rules import Rulebook
from .table import Table

if TYPE_CHECKING:
    from .planes import Plane

__all__ = ["Stretch", "Tile", "bits_of", "stretches", "tiles"]

PRINCIPALS, RESOURCES = 1024, 2048  # of one tile; whole bytes


class Tile(NamedTuple):
    """The answers of one action, from a row and a byte of the rows on."""

    action: str
    row: int
    byte: int
    answers: Answers
    asked: "Plane"


class Stretch(NamedTuple):
    """Resources of one Region, where requests about them go, from a byte of the rows on."""

    region: str
    resources: tuple[str, ...]
    byte: int


def stretches(cloud: Cloud, resources: Sequence[str]) -> list[Stretch]:
    """The resources, parted for tiles; what is in no Region is asked for in the cloud's."""
    regions: dict[str, list[str]] = {}
    for arn in resources:
        regions.setdefault(region_of(cloud.state, arn) or cloud.region, []).append(arn)
    found, byte = [], 0
    for region, there in regions.items():
        for start in range(0, len(there), RESOURCES):
            found.append(Stretch(region, tuple(there[start : start + RESOURCES]), byte))
            byte += -(-len(found[-1].resources) // 8)
    return found


def bits_of(parts: Sequence[Stretch]) -> dict[str, int]:
    """The bit of each resource in a row.

    >>> bits_of([Stretch("", ("*",), 0), Stretch("eu-west-1", ("a", "b"), 1)])
    {'*': 0, 'a': 8, 'b': 9}
    """
    return {arn: 8 * each.byte + n for each in parts for n, arn in enumerate(each.resources)}


def tiles(
    callers: Sequence[Caller], stranger: Caller, actions: Sequence[str], parts: Sequence[Stretch]
) -> tuple[Iterator[Tile], int]:
    """The tiles one by one, and how many. The memory they need does not grow with their number."""
    starts = range(0, len(callers), PRINCIPALS)
    asked = _Asked(callers, stranger, actions)
    found = (tile for each in parts for start in starts for tile in asked.tiles(start, each))
    return found, len(parts) * len(starts) * len(actions)


class _Asked:
    """All that is asked: the actions by their kinds."""

    def __init__(self, callers: Sequence[Caller], stranger: Caller, actions: Sequence[str]) -> None:
        self._callers, self._stranger = callers, stranger
        self._book = Rulebook(list(dict.fromkeys(action.lower() for action in actions)))
        self._kinds: dict[object, list[str]] = {}
        for action in actions:
            self._kinds.setdefault(_kind(action), []).append(action)

    def tiles(self, start: int, stretch: Stretch) -> Iterator[Tile]:
        """The tiles of some principals and resources, an action each."""
        *some, stranger = (
            each.in_region(stretch.region)
            for each in (*self._callers[start : start + PRINCIPALS], self._stranger)
        )
        rows: dict[str, Mapping[int, Row]] = {}
        for alike in self._kinds.values():
            action, service = alike[0], alike[0].partition(":")[0].lower()
            rows[service] = rows.get(service) or seated(some, action)
            part = _Part(some, rows[service], stranger, action, stretch.resources, self._book)
            for action in alike:
                yield Tile(action, start, stretch.byte, *part.cells(action.lower()))


def _kind(action: str) -> object:
    """Actions of a kind are asked with the same rows and columns; no action is like none."""
    try:
        request = Request(anonymous(), action)
    except QuestionError:
        return action
    return manner(action), Asked(request, PolicySet()).arn


class _Part:
    """Some principals and some resources, for actions of one kind."""

    def __init__(
        self, callers: Sequence[Caller], rows: Mapping[int, Row], stranger: Caller, action: str,
        resources: Sequence[str], book: Rulebook,
    ) -> None:  # fmt: skip
        members = {callers[place].session.account: callers[place] for place in rows}
        members |= {None: stranger} if None in members else {}
        columns, shape = met(stranger, members, action, resources), (len(callers), len(resources))
        there = rows and columns.columns
        self._table = (
            Table([*rows.values()], columns.columns, book, stranger.said) if there else None
        )
        accounts = [row.session.account for row in rows.values()]
        self._join = Join(shape, tuple(rows), accounts, columns)

    def cells(self, action: str) -> "tuple[Answers, Plane]":
        """The answers at every cell, and where there are any."""
        asked = self._join.asked
        none = Answers(asked, asked, asked, asked)  # all of them empty
        return self._join(self._table.answers(action)) if self._table else none, asked
