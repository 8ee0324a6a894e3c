"""What a signed request claims: who signed, when, for where, and which headers; nothing checked.

Source: "Create a signed AWS API request", "Authenticating Requests: Using Query Parameters".
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import NamedTuple

from .authentication_errors import (
    AuthenticationError,
    AuthenticationFailure,
    ServiceFamily,
    authentication_error,
    service_family,
)
from .canonical_request import HttpRequest, to_bytes
from .signature import ALGORITHM, Scope, utc

__all__ = ["Claim", "read_claim"]

_HEADER_PARAMETERS = ("Credential", "Signature", "SignedHeaders")
_QUERY_PARAMETERS = (
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-SignedHeaders",
    "X-Amz-Signature",
)
_WEEK = timedelta(days=7)


class Claim(NamedTuple):
    """A signature and all that it claims, with the request as it was signed."""

    request: HttpRequest  # without the signature
    family: ServiceFamily
    access_key_id: str
    scope: Scope
    time: datetime
    signed_headers: tuple[str, ...]
    signature: str
    session_token: str | None
    expires: timedelta | None = None  # how long a presigned URL is good


def read_claim(request: HttpRequest, service: str) -> Claim | AuthenticationError:
    """Reads the Authorization header or the query's X-Amz-… parameters.

    >>> read_claim(HttpRequest("GET"), "sts").message
    'Request is missing Authentication Token'
    """
    in_header = request.header("Authorization") is not None
    in_query = any(name in ("X-Amz-Algorithm", "X-Amz-Signature") for name, _ in request.query)
    family = service_family(service, presigned=in_query and not in_header)
    if in_header and in_query:
        return authentication_error(AuthenticationFailure.TWO_SIGNATURES, family)
    if in_header:
        return _from_header(request, family)
    if in_query:
        return _from_query(request, family)
    return authentication_error(AuthenticationFailure.NO_CREDENTIALS, family)


def _from_header(request: HttpRequest, family: ServiceFamily) -> Claim | AuthenticationError:
    text = request.header("Authorization") or ""
    algorithm, _, rest = text.partition(" ")
    found = _parameters(rest) if algorithm == ALGORITHM else {}
    if found is None:
        return authentication_error(AuthenticationFailure.INCOMPLETE, family, _no_pair(text))
    time = _header_time(request)
    if time is None or any(not found.get(name) for name in _HEADER_PARAMETERS):
        return authentication_error(_unreadable(algorithm), family, _missing(found, time, text))
    return _claim(request, family, found, time, token=request.header("X-Amz-Security-Token"))


def _unreadable(algorithm: str) -> AuthenticationFailure:
    old = algorithm == "AWS"  # how a header of Version 2 begins
    return AuthenticationFailure.VERSION_2 if old else AuthenticationFailure.INCOMPLETE


def _from_query(request: HttpRequest, family: ServiceFamily) -> Claim | AuthenticationError:
    found = dict(request.query)
    time = _iso_time(found.get("X-Amz-Date", ""))
    expires = _expires(found.get("X-Amz-Expires", ""))
    if time is None or expires is None or not _complete(request):
        text = "AWS query-string parameters must include " + _listed(_QUERY_PARAMETERS)
        return authentication_error(AuthenticationFailure.INCOMPLETE, family, text)
    if expires > _WEEK:
        return authentication_error(AuthenticationFailure.BAD_EXPIRES, family)
    bare = tuple(pair for pair in request.query if pair[0] != "X-Amz-Signature")
    plain = {name.removeprefix("X-Amz-"): value for name, value in found.items()}
    token = found.get("X-Amz-Security-Token")
    claim = _claim(request._replace(query=bare), family, plain, time, token=token)
    return claim._replace(expires=expires) if isinstance(claim, Claim) else claim


def _claim(
    request: HttpRequest,
    family: ServiceFamily,
    found: Mapping[str, str],
    time: datetime,
    *,
    token: str | None,
) -> Claim | AuthenticationError:
    access_key_id, *scope = found["Credential"].split("/")
    if len(scope) != 4 or not access_key_id:
        return authentication_error(AuthenticationFailure.MALFORMED_CREDENTIAL, family)
    names = tuple(found["SignedHeaders"].split(";"))
    where = Scope(*scope)
    return Claim(request, family, access_key_id, where, time, names, found["Signature"], token)


def _parameters(text: str) -> dict[str, str] | None:
    """`A=1, B=2` as a mapping; None where a part has no equal sign or a name comes twice."""
    pairs = [part.strip().partition("=") for part in text.split(",")]
    found = {name: value for name, _, value in pairs}
    return found if all(equal for _, equal, _ in pairs) and len(found) == len(pairs) else None


def _complete(request: HttpRequest) -> bool:
    names = [name for name, value in request.query if name in _QUERY_PARAMETERS and value]
    return sorted(names) == sorted(_QUERY_PARAMETERS) and (
        ("X-Amz-Algorithm", ALGORITHM) in request.query
    )


def _expires(text: str) -> timedelta | None:
    return timedelta(seconds=int(text)) if re.fullmatch("[0-9]{1,9}", text) else None


def _header_time(request: HttpRequest) -> datetime | None:
    stamped = request.header("X-Amz-Date")
    if stamped is not None:
        return _iso_time(stamped)
    date = request.header("Date") or ""
    return _iso_time(date) or _http_time(date)


def _iso_time(text: str) -> datetime | None:
    try:
        exact = re.fullmatch("[0-9]{8}T[0-9]{6}Z", text)
        return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) if exact else None
    except ValueError:
        return None


def _http_time(text: str) -> datetime | None:
    try:
        return utc(parsedate_to_datetime(text))
    except (ValueError, OverflowError, IndexError, TypeError):  # its parser raises them all
        return None


def _no_pair(text: str) -> str:
    return (
        "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 "
        f"and encoded with Base64): '{_hashed(text)}'."
    )


def _missing(found: Mapping[str, str], time: datetime | None, text: str) -> str:
    lacks = [
        f"Authorization header requires '{name}' parameter."
        for name in _HEADER_PARAMETERS
        if not found.get(name)
    ]
    if time is None:
        lacks.append(
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
        )
    hashed = f"(Hashed with SHA-256 and encoded with Base64) Authorization={_hashed(text)}"
    return " ".join([*lacks, hashed])


def _hashed(text: str) -> str:
    """AWS repeats a broken header only as its hash, lest a log keep a secret."""
    return b64encode(sha256(to_bytes(text)).digest()).decode()


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in names) + "."
