"""Signature Version 4, the checker's side: whose credentials signed this request, if anyone's?

Every check is a small function; the first that objects gives the answer. Their order is inferred:
the key, the scope, the clock, the session token, then the signature and the body.
Source: "Troubleshoot signed requests for AWS APIs", "AWS Signature Version 4 Test Suite".
"""

import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from .authentication_errors import (
    AuthenticationError,
    AuthenticationFailure,
    ServiceFamily,
    authentication_error,
)
from .canonical_request import (
    CONTENT_HASH,
    UNSIGNED_PAYLOAD,
    HttpRequest,
    body_hash,
    canonical_request,
    is_s3,
    payload_hash,
    to_bytes,
)
from .signature import TERMINATOR, Credentials, signature, stamp, string_to_sign, utc
from .signed_request import Claim, read_claim

__all__ = ["Lookup", "check"]

Lookup = Callable[[str], Credentials | None]

_WINDOW = timedelta(minutes=5)  # rule K6
_S3_WINDOW = timedelta(minutes=15)
_TOKEN_HEADER = "x-amz-security-token"


class _Attempt(NamedTuple):
    """A claim beside what is known: the key it names, and where and when it arrived."""

    claim: Claim
    known: Credentials
    service: str
    region: str
    now: datetime


_Objection = AuthenticationError | None


def check(
    request: HttpRequest, lookup: Lookup, *, service: str, region: str, now: datetime
) -> Credentials | AuthenticationError:
    """Whose credentials signed this request? Or the error AWS answers.

    >>> from datetime import datetime
    >>> request, day = HttpRequest("GET"), datetime(2015, 8, 30)
    >>> check(request, lambda key: None, service="iam", region="us-east-1", now=day).code
    'MissingAuthenticationToken'
    """
    claim = read_claim(request, service)
    if isinstance(claim, AuthenticationError):
        return claim
    known = lookup(claim.access_key_id)
    if known is None:
        return authentication_error(AuthenticationFailure.UNKNOWN_KEY, claim.family)
    attempt = _Attempt(claim, known, service, region, utc(now))
    objections = (each(attempt) for each in _CHECKS)
    return next((each for each in objections if each is not None), known)


def _inactive_key(attempt: _Attempt) -> _Objection:
    return _unless(attempt, attempt.known.active, AuthenticationFailure.INACTIVE_KEY)


def _scope_date(attempt: _Attempt) -> _Objection:
    given, stamped = attempt.claim.scope.date, stamp(attempt.claim.time)
    if given == stamped[:8]:
        return None
    failure = AuthenticationFailure.WRONG_SCOPE_DATE
    return authentication_error(failure, attempt.claim.family, given, stamped)


def _scope_region(attempt: _Attempt) -> _Objection:
    given, wanted = attempt.claim.scope.region, attempt.region
    return _differ(attempt, given, wanted, AuthenticationFailure.WRONG_SCOPE_REGION)


def _scope_service(attempt: _Attempt) -> _Objection:
    given, wanted = attempt.claim.scope.service, attempt.service
    return _differ(attempt, given, wanted, AuthenticationFailure.WRONG_SCOPE_SERVICE)


def _scope_terminator(attempt: _Attempt) -> _Objection:
    given = attempt.claim.scope.terminator
    return _differ(attempt, given, TERMINATOR, AuthenticationFailure.WRONG_SCOPE_TERMINATOR)


def _too_old(attempt: _Attempt) -> _Objection:
    claim, now = attempt.claim, attempt.now
    good = claim.expires if claim.expires is not None else _window(attempt)
    if claim.time >= now - good:
        return None
    bound = f"{stamp(now - good)} ({stamp(now)} - {good // timedelta(minutes=1)} min.)"
    failure = AuthenticationFailure.TOO_OLD
    return authentication_error(failure, claim.family, stamp(claim.time), bound)


def _not_yet_current(attempt: _Attempt) -> _Objection:
    claim, now, window = attempt.claim, attempt.now, _window(attempt)
    if claim.time <= now + window:
        return None
    bound = f"{stamp(now + window)} ({stamp(now)} + {window // timedelta(minutes=1)} min.)"
    failure = AuthenticationFailure.NOT_YET_CURRENT
    return authentication_error(failure, claim.family, stamp(claim.time), bound)


