"""Tags of users, roles, instance profiles, managed policies and identity providers.

Source: "Tags for IAM resources" (keys ignore case; at most 50; `aws:` is reserved).
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.operation import Need, Operation
from ..tags import tag_keys, tag_list, tags_from
from .kinds import PROFILE, ROLE, USER, Arn, Kind, arn_of, named, row
from .refusals import invalid_input

__all__ = ["OPERATIONS", "Tagged", "new_tags", "request_tag_keys", "tag_rows", "tagging"]

MOST = 50


class Tagged(NamedTuple):
    """A kind of thing that has tags: the word in operations, the parameter, and where it is."""

    word: str
    parameter: str
    on: Arn
    find: Callable[[Call], Any]
    table: str
    key: Callable[[Any], Any]


def new_tags(call: Call, before: Mapping[str, str] | None = None) -> dict[str, str]:
    """The tags that the call gives, over those that were there. Raises ClientError."""
    pairs = call.get("Tags", ())
    given = tags_from(pairs)
    if len({key.lower() for key in given}) < len(pairs):
        raise invalid_input(
            "Duplicate tag keys found. Please note that Tag keys are case insensitive."
        )
    reserved = [key for key in given if key.lower().startswith("aws:")]
    if reserved:
        raise invalid_input(
            f"Tag keys starting with 'aws:' are reserved for system use: {reserved[0]}"
        )
    replaced = {key.lower() for key in given}
    kept = {key: value for key, value in (before or {}).items() if key.lower() not in replaced}
    if len(kept) + len(given) > MOST:
        message = "The number of tags has reached the maximum limit."
        raise ClientError("LimitExceeded", message, 409, hint=f"at most {MOST}")
    return kept | given


def request_tag_keys(call: Call) -> dict[str, object]:
    """aws:RequestTag/… and aws:TagKeys."""
    return tag_keys(tags_from(call.get("Tags", ())))


def tagging(word: str, on: Arn) -> Need:
    """Tags in a call that creates need the tagging action too."""
    return Need(f"iam:Tag{word}", on, when=lambda call: bool(call.get("Tags")))


def tag_rows(tagged: Tagged) -> dict[str, Operation]:
    """Tag…, Untag… and List…Tags of one kind."""
    word, parameter, on = tagged.word, tagged.parameter, tagged.on

    def change(call: Call, thing: Any, tags: Mapping[str, str]) -> dict[str, Any]:
        call.put(tagged.table, tagged.key(thing), replace(thing, tags=tags))
        return {}

    def tag(call: Call) -> dict[str, Any]:
        thing = tagged.find(call)
        return change(call, thing, new_tags(call, thing.tags))

    def untag(call: Call) -> dict[str, Any]:
        thing = tagged.find(call)
        gone = {key.lower() for key in call["TagKeys"]}
        kept = {key: value for key, value in thing.tags.items() if key.lower() not in gone}
        return change(call, thing, kept)

    def listed(call: Call) -> dict[str, Any]:
        return {"Tags": tag_list(tagged.find(call).tags), "IsTruncated": False}

    tag_name, untag_name, list_name = f"Tag{word}", f"Untag{word}", f"List{word}Tags"
    return {
        tag_name: row(tag_name, on, tag, parameter, "Tags", keys=request_tag_keys),
        untag_name: row(
            untag_name, on, untag, parameter, "TagKeys",
            keys=lambda call: {"aws:TagKeys": list(call["TagKeys"])},
        ),
        list_name: row(list_name, on, listed, parameter, paged=True),
    }  # fmt: skip


def _of_kind(kind: Kind) -> Tagged:
    return Tagged(
        kind.word,
        kind.name,
        arn_of(kind),
        lambda call: named(call, kind),
        kind.table,
        lambda each: (each.account, each.name),
    )


OPERATIONS = {
    name: operation
    for kind in (USER, ROLE, PROFILE)
    for name, operation in tag_rows(_of_kind(kind)).items()
}
