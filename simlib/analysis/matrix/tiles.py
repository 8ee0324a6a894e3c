"""The whole matrix, tile by tile: as much at once as fits, whatever there is in all."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ...cloud.authorizing import manner
from ...cloud.caller import Caller
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

__all__ = ["Tile", "tile_count", "tiles"]

PRINCIPALS, RESOURCES = 1024, 2048  # of one tile; whole bytes


class Tile(NamedTuple):
    """The answers of one action for some principals and resources, from these places on."""

    action: str
    principal: int
    resource: int
    answers: Answers
    asked: "Plane"


def tile_count(principals: int, actions: int, resources: int) -> int:
    """How many tiles there are."""
    return -(-principals // PRINCIPALS) * -(-resources // RESOURCES) * actions


def tiles(
    callers: Sequence[Caller], stranger: Caller, actions: Sequence[str], resources: Sequence[str]
) -> Iterator[Tile]:
    """The tiles one by one. The memory they need in between does not grow with their number."""
    book = Rulebook(list(dict.fromkeys(action.lower() for action in actions)))
    kinds: dict[object, list[str]] = {}
    for action in actions:
        kinds.setdefault(_kind(action), []).append(action)
    for start in range(0, len(callers), PRINCIPALS):
        some = callers[start : start + PRINCIPALS]
        for alike in kinds.values():
            for place in range(0, len(resources), RESOURCES):
                part = _Part(some, stranger, alike[0], resources[place : place + RESOURCES], book)
                for action in alike:
                    yield Tile(action, start, place, *part.cells(action.lower()))


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
