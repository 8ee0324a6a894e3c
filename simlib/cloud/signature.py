"""Signature Version 4, the signer's side: a request in, the signed request out.

The checker's side is `authentication`. Time is always passed in; one without a zone is UTC.
Source: "Create a signed AWS API request", "Authenticating Requests: Using Query Parameters".
"""

import hmac
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from .canonical_request import (
    CONTENT_HASH,
    UNSIGNED_PAYLOAD,
    HttpRequest,
    Pair,
    body_hash,
    canonical_request,
    is_s3,
    signable,
    to_bytes,
)

__all__ = [
    "ALGORITHM",
    "TERMINATOR",
    "Credentials",
    "Scope",
    "presign",
    "sign",
    "signature",
    "signing_key",
    "stamp",
    "string_to_sign",
    "utc",
]

ALGORITHM = "AWS4-HMAC-SHA256"
TERMINATOR = "aws4_request"

_SET_BY_SIGNER = frozenset({"authorization", "x-amz-date", "x-amz-security-token"})


@dataclass(frozen=True, slots=True)
class Credentials:
    """An access key; its `repr` shows the id alone."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)
    expiry: datetime | None = None
    active: bool = True


class Scope(NamedTuple):
    """Where and on which day a signature is good: one service, one Region."""

    date: str
    region: str
    service: str
    terminator: str = TERMINATOR

    def __str__(self) -> str:
        return "/".join(self)


def sign(
    request: HttpRequest, credentials: Credentials, *, region: str, service: str, time: datetime
) -> HttpRequest:
    """Signs in the Authorization header.

    >>> request = HttpRequest("GET", headers=(("Host", "iam.amazonaws.com"),))
    >>> key = Credentials("AKIDEXAMPLE", "secret")
    >>> day = datetime(2015, 8, 30)
    >>> signed = sign(request, key, region="us-east-1", service="iam", time=day)
    >>> signed.header("Authorization")[:69]
    'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_r'
    """
    scope = Scope(stamp(time)[:8], region, service)
    ready = _with_signers_headers(request, credentials, service, time)
    names = signable(ready)
    canonical = canonical_request(ready, service=service, signed_headers=names)
    value = (
        f"{ALGORITHM} Credential={credentials.access_key_id}/{scope}, "
        f"SignedHeaders={';'.join(names)}, "
        f"Signature={signature(credentials, string_to_sign(canonical, scope, time), scope)}"
    )
    return ready._replace(headers=(*ready.headers, ("Authorization", value)))


def presign(
    request: HttpRequest,
    credentials: Credentials,
    *,
    region: str,
    service: str,
    time: datetime,
    expires: timedelta = timedelta(hours=1),
) -> HttpRequest:
    """Signs in the query: whoever holds the URL may make this request until it expires.

    >>> request = HttpRequest("GET", "/scan.dcm", headers=(("Host", "phi.s3.amazonaws.com"),))
    >>> key, day = Credentials("AKIDEXAMPLE", "secret"), datetime(2015, 8, 30)
    >>> presigned = presign(request, key, region="us-east-1", service="s3", time=day)
    >>> [name for name, _ in presigned.query]  # doctest: +NORMALIZE_WHITESPACE
    ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-Expires', 'X-Amz-SignedHeaders',
     'X-Amz-Signature']
    """
    scope = Scope(stamp(time)[:8], region, service)
    bare = request._replace(headers=_without(request, _SET_BY_SIGNER | {CONTENT_HASH}))
    names = signable(bare)
    asked = _query(credentials, scope, time) + _limits(credentials, expires, names)
    ready = bare._replace(query=request.query + asked)
    payload = UNSIGNED_PAYLOAD if is_s3(service) else body_hash(request)
    canonical = canonical_request(ready, service=service, signed_headers=names, payload=payload)
    value = signature(credentials, string_to_sign(canonical, scope, time), scope)
    return ready._replace(query=(*ready.query, ("X-Amz-Signature", value)))


def string_to_sign(canonical: str, scope: Scope, time: datetime) -> str:
    r"""What the signing key signs.

    >>> day = datetime(2015, 8, 30, 12, 36)
    >>> string_to_sign("GET…", Scope("20150830", "us-east-1", "iam"), day)[:74]
    'AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/iam/aws4_request\nb705'
    """
    return "\n".join([ALGORITHM, stamp(time), str(scope), sha256(to_bytes(canonical)).hexdigest()])


def signing_key(secret_access_key: str, scope: Scope) -> bytes:
    """The key for one day, Region and service: it gives the secret away for none of the others.

    >>> signing_key("secret", Scope("20150830", "us-east-1", "iam")).hex()[:8]
    '6decdc40'
    """
    key = to_bytes("AWS4" + secret_access_key)
    for part in scope:
        key = hmac.digest(key, to_bytes(part), "sha256")
    return key


def signature(credentials: Credentials, text: str, scope: Scope) -> str:
    """The signature of a string to sign, in hex.

    >>> key = Credentials("AKIDEXAMPLE", "secret")
    >>> signature(key, "…", Scope("20150830", "us-east-1", "iam"))[:8]
    'baf6e372'
    """
    key = signing_key(credentials.secret_access_key, scope)
    return hmac.digest(key, to_bytes(text), "sha256").hex()


def utc(time: datetime) -> datetime:
    """The time in UTC; one without a zone is taken to be in UTC already."""
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def stamp(time: datetime) -> str:
    """`YYYYMMDDTHHMMSSZ`."""
    exact = utc(time)
    return f"{exact.year:04}{exact:%m%dT%H%M%SZ}"


def _with_signers_headers(
    request: HttpRequest, credentials: Credentials, service: str, time: datetime
) -> HttpRequest:
    added: list[Pair] = [("X-Amz-Date", stamp(time))]
    if credentials.session_token is not None:
        added.append(("X-Amz-Security-Token", credentials.session_token))
    if is_s3(service):
        unsigned = request.header(CONTENT_HASH) == UNSIGNED_PAYLOAD  # the caller's wish
        added.append((CONTENT_HASH, UNSIGNED_PAYLOAD if unsigned else body_hash(request)))
    replaced = _SET_BY_SIGNER | {name.lower() for name, _ in added}
    return request._replace(headers=(*_without(request, replaced), *added))


def _without(request: HttpRequest, names: frozenset[str]) -> tuple[Pair, ...]:
    return tuple(pair for pair in request.headers if pair[0].lower() not in names)


def _query(credentials: Credentials, scope: Scope, time: datetime) -> tuple[Pair, ...]:
    return (
        ("X-Amz-Algorithm", ALGORITHM),
        ("X-Amz-Credential", f"{credentials.access_key_id}/{scope}"),
        ("X-Amz-Date", stamp(time)),
    )


def _limits(
    credentials: Credentials, expires: timedelta, names: tuple[str, ...]
) -> tuple[Pair, ...]:
    token = credentials.session_token
    return (
        ("X-Amz-Expires", str(int(expires.total_seconds()))),
        ("X-Amz-SignedHeaders", ";".join(names)),
        *((("X-Amz-Security-Token", token),) if token is not None else ()),
    )
