"""A request is authenticated before it is authorized: botocore signs, the cloud judges.

Whoever presents credentials has every call signed and checked; each thing that can be wrong gives
AWS's own error, in the words of the service asked, and no policy is asked.
"""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials

from simlib.cloud.canonical_request import HttpRequest
from simlib.cloud.cloud import Cloud
from simlib.cloud.errors import ClientError
from simlib.cloud.signature import Credentials
from tests.cases_reader import cases
from tests.clouds import HOSPITAL, add_role, add_user, allow, hospital, trust

HOSTS = {
    "s3": "records.s3.us-east-1.amazonaws.com",
    "healthlake": "healthlake.us-east-1.amazonaws.com",
    "sts": "sts.us-east-1.amazonaws.com",
}


def world() -> Cloud:
    """At this very minute, for botocore's clock cannot be set."""
    cloud = hospital(now=datetime.now(UTC).replace(microsecond=0))
    add_user(cloud, "Alice", allow("*"))
    add_role(cloud, "CareRole", trust({"AWS": HOSPITAL}), allow("*"))
    return cloud


def signed_by_botocore(who: Credentials, service: str, body: bytes = b"{}") -> HttpRequest:
    """What the SDK would put on the wire."""
    signer = S3SigV4Auth if service == "s3" else SigV4Auth
    asked = AWSRequest("POST", f"https://{HOSTS[service]}/", data=body)
    asked.headers.add_header("Host", HOSTS[service])
    key = BotocoreCredentials(who.access_key_id, who.secret_access_key, who.session_token)
    signer(key, service, "us-east-1").add_auth(asked)
    return HttpRequest("POST", "/", headers=tuple(asked.headers.items()), body=body)


def held(cloud: Cloud, who: str = "Alice") -> Credentials:
    credentials = cloud.as_(who).credentials
    assert credentials is not None
    return credentials


def refused(cloud: Cloud, request: HttpRequest, service: str, **more: Any) -> ClientError:
    with pytest.raises(ClientError) as caught:
        cloud.receive(request, service=service, **more)
    return caught.value


@pytest.mark.parametrize("service", sorted(HOSTS))
def test_what_botocore_signs_is_known_as_its_users(service: str) -> None:
    cloud = world()
    caller = cloud.receive(signed_by_botocore(held(cloud), service), service=service)
    assert caller.name == f"arn:aws:iam::{HOSPITAL}:user/Alice"


def test_a_session_token_signed_by_botocore_is_known_as_its_session() -> None:
    cloud = world()
    request = signed_by_botocore(held(cloud, "CareRole"), "healthlake")
    caller = cloud.receive(request, service="healthlake")
    assert caller.name == f"arn:aws:sts::{HOSPITAL}:assumed-role/CareRole/session"


WRONG_SECRET = {
    "s3": "SignatureDoesNotMatch",
    "healthlake": "InvalidSignatureException",
    "sts": "SignatureDoesNotMatch",
}


@pytest.mark.parametrize("service", sorted(HOSTS))
def test_a_wrong_secret_does_not_sign(service: str) -> None:
    cloud = world()
    forged = replace(held(cloud), secret_access_key="x" * 40)
    error = refused(cloud, signed_by_botocore(forged, service), service)
    assert error.code == WRONG_SECRET[service]
    assert "The request signature we calculated does not match" in error.message


def test_a_tampered_header_breaks_the_signature() -> None:
    cloud = world()
    request = signed_by_botocore(held(cloud), "healthlake")
    headers = tuple((n, "evil.example" if n == "Host" else v) for n, v in request.headers)
    error = refused(cloud, request._replace(headers=headers), "healthlake")
    assert error.code == "InvalidSignatureException"


def test_a_tampered_body_breaks_the_signature() -> None:
    cloud = world()
    request = signed_by_botocore(held(cloud), "healthlake")._replace(body=b'{"a": 1}')
    assert refused(cloud, request, "healthlake").code == "InvalidSignatureException"


