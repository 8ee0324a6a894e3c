"""The encoded authorization message of EC2: why a request was denied, for those who may know.

`encode` makes an opaque text of it, the same for the same denial; sts:DecodeAuthorizationMessage
gives the JSON back. AWS does not publish its code, so this one is simlib's own: a check sum, then
the JSON under a stream that follows from it. It hides the text from the eye and from nobody else.
Source: "DecodeAuthorizationMessage" (AWS STS API), "Troubleshoot access denied error messages"; the
names in the document are those of AWS's own examples.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from ..language.terms import Decision, Effect
from ..trace.deciding import matched_statements
from ..trace.nodes import Match, Verdict
from .context import derived_keys
from .policy_set import PolicySet
from .request import Request

__all__ = ["LONGEST", "authorization_document", "decode", "encode"]

LONGEST = 10_240  # characters that sts:DecodeAuthorizationMessage takes
_CHECK = 12  # bytes
_DOCUMENT = LONGEST * 3 // 4 - _CHECK  # bytes of JSON that fit
_Json = dict[str, Any]


def encode(request: Request, policies: PolicySet, deciding: Sequence[Verdict]) -> str:
    """The opaque text for a denied request; what would make it too long for STS is left out."""
    document = authorization_document(request, policies, deciding)
    written = _written(document)
    if len(written) > _DOCUMENT:
        context = {**document["context"], "conditions": _items([])}
        written = _written({**document, "matchedStatements": _items([]), "context": context})
    check = sha256(written).digest()[:_CHECK]
    return urlsafe_b64encode(check + _covered(check, written)).decode().rstrip("=")


def decode(text: str) -> str:
    """The JSON document of an encoded message. Raises ValueError for any other text."""
    if not text.isascii() or len(text) > LONGEST:
        raise ValueError("no encoded authorization message")
    raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    check = raw[:_CHECK]
    written = _covered(check, raw[_CHECK:])
    if len(check) < _CHECK or sha256(written).digest()[:_CHECK] != check:
        raise ValueError("no encoded authorization message")
    return written.decode()


def authorization_document(
    request: Request, policies: PolicySet, deciding: Sequence[Verdict]
) -> _Json:
    """What STS tells: explicit deny or silence, the statements that deny, who, what and with what.

    A silence has no statements. `deciding` are the verdicts that denied, as `Evaluation` has them.
    """
    explicit = deciding[0].decision is Decision.EXPLICIT_DENY
    found = (each.statement for verdict in deciding for each in matched_statements(verdict))
    denies = [statement for statement in found if statement.effect is Effect.DENY]
    keys = derived_keys(request, policies)
    principal = {
        "id": keys.get("aws:userid"),
        "name": keys.get("aws:username"),
        "arn": request.principal.label,
    }
    return {
        "allowed": False,
        "explicitDeny": explicit,
        "matchedStatements": _items(map(_statement, denies if explicit else [])),
        "failures": _items([]),
        "context": {
            "principal": {key: value for key, value in principal.items() if value},
            "action": request.action,
            "resource": request.resource.arn,
            "conditions": _items(_conditions(request)),
        },
    }


def _conditions(request: Request) -> Iterable[_Json]:
    for key, value in sorted(request.context.items()):
        if value is not None:
            yield _condition(key, (value,) if isinstance(value, str) else value)


def _statement(statement: Match) -> _Json:
    sid = statement.label.removeprefix("statement `").removesuffix("`")
    elements = [child for child in statement.children if " " not in child.label]
    conditions = [child for child in statement.children if " " in child.label]
    return {
        "statementId": sid if sid != statement.label else "",
        "effect": str(statement.effect).upper(),
        "actions": _values(_wanted(elements, "Action")),
        "resources": _values(_wanted(elements, "Resource")),
        "conditions": _items(_condition(c.label.split(" ", 1)[1], c.wanted) for c in conditions),
    }


def _wanted(elements: Iterable[Match], name: str) -> Iterable[str]:
    """The values of an element or of its Not… twin."""
    return (value for each in elements if each.label.endswith(name) for value in each.wanted)


def _condition(key: str, values: Iterable[str]) -> _Json:
    return {"key": key, "values": _values(values)}


def _values(values: Iterable[str]) -> _Json:
    return _items({"value": value} for value in values)


def _items(items: Iterable[_Json]) -> _Json:
    return {"items": list(items)}


def _written(document: _Json) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()


def _covered(check: bytes, text: bytes) -> bytes:
    """Covers a text, or uncovers it: doing it twice gives it back."""
    blocks = (
        sha256(check + bytes([n // 256, n % 256])).digest() for n in range(len(text) // 32 + 1)
    )
    return bytes(a ^ b for a, b in zip(text, b"".join(blocks), strict=False))
