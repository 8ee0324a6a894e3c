"""What people type to ask: actions, ARNs, Regions, addresses, times. Is each what it should be?

Every function gives the value back, or raises QuestionError with an example.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from ..evaluation.request import ContextValue, context_values
from ..language.addresses import is_private
from ..language.arn import parse_arn
from ..language.errors import QuestionError, as_text, did_you_mean
from .key_origins import NAMES

__all__ = [
    "as_address",
    "as_arn",
    "as_context",
    "as_public_address",
    "as_region",
    "as_resource",
    "is_sent",
    "later",
]

_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-[0-9]")
_EXAMPLES = {
    "s3": "arn:aws:s3:::bucket/key",
    "kms": "arn:aws:kms:us-east-1:111122223333:key/ID",
    "iam": "arn:aws:iam::111122223333:role/NAME",
    "sts": "arn:aws:iam::111122223333:role/NAME",
    "healthlake": "arn:aws:healthlake:us-east-1:111122223333:datastore/fhir/ID",
    "health-agent": "arn:aws:health-agent:us-east-1:111122223333:domain/ID",
}


def as_arn(text: str, service: str) -> str:
    """An ARN; the example is one of the service's.

    >>> as_arn("records", "s3")
    Traceback (most recent call last):
    simlib.language.errors.QuestionError: `records` is no ARN; expected one such as \
`arn:aws:s3:::bucket/key`
    """
    if parse_arn(as_text(text, "the resource")) is None:
        example = _EXAMPLES.get(service, "arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE")
        raise QuestionError(f"`{text}` is no ARN; expected one such as `{example}`")
    return text


def as_resource(text: str, service: str) -> str:
    """One resource, or `*` for an action that has none.

    A pattern would be taken literally, and a Deny on a part of it missed.
    """
    if as_text(text, "the resource") != "*" and "*" in as_arn(text, service):
        told = "name one resource, or `*` for an action that has none"
        raise QuestionError(f"`{text}` is a pattern, expected an ARN without `*`: {told}")
    return text


def as_region(text: str) -> str:
    """A Region's code."""
    if not _REGION.fullmatch(as_text(text, "the Region")):
        raise QuestionError(f"`{text}` is no Region; expected one such as `eu-central-1`")
    return text


def as_address(text: str) -> str:
    """An IP address."""
    try:
        ip_address(str(text))
    except ValueError:
        told = f"`{text}` is no IP address; expected one such as `192.0.2.7`"
        raise QuestionError(told) from None
    return text


def as_public_address(text: str) -> str:
    """An address that AWS can see: private ones come through a VPC endpoint (rule D4)."""
    if is_private(ip_network(as_address(text))):
        told = "AWS sees public addresses only; a VPC endpoint takes private ones: `through(…)`"
        raise QuestionError(f"`{text}` is a private address; {told}")
    return text


def as_context(keys: Mapping[str, object]) -> dict[str, ContextValue]:
    """Context keys that were set, in AWS's spelling or Python's.

    >>> as_context({"aws_SourceIp": "192.0.2.7"})
    {'aws:SourceIp': '192.0.2.7'}
    """
    named = {k if ":" in k else k.replace("_", ":", 1): v for k, v in keys.items()}
    wrong = [key for key in named if ":" not in key]
    if wrong:
        raise QuestionError(f"`{wrong[0]}` is no context key; write `aws_SourceIp=…` for one")
    for key in named:
        if (near := _slip_of(key)) is not None:
            raise QuestionError(f"`{key}` is no context key that AWS sends; {near}")
    return context_values(named)


def is_sent(key: str) -> bool:
    """Can a request carry this key? AWS sends none that is a slip of one of its own.

    >>> is_sent("aws:PrincipalArn"), is_sent("aws:PrincipalArns")
    (True, False)
    """
    return _slip_of(key) is None


def _slip_of(key: str) -> str | None:
    """What a key is a slip of, in words: one of AWS's global keys that looks much like it."""
    if key.lower() in _KNOWN or "/" in key or key.partition(":")[0].lower() != "aws":
        return None
    return did_you_mean(key, _KNOWN.values()) or None


_KNOWN = {
    key.lower(): key
    for keys in NAMES.values()
    for key in (*keys, "aws:TagKeys", "aws:RequestedRegion")
}


def later(now: datetime, time: Mapping[str, float]) -> datetime:
    """The moment so much later, in the units of `timedelta`.

    >>> later(datetime(2026, 3, 2), {"hours": "two"})
    Traceback (most recent call last):
    simlib.language.errors.QuestionError: `hours='two'` is no time; expected one such as `hours=2`
    """
    try:
        return now + timedelta(**time)
    except (TypeError, ValueError, OverflowError):
        told = ", ".join(f"{unit}={number!r:.40}" for unit, number in time.items())
        raise QuestionError(f"`{told}` is no time; expected one such as `hours=2`") from None
