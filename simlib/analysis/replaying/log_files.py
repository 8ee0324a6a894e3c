"""CloudTrail log files: of each record what can decide a call, and what is nested as its JSON.

Source: "CloudTrail log file examples".
"""

import gzip
import io
import json
import zlib
from collections.abc import Iterator, Sequence
from operator import attrgetter
from pathlib import Path
from typing import IO, Any

import msgspec

from ...cloud.trail import GZIPPED, LARGEST
from ...language.errors import TrailError

__all__ = ["FIELDS", "Logged", "column_of", "files_of", "logged_in", "size_of"]

FIELDS = (
    "userIdentity", "eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress",
    "userAgent", "errorCode", "errorMessage", "requestParameters", "resources",
    "recipientAccountId", "vpcEndpointId",
)  # fmt: skip
AT_ONCE = 64_000_000  # bytes, unzipped; CloudTrail's own files are smaller
_NESTED = ("userIdentity", "requestParameters", "resources")
_UNREADABLE = (ValueError, TypeError, AttributeError, EOFError, zlib.error, RecursionError)


_PLAIN = tuple(name for name in FIELDS if name not in _NESTED)

# A record of which only so much is read, and what is nested waits until somebody asks for it.
Logged: type[Any] = msgspec.defstruct(
    "Logged",
    [
        ("eventName", Any),
        *((name, Any, None) for name in _PLAIN if name != "eventName"),
        *((name, msgspec.Raw, msgspec.Raw(b"null")) for name in _NESTED),
    ],
    gc=False,
)
_Log: type[Any] = msgspec.defstruct("Log", [("Records", list[Logged])])  # type: ignore[valid-type]
_log, _record = msgspec.json.Decoder(_Log), msgspec.json.Decoder(Logged)


def files_of(path: Path) -> list[Path]:
    """A file, or every log file below a folder, by name. Raises TrailError where there is none."""
    if not path.is_dir():
        return [path]
    found = sorted(each for each in path.rglob("*") if each.name.endswith((".json", ".json.gz")))
    if not found:
        raise TrailError(f"`{path}` has no log files, whose names end in `.json` or `.json.gz`")
    return found


def size_of(file: Path) -> int:
    """In bytes, as it lies there. Raises TrailError."""
    try:
        return file.stat().st_size
    except OSError as error:
        raise _lacking(file, error) from None


def _lacking(file: Path, error: OSError) -> TrailError:
    return TrailError(f"cannot read `{file}`: {error.strerror or error}")


def logged_in(file: Path) -> Iterator[Any]:
    """Of one file: `{"Records": [ … ]}`, or one record a line. Raises TrailError."""
    try:
        with file.open("rb") as raw:
            zipped = raw.peek(2)[:2] == GZIPPED
            yield from _read(_unzipped(raw) if zipped else raw)
    except (gzip.BadGzipFile, *_UNREADABLE):
        expected = 'expected a CloudTrail log file, {"Records": [ … ]}, or one record a line'
        raise TrailError(f"`{file.name}` cannot be read; {expected}") from None
    except OSError as error:
        raise _lacking(file, error) from None


def _unzipped(raw: IO[bytes]) -> IO[bytes]:
    """At once, which takes half the time; what is larger, or in several pieces, as a stream."""
    one = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)  # with gzip's head, and its checksum
    text = one.decompress(raw.read(AT_ONCE), AT_ONCE)
    if one.eof and not one.unused_data and not raw.read(1):
        return io.BytesIO(text)
    raw.seek(0)
    return io.BufferedReader(gzip.GzipFile(fileobj=raw), 1 << 20)


def _read(text: IO[bytes]) -> Iterator[Any]:
    first = _bounded(text.readline(LARGEST + 1))
    try:
        yield from _told(first)
    except ValueError:  # laid out over many lines
        yield from _told(_bounded(first + text.read(LARGEST + 1)))
    while line := _bounded(text.readline(LARGEST + 1)):
        if not line.isspace():
            yield from _told(line)


def _bounded(text: bytes) -> bytes:
    """Raises ValueError where a small file unpacks into one that no memory holds."""
    if len(text) > LARGEST:
        raise ValueError("too large")
    return text


def _told(text: bytes) -> list[Any]:
    """The records of a log, or the one. What msgspec refuses Python takes, half a character say."""
    try:
        return list(_log.decode(text).Records)
    except ValueError:
        pass
    try:
        return [_record.decode(text)]
    except ValueError:
        told = json.loads(text)
    return [_logged(each) for each in told.get("Records", [told])]


def _logged(record: dict[str, Any]) -> Any:
    told = {name: record.get(name) for name in _PLAIN}
    if "eventName" not in record:
        raise ValueError("no record")
    as_json = {name: msgspec.Raw(json.dumps(record.get(name)).encode()) for name in _NESTED}
    return Logged(**told, **as_json)


def column_of(records: Sequence[Any], field: str) -> Iterator[Any]:
    """A field of each record of a log; what is nested as JSON."""
    column = map(attrgetter(field), records)
    return map(bytes, column) if field in _NESTED else column
