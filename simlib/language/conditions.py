"""Reads the Condition element: operator → key → values.

Source: "IAM JSON policy elements: Condition", "… Condition operators".
"""

import re
from collections.abc import Set

from .condition_operators import ConditionOperator, all_spellings, read_operator
from .edits import Edit, EditKind
from .errors import did_you_mean
from .findings import Issue, Source
from .json_text import Json, Member
from .policy import Condition, Value
from .reading import SCALARS, Reading, respelt

__all__ = ["read_conditions"]

_KEY = re.compile(r"[^\s:]+:\S.*")


def read_conditions(reading: Reading, node: Json, pointer: str) -> tuple[Condition, ...]:
    """Reads a Condition block into its operator-and-key pairs, all of which must match."""
    if node.kind != "object":
        reading.wrong_kind(node, "Condition", "an object", reading.source(pointer, node.start))
        return ()
    found: list[Condition] = []
    there = {member.key for member in node.value}
    for member, inner, place in reading.members(node, pointer):
        operator = _operator(reading, member, there, place)
        if member.value.kind != "object":
            reading.wrong_kind(member.value, member.key, "an object of keys and values", place)
        elif operator:
            found += _pairs(reading, member, operator, inner)
    return tuple(found)


def _operator(
    reading: Reading, member: Member, there: Set[str], place: Source
) -> ConditionOperator | None:
    text, operator = member.key, read_operator(member.key)
    if operator is None:
        message = f"unknown condition operator `{text[:80]}`"
        hint = did_you_mean(text, all_spellings())
        edits = respelt(member, place.pointer, all_spellings(), there)
        reading.report(Issue.INVALID_CONDITION_OPERATOR, message, place, hint, *edits)
    elif operator.base == "Null" and operator.if_exists:
        message = "`Null` takes no `IfExists`: it is itself the test for existence"
        plain = text.removesuffix("IfExists")
        edit = Edit(EditKind.RENAME, place.pointer, plain)
        edits = [] if plain in there else [edit]
        reading.report(Issue.NULL_WITH_IF_EXISTS, message, place, f"write `{plain}`", *edits)
    return operator


def _pairs(
    reading: Reading, member: Member, operator: ConditionOperator, pointer: str
) -> list[Condition]:
    pairs: list[Condition] = []
    seen: dict[str, str] = {}
    for pair, inner, place in reading.members(member.value, pointer):
        _key(reading, pair.key, seen, place)
        strings = reading.strings(pair.value, pair.key, inner, SCALARS)
        for text, at in strings:
            _value(reading, text, operator, at)
        values = tuple(Value(text, at) for text, at in strings)
        pairs.append(Condition(member.key, pair.key, values, place))
    return pairs


def _key(reading: Reading, key: str, seen: dict[str, str], place: Source) -> None:
    other = seen.setdefault(key.lower(), key)
    if other != key:
        message = f"`{key[:80]}` and `{other[:80]}` are the same key: case does not count"
        reading.report(Issue.DUPLICATE_KEYS_WITH_DIFFERENT_CASE, message, place, "keep one")
    if reading.template_text(key, place) or reading.no_variables(key, "a condition key", place):
        return
    if not _KEY.fullmatch(key):
        message = f"`{key[:80]}` is no condition key, expected `prefix:Name`"
        reading.report(Issue.INVALID_CONDITION_KEY_FORMAT, message, place)


def _value(reading: Reading, text: str, operator: ConditionOperator, source: Source) -> None:
    if reading.template_text(text, source) or "${" not in text:
        return
    if operator.takes_variables:
        reading.variables(text, source)
    else:
        message = f"`{text[:80]}`: {operator.base} puts in no variables"
        hint = "variables work with string and ARN operators"
        reading.report(Issue.INVALID_VARIABLE_FOR_OPERATOR, message, source, hint)
