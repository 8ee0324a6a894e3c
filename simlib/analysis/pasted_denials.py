"""What people paste when they ask "why was this denied?": a record, an event, a message.

Source: "CloudTrail log file examples", "LookupEvents" (AWS CloudTrail API Reference),
"DecodeAuthorizationMessage" (AWS STS API).
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..evaluation.encoded_message import decode
from ..language.errors import QuestionError
from ..language.terms import Decision
from .denials import EXPECTED, Denial, Record, denial_of, read_message, was_denied

__all__ = ["read_pasted"]

_PHRASE = "is not authorized to perform:"
_ENCODED = re.compile(r"[Ee]ncoded authorization failure message:\s*([\w-]+)")


def read_pasted(text: str) -> Denial:
    """Reads whatever tells of a denial. Raises QuestionError with what was expected.

    >>> read_pasted('{"eventName": "GetObject"}')
    Traceback (most recent call last):
    simlib.language.errors.QuestionError: the record tells of a call that succeeded; nothing was \
denied
    """
    if not text.strip():
        raise QuestionError(f"nothing is pasted; {EXPECTED}")
    if text.lstrip()[0] in "{[":
        return _of_json(text)
    return _of_message(text)


def _of_json(text: str) -> Denial:
    try:
        value = json.loads(text)
    except RecursionError:
        raise QuestionError(f"the JSON is nested too deeply; {EXPECTED}") from None
    except ValueError as error:
        return _of_broken_json(text, error)
    document = _decoded(value)
    if document is not None:
        return _of_document(document)
    records = list(_records(value))
    if not records and _PHRASE in text:
        return _of_message(text)
    if not records:
        raise QuestionError(f"this JSON is no CloudTrail record; {EXPECTED}")
    return denial_of(_the_denied(records))


def _of_broken_json(text: str, error: ValueError) -> Denial:
    """A part of a record may hold the whole message."""
    if _PHRASE in text:
        return _of_message(text)
    raise QuestionError(f"the JSON cannot be read: {error}; {EXPECTED}") from None


def _of_message(text: str) -> Denial:
    encoded = _ENCODED.search(text)
    if encoded is not None and _PHRASE not in text:
        return _of_encoded(encoded[1], text)
    return read_message(_value_around(text))


def _value_around(text: str) -> str:
    """The JSON string that holds the message, without what stands around it."""
    strings = re.findall(r'"((?:[^"\\]++|\\.)*+)"?', text)
    return next((each for each in strings if _PHRASE in each), text)


def _records(value: Any) -> Iterator[Record]:
    """The records in a record, a log file, a list, or the answer of LookupEvents."""
    if isinstance(value, list):
        for each in value:
            yield from _records(each)
    elif isinstance(value, Mapping):
        if "CloudTrailEvent" in value:
            yield from _records(_inner(value["CloudTrailEvent"]))
        elif "eventName" in value:
            yield value
        else:
            yield from _records(value.get("Records") or value.get("Events"))


def _inner(value: Any) -> Any:
    try:
        return json.loads(value)
    except (TypeError, ValueError, RecursionError):
        return None


def _the_denied(records: list[Record]) -> Record:
    """The one that was denied, of several."""
    denied = [record for record in records if was_denied(record)]
    if len(denied) > 1:
        raise QuestionError(f"{len(denied)} of these records were denied; paste one of them")
    return (denied or records)[0]


def _decoded(value: Any) -> Mapping[str, Any] | None:
    """The document of sts:DecodeAuthorizationMessage, with or without the answer around it."""
    if not isinstance(value, Mapping):
        return None
    inner = _inner(value["DecodedMessage"]) if "DecodedMessage" in value else value
    known = isinstance(inner, Mapping) and isinstance(inner.get("context"), Mapping)
    return inner if known else None


def _of_encoded(encoded: str, text: str) -> Denial:
    """simlib's own encoded messages can be read; AWS's only by STS."""
    try:
        return _of_document(json.loads(decode(encoded)))
    except ValueError:
        return read_message(text)


def _of_document(document: Mapping[str, Any]) -> Denial:
    context = document["context"]
    principal = context.get("principal")
    arn = str(principal.get("arn", "")) if isinstance(principal, Mapping) else ""
    explicit = document.get("explicitDeny") is True
    return Denial(
        arn,
        str(context.get("action", "")),
        str(context["resource"]) if context.get("resource") else None,
        Decision.EXPLICIT_DENY if explicit else Decision.IMPLICIT_DENY,
        record={"userIdentity": {"arn": arn}, "errorCode": "UnauthorizedOperation"},
    )
