"""What could stand here? Completions for a policy that somebody is writing.

Actions, resource types and condition keys come from the reference: the keys are those that the
statement's own actions send, the ARNs those that they take.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from ..language.condition_operators import all_spellings
from ..language.errors import QuestionError, UnknownNameError
from ..language.json_strings import JsonString, Path, string_at, strings_in
from ..reference.asking import expand
from ..reference.catalogue import global_keys, service, services
from ..reference.index import service_name
from ..reference.records import Action, ConditionKey, Service

__all__ = ["Completion", "Completions", "completions", "statement_actions"]

MOST = 80  # shown at once; more typing narrows them
_TOP = ("Version", "Statement", "Id")
_ELEMENTS = ("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource",
             "NotResource", "Condition")  # fmt: skip
_COMMON = ("StringEquals", "StringLike", "ArnLike", "Bool", "BoolIfExists", "IpAddress", "Null")
_VARIABLE = re.compile(r"\$\{(Partition|Region|Account)\}")


class Completion(NamedTuple):
    """One proposal: what is shown, and a word and a sentence about it."""

    text: str
    detail: str = ""
    info: str = ""


class Completions(NamedTuple):
    """The proposals for the text from `start` to `end` (offsets)."""

    start: int
    end: int
    options: tuple[Completion, ...]


def completions(text: str, offset: int, resources: Iterable[str] = ()) -> Completions:
    """What could stand at a place of a policy's text; `resources` are ARNs that there are.

    >>> [each.text for each in completions('{"Effect": "A"}', 13).options]
    ['Allow']
    """
    here = string_at(text, offset)
    if here is None:
        return Completions(offset, offset, ())
    typed = text[here.start : offset]
    offered = tuple(_offered(text, here, typed, tuple(resources)))
    return Completions(here.start, here.end if here.closed else offset, _ranked(offered, typed))


def _offered(
    text: str, here: JsonString, typed: str, resources: tuple[str, ...]
) -> Iterator[Completion]:
    statement, element = _statement(here.path)
    if here.is_key:
        yield from _keys(text, here, statement, element)
    elif element[:1] == ("Effect",):
        yield from (Completion("Allow"), Completion("Deny"))
    elif here.path == ("Version",):
        yield Completion("2012-10-17", "the current language")
    elif element[:1] in (("Action",), ("NotAction",)):
        yield from _actions(typed)
    elif element[:1] in (("Resource",), ("NotResource",)):
        yield from _resources(statement_actions(text, statement), resources)
    elif element[:1] == ("Condition",) and "Bool" in str(element[1:2]):
        yield from (Completion("true"), Completion("false"))
    elif element[:2] in (("Principal", "Service"), ("NotPrincipal", "Service")):
        yield from (Completion(f"{prefix}.amazonaws.com") for prefix in services())


def _statement(path: Path) -> tuple[Path, Path]:
    """The path of the statement, and the rest of the path within it."""
    if path[:1] != ("Statement",):
        return (), path
    length = 2 if len(path) > 1 and isinstance(path[1], int) else 1
    return path[:length], path[length:]


def _keys(text: str, here: JsonString, statement: Path, element: Path) -> Iterator[Completion]:
    if not here.path:
        yield from _missing(text, here, _TOP)
    elif not element:
        yield from _missing(text, here, _ELEMENTS)
    elif element in (("Principal",), ("NotPrincipal",)):
        yield from (Completion(each) for each in ("AWS", "Service", "Federated", "CanonicalUser"))
    elif element == ("Condition",):
        rest = [each for each in all_spellings() if each not in _COMMON]
        yield from (Completion(each) for each in (*_COMMON, *rest))
    elif element[:1] == ("Condition",):
        yield from _condition_keys(statement_actions(text, statement))


def _missing(text: str, here: JsonString, names: tuple[str, ...]) -> Iterator[Completion]:
    """Those names that the object does not have yet."""
    others = {s.text for s in strings_in(text) if s.is_key and s.path == here.path and s != here}
    yield from (Completion(name) for name in names if name not in others)


def _actions(typed: str) -> Iterator[Completion]:
    prefix, colon, _ = typed.partition(":")
    if not colon:
        yield from (Completion(f"{each}:", service_name(each)) for each in services())
    elif prefix.lower() in services():
        found = service(prefix)
        yield Completion(f"{found.prefix}:*", f"all actions of {found.name}")
        yield from (
            Completion(str(each), ", ".join(each.access_levels), each.description)
            for each in found.actions.values()
        )


def _resources(actions: tuple[Action, ...], there: tuple[str, ...]) -> Iterator[Completion]:
    yield Completion("*", "every resource")
    yield from (Completion(arn, "in this scenario") for arn in there)
    found: dict[str, str] = {}
    for action in actions:
        types = service(action.service).resource_types
        for each in action.resource_types:
            found.setdefault(_with_parts(types[each].arn), each)
    yield from (Completion(arn, name) for arn, name in found.items())


def _with_parts(arn: str) -> str:
    """A type's ARN with what is mostly meant; what differs stays to be filled in."""
    parts = {"Partition": "aws", "Region": "us-east-1", "Account": "111122223333"}
    filled = _VARIABLE.sub(lambda found: parts[found[1]], arn)
    return re.sub(r"\$\{[^}]*\}", "*", filled)


