"""Signing and checking agree with AWS's own vectors, with each other, and with botocore."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlib.cloud.authentication import check
from simlib.cloud.authentication_errors import AuthenticationError, AuthenticationFailure
from simlib.cloud.canonical_request import HttpRequest, canonical_request
from simlib.cloud.signature import (
    Credentials,
    Scope,
    presign,
    sign,
    signature,
    signing_key,
    string_to_sign,
)

FIELDS = {
    "id", "area", "kind", "title", "setup", "request", "expected", "confidence", "source",
}  # fmt: skip
EXPECTED = {"signature", "signed_headers", "canonical_request_sha256"}
NOW = datetime(2015, 8, 30, 12, 36, tzinfo=UTC)
SECRET, TOKEN = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "the/session+token=="
ALICE = Credentials("AKIDEXAMPLE", SECRET)
SESSION = Credentials("ASIDEXAMPLE", SECRET, TOKEN, NOW + timedelta(hours=1))
SERVICES = ("s3", "healthlake", "sts")
REGION = "us-east-1"


def cases() -> list[dict[str, Any]]:
    """The sigv4 cases, read strictly: an unknown field is a failure."""
    path = Path(__file__).parents[1] / "cases" / "sigv4.jsonl"
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for case in found:
        assert set(case) == FIELDS, case["id"]
        assert (case["kind"], case["area"]) == ("sigv4", "K"), case["id"]
        assert set(case["setup"]) == {"access_key", "secret_key", "region", "service"}, case["id"]
        assert set(case["request"]) == {"method", "path", "query", "headers", "body"}, case["id"]
        assert {"signature"} <= set(case["expected"]) <= EXPECTED, case["id"]
        assert case["confidence"] in ("documented", "inferred"), case["id"]
    assert len({case["id"] for case in found}) == len(found)
    return found


CASES = cases()
VECTORS = [case for case in CASES if "canonical_request_sha256" in case["expected"]]


def request_of(case: dict[str, Any]) -> HttpRequest:
    asked = case["request"]
    pairs = {name: tuple(map(tuple, asked[name])) for name in ("query", "headers")}
    return HttpRequest(asked["method"], asked["path"], **pairs, body=asked["body"].encode())


def signed_headers(case: dict[str, Any]) -> list[str]:
    every = ";".join(name.lower() for name, _ in case["request"]["headers"])
    return case["expected"].get("signed_headers", every).split(";")


def canonical(case: dict[str, Any]) -> str:
    service = case["setup"]["service"]
    names = signed_headers(case)
    return canonical_request(request_of(case), service=service, signed_headers=names)


def lookup(key: str) -> Credentials | None:
    return {each.access_key_id: each for each in (ALICE, SESSION)}.get(key)


def checked(
    request: HttpRequest, service: str, **changed: Any
) -> Credentials | AuthenticationError:
    told = {"lookup": lookup, "region": REGION, "now": NOW, **changed}
    return check(request, service=service, **told)


def signed(request: HttpRequest, service: str, who: Credentials = ALICE, **how: Any) -> HttpRequest:
    return sign(request, who, **{"region": REGION, "service": service, "time": NOW, **how})


def presigned(
    request: HttpRequest, service: str, who: Credentials = ALICE, **how: Any
) -> HttpRequest:
    return presign(request, who, **{"region": REGION, "service": service, "time": NOW, **how})


# the vectors


def test_all_vectors_of_the_suite_are_there():
    assert len(VECTORS) == 31


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["id"])
def test_the_canonical_request_is_the_vectors(case: dict[str, Any]) -> None:
    found = sha256(canonical(case).encode()).hexdigest()
    assert found == case["expected"]["canonical_request_sha256"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_signature_is_the_vectors(case: dict[str, Any]) -> None:
    setup = case["setup"]
    scope = Scope("20150830", setup["region"], setup["service"])
    who = Credentials(setup["access_key"], setup["secret_key"])
    text = string_to_sign(canonical(case), scope, NOW)
    assert signature(who, text, scope) == case["expected"]["signature"]


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["id"])
def test_a_signed_vector_carries_the_vectors_authorization(case: dict[str, Any]) -> None:
    request, names = request_of(case), signed_headers(case)
    kept = tuple(pair for pair in request.headers if pair[0].lower() in names)
    who = Credentials("AKIDEXAMPLE", SECRET, request.header("X-Amz-Security-Token"))
    found = signed(request._replace(headers=kept), "service", who).header("Authorization")
    assert found == (
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
        f"SignedHeaders={';'.join(names)}, Signature={case['expected']['signature']}"
    )


def test_the_signing_key_is_the_suites():
    key = signing_key(SECRET, Scope("20150830", "us-east-1", "service"))
    assert key.hex() == "938127b5336810ddb6a5d6af445fcac9e371f9ed418ed386b022aed82901be75"


# signed, then checked

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
SEGMENTS = st.lists(st.one_of(TEXT, st.sampled_from([".", "..", ""])), max_size=4)
VALUES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=8)
NAMES = st.sampled_from(["My-Header1", "my-header1", "Content-Type", "x-amz-meta-note", "Accept"])
REQUESTS = st.builds(
    lambda method, segments, query, headers, body: HttpRequest(
        method,
        "/" + "/".join(quote(each, safe="") for each in segments),
        tuple(query),
        (("Host", "data.example"), *headers),
        body,
    ),
    st.sampled_from(["GET", "PUT", "POST"]),
    SEGMENTS,
    st.lists(st.tuples(TEXT, TEXT), max_size=4),
    st.lists(st.tuples(NAMES, VALUES), max_size=4),
    st.binary(max_size=12),
)
MAKERS = st.sampled_from([signed, presigned])
CALLERS = st.sampled_from([ALICE, SESSION])
Maker = Callable[..., HttpRequest]


@settings(max_examples=150, deadline=None)
@given(REQUESTS, MAKERS, CALLERS, st.sampled_from(SERVICES))
def test_what_was_signed_is_believed(
    request: HttpRequest, maker: Maker, who: Credentials, service: str
) -> None:
    assert checked(maker(request, service, who), service) == who


@settings(max_examples=50, deadline=None)
@given(REQUESTS, MAKERS, st.sampled_from(SERVICES))
def test_another_secret_is_refused(request: HttpRequest, maker: Maker, service: str) -> None:
    forged = Credentials("AKIDEXAMPLE", SECRET[:-1])
    found = checked(maker(request, service, forged), service)
    assert isinstance(found, AuthenticationError)
    assert found.failure is AuthenticationFailure.WRONG_SIGNATURE


PLAIN = HttpRequest(
    "PUT",
    "/records/2024-x",
    (("versionId", "a b"), ("tagging", "")),
    (("Host", "data.example"), ("Content-Type", "text/plain"), ("x-amz-meta-note", "ward7")),
    b"body of it",
)
OTHERS = "!~0aZ"


def one_byte_off(text: str, place: int, other: str) -> str:
    if not text:
        return other
    place %= len(text)
    other = other if text[place].lower() != other.lower() else "y"
    return text[:place] + other + text[place + 1 :]


def tampered(request: HttpRequest, part: str, which: int, place: int, other: str) -> HttpRequest:
    if part == "method":
        return request._replace(method=one_byte_off(request.method, place, other))
    if part == "path":
        return request._replace(path="/" + one_byte_off(request.path[1:], place, other))
    if part == "body":
        return request._replace(body=one_byte_off(request.body.decode(), place, other).encode())
    pairs = list(getattr(request, part))
    which, side = which % len(pairs), which % 2
    pair = list(pairs[which])
    pair[side] = one_byte_off(pair[side], place, other)
    pairs[which] = tuple(pair)
    return request._replace(**{part: tuple(pairs)})


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(["method", "path", "query", "headers", "body"]),
    st.integers(0, 20),
    st.integers(0, 300),
    st.sampled_from(OTHERS),
    MAKERS,
    st.sampled_from(SERVICES),
)
def test_a_request_with_one_byte_changed_is_refused(
    part: str, which: int, place: int, other: str, maker: Maker, service: str
) -> None:
    request = maker(PLAIN, service, SESSION)
    if part == "body" and service == "s3" and maker is presigned:
        return  # a presigned S3 URL does not sign the body
    found = checked(tampered(request, part, which, place, other), service)
    assert isinstance(found, AuthenticationError)


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.text("=,; /AKIDEXAMPLECredentialSignedHeaders", max_size=80).map(
            lambda text: "AWS4-HMAC-SHA256 " + text
        ),
    ),
    st.text(max_size=20),
    st.sampled_from(SERVICES),
)
def test_no_header_makes_the_check_raise(authorization: str, date: str, service: str) -> None:
    headers = (("Authorization", authorization), ("Date", date))
    assert isinstance(checked(HttpRequest("GET", headers=headers), service), AuthenticationError)


@pytest.mark.parametrize("service", ["healthlake", "sts"])
def test_a_token_may_be_added_after_signing(service: str) -> None:
    bare = Credentials(SESSION.access_key_id, SECRET)
    request = signed(PLAIN, service, bare)
    later = request._replace(headers=(*request.headers, ("X-Amz-Security-Token", TOKEN)))
    assert checked(later, service) == SESSION


def test_s3_signs_an_unsigned_payload_where_the_caller_says_so():
    wish = (*PLAIN.headers, ("x-amz-content-sha256", "UNSIGNED-PAYLOAD"))
    request = signed(PLAIN._replace(headers=wish), "s3")
    assert checked(request._replace(body=b"another"), "s3") == ALICE


def test_s3_paths_keep_their_dots_and_slashes():
    paths = [canonical_request(HttpRequest("GET", "/a//../b%20c"), service=each).split("\n")[1]
             for each in ("s3", "healthlake")]  # fmt: skip
    assert paths == ["/a//../b%20c", "/b%2520c"]


def test_a_date_header_will_do():
    dated = HttpRequest(
        "GET", headers=(("Host", "data.example"), ("Date", "Sun, 30 Aug 2015 12:36:00 GMT"))
    )
    scope = Scope("20150830", REGION, "healthlake")
    text = string_to_sign(canonical_request(dated, service="healthlake"), scope, NOW)
    value = (
        f"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{scope},SignedHeaders=date;host,"
        f"Signature={signature(ALICE, text, scope)}"
    )
    asked = dated._replace(headers=(*dated.headers, ("Authorization", value)))
    assert checked(asked, "healthlake") == ALICE


def test_nothing_shows_a_secret():
    shown = f"{ALICE!r} {SESSION} {signed(PLAIN, 's3', SESSION)!r}"
    assert SECRET not in shown
    assert TOKEN not in shown


# every way to fail, in each family's words

CALCULATED = "The request signature we calculated does not match the signature you provided. "
GENERIC = CALCULATED + (
    "Check your AWS Secret Access Key and signing method. Consult the service documentation for "
    "details."
)
SKEWED = "The difference between the request time and the current time is too large."
INVALID = "The security token included in the request is invalid."
NO_RECORD = "The AWS Access Key Id you provided does not exist in our records."
EXPIRED = "The security token included in the request is expired"
MALFORMED = "The authorization header is malformed; "
REGION_TEXT = "Credential should be scoped to a valid Region, not 'eu-west-1'."
TERMINATOR_TEXT = "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5'."
DATE_TEXT = (
    "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
    "'20150829' != '20150830', from '20150830T123600Z'."
)
FUTURE = (
    "Signature not yet current: 20150830T133600Z is still later than 20150830T124100Z "
    "(20150830T123600Z + 5 min.)"
)
REQUIRES = (
    "Authorization header requires 'Signature' parameter. Authorization header requires "
    "'SignedHeaders' parameter. (Hashed with SHA-256 and encoded with Base64) Authorization="
)
REQUIRES_ALL = "Authorization header requires 'Credential' parameter. " + REQUIRES
HOUR = timedelta(hours=1)


def other_header(request: HttpRequest, name: str, change: Callable[[str], str]) -> HttpRequest:
    headers = tuple(
        (key, change(value) if key == name else value) for key, value in request.headers
    )
    return request._replace(headers=headers)


def rescoped(old: str, new: str) -> Callable[[str], HttpRequest]:
    return lambda service: other_header(
        signed(PLAIN, service), "Authorization", lambda value: value.replace(old, new, 1)
    )


def with_token(token: str | None) -> Callable[[str], HttpRequest]:
    return lambda service: signed(PLAIN, service, Credentials(SESSION.access_key_id, SECRET, token))


def unsigned_header(service: str) -> HttpRequest:
    request = signed(PLAIN, service)
    return request._replace(headers=(*request.headers, ("x-amz-acl", "public-read")))


SITUATIONS: dict[str, tuple[Callable[[str], HttpRequest], dict[str, Any]]] = {
    "unknown key": (lambda service: signed(PLAIN, service), {"lookup": lambda key: None}),
    "inactive key": (
        lambda service: signed(PLAIN, service),
        {"lookup": lambda key: Credentials(key, SECRET, active=False)},
    ),
    "no token": (with_token(None), {}),
    "wrong token": (with_token("another"), {}),
    "token of nobody": (
        lambda service: signed(PLAIN, service, Credentials("AKIDEXAMPLE", SECRET, "t")), {},
    ),
    "wrong secret": (
        lambda service: signed(PLAIN, service, Credentials("AKIDEXAMPLE", "guess")), {},
    ),
    "session over": (
        lambda service: signed(PLAIN, service, SESSION, time=NOW + HOUR), {"now": NOW + HOUR},
    ),
    "too old": (lambda service: signed(PLAIN, service), {"now": NOW + HOUR}),
    "in the future": (lambda service: signed(PLAIN, service, time=NOW + HOUR), {}),
    "scope date": (rescoped("20150830", "20150829"), {}),
    "scope region": (rescoped("us-east-1", "eu-west-1"), {}),
    "scope service": (lambda service: signed(PLAIN, "kms"), {}),
    "scope terminator": (rescoped("aws4_request", "aws5"), {}),
    "not signed": (lambda service: PLAIN, {}),
    "broken header": (
        lambda service: other_header(
            signed(PLAIN, service), "Authorization", lambda value: value.partition(", ")[0]
        ),
        {},
    ),
    "version 2": (
        lambda service: other_header(
            signed(PLAIN, service), "Authorization", lambda value: "AWS AKIDEXAMPLE:c2lnbmVk"
        ),
        {},
    ),
    "broken credential": (rescoped("AKIDEXAMPLE/", "AKIDEXAMPLE"), {}),
    "unsigned header": (unsigned_header, {}),
    "another body": (lambda service: signed(PLAIN, service)._replace(body=b"x"), {}),
}  # fmt: skip
ANSWERS: dict[str, dict[str, tuple[str, int, str]]] = {
    "unknown key": {
        "s3": ("InvalidAccessKeyId", 403, NO_RECORD),
        "healthlake": ("UnrecognizedClientException", 403, INVALID),
        "sts": ("InvalidClientTokenId", 403, INVALID),
    },
    "wrong token": {
        "s3": ("InvalidToken", 400, "The provided token is malformed or otherwise invalid."),
        "healthlake": ("UnrecognizedClientException", 403, INVALID),
        "sts": ("InvalidClientTokenId", 403, INVALID),
    },
    "wrong secret": {
        "s3": ("SignatureDoesNotMatch", 403, CALCULATED + "Check your key and signing method."),
        "healthlake": ("InvalidSignatureException", 403, GENERIC),
        "sts": ("SignatureDoesNotMatch", 403, GENERIC),
    },
    "session over": {
        "s3": ("ExpiredToken", 400, "The provided token has expired."),
        "healthlake": ("ExpiredTokenException", 403, EXPIRED),
        "sts": ("ExpiredToken", 403, EXPIRED),
    },
    "too old": {
        "s3": ("RequestTimeTooSkewed", 403, SKEWED),
        "healthlake": (
            "InvalidSignatureException",
            403,
            "Signature expired: 20150830T123600Z is now earlier than 20150830T133100Z "
            "(20150830T133600Z - 5 min.)",
        ),
        "sts": ("RequestExpired", 400, "Request has expired."),
    },
    "in the future": {
        "s3": ("RequestTimeTooSkewed", 403, SKEWED),
        "healthlake": ("InvalidSignatureException", 403, FUTURE),
        "sts": ("SignatureDoesNotMatch", 403, FUTURE),
    },
    "scope date": {
        "s3": (
            "AuthorizationHeaderMalformed",
            400,
            MALFORMED + 'Invalid credential date "20150829". This date is not the same as '
            'X-Amz-Date: "20150830".',
        ),
        "healthlake": ("InvalidSignatureException", 403, DATE_TEXT),
        "sts": ("SignatureDoesNotMatch", 403, DATE_TEXT),
    },
    "scope region": {
        "s3": (
            "AuthorizationHeaderMalformed",
            400,
            MALFORMED + "the region 'eu-west-1' is wrong; expecting 'us-east-1'",
        ),
        "healthlake": ("InvalidSignatureException", 403, REGION_TEXT),
        "sts": ("SignatureDoesNotMatch", 403, REGION_TEXT),
    },
    "scope service": {
        "s3": (
            "AuthorizationHeaderMalformed",
            400,
            MALFORMED + 'incorrect service "kms". This endpoint belongs to "s3".',
        ),
        "healthlake": (
            "InvalidSignatureException",
            403,
            "Credential should be scoped to correct service: 'healthlake'.",
        ),
        "sts": (
            "SignatureDoesNotMatch",
            403,
            "Credential should be scoped to correct service: 'sts'.",
        ),
    },
    "scope terminator": {
        "s3": (
            "AuthorizationHeaderMalformed",
            400,
            MALFORMED + 'incorrect terminal "aws5". This endpoint uses "aws4_request".',
        ),
        "healthlake": ("InvalidSignatureException", 403, TERMINATOR_TEXT),
        "sts": ("SignatureDoesNotMatch", 403, TERMINATOR_TEXT),
    },
    "not signed": {
        "s3": ("AccessDenied", 403, "Access Denied"),
        "healthlake": (
            "MissingAuthenticationTokenException",
            403,
            "Request is missing Authentication Token",
        ),
        "sts": ("MissingAuthenticationToken", 403, "Request is missing Authentication Token"),
    },
    "broken credential": {
        "s3": (
            "AuthorizationHeaderMalformed",
            400,
            MALFORMED + "the Credential is mal-formed; expecting "
            '"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
        ),
        "healthlake": (
            "IncompleteSignatureException",
            403,
            "Credential must have exactly 5 slash-delimited elements, e.g. "
            "keyid/date/region/service/term",
        ),
        "sts": (
            "IncompleteSignature",
            400,
            "Credential must have exactly 5 slash-delimited elements, e.g. "
            "keyid/date/region/service/term",
        ),
    },
    "unsigned header": {
        "s3": (
            "AccessDenied",
            403,
            "There were headers present in the request which were not signed",
        ),
        "healthlake": (
            "InvalidSignatureException",
            403,
            "'X-Amz-Acl' must be a 'SignedHeader' in the AWS Authorization.",
        ),
        "sts": (
            "SignatureDoesNotMatch",
            403,
            "'X-Amz-Acl' must be a 'SignedHeader' in the AWS Authorization.",
        ),
    },
    "another body": {
        "s3": (
            "XAmzContentSHA256Mismatch",
            400,
            "The provided 'x-amz-content-sha256' header does not match what was computed.",
        ),
        "healthlake": ("InvalidSignatureException", 403, GENERIC),
        "sts": ("SignatureDoesNotMatch", 403, GENERIC),
    },
    "broken header": {
        "s3": (
            "AuthorizationHeaderMalformed",
            400,
            MALFORMED + "the authorization header requires three components: Credential, "
            "SignedHeaders, and Signature.",
        ),
        "healthlake": ("IncompleteSignatureException", 403, REQUIRES),
        "sts": ("IncompleteSignature", 400, REQUIRES),
    },
}
ANSWERS["version 2"] = {
    "s3": (
        "InvalidRequest",
        400,
        "The authorization mechanism you have provided is not supported. Please use "
        "AWS4-HMAC-SHA256.",
    ),
    "healthlake": ("IncompleteSignatureException", 403, REQUIRES_ALL),
    "sts": ("IncompleteSignature", 400, REQUIRES_ALL),
}
ANSWERS["inactive key"] = ANSWERS["no token"] = ANSWERS["unknown key"]
ANSWERS["token of nobody"] = ANSWERS["wrong token"]


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("situation", SITUATIONS)
def test_each_failure_has_its_code_status_and_words(situation: str, service: str) -> None:
    make, told = SITUATIONS[situation]
    found = checked(make(service), service, **told)
    assert isinstance(found, AuthenticationError)
    message = found.message.partition("Authorization=")  # what follows is a hash
    assert (found.code, found.status, "".join(message[:2])) == ANSWERS[situation][service]


PRESIGNED: dict[str, tuple[dict[str, Any], dict[str, Any], tuple[str, int, str]]] = {
    "used too late": ({}, {"now": NOW + 2 * HOUR}, ("AccessDenied", 403, "Request has expired")),
    "used too early": ({}, {"now": NOW - HOUR}, ("AccessDenied", 403, "Request is not yet valid")),
    "for longer than a week": (
        {"expires": timedelta(days=8)},
        {},
        (
            "AuthorizationQueryParametersError",
            400,
            "X-Amz-Expires must be less than a week (in seconds); that is, the given "
            "X-Amz-Expires must be less than 604800 seconds",
        ),
    ),
    "for another Region": (
        {},
        {"region": "eu-west-1"},
        (
            "AuthorizationQueryParametersError",
            400,
            "Error parsing the X-Amz-Credential parameter; the region 'us-east-1' is wrong; "
            "expecting 'eu-west-1'",
        ),
    ),
}


@pytest.mark.parametrize("situation", PRESIGNED)
def test_a_presigned_s3_url_has_words_of_its_own(situation: str) -> None:
    how, told, expected = PRESIGNED[situation]
    found = checked(presigned(PLAIN, "s3", **how), "s3", **told)
    assert isinstance(found, AuthenticationError)
    assert found[1:] == expected


def test_a_presigned_url_lacking_a_parameter_is_incomplete():
    for service in SERVICES:
        whole = presigned(PLAIN, service)
        for pair in whole.query[len(PLAIN.query) :]:
            rest = tuple(each for each in whole.query if each != pair)
            found = checked(whole._replace(query=rest), service)
            assert isinstance(found, AuthenticationError)
            assert found.failure is AuthenticationFailure.INCOMPLETE


def test_a_request_signed_twice_is_refused():
    both = signed(presigned(PLAIN, "s3"), "s3")
    found = checked(both, "s3")
    assert isinstance(found, AuthenticationError)
    assert found.failure is AuthenticationFailure.TWO_SIGNATURES


def test_s3_wants_the_bodys_hash_stated():
    whole = signed(PLAIN, "s3")
    rest = tuple(pair for pair in whole.headers if pair[0] != "x-amz-content-sha256")
    found = checked(whole._replace(headers=rest), "s3")
    assert isinstance(found, AuthenticationError)
    assert found.failure is AuthenticationFailure.MISSING_CONTENT_HASH


@pytest.mark.parametrize(("service", "minutes"), [("s3", 15), ("healthlake", 5), ("sts", 5)])
def test_the_clock_may_be_off_by_the_window_and_no_more(service: str, minutes: int) -> None:
    request, window = signed(PLAIN, service), timedelta(minutes=minutes)
    second = timedelta(seconds=1)
    believed = [
        checked(request, service, now=NOW + off) == ALICE
        for off in (-window - second, -window, window, window + second)
    ]
    assert believed == [False, True, True, False]


def test_no_message_holds_a_secret():
    for make, told in SITUATIONS.values():
        for service in SERVICES:
            found = checked(make(service), service, **told)
            assert isinstance(found, AuthenticationError)
            assert SECRET not in repr(found)
            assert TOKEN not in repr(found)


# botocore

ASCII = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=8)


def url(request: HttpRequest) -> str:
    pairs = ((quote(name, safe=""), quote(value, safe="")) for name, value in request.query)
    query = "&".join(f"{name}={value}" for name, value in pairs)
    return f"https://data.example{request.path}" + (f"?{query}" if query else "")


def of_botocore(request: HttpRequest, signer: str, service: str, who: Credentials) -> Any:
    auth = pytest.importorskip("botocore.auth", reason="botocore is no dependency of simlib")
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials as Key

    asked = AWSRequest(method=request.method, url=url(request), data=request.body)
    for name, value in request.headers:
        asked.headers.add_header(name, value)
    key = Key(who.access_key_id, who.secret_access_key, who.session_token)
    getattr(auth, signer)(key, service, REGION).add_auth(asked)
    return asked


def signed_at(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


BOTOCORES = st.builds(
    lambda request, query, headers: request._replace(
        query=tuple(query), headers=(("Host", "data.example"), *headers)
    ),
    REQUESTS,
    st.lists(st.tuples(TEXT.filter(bool), TEXT), max_size=3, unique_by=lambda pair: pair[0]),
    st.lists(st.tuples(NAMES, ASCII), max_size=3),
)


@settings(max_examples=100, deadline=None)
@given(BOTOCORES, CALLERS, st.sampled_from(["healthlake", "sts", "s3"]))
def test_headers_are_signed_as_botocore_signs_them(
    request: HttpRequest, who: Credentials, service: str
) -> None:
    signer = "S3SigV4Auth" if service == "s3" else "SigV4Auth"
    theirs = of_botocore(request, signer, service, who)
    ours = signed(request, service, who, time=signed_at(theirs.headers["X-Amz-Date"]))
    assert ours.header("Authorization") == theirs.headers["Authorization"]


@settings(max_examples=100, deadline=None)
@given(BOTOCORES, CALLERS, st.sampled_from(["healthlake", "sts", "s3"]))
def test_urls_are_presigned_as_botocore_presigns_them(
    request: HttpRequest, who: Credentials, service: str
) -> None:
    request = request._replace(body=b"")  # botocore would move a form's body into the query
    signer = "S3SigV4QueryAuth" if service == "s3" else "SigV4QueryAuth"
    theirs = of_botocore(request, signer, service, who).url
    stamped = theirs.partition("X-Amz-Date=")[2][:16]
    ours = presigned(request, service, who, time=signed_at(stamped))
    assert dict(ours.query)["X-Amz-Signature"] == theirs.rpartition("X-Amz-Signature=")[2]


def test_an_encoded_slash_of_an_s3_key_is_signed_as_it_stands() -> None:
    request = HttpRequest("GET", "/a%2Fb", headers=(("Host", "records.s3.amazonaws.com"),))
    canonical = canonical_request(request, service="s3", signed_headers=("host",))
    assert canonical.splitlines()[1] == "/a%2Fb"