def test_a_missing_session_token_is_an_invalid_token() -> None:
    cloud = world()
    bare = replace(held(cloud, "CareRole"), session_token=None)
    assert refused(cloud, signed_by_botocore(bare, "sts"), "sts").code == "InvalidClientTokenId"


def expired(cloud: Cloud, operation: str, **parameters: str) -> ClientError:
    session = cloud.as_("CareRole")
    cloud.advance(hours=1)
    with pytest.raises(ClientError) as caught:
        session.call(operation, **parameters)
    return caught.value


def test_an_expired_token_says_so_and_leaves_a_record() -> None:
    cloud = world()
    assert expired(cloud, "sts:GetCallerIdentity").code == "ExpiredToken"
    assert cloud.records[-1]["errorCode"] == "ExpiredToken"
    assert cloud.records[-1]["userIdentity"]["type"] == "AssumedRole"


def test_s3_records_no_expired_token() -> None:
    cloud = world()
    assert expired(cloud, "s3:GetObject", Bucket="records", Key="1").code == "ExpiredToken"
    assert cloud.records == []


def test_a_signature_for_another_service_is_refused() -> None:
    cloud = world()
    error = refused(cloud, signed_by_botocore(held(cloud), "sts"), "iam")
    assert "Credential should be scoped to correct service: 'iam'" in error.message


def test_a_signature_for_another_region_is_refused() -> None:
    cloud = world()
    request = signed_by_botocore(held(cloud), "healthlake")
    error = refused(cloud, request, "healthlake", region="eu-west-1")
    assert "Credential should be scoped to a valid Region" in error.message


def test_an_unsigned_request_lacks_its_token() -> None:
    request = HttpRequest("POST", "/", headers=(("Host", HOSTS["sts"]),))
    assert refused(world(), request, "sts").code == "MissingAuthenticationToken"


def no_key(service: str) -> ClientError:
    cloud = world()
    unknown = replace(held(cloud), access_key_id="AKIAIOSFODNN7EXAMPLE")
    return refused(cloud, signed_by_botocore(unknown, service), service)


def wrong_secret() -> ClientError:
    cloud = world()
    forged = replace(held(cloud), secret_access_key="x" * 40)
    return refused(cloud, signed_by_botocore(forged, "sts"), "sts")


def no_authorization() -> ClientError:
    request = HttpRequest("POST", "/", headers=(("Host", HOSTS["sts"]),))
    return refused(world(), request, "sts")


def no_signed_headers() -> ClientError:
    cloud = world()
    request = signed_by_botocore(held(cloud), "sts")
    kept = [(n, v.replace("SignedHeaders", "Signed")) for n, v in request.headers]
    return refused(cloud, request._replace(headers=tuple(kept)), "sts")


def late(service: str, minutes: int) -> ClientError:
    cloud = world()
    request = signed_by_botocore(held(cloud), service)
    cloud.advance(minutes=minutes)
    return refused(cloud, request, service)


SITUATIONS = {
    "unknown access key id (STS/most services)": lambda: no_key("sts"),
    "unknown access key id (S3)": lambda: no_key("s3"),
    "wrong secret key": wrong_secret,
    "expired session token": lambda: expired(world(), "sts:GetCallerIdentity"),
    "no Authorization at all": no_authorization,
    "missing signature component": no_signed_headers,
    "S3 clock skew": lambda: late("s3", 16),
    "request older than its validity": lambda: late("sts", 6),
}
WRONG = [case for case in cases("message") if "situation" in case["setup"]]


@pytest.mark.parametrize("case", WRONG, ids=[case["id"] for case in WRONG])
def test_each_thing_that_can_be_wrong_has_its_code(case: dict[str, Any]) -> None:
    assert SITUATIONS[case["setup"]["situation"]]().code == case["expected"]["error"]