def _condition_keys(actions: tuple[Action, ...]) -> Iterator[Completion]:
    of_actions: dict[str, str] = {}
    for action in actions:
        for key in _keys_of(action):
            of_actions.setdefault(key, "sent by the actions here")
    for key, detail in of_actions.items():
        yield Completion(_tag_key(key), detail, _about(actions, key))
    for each in global_keys().values():
        if each.name not in of_actions:
            told = "several values" if each.multivalued else "one value"
            yield Completion(
                _tag_key(each.name), f"{each.type}, {told}", f"There when: {each.when}"
            )


def _keys_of(action: Action) -> tuple[str, ...]:
    types = service(action.service).resource_types
    keys = list(action.condition_keys)
    for each in action.resources:
        keys += [*each.condition_keys, *types[each.name].condition_keys]
    return tuple(dict.fromkeys(keys))


def _tag_key(key: str) -> str:
    """`aws:ResourceTag/${TagKey}` is completed up to where the tag's own key comes."""
    return re.sub(r"\$\{[^}]*\}|<[^>]*>", "", key)


def _about(actions: tuple[Action, ...], key: str) -> str:
    for prefix in dict.fromkeys(action.service for action in actions):
        known: Service = service(prefix)
        found: ConditionKey | None = known.condition_keys.get(key)
        if found:
            return found.description
    return ""


def statement_actions(text: str, statement: Path) -> tuple[Action, ...]:
    """The actions that a half-written statement names, as far as they are known.

    >>> text = '{"Statement": [{"Action": ["healthlake:Read*"], "Condition": {"": {"'
    >>> [each.name for each in statement_actions(text, ("Statement", 0))]
    ['ReadResource']
    """
    size = len(statement)
    written = [
        each.text
        for each in strings_in(text)
        if not each.is_key
        and each.path[:size] == statement
        and each.path[size : size + 1] == ("Action",)
    ]
    return tuple(dict.fromkeys(each for pattern in written for each in _named(pattern)))


@lru_cache(maxsize=512)
def _named(pattern: str) -> tuple[Action, ...]:
    if pattern == "*":
        return ()
    try:
        names = expand(pattern)
    except (QuestionError, UnknownNameError):
        return ()
    found = service(pattern.partition(":")[0])
    return tuple(found.actions[name.partition(":")[2]] for name in names)


def _ranked(offered: tuple[Completion, ...], typed: str) -> tuple[Completion, ...]:
    """Those that begin with what is typed, then those that hold it, then those that tell of it.

    >>> [each.text for each in _ranked(tuple(_actions("healthl")), "healthl")]
    ['healthlake:']
    """
    wanted = typed.lower()
    name = wanted.rpartition(":")[2]
    begin = [each for each in offered if each.text.lower().startswith(wanted)]
    held = [each for each in offered if name and name in each.text.lower()]
    told = [each for each in offered if name and wanted in each.detail.lower()]
    return tuple(dict.fromkeys(begin + held + told))[:MOST]
