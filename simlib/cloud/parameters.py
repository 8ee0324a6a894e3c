"""Are these the operation's parameters? Names and types as the SDK checks them, values as AWS does.

The shapes are botocore's, under `data/reference/api`. Two kinds of answers: what the SDK refuses to
send (ParamValidationError), and what the service refuses (a validation error in its own code).
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

__all__ = ["Shape", "moment", "refused_values", "unsendable"]

Shape = Mapping[str, Any]

_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "character": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    "double": (int, float),
    "float": (int, float),
    "timestamp": (datetime, str, int, float),
    "blob": (bytes, bytearray, str),
    "structure": (dict,),
    "map": (dict,),
    "list": (list, tuple),
}


def unsendable(shape: Shape, value: Any, where: str = "") -> Iterator[str]:
    """What the SDK says before it sends anything: missing, unknown, of a wrong type.

    >>> shape = {"type": "structure", "members": {"Key": {"type": "string"}}, "required": ["Key"]}
    >>> list(unsendable(shape, {}))
    ['Missing required parameter in input: "Key"']
    """
    kinds = _TYPES.get(shape["type"])
    if kinds is not None and not (isinstance(value, kinds) and _meant(shape["type"], value)):
        name = where or "input"
        expected = ", ".join(f"<class '{kind.__name__}'>" for kind in kinds)
        yield (
            f"Invalid type for parameter {name}, value: {value!r:.80}, "
            f"type: {type(value)}, valid types: {expected}"
        )
    elif shape["type"] == "structure" and "members" in shape:
        yield from _structure(shape, value, where)
    elif shape["type"] == "list" and "member" in shape:
        for place, item in enumerate(value):
            yield from unsendable(shape["member"], item, f"{where}[{place}]")
    elif shape["type"] == "map" and "value" in shape:
        for key, item in value.items():
            yield from unsendable(shape["value"], item, f"{where}.{key}")


def _meant(kind: str, value: Any) -> bool:
    """A boolean is no number, a time has to be readable, and text has to have bytes."""
    if kind == "timestamp":
        return _is_time(value)
    if isinstance(value, bool):
        return kind == "boolean"
    return not isinstance(value, str) or not _SURROGATES.search(value)


_SURROGATES = re.compile("[\ud800-\udfff]")


def _is_time(value: datetime | str | float) -> bool:
    try:
        moment(value)
    except (ValueError, OverflowError, OSError):
        return False
    return True


def moment(value: datetime | str | float) -> datetime:
    """A time as the SDK takes it: a datetime, ISO 8601 or seconds; UTC if unsaid.

    Raises ValueError, OverflowError or OSError for what is no time.

    >>> moment("2026-03-02")
    datetime.datetime(2026, 3, 2, 0, 0, tzinfo=datetime.timezone.utc)
    """
    if isinstance(value, (int, float)):
        return datetime.fromtimestamp(value, UTC)
    time = datetime.fromisoformat(value) if isinstance(value, str) else value
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)


def _structure(shape: Shape, value: Mapping[str, Any], where: str) -> Iterator[str]:
    members = shape["members"]
    for name in shape.get("required", ()):
        if name not in value:
            yield f'Missing required parameter in {where or "input"}: "{name}"'
    for name, item in value.items():
        inner = f"{where}.{name}" if where else name
        if name in members:
            yield from unsendable(members[name], item, inner)
        else:
            near = difflib.get_close_matches(str(name), members, n=1)
            hint = f" (did you mean {near[0]}?)" if near else ""
            known = ", ".join(members)
            told = f'Unknown parameter in {where or "input"}: "{name}"{hint}'
            yield f"{told}, must be one of: {known}"


def refused_values(shape: Shape, value: Any, where: str = "") -> Iterator[str]:
    """What the service says of values: too long, not of the pattern, none of the known.

    >>> shape = {"type": "string", "max": 3}
    >>> next(refused_values(shape, "long", "roleName"))[:50]
    "Value 'long' at 'roleName' failed to satisfy const"
    """
    for constraint in _broken(shape, value):
        plain = isinstance(value, (str, int, float)) and not shape.get("sensitive")
        shown = f"'{value}' " if plain else ""
        yield f"Value {shown}at '{where}' failed to satisfy constraint: {constraint}"
    if shape["type"] == "structure":
        for name, item in value.items():
            inner = shape.get("members", {}).get(name)
            if inner is not None:
                lower = name[:1].lower() + name[1:]
                yield from refused_values(inner, item, f"{where}.{lower}" if where else lower)
    elif shape["type"] == "list" and "member" in shape:
        for place, item in enumerate(value, 1):
            yield from refused_values(shape["member"], item, f"{where}.{place}.member")
    elif shape["type"] == "map" and "value" in shape:
        for key, item in value.items():
            yield from refused_values(shape["value"], item, f"{where}.{key}")


def _broken(shape: Shape, value: Any) -> Iterator[str]:
    kind = shape["type"]
    if kind == "string":
        text = str(value)
        yield from _size(shape, len(text), "have length")
        if "enum" in shape and text not in shape["enum"]:
            yield f"Member must satisfy enum value set: [{', '.join(shape['enum'])}]"
        pattern = shape.get("pattern")
        if pattern and not _matches(pattern, text):
            yield f"Member must satisfy regular expression pattern: {pattern}"
    elif kind in ("list", "map"):
        yield from _size(shape, len(value), "have length")
    elif kind in ("integer", "long"):
        yield from _size(shape, value, "have value")


def _size(shape: Shape, size: int, what: str) -> Iterator[str]:
    if "min" in shape and size < shape["min"]:
        yield f"Member must {what} greater than or equal to {shape['min']}"
    if "max" in shape and size > shape["max"]:
        yield f"Member must {what} less than or equal to {shape['max']}"


def _matches(pattern: str, text: str) -> bool:
    compiled = _compiled(pattern)
    return compiled is None or compiled.fullmatch(text) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str] | None:
    """AWS's patterns are Java's; one that Python cannot read is not checked."""
    try:
        return re.compile(pattern.replace("\\p{L}", "\\w").replace("\\p{Z}", "\\s"))
    except re.error:
        return None
