"""A trail in parts, whatever it comes as: records, a table, files. Never all of it at once.

A table has CloudTrail's fields as columns: whole (`userIdentity`), as JSON text, or taken apart
(`userIdentity.arn`), as pandas' `json_normalize` does.
Source: "CloudTrail log file examples".
"""

import gzip
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from ...cloud.trail import GZIPPED
from ...language.errors import QuestionError, TrailError

if TYPE_CHECKING:
    import pandas

__all__ = ["Part", "parts_of", "records_of"]

Record = Mapping[str, Any]
SIZE = 50_000  # records of a part
FIELDS = (
    "userIdentity", "eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress",
    "userAgent", "errorCode", "errorMessage", "requestParameters", "resources",
    "recipientAccountId", "vpcEndpointId",
)  # fmt: skip
_NESTED = ("userIdentity", "requestParameters")  # resources are seldom looked at
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
        return _of_files(_files(Path(trail)))
    trail = getattr(trail, "records", trail)  # of a cloud, or of the frame that is its trail
    if _is_table(trail):
        return _sliced(trail.iloc if _has_fields(trail) else None, len(trail))
    listed = list(trail) if isinstance(trail, Iterable) and not isinstance(trail, Mapping) else None
    if listed is not None and all(isinstance(each, (str, Path)) for each in listed) and listed:
        return _of_files([file for each in listed for file in _files(Path(each))])
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


def _files(path: Path) -> list[Path]:
    """A file, or every log file below a folder, by name."""
    if not path.is_dir():
        return [path]
    found = sorted(each for each in path.rglob("*") if each.name.endswith((".json", ".json.gz")))
    if not found:
        raise TrailError(f"`{path}` has no log files, whose names end in `.json` or `.json.gz`")
    return found


def _of_files(files: Sequence[Path]) -> Iterator[Part]:
    sizes = [_size(file) for file in files]
    whole, behind = sum(sizes) or 1, 0
    for file, size in zip(files, sizes, strict=True):
        behind += size
        records = iter(_records_in(file))
        while part := list(islice(records, SIZE)):
            yield Part(part, behind / whole)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError as error:
        raise TrailError(f"cannot read `{file}`: {error.strerror or error}") from None


def _records_in(file: Path) -> Iterator[Record]:
    """Of one file: `{"Records": [ … ]}`, or one record a line."""
    try:
        with file.open("rb") as raw:
            zipped = raw.peek(2)[:2] == GZIPPED
            yield from _read(
                io.BufferedReader(gzip.GzipFile(fileobj=raw), 1 << 20) if zipped else raw
            )
    except OSError as error:
        raise TrailError(f"cannot read `{file}`: {error.strerror or error}") from None
    except (ValueError, KeyError, TypeError, EOFError):
        expected = 'expected a CloudTrail log file, {"Records": [ … ]}, or one record a line'
        raise TrailError(f"`{file.name}` cannot be read; {expected}") from None


def _read(text: IO[bytes]) -> Iterator[Record]:
    first = text.readline()
    try:
        record = json.loads(first)
    except ValueError:
        record = json.loads(first + text.read())
    if "Records" in record:
        yield from map(_checked, record["Records"])
        return
    yield _checked(record)
    for line in text:
        if line.strip():
            yield _checked(json.loads(line))


def _checked(record: Any) -> Record:
    if isinstance(record, dict) and "eventName" in record:
        return record
    raise ValueError("no record")


def records_of(part: Any) -> Iterable[tuple[Record, int]]:
    """The part's records, each with how often it is there; equal rows of a table are one."""
    if not _is_table(part):
        return ((record, 1) for record in part)
    if hasattr(part, "records"):
        return ((record, 1) for record in part.records)
    return _of_table(part)


def _of_table(table: "pandas.DataFrame") -> Iterator[tuple[Record, int]]:
    names = {field.lower(): field for field in FIELDS}
    columns = [c for c in table.columns if str(c).lower().partition(".")[0] in names]
    paths = [_path(str(column), names) for column in columns]
    rows = zip(*(_values(table[column]) for column in columns), strict=True)
    read = _flat if all(len(path) == 1 for path in paths) else _record
    for row, count in _distinct(rows):
        yield read(paths, row), count


def _flat(paths: Sequence[tuple[str, ...]], row: tuple[Any, ...]) -> Record:
    record = dict(zip([first for first, *_ in paths], row, strict=True))
    for name in _NESTED:
        record[name] = _parsed(record.get(name))
    return record


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
            record[first] = _parsed(value) if first in _NESTED else value
            continue
        inner = record.setdefault(first, {})
        for name in others[:-1]:
            inner = inner.setdefault(name, {})
        inner[others[-1]] = value
    return record


def _parsed(value: Any) -> Any:
    """What is nested may be written as JSON; what many rows have alike is read once."""
    return _read_json(value) if isinstance(value, str) else value


@lru_cache(maxsize=16_384)
def _read_json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
