"""The trail as a DataFrame, and as a file such as CloudTrail delivers.

Source: "CloudTrail log file examples".
"""

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from ..language.errors import TrailError

if TYPE_CHECKING:
    import pandas

__all__ = ["COLUMNS", "read_trail", "trail_frame"]

COLUMNS = (
    "eventTime", "eventSource", "eventName", "caller", "invokedBy", "errorCode", "errorMessage",
    "resource", "sourceIPAddress", "awsRegion", "readOnly", "recipientAccountId", "eventCategory",
    "eventID",
)  # fmt: skip
GZIPPED = b"\x1f\x8b"
LARGEST = 500_000_000  # bytes of a zipped file, unzipped; CloudTrail closes its files far earlier
_UNREADABLE = (
    *(ValueError, KeyError, IndexError, TypeError, AttributeError),
    *(EOFError, zlib.error, RecursionError),
)
_CALLERS = ("arn", "userName", "accountId")
Record = Mapping[str, Any]


def trail_frame(records: Sequence[Record]) -> "pandas.DataFrame":
    """One row a record, with the columns people filter by; `.records` are the raw ones.

    Rows that were filtered keep their records; `.save(path)` writes them as a log file.
    """
    rows = [_row(record) for record in records]
    frame = _frame_class()(rows, columns=list(COLUMNS))
    frame.every = records
    shown: pandas.DataFrame = frame
    return shown


def _row(record: Record) -> dict[str, object]:
    identity = record["userIdentity"]
    told = {name: record.get(name, "") for name in COLUMNS}
    return told | {
        "caller": identity.get("arn")
        or identity.get("accountId")
        or identity.get("userName")
        or "",
        "invokedBy": identity.get("invokedBy", ""),
        "resource": next(_arns(record), ""),
    }


def _arns(record: Record) -> Iterator[str]:
    """Of its resources. A listing of objects has the beginning of their ARNs besides."""
    return (each["ARN"] for each in record.get("resources", ()) if "ARN" in each)


def save(records: Sequence[Record], path: str | Path) -> Path:
    """Writes a CloudTrail log file: `{"Records": […]}`, gzipped where the name ends in `.gz`."""
    target = Path(path)
    text = json.dumps({"Records": list(records)}, indent=1, ensure_ascii=False).encode()
    try:
        target.write_bytes(gzip.compress(text, mtime=0) if target.suffix == ".gz" else text)
    except OSError as error:
        raise TrailError(f"cannot write `{target}`: {error.strerror or error}") from None
    return target


def read_trail(path: str | Path) -> "pandas.DataFrame":
    """A CloudTrail log file, gzipped or not, as the same frame. Raises TrailError."""
    source = Path(path)
    try:
        return trail_frame(json.loads(_unzipped(source.read_bytes()))["Records"])
    except OSError as error:
        raise TrailError(f"cannot read `{source}`: {error.strerror or error}") from None
    except _UNREADABLE:
        expected = 'expected a CloudTrail log file: {"Records": [ … ]}'
        raise TrailError(f"`{source.name}` cannot be read; {expected}") from None


def _unzipped(raw: bytes) -> bytes:
    """Raises ValueError where a small file unpacks into one that no memory holds."""
    if raw[:2] != GZIPPED:
        return raw
    with gzip.open(BytesIO(raw)) as file:
        text = file.read(LARGEST + 1)
    if len(text) > LARGEST:
        raise ValueError("too large")
    return text


@cache
def _frame_class() -> Any:
    import pandas

    class Trail(pandas.DataFrame):
        """Rows of a trail. `records` are the raw records of the rows that are left."""

        _metadata: ClassVar[list[str]] = ["every"]  # goes along when rows are chosen
        every: Sequence[Record]

        @property
        def _constructor(self) -> Any:
            return Trail

        @property
        def records(self) -> list[Record]:
            return [self.every[place] for place in self.index]

        def save(self, path: str | Path) -> Path:
            """Writes the rows that are left as a CloudTrail log file."""
            return save(self.records, path)

    return Trail
