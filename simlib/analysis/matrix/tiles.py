"""The whole matrix, tile by tile: as much at once as fits, whatever there is in all."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ...cloud.askable import region_of
from ...cloud.authorizing import manner
from ...cloud.caller import Caller
from ...cloud.state import State
from ...evaluation.asked import Asked
from ...evaluation.policy_set import PolicySet
from ...evaluation.request import Request, anonymous
from ...language.errors import QuestionError
from .joining import Join
from .places import met, seated
from .planes import Answers
from .rules import Rulebook
from .table import Table

if TYPE_CHECKING:
    from .planes import Plane

__all__ = ["Tile", "tiles"]

PRINCIPALS, RESOURCES = 1024, 2048  # of one tile; whole bytes


class Tile(NamedTuple):
    """The answers of one action for principals from a place on, and resources at some places."""

    action: str
    principal: int
    resources: Sequence[int]
    answers: Answers
    asked: "Plane"


class Stretch(NamedTuple):
    """Resources in one Region, where requests about them go; in none, wherever the caller calls."""

    region: str
    places: Sequence[int]


def stretches(state: State, resources: Sequence[str]) -> list[Stretch]:
    """The resources, parted into those of one tile."""
    regions: dict[str, list[int]] = {}
    for place, arn in enumerate(resources):
        regions.setdefault(region_of(state, arn), []).append(place)
    return [
        Stretch(region, places[start : start + RESOURCES])
        for region, places in regions.items()
        for start in range(0, len(places), RESOURCES)
    ]


def tiles(
    callers: Sequence[Caller], stranger: Caller, actions: Sequence[str], resources: Sequence[str]
) -> tuple[Iterator[Tile], int]:
    """The tiles one by one, and how many. The memory they need does not grow with their number."""
    starts = range(0, len(callers), PRINCIPALS)
    parts = [
        (start, stretch)
        for stretch in stretches(stranger.cloud.state, resources)
        for start in starts
    ]
    asked = _Asked(callers, stranger, actions, resources)
    return (tile for part in parts for tile in asked.tiles(*part)), len(parts) * len(actions)


class _Asked:
    """All that is asked: the actions by their kinds."""

    def __init__(
        self, callers: Sequence[Caller], stranger: Caller, actions: Sequence[str],
        resources: Sequence[str],
    ) -> None:  # fmt: skip
        self._callers, self._stranger, self._resources = callers, stranger, resources
        self._book = Rulebook(list(dict.fromkeys(action.lower() for action in actions)))
        self._kinds: dict[object, list[str]] = {}
        for action in actions:
            self._kinds.setdefault(_kind(action), []).append(action)

    def tiles(self, start: int, stretch: Stretch) -> Iterator[Tile]:
        """The tiles of some principals and resources, an action each."""
        *some, stranger = (
            each.in_region(stretch.region) if stretch.region else each
            for each in (*self._callers[start : start + PRINCIPALS], self._stranger)
        )
        there = [self._resources[place] for place in stretch.places]
        for alike in self._kinds.values():
            part = _Part(some, stranger, alike[0], there, self._book)
            for action in alike:
                yield Tile(action, start, stretch.places, *part.cells(action.lower()))


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
        self, callers: Sequence[Caller], stranger: Caller, action: str,
        resources: Sequence[str], book: Rulebook,
    ) -> None:  # fmt: skip
        self._shape = len(callers), len(resources)
        self._rows = seated(callers, action)
        members = {callers[place].session.account: callers[place] for place in self._rows}
        members |= {None: stranger} if None in members else {}
        self._met = met(stranger, members, action, resources)
        rows, columns = tuple(self._rows.values()), self._met.columns
        self._table = Table(rows, columns, book, stranger.said) if rows and columns else None
        accounts = [row.session.account for row in rows]
        self._join = Join(self._shape, tuple(self._rows), accounts, self._met)

    def cells(self, action: str) -> "tuple[Answers, Plane]":
        """The answers at every cell, and where there are any."""
        asked = self._join.asked
        none = Answers(asked, asked, asked, asked)  # all of them empty
        return self._join(self._table.answers(action)) if self._table else none, asked
