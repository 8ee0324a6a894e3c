"""An access denied message read back: who was denied what, on what, and which layer denied it.

Source: "Troubleshoot access denied error messages", "Troubleshoot access denied (403 Forbidden)
errors in Amazon S3".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..language.errors import QuestionError
from ..language.terms import Decision
from ..trace.nodes import Layer
from ..trace.words import a_layer

__all__ = ["Denial", "denial_of", "read_message", "was_denied"]

Record = Mapping[str, Any]
_CODES = (
    "AccessDenied",
    "AccessDeniedException",
    "AuthorizationError",
    "UnauthorizedOperation",
    "VpceAccessDenied",
)
_PHRASE = "is not authorized to perform:"
_BEFORE, _LONGEST = 3_000, 16_000  # characters; an encoded message of 10,240 may come last
_HEAD = re.compile(r"User: (.+?) is not authorized to perform: (\S+)(.*)", re.DOTALL)
# What may follow the action. The end is fixed, so that a resource may hold the same words.
_REST = re.compile(
    r"(?: on resource: (?P<resource>.*?))?"
    r"(?: because no (?P<silent>[\w -]+?) allows the \S+ action"
    r"| with an explicit deny(?: in (?:an?|the) (?P<denies>[\w -]+?)(?:: (?P<arn>arn:\S+))?)?"
    r"(?P<by>)| because the resource does not exist in this Region, .*)?[.,\s]*",
    re.DOTALL,
)
_LAYERS = {layer.value.lower(): layer for layer in Layer}
EXPECTED = (
    "expected a CloudTrail record (JSON), or AWS's message as the SDK or the CLI shows it: "
    "`User: arn:… is not authorized to perform: s3:GetObject on resource: … "
    "because no identity-based policy allows the s3:GetObject action`"
)


@dataclass(frozen=True)
class Denial:
    """What a message or a record tells of a denial; None or empty is what it does not tell.

    `record` is the CloudTrail record; of a message alone, as much of one as the message tells.
    """

    principal: str = ""
    action: str = ""
    resource: str | None = None
    decision: Decision | None = None
    layer: Layer | None = None
    policy_arn: str | None = None
    message: str = ""
    record: Record = field(default_factory=dict, compare=False, repr=False)

    def __str__(self) -> str:
        """In sentences.

        >>> print(read_message("User: arn:aws:iam::111122223333:user/Al is not authorized to "
        ...     "perform: s3:GetObject with an explicit deny in a session policy"))
        `arn:aws:iam::111122223333:user/Al` was denied `s3:GetObject`. A session policy denies it \
explicitly.
        """
        who = f"`{self.principal}`" if self.principal else "A caller who is not named"
        what = f"`{self.action}`" if self.action else "an action that is not named"
        where = f" on `{self.resource}`" if self.resource else ""
        return f"{who} was denied {what}{where}. {self._because()}"

    def _because(self) -> str:
        if self.layer is None:
            return _UNNAMED[self.decision]
        if self.decision is Decision.IMPLICIT_DENY:
            return f"No {self.layer} allows it: an implicit deny."
        layer = a_layer(self.layer)
        named = f": `{self.policy_arn}`" if self.policy_arn else ""
        how = " explicitly" if self.decision is Decision.EXPLICIT_DENY else ""
        return f"{layer[:1].upper()}{layer[1:]} denies it{how}{named}."


_UNNAMED: Mapping[Decision | None, str] = {
    Decision.EXPLICIT_DENY: "A policy denies it explicitly; the message does not say which kind.",
    Decision.IMPLICIT_DENY: "No policy allows it.",
    None: "The message does not say which kind of policy decided.",
}


def read_message(text: str) -> Denial:
    """Reads AWS's message, with or without what the SDK puts around it. Raises QuestionError.

    >>> found = read_message('User: arn:aws:iam::111122223333:user/Alice is not authorized to '
    ...     'perform: s3:GetObject on resource: "arn:aws:s3:::a/b" because no session policy '
    ...     'allows the s3:GetObject action')
    >>> found.resource, str(found.decision), str(found.layer)
    ('arn:aws:s3:::a/b', 'implicitDeny', 'session policy')
    """
    head = _HEAD.search(_one_line(_near_the_phrase(text)))
    if head is None:
        raise QuestionError(_none_told(text))
    principal, action, rest = head.groups()
    told = _REST.fullmatch(rest.partition(". Encoded authorization failure message")[0])
    parts = told.groupdict() if told else {}
    return Denial(
        principal,
        action.strip("\"',."),
        _resource(parts.get("resource")),
        _decision(parts),
        _LAYERS.get((parts.get("silent") or parts.get("denies") or "").lower()),
        parts.get("arn"),
        head[0].strip(),
        _as_record(principal, head[0].strip()),
    )


def _near_the_phrase(text: str) -> str:
    """What may belong to the message, for to read it takes the square of its length."""
    start = max(0, text.find(_PHRASE) - _BEFORE)
    return text[start : start + _LONGEST]


def _one_line(text: str) -> str:
    """Without the line ends of a terminal, and with the quotes that a record's JSON escapes."""
    return re.sub(r"[ \t]*[\r\n]+[ \t]*", " ", text).replace('\\"', '"').strip()


def _none_told(text: str) -> str:
    if "encoded authorization failure message" in text.lower():
        told = "only STS can read this encoded message: `aws sts decode-authorization-message`"
        return f"{told}; paste what that answers"
    if "access denied" in text.lower():
        told = "this message does not say who, what or why: S3 tells no more across accounts"
        return f"{told}; paste the CloudTrail record of the call"
    return f"this tells of no denial; {EXPECTED}"


def _resource(text: str | None) -> str | None:
    """S3 quotes it; a message that was cut may lack the second quote."""
    return text.rstrip(",").removeprefix('"').removesuffix('"') if text else None


def _decision(parts: Mapping[str, str | None]) -> Decision | None:
    if parts.get("by") is not None:
        return Decision.EXPLICIT_DENY
    return Decision.IMPLICIT_DENY if parts.get("silent") else None


def _as_record(principal: str, message: str) -> Record:
    arn = principal.startswith("arn:")
    service = {"type": "AWSService", "invokedBy": principal}
    identity = {"arn": principal} if arn else service
    return {"userIdentity": identity, "errorCode": "AccessDenied", "errorMessage": message}


def was_denied(record: Record) -> bool:
    """Did policies deny the call? Other errors are not theirs.

    >>> was_denied({"errorCode": "Client.UnauthorizedOperation"}), was_denied({})
    (True, False)
    """
    return str(record.get("errorCode", "")).removeprefix("Client.") in _CODES


def denial_of(record: Record) -> Denial:
    """What a record tells of a denial. Raises QuestionError for a call that was not denied."""
    if not was_denied(record):
        code = record.get("errorCode")
        came = f"failed with `{code}`, which no policy says" if code else "succeeded"
        raise QuestionError(f"the record tells of a call that {came}; nothing was denied")
    message = str(record.get("errorMessage", ""))
    try:
        found = read_message(message)
    except QuestionError:
        found = Denial(_caller(record), layer=_layer(record), message=message)
    return replace(found, record=record)


def _caller(record: Record) -> str:
    identity = record.get("userIdentity")
    told = identity if isinstance(identity, Mapping) else {}
    return str(told.get("arn") or told.get("invokedBy") or told.get("accountId") or "")


def _layer(record: Record) -> Layer | None:
    return Layer.VPC_ENDPOINT if record.get("errorCode") == "VpceAccessDenied" else None
