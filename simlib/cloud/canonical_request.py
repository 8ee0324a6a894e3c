"""A request as it stands on the wire, and the canonical form of it that is signed.

The path is as on the wire (percent-encoded where the sender did so), the query is decoded pairs.
Source: "Create a signed AWS API request", "AWS Signature Version 4 Test Suite".
"""

import re
from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import quote

__all__ = [
    "CONTENT_HASH",
    "UNSIGNED_PAYLOAD",
    "HttpRequest",
    "Pair",
    "body_hash",
    "canonical_request",
    "is_s3",
    "payload_hash",
    "signable",
    "to_bytes",
]

UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"
CONTENT_HASH = "x-amz-content-sha256"

Pair = tuple[str, str]

_S3 = frozenset({"s3", "s3-object-lambda", "s3-outposts", "s3express"})
_ON_THE_WAY = frozenset(  # proxies and HTTP libraries may change these after signing
    {"authorization", "baggage", "connection", "expect", "keep-alive", "proxy-authenticate"}
    | {"proxy-authorization", "te", "traceparent", "tracestate", "trailer", "transfer-encoding"}
    | {"upgrade", "user-agent", "x-amzn-trace-id"}
)


class HttpRequest(NamedTuple):
    """An HTTP request; its `repr` keeps headers, query and body to itself: they hold tokens."""

    method: str
    path: str = "/"
    query: tuple[Pair, ...] = ()
    headers: tuple[Pair, ...] = ()  # in order; names in any case, `Host` among them
    body: bytes = b""

    def __repr__(self) -> str:
        return f"HttpRequest({self.method!r}, {self.path!r}, …)"

    def header(self, name: str) -> str | None:
        """The canonical value of a header, or None where there is none."""
        values = [_trimmed(value) for key, value in self.headers if key.lower() == name.lower()]
        return ",".join(values) if values else None


def is_s3(service: str) -> bool:
    """Does the service sign as Amazon S3 does: the path once encoded, the body's hash stated?

    >>> is_s3("s3"), is_s3("healthlake")
    (True, False)
    """
    return service in _S3


def canonical_request(
    request: HttpRequest,
    *,
    service: str,
    signed_headers: Iterable[str] | None = None,
    payload: str | None = None,
) -> str:
    r"""The text whose hash is signed (rule K1).

    >>> canonical_request(HttpRequest("GET", headers=(("Host", "a.example"),)), service="iam")[:38]
    'GET\n/\n\nhost:a.example\n\nhost\ne3b0c44298'
    """
    names = sorted(set(signable(request) if signed_headers is None else signed_headers))
    lines = [
        request.method,
        _s3_path(request.path) if is_s3(service) else _encoded(normalized(request.path), "/"),
        "&".join(f"{name}={value}" for name, value in sorted(map(_encoded_pair, request.query))),
        *(f"{name}:{value}" for name in names if (value := request.header(name)) is not None),
        "",
        ";".join(names),
        payload_hash(request, service) if payload is None else payload,
    ]
    return "\n".join(lines)


def signable(request: HttpRequest) -> tuple[str, ...]:
    """The names of the headers a signer signs: all that nobody changes on the way."""
    return tuple(sorted({name.lower() for name, _ in request.headers} - _ON_THE_WAY))


def payload_hash(request: HttpRequest, service: str) -> str:
    """What stands for the body: for S3 what the request states, else the body's SHA-256."""
    stated = request.header(CONTENT_HASH) if is_s3(service) else None
    return stated if stated is not None else body_hash(request)


def body_hash(request: HttpRequest) -> str:
    """The body's SHA-256, in hex."""
    return sha256(request.body).hexdigest()


def normalized(path: str) -> str:
    """The path without `.`, `..` and doubled slashes."""
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            kept = kept[:-1]
        elif segment not in ("", "."):
            kept.append(segment)
    end = "/" if kept and path.endswith("/") else ""
    return "/" + "/".join(kept) + end


def to_bytes(text: str) -> bytes:
    """UTF-8, and an answer too for what no wire can carry: a check never raises."""
    return text.encode("utf-8", "surrogatepass")


def _encoded(text: str | bytes, safe: str = "") -> str:
    return quote(to_bytes(text) if isinstance(text, str) else text, safe=safe)


def _encoded_pair(pair: Pair) -> Pair:
    return _encoded(pair[0]), _encoded(pair[1])


def _s3_path(path: str) -> str:
    """Encoded once: what the sender left unencoded is encoded, the rest stays as it is.

    So an encoded slash stays one: it is part of a key's name.
    """
    return _encoded(path, "/%") or "/"


def _trimmed(value: str) -> str:
    """Runs of blanks become one; folded lines are joined by commas, as in the test suite."""
    lines = re.split(r"[\r\n]+", value)
    return ",".join(re.sub(r"[ \t]+", " ", line).strip(" ") for line in lines)
