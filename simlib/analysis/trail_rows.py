"""A trail as rows to choose from: who did what, on what, and what came of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from ..language.errors import QuestionError
from .denials import Record, denial_of, was_denied

__all__ = ["Came", "TrailFilter", "TrailRow", "records_in", "trail_rows"]


class Came(StrEnum):
    """What came of a call."""

    DONE = "succeeded"
    DENIED = "denied"
    FAILED = "failed otherwise"


class TrailRow(NamedTuple):
    """One record; `number` is its place in the trail."""

    number: int
    time: str
    who: str
    source: str
    event: str
    came: Came
    error: str
    resource: str


@dataclass(frozen=True)
class TrailFilter:
    """Which rows, in which order; an empty text takes all. `resource` is a part of an ARN."""

    who: str = ""
    event: str = ""
    came: str = ""
    resource: str = ""
    newest_first: bool = True

    def of(self, rows: Iterable[TrailRow]) -> list[TrailRow]:
        """The rows that pass, by time; those of one moment as they were written down."""
        kept = [row for row in rows if self._takes(row)]
        return sorted(kept, key=lambda row: (row.time, row.number), reverse=self.newest_first)

    def _takes(self, row: TrailRow) -> bool:
        exact = ((self.who, row.who), (self.event, row.event), (self.came, row.came))
        if any(wanted and wanted != found for wanted, found in exact):
            return False
        return self.resource.strip().lower() in row.resource.lower()


def records_in(trail: Any) -> Sequence[Record]:
    """The records of a cloud, of its trail, or a list of them. Raises QuestionError.

    >>> records_in([{"eventName": "GetObject"}])
    [{'eventName': 'GetObject'}]
    """
    records = getattr(trail, "records", trail)
    listed = isinstance(records, (list, tuple)) and all(isinstance(r, Mapping) for r in records)
    if not listed:
        expected = "expected a cloud, its `trail`, what `load_trail` gives, or a list of records"
        raise QuestionError(f"{type(trail).__name__} is no trail; {expected}")
    return list(records)


def trail_rows(records: Iterable[Record]) -> list[TrailRow]:
    """One row a record, in the trail's order; what a record lacks is empty."""
    return [_row(number, record) for number, record in enumerate(records)]


def _row(number: int, record: Record) -> TrailRow:
    time, source, event, error = (
        str(record.get(name) or "")
        for name in ("eventTime", "eventSource", "eventName", "errorCode")
    )
    came = Came.DENIED if was_denied(record) else Came.FAILED if error else Came.DONE
    return TrailRow(number, time, _who(record), source, event, came, error, _resource(record))


def _who(record: Record) -> str:
    identity = record.get("userIdentity")
    told = identity if isinstance(identity, Mapping) else {}
    names = (told.get(name) for name in ("arn", "invokedBy", "userName", "accountId"))
    return str(next(filter(None, names), ""))


def _resource(record: Record) -> str:
    """The first that is listed, else the one that the message names."""
    listed = record.get("resources")
    for each in listed if isinstance(listed, (list, tuple)) else ():
        if isinstance(each, Mapping) and each.get("ARN"):
            return str(each["ARN"])
    return (denial_of(record).resource or "") if was_denied(record) else ""