def _missing_token(attempt: _Attempt) -> _Objection:
    given = attempt.known.session_token is None or attempt.claim.session_token is not None
    return _unless(attempt, given, AuthenticationFailure.MISSING_TOKEN)


def _wrong_token(attempt: _Attempt) -> _Objection:
    given, wanted = attempt.claim.session_token, attempt.known.session_token
    right = given is wanted is None or _same(given or "", wanted or "")
    return _unless(attempt, right, AuthenticationFailure.WRONG_TOKEN)


def _expired_token(attempt: _Attempt) -> _Objection:
    expiry = attempt.known.expiry
    lasts = expiry is None or attempt.now < utc(expiry)
    return _unless(attempt, lasts, AuthenticationFailure.EXPIRED_TOKEN)


def _unsigned_header(attempt: _Attempt) -> _Objection:
    """`Host` and every `x-amz-…` must be signed; only a token may be added afterwards (K5)."""
    claim = attempt.claim
    names = {name.lower() for name, _ in claim.request.headers}
    needed = {"host"} | {name for name in names if name.startswith("x-amz-")}
    missing = sorted(needed - {_TOKEN_HEADER} - set(claim.signed_headers))
    if not missing:
        return None
    failure = AuthenticationFailure.UNSIGNED_HEADER
    return authentication_error(failure, claim.family, missing[0].title())


def _missing_content_hash(attempt: _Attempt) -> _Objection:
    stated = attempt.claim.request.header(CONTENT_HASH) is not None
    needed = attempt.claim.family is ServiceFamily.S3
    return _unless(attempt, stated or not needed, AuthenticationFailure.MISSING_CONTENT_HASH)


def _wrong_signature(attempt: _Attempt) -> _Objection:
    claim, names = attempt.claim, attempt.claim.signed_headers
    canonical = canonical_request(
        claim.request, service=attempt.service, signed_headers=names, payload=_payload(attempt)
    )
    text = string_to_sign(canonical, claim.scope, claim.time)
    right = _same(signature(attempt.known, text, claim.scope), claim.signature)
    return _unless(attempt, right, AuthenticationFailure.WRONG_SIGNATURE)


def _wrong_content_hash(attempt: _Attempt) -> _Objection:
    stated = _payload(attempt)
    right = stated == UNSIGNED_PAYLOAD or stated == body_hash(attempt.claim.request)
    return _unless(attempt, right, AuthenticationFailure.WRONG_CONTENT_HASH)


_CHECKS = (
    _inactive_key,
    _scope_terminator,
    _scope_service,
    _scope_region,
    _scope_date,
    _too_old,
    _not_yet_current,
    _missing_token,
    _wrong_token,
    _expired_token,
    _unsigned_header,
    _missing_content_hash,
    _wrong_signature,
    _wrong_content_hash,
)


def _payload(attempt: _Attempt) -> str:
    """What the signer signed for the body; a presigned S3 URL need not state it."""
    request = attempt.claim.request
    silent = request.header(CONTENT_HASH) is None
    if silent and attempt.claim.family is ServiceFamily.S3_PRESIGNED:
        return UNSIGNED_PAYLOAD
    return payload_hash(request, attempt.service)


def _window(attempt: _Attempt) -> timedelta:
    return _S3_WINDOW if is_s3(attempt.service) else _WINDOW


def _differ(
    attempt: _Attempt, given: str, wanted: str, failure: AuthenticationFailure
) -> _Objection:
    if given == wanted:
        return None
    return authentication_error(failure, attempt.claim.family, given, wanted)


def _unless(attempt: _Attempt, right: bool, failure: AuthenticationFailure) -> _Objection:
    return None if right else authentication_error(failure, attempt.claim.family)


def _same(one: str, other: str) -> bool:
    """Equal? In a time that does not tell where they differ."""
    return hmac.compare_digest(to_bytes(one), to_bytes(other))
