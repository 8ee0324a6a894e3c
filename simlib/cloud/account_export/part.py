"""One object of the AWS CLI's JSON, read strictly: a wrong type is named with its place."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from ...language.arn import Arn, parse_arn
from ...language.errors import AccountExportError
from ...language.reading import pointer_part

__all__ = ["Part", "kind_of"]


class Part(NamedTuple):
    """An object, the file it stands in, and where (a JSON Pointer, RFC 6901)."""

    value: Mapping[str, Any]
    file: str
    pointer: str = ""

    def wrong(self, name: str, expected: str) -> AccountExportError:
        """The error for a member that is not as expected."""
        found = kind_of(self.value[name]) if name in self.value else "nothing"
        where = f"{self.file}, {self.pointer}/{pointer_part(name)}"
        return AccountExportError(f"{where}: found {found}, expected {expected}")

    def get(self, name: str) -> Any:
        """A member as it is; None where it is absent or null."""
        return self.value.get(name)

    def text(self, name: str, default: str | None = None) -> str:
        """A text. Raises AccountExportError where it is none, or absent without a default."""
        found = self.get(name)
        if found is None and default is not None:
            return default
        if not isinstance(found, str):
            raise self.wrong(name, "a text")
        return found

    def arn(self, name: str = "Arn", default: str | None = None) -> Arn:
        """An ARN of the partition `aws`. Raises AccountExportError."""
        found = parse_arn(self.text(name, default))
        if found is None or found.partition != "aws":
            raise self.wrong(name, "an ARN of the partition `aws`")
        return found

    def flag(self, name: str) -> bool:
        """True or false; absent is false. Raises AccountExportError."""
        found = self.get(name)
        if found not in (None, True, False):
            raise self.wrong(name, "true or false")
        return bool(found)

    def date(self, name: str) -> datetime | None:
        """A time, as ISO 8601 or in seconds since 1970. Raises AccountExportError."""
        found = self.get(name)
        if found is None:
            return None
        time = _time(found)
        if time is None:
            raise self.wrong(name, "a date such as 2026-03-02T09:00:00+00:00")
        return time

    def part(self, name: str) -> "Part | None":
        """An object; None where it is absent. Raises AccountExportError."""
        found = self.get(name)
        if found is not None and not isinstance(found, dict):
            raise self.wrong(name, "an object")
        return self._below(found, name) if found is not None else None

    def needed(self, name: str) -> "Part":
        """An object. Raises AccountExportError where it is absent."""
        found = self.part(name)
        if found is None:
            raise self.wrong(name, "an object")
        return found

    def parts(self, name: str) -> "list[Part]":
        """A list of objects; absent is empty. Raises AccountExportError."""
        found = self._list(name)
        if not all(isinstance(each, dict) for each in found):
            raise self.wrong(name, "a list of objects")
        return [self._below(each, name, str(place)) for place, each in enumerate(found)]

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; absent is empty. Raises AccountExportError."""
        found = self._list(name)
        if not all(isinstance(each, str) for each in found):
            raise self.wrong(name, "a list of texts")
        return tuple(found)

    def pairs(self, name: str) -> dict[str, str] | None:
        """An object of texts; None where it is absent. Raises AccountExportError."""
        found = self.part(name)
        return {key: found.text(key) for key in found.value} if found is not None else None

    def tags(self, name: str = "Tags", key: str = "Key") -> dict[str, str]:
        """Tags as one mapping; KMS says TagKey and TagValue. Raises AccountExportError."""
        value = key.replace("Key", "Value")
        return {each.text(key): each.text(value) for each in self.parts(name)}

    def _list(self, name: str) -> list[Any]:
        found = self.value.get(name, [])
        if not isinstance(found, list):
            raise self.wrong(name, "a list")
        return found

    def _below(self, value: Mapping[str, Any], *names: str) -> "Part":
        return Part(value, self.file, "/".join([self.pointer, *map(pointer_part, names)]))


def _time(value: object) -> datetime | None:
    try:
        if isinstance(value, str):
            time = datetime.fromisoformat(value)
            return time if time.tzinfo else time.replace(tzinfo=UTC)
        if isinstance(value, int | float) and math.isfinite(value):
            return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        pass
    return None


def kind_of(value: object) -> str:
    """A JSON value's kind, for people.

    >>> kind_of([]), kind_of(True), kind_of("obama")
    ('a list', 'true', 'the text `obama`')
    """
    if isinstance(value, str):
        return f"the text `{value[:60]}`"
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if isinstance(value, dict):
        return "an object"
    return "a list" if isinstance(value, list) else "a number"
