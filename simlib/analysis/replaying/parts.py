"""A trail in parts, whatever it comes as: records, a table, files. Never all of it at once.

A table has CloudTrail's fields as columns: whole (`userIdentity`), as JSON text, or taken apart
(`userIdentity.arn`), as pandas' `json_normalize` does.
Source: "CloudTrail log file examples".
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ...language.errors import QuestionError
from .log_files import FIELDS, Logged, column_of, files_of, logged_in, size_of

if TYPE_CHECKING:
    import pandas

__all__ = ["Part", "columns_of", "parts_of", "records_of"]

Record = Mapping[str, Any]
SIZE = 50_000  # records of a part
EXPECTED = (
    "expected a cloud, its `trail`, a list of records, a DataFrame with CloudTrail's fields as "
    "columns, or files: .json or .json.gz"
)


class Part(NamedTuple):
    """Some records, as a list or a table; `share` of the trail is behind us after it."""

    records: Any
    share: float


def parts_of(trail: Any) -> Iterator[Part]:
    """The trail in parts. Raises QuestionError for what is no trail, TrailError for a bad file.

    >>> [len(part.records) for part in parts_of([{"eventName": "GetObject"}] * 3)]
    [3]
    """
    if isinstance(trail, (str, Path)):
        return _of_files(files_of(Path(trail)))
    trail = getattr(trail, "records", trail)  # of a cloud, or of the frame that is its trail
    if _is_table(trail):
        return _sliced(trail.iloc if _has_fields(trail) else None, len(trail))
    listed = list(trail) if isinstance(trail, Iterable) and not isinstance(trail, Mapping) else None
    if listed is not None and all(isinstance(each, (str, Path)) for each in listed) and listed:
        return _of_files([file for each in listed for file in files_of(Path(each))])
    if listed is None or not all(isinstance(each, Mapping) for each in listed):
        raise QuestionError(f"{type(trail).__name__} is no trail; {EXPECTED}")
    return _sliced(listed, len(listed))


def _sliced(rows: Any, count: int) -> Iterator[Part]:
    for start in range(0, count, SIZE):
        end = min(start + SIZE, count)
        yield Part(rows[start:end], end / count)


def _is_table(trail: Any) -> bool:
    return hasattr(trail, "iloc") and hasattr(trail, "columns")


def _has_fields(table: "pandas.DataFrame") -> bool:
    lowered = {str(column).lower() for column in table.columns}
    lacking = [name for name in ("eventSource", "eventName") if name.lower() not in lowered]
    if lacking:
        raise QuestionError(f"the table has no column `{lacking[0]}`; {EXPECTED}")
    return True


def _of_files(files: Sequence[Path]) -> Iterator[Part]:
    """Small files together are a part; of a large one, as many as it takes."""
    sizes = [size_of(file) for file in files]
    whole, behind = sum(sizes) or 1, 0
    kept: list[Any] = []
    for file, size in zip(files, sizes, strict=True):
        records, behind = logged_in(file), behind + size
        while more := list(islice(records, SIZE - len(kept))):
            kept += more
            if len(kept) == SIZE:
                yield Part(kept, behind / whole)
                kept = []
    if kept:
        yield Part(kept, 1.0)


def columns_of(part: Any, fields: Sequence[str]) -> dict[str, Iterable[Any]] | None:
    """Each field of CloudTrail's as a column; those that are not read, or not there, have None.

    None for a list of records, and for a table whose fields are taken apart.
    """
    found: dict[str, Iterable[Any]]
    if _is_log(part):
        found = {name: column_of(part, name) for name in fields}
    elif _is_table(part):
        names = _named(part, fields)
        if any(len(path) > 1 for path in names.values()):
            return None
        found = {name: _values(part[column]) for column, (name,) in names.items()}
    else:
        return None
    nothing = [None] * len(part)
    return {name: found.get(name, nothing) for name in FIELDS}


def records_of(part: Any, fields: Sequence[str]) -> Iterable[tuple[Record, int]]:
    """The part's records, each with how often it is there; rows that say the same are one.

    Of rows and of log files no more than `fields` is read; what is nested may be JSON still.
    """
    if _is_log(part):
        rows = zip(*(column_of(part, name) for name in fields), strict=True)
        return ((dict(zip(fields, row, strict=True)), 1) for row in rows)
    return _of_table(part, fields) if _is_table(part) else ((record, 1) for record in part)


def _is_log(part: Any) -> bool:
    return isinstance(part, list) and bool(part) and isinstance(part[0], Logged)


def _of_table(table: "pandas.DataFrame", fields: Sequence[str]) -> Iterator[tuple[Record, int]]:
    names = _named(table, fields)
    paths = list(names.values())
    rows = zip(*(_values(table[column]) for column in names), strict=True)
    for row, count in _distinct(rows):
        yield _record(paths, row), count


def _named(table: "pandas.DataFrame", fields: Sequence[str]) -> dict[Any, tuple[str, ...]]:
    """The columns that are read: of which field each is, and of which part of it."""
    names = {field.lower(): field for field in fields}
    known = [c for c in table.columns if str(c).lower().partition(".")[0] in names]
    return {column: _path(str(column), names) for column in known}


def _path(column: str, names: Mapping[str, str]) -> tuple[str, ...]:
    first, *others = column.split(".")
    return (names[first.lower()], *others)


def _values(column: "pandas.Series[Any]") -> list[Any]:
    """As Python's own; what is missing is None."""
    return column.astype(object).where(column.notna(), None).tolist()


def _distinct(rows: Iterable[tuple[Any, ...]]) -> Iterable[tuple[tuple[Any, ...], int]]:
    """Rows of texts are counted; what has parts cannot be, and comes row by row."""
    listed = list(rows)
    try:
        return Counter(listed).items()
    except TypeError:
        return ((row, 1) for row in listed)


def _record(paths: Sequence[tuple[str, ...]], row: tuple[Any, ...]) -> Record:
    record: dict[str, Any] = {}
    for (first, *others), value in zip(paths, row, strict=True):
        if value is None:
            continue
        if not others:
            record[first] = value
            continue
        inner = record.setdefault(first, {})
        for name in others[:-1]:
            inner = inner.setdefault(name, {})
        inner[others[-1]] = value
    return record