def test_decoding_a_message_needs_permission_and_takes_ten_kilobytes() -> None:
    (case,) = [case for case in cases("message") if "permission" in case["expected"]]
    cloud, expected = world(), case["expected"]
    add_user(cloud, "Bob")
    longest = "x" * expected["max_message_length"]
    denied = cloud.as_("Bob").attempt("sts:DecodeAuthorizationMessage", EncodedMessage=longest)
    assert expected["permission"] in denied.why() or expected["permission"] in str(denied.error)
    alice = cloud.as_("Alice")
    too_long = alice.attempt("sts:DecodeAuthorizationMessage", EncodedMessage=longest + "x")
    assert too_long.error is not None
    assert too_long.error.code == "ValidationError"


CLOCKS = {
    "s3": (-16, "RequestTimeTooSkewed"),
    "healthlake": (-6, "InvalidSignatureException"),
}


@pytest.mark.parametrize("service", sorted(CLOCKS))
def test_a_skewed_clock_is_refused_in_the_services_words(service: str) -> None:
    minutes, code = CLOCKS[service]
    alice = world().as_("Alice").with_clock(minutes=minutes)
    with pytest.raises(ClientError) as caught:
        alice.can("s3:ListAllMyBuckets" if service == "s3" else "healthlake:ListFHIRDatastores")
    assert caught.value.code == code


def test_a_clock_that_is_a_little_wrong_does_no_harm() -> None:
    assert world().as_("Alice").with_clock(minutes=-4).can("s3:ListAllMyBuckets").allowed


def test_an_inactive_key_signs_nothing() -> None:
    cloud = world()
    alice = cloud.as_("Alice")
    key = cloud.state.access_keys[alice.session.access_key_id]
    cloud.state = cloud.state.put("access_keys", key.id, replace(key, active=False))
    with pytest.raises(ClientError) as caught:
        alice.can("s3:ListAllMyBuckets")
    assert caught.value.code == "InvalidAccessKeyId"
    assert cloud.as_(alice.credentials).presented is not None


def test_a_user_calls_with_a_key_that_is_active() -> None:
    cloud = world()
    first, root = cloud.as_("Alice").session.access_key_id, cloud.as_("root")
    root.call("iam:CreateAccessKey", UserName="Alice")
    root.call("iam:UpdateAccessKey", UserName="Alice", AccessKeyId=first, Status="Inactive")
    assert cloud.as_("Alice").can("s3:ListAllMyBuckets").allowed


def test_a_session_ends_with_its_role_and_a_new_role_of_that_name_does_not_bring_it_back() -> None:
    cloud = world()
    nurse, root = cloud.as_("Alice").assume("CareRole"), cloud.as_("root")
    assert nurse.can("sts:GetCallerIdentity").allowed
    root.call("iam:DeleteRolePolicy", RoleName="CareRole", PolicyName="inline")
    root.call("iam:DeleteRole", RoleName="CareRole")
    for _ in range(2):
        with pytest.raises(ClientError) as caught:
            nurse.can("sts:GetCallerIdentity")
        assert caught.value.code == "InvalidClientTokenId"
        add_role(cloud, "CareRole", trust({"AWS": HOSPITAL}), allow("*"))


def test_presented_credentials_make_calls_as_their_owner() -> None:
    cloud = world()
    answer = cloud.as_(held(cloud)).call("sts:GetCallerIdentity")
    assert answer["Arn"] == f"arn:aws:iam::{HOSPITAL}:user/Alice"


def test_a_call_with_a_wrong_signature_changes_nothing_and_leaves_no_record() -> None:
    cloud = world()
    forged = replace(held(cloud), secret_access_key="x" * 40)
    before = cloud.state
    with pytest.raises(ClientError):
        cloud.as_(forged).call("sts:GetCallerIdentity")
    assert cloud.state is before
    assert cloud.records == []


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        ("sts:GetCallerIdentity", "MissingAuthenticationToken"),
        ("kms:ListKeys", "MissingAuthenticationTokenException"),
    ],
)
def test_who_presents_nothing_is_refused_in_the_service_s_words(operation: str, code: str) -> None:
    with pytest.raises(ClientError) as refusal:
        world().as_("anonymous").call(operation)
    assert refusal.value.code == code
