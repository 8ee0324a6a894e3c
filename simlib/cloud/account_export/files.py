"""The files of an export: JSON as the AWS CLI wrote it, or the error it answered instead.

Source: "Controlling command output in the AWS CLI", "Return codes from the AWS CLI".
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ...language.errors import AccountExportError
from .part import Part, kind_of

__all__ = ["Answer", "Files"]

# What the CLI says where there is nothing to show: an answer, and no trouble.
_NONE_THERE = frozenset(
    {
        "AWSOrganizationsNotInUseException",
        "NoSuchAccessPointPolicy",
        "NoSuchBucketPolicy",
        "NoSuchPublicAccessBlockConfiguration",
        "NoSuchTagSet",
    }
)
# What an output has that is not whole.
_MORE = ("IsTruncated", "Truncated", "NextToken", "NextMarker", "Marker", "ContinuationToken")
_CLI_ERROR = re.compile(r"An error occurred \((\w+)\)[^:]*: *(.*)")
_BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}  # PowerShell's `>` writes these


class Answer(NamedTuple):
    """What a command answered: an object; that there is none; or why it is not known."""

    part: Part | None = None
    unknown: str = ""
    text: str = ""


class Files:
    """A folder with an export in it. It remembers which files were asked for."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._asked: set[str] = set()

    def has(self, name: str) -> bool:
        """Is there a file or folder of that name?"""
        return (self.root / name).exists()

    def names(self, folder: str, *endings: str) -> list[str]:
        """The sorted names of the things that a folder's files speak of: `NAME.policy.json` …"""
        found = set()
        for path in (self.root / folder).glob("*.json"):
            ending = next((e for e in endings if path.name.endswith(e)), ".json")
            found.add(path.name.removesuffix(ending))
        return sorted(found)

    def ask(self, name: str) -> Answer:
        """What a file answers. Raises AccountExportError where it is no JSON object."""
        self._asked.add(name)
        path = self.root / name
        if not _is_file(path):
            return Answer(unknown=f"{name} is not there")
        text = read_text(path)
        if not text.strip():
            return Answer(unknown=f"{name} is empty: the command that wrote it failed")
        if said := _CLI_ERROR.search(text[:2000]) if not text.lstrip().startswith("{") else None:
            code, message = said.groups()
            return Answer() if code in _NONE_THERE else Answer(unknown=f"{code}: {message.strip()}")
        part = Part(json_object(text, name), name)
        if any(part.get(member) for member in _MORE):
            hint = "run the command without --max-items and --no-paginate"
            raise AccountExportError(f"{name} holds the first page only; {hint}")
        return Answer(part, text=text)

    def unread(self) -> list[str]:
        """The JSON files that nobody asked for."""
        paths = (path.relative_to(self.root) for path in self.root.rglob("*.json"))
        return sorted(path.as_posix() for path in paths if path.as_posix() not in self._asked)


def _is_file(path: Path) -> bool:
    """A name that an export made up may be longer than any file's."""
    try:
        return path.is_file()
    except OSError:
        return False


def read_text(path: Path) -> str:
    """A file's text: UTF-8, or UTF-16 with its mark. Raises AccountExportError."""
    try:
        data = path.read_bytes()
        return data.decode(_BYTE_ORDER_MARKS.get(data[:2], "utf-8-sig"))
    except OSError as error:
        raise AccountExportError(f"cannot read `{path}`: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        message = f"{path.name} is no text: byte {error.start} is wrong"
        raise AccountExportError(f"{message}; expected JSON in UTF-8") from None


def json_object(text: str, file: str) -> Mapping[str, Any]:
    """The one JSON object of a text. Raises AccountExportError."""
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise AccountExportError(_not_json(text, file, error)) from None
    except RecursionError:
        raise AccountExportError(f"{file} is nested too deeply to be an export") from None
    except ValueError:
        raise AccountExportError(f"{file} holds a number of thousands of digits") from None
    if not isinstance(value, dict):
        raise AccountExportError(f"{file} holds {kind_of(value)}, expected one JSON object")
    return value


def _not_json(text: str, file: str, error: json.JSONDecodeError) -> str:
    place = f"{file}, line {error.lineno}, column {error.colno}"
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated"):
        return f"{place}: the text ends in the middle; it was cut off, so run the command again"
    output = "run the command with `--output json`"
    return f"{place}: this is no JSON ({error.msg}); {output}"
