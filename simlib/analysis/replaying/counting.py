"""Records counted by what of them decides: column by column, with no Python run for each record.

What stands in a column is read once, however often it is there; records are alike where all that
was read is the same.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .calls import Calls
from .nested import arns_in
from .parts import columns_of, records_of
from .recorded_call import Call

__all__ = ["Counting"]

Record = Mapping[str, Any]
REMEMBERED = 65_536  # of each column
_AS_THEY_ARE = (
    "awsRegion", "recipientAccountId", "vpcEndpointId", "eventTime", "userAgent", "sourceIPAddress",
)  # fmt: skip


class Piece:
    """What a column says, read. Those that say the same are the same object."""

    __slots__ = ("said",)

    def __init__(self, said: Any) -> None:
        self.said = said


_NONE = Piece(())


class Pieces(dict[Any, Piece]):
    """From what stands in a column to the piece that it says."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        super().__init__()
        self._read = read
        self._same: dict[Any, Piece] = {}

    def __missing__(self, stands: Any) -> Piece:
        if len(self) >= REMEMBERED:  # two pieces that say the same are put together at the end
            self.clear()
            self._same.clear()
        said = self._read(stands)
        piece = self[stands] = self._same.setdefault(said, Piece(said))
        return piece


class Counting:
    """`Counting(calls)(part)`: the part's calls, each with how many of its records they are."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._who = Pieces(calls.who)
        self._asked = Pieces(lambda told: (*told[:2], *calls.parameters(*told)))
        self._arns = Pieces(arns_in)
        self._came = Pieces(lambda told: calls.came(*told))

    def __call__(self, part: Any) -> Counter[Call]:
        part = getattr(part, "records", part)  # of the frame that is a cloud's trail
        columns = columns_of(part, self._calls.fields)
        if columns is not None:
            try:
                return self._by_columns(columns)
            except (TypeError, AttributeError):  # some record is none, or has its parts as they are
                pass
        return self._one_by_one(records_of(part, self._calls.fields))

    def _by_columns(self, of: Mapping[str, Iterable[Any]]) -> Counter[Call]:
        who = map(self._who.__getitem__, of["userIdentity"])
        asks = zip(of["eventSource"], of["eventName"], of["requestParameters"], strict=True)
        asked = list(map(self._asked.__getitem__, asks))
        arns = self._listed(asked, of["resources"])
        came = map(self._came.__getitem__, zip(of["errorCode"], of["errorMessage"], strict=True))
        others = (of[name] for name in _AS_THEY_ARE)
        counted: Counter[Call] = Counter()
        for row, count in Counter(zip(who, asked, arns, came, *others, strict=True)).items():
            counted[self._call(*row)] += count
        return counted

    def _listed(self, asked: list[Piece], resources: Iterable[Any]) -> list[Piece]:
        """What records list as their resources, where their parameters do not tell them."""
        untold = {each for each in set(asked) if not each.said[3]}
        if not untold:
            return [_NONE] * len(asked)
        listed = zip(asked, resources, strict=True)
        return [self._arns[stands] if each in untold else _NONE for each, stands in listed]

    def _call(self, who: Piece, asked: Piece, arns: Piece, came: Piece, *others: Any) -> Call:
        region, account, endpoint, moment, agent, address = others
        (identity, attributes), (ended, message) = who.said, came.said
        source, event, parameters, _ = asked.said
        place = source, event, region, account, endpoint
        context = (*attributes, *self._calls.context({"eventTime": moment, "userAgent": agent}))
        return Call(identity, place, parameters, arns.said, context, address, message, ended)

    def _one_by_one(self, records: Iterable[tuple[Record, int]]) -> Counter[Call]:
        counted: Counter[Call] = Counter()
        for record, count in records:
            try:
                counted[self._calls.call(record)] += count
            except (TypeError, AttributeError):  # where a text is expected stands something else
                counted[self._calls.call({})] += count
        return counted
