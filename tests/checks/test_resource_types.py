"""Actions against resources: what the statement can never match is said, and nothing else."""

import json
from typing import Any

import pytest

from simlib.checks import check_policy
from simlib.language.edits import edited
from simlib.language.findings import Finding
from simlib.language.issues import Issue

STORE = "arn:aws:healthlake:us-east-1:111122223333:datastore/fhir/eeb8005725ae22b35b4edbdc68cf2dfd"
DOMAIN = "arn:aws:health-agent:us-east-1:111122223333:domain/hai-0a1b2c"
BUCKET, OBJECTS = "arn:aws:s3:::records", "arn:aws:s3:::records/*"
S3_LISTS = "s3:ListAllMyBuckets"


def policy(*statements: dict[str, Any]) -> str:
    full = [{"Effect": "Allow", **each} for each in statements]
    return json.dumps({"Version": "2012-10-17", "Statement": full}, indent=1)


def of(issue: Issue, *statements: dict[str, Any]) -> list[Finding]:
    return [each for each in check_policy(policy(*statements)) if each.issue is issue]


def on(action: str | list[str], resource: str | list[str]) -> dict[str, Any]:
    return {"Action": action, "Resource": resource}


@pytest.mark.parametrize(
    ("action", "resource", "mended"),
    [
        ("s3:GetObject", BUCKET, OBJECTS),
        ("s3:ListBucket", OBJECTS, BUCKET),
        (["s3:GetObject", "s3:PutObject*"], BUCKET, OBJECTS),
        ("s3:GetObject", [OBJECTS, BUCKET], [OBJECTS]),
    ],
)
def test_a_bucket_for_objects_and_objects_for_a_bucket(
    action: Any, resource: Any, mended: Any
) -> None:
    (found,) = of(Issue.RESOURCE_TAKEN_BY_NO_ACTION, on(action, resource))
    assert edited(policy(on(action, resource)), found.edits) == policy(on(action, mended))


@pytest.mark.parametrize(
    "statement",
    [
        on(["s3:GetObject", "s3:ListBucket"], [BUCKET, OBJECTS]),
        on("s3:*", BUCKET),
        on("*", BUCKET),
        on("s3:GetObject", f"{BUCKET}*"),
        on("s3:GetObject", "*"),
        on("s3:GetObject", "arn:aws:s3::111122223333:accesspoint/mfzwi23gnjvgw.mrap/object/*"),
        on(["s3:GetObjects", "s3:GetObject"], BUCKET),  # unknown: another check's business
        {"Action": "s3:GetObject", "NotResource": BUCKET},
        {"NotAction": "s3:GetObject", "Resource": BUCKET},
        on("sts:AssumeRole", "arn:aws:iam::111122223333:role/Nurse"),
        on("lambda:InvokeFunction", "arn:aws:lambda:us-east-1:111122223333:function:f:live"),
        on("identitystore:DescribeUser", "arn:aws:identitystore:::user/${aws:SourceIdentity}"),
        on("s3:GetObject", "arn:aws:s3:::<bucket-name>"),
        on(S3_LISTS, BUCKET),  # takes nothing at all: said of the action
    ],
)
def test_what_can_be_taken_is_left_alone(statement: dict[str, Any]) -> None:
    assert not of(Issue.RESOURCE_TAKEN_BY_NO_ACTION, statement)


def test_an_alias_is_no_key() -> None:
    alias = "arn:aws:kms:us-east-1:111122223333:alias/patients"
    (found,) = of(Issue.RESOURCE_TAKEN_BY_NO_ACTION, on("kms:Decrypt", alias))
    assert "`alias`" in found.message
    assert found.edits == ()


def test_it_says_what_becomes_of_a_deny() -> None:
    (found,) = of(
        Issue.RESOURCE_TAKEN_BY_NO_ACTION, {"Effect": "Deny", **on("s3:GetObject", BUCKET)}
    )
    assert "denies nothing" in found.message
    assert found.source.pointer == "/Statement/0/Resource"


@pytest.mark.parametrize(
    ("action", "resource", "never"),
    [
        ("healthlake:ListFHIRDatastores", STORE, True),
        ("healthlake:ListFHIRDatastores", [STORE, "*"], False),
        ("healthlake:List*", STORE, False),
        (S3_LISTS, BUCKET, True),
        (S3_LISTS, "arn:aws:s3:::*", False),
        ("s3:GetObject", BUCKET, False),
        ("kms:CreateKey", "arn:aws:kms:us-east-1:111122223333:key/*", False),  # it names a key
        ("kms:ListKeys", "arn:aws:kms:us-east-1:111122223333:key/*", True),
    ],
)
def test_an_action_without_resources_is_matched_by_a_star(
    action: str, resource: Any, never: bool
) -> None:
    assert bool(of(Issue.ACTION_NEEDS_STAR_RESOURCE, on(action, resource))) is never


def test_not_resource_reaches_actions_without_resources() -> None:
    statement = {"Action": S3_LISTS, "NotResource": BUCKET}
    assert not of(Issue.ACTION_NEEDS_STAR_RESOURCE, statement)


def test_a_second_required_resource_is_asked_for() -> None:
    (found,) = of(
        Issue.REQUIRED_RESOURCE_TYPE_MISSING,
        on("identitystore:DescribeUser", "arn:aws:identitystore:::user/*"),
    )
    assert "identitystore/IdentityStoreId" in found.suggestion


@pytest.mark.parametrize(
    "statements",
    [
        [on("health-agent:GetAgent", [DOMAIN, f"{DOMAIN}/agent/*"])],
        [on("health-agent:GetAgent", f"{DOMAIN}*")],
        [on("health-agent:GetAgent", f"{DOMAIN}/agent/*"), on("health-agent:Get*", DOMAIN)],
        [on("health-agent:GetAgent", f"{DOMAIN}/agent/*"), on("*", DOMAIN)],
        [on("health-agent:Get*", f"{DOMAIN}/agent/*")],
        [{"Effect": "Deny", **on("health-agent:GetAgent", f"{DOMAIN}/agent/*")}],
        [on("dynamodb:TagResource", "arn:aws:dynamodb:us-east-1:111122223333:table/Wards")],
    ],
)
def test_what_is_named_elsewhere_or_is_a_choice_is_not_asked_for(statements: Any) -> None:
    assert not of(Issue.REQUIRED_RESOURCE_TYPE_MISSING, *statements)


def test_a_deny_elsewhere_grants_nothing() -> None:
    denied = {"Effect": "Deny", **on("health-agent:GetAgent", DOMAIN)}
    allowed = on("health-agent:GetAgent", f"{DOMAIN}/agent/*")
    assert of(Issue.REQUIRED_RESOURCE_TYPE_MISSING, allowed, denied)


def test_a_whole_service_on_a_domain_alone_leaves_out_what_is_below_it() -> None:
    (found,) = of(Issue.REQUIRED_RESOURCE_TYPE_MISSING, on("health-agent:*", DOMAIN))
    assert "health-agent:GetAgent" in found.message or "Agent" in found.message
    assert "/agent/" in found.suggestion


@pytest.mark.parametrize(
    "statements",
    [
        [on("health-agent:*", [DOMAIN, f"{DOMAIN}/*"])],
        [on("health-agent:*", "*")],
        [on("health-agent:Get*", DOMAIN)],
        [on("health-agent:*", DOMAIN), on("health-agent:*", f"{DOMAIN}/*")],
        [on("s3:*", ["arn:aws:s3:::records", OBJECTS])],
        [{"Effect": "Deny", **on("health-agent:*", DOMAIN)}],
    ],
)
def test_a_whole_service_that_reaches_below_leaves_nothing_out(statements: Any) -> None:
    assert not of(Issue.REQUIRED_RESOURCE_TYPE_MISSING, *statements)


def test_all_of_s3_on_a_bucket_alone_reaches_no_object() -> None:
    (found,) = of(Issue.REQUIRED_RESOURCE_TYPE_MISSING, on("s3:*", "arn:aws:s3:::records"))
    assert "`object`" in found.message


@pytest.mark.parametrize(
    ("statement", "narrower"),
    [
        (on("s3:GetObject", "*"), True),
        (on(["s3:GetObject", "s3:ListBucket"], "*"), True),
        (on(["s3:GetObject", S3_LISTS], "*"), True),
        (on(S3_LISTS, "*"), False),
        (on("s3:PutBucketTagging", "*"), False),
        (on("s3:Get*", "*"), False),
        (on("s3:GetObject", OBJECTS), False),
        ({"Effect": "Deny", **on("s3:GetObject", "*")}, False),
        (
            {**on("s3:GetObject", "*"), "Condition": {"Bool": {"aws:SecureTransport": "true"}}},
            False,
        ),
    ],
)
def test_a_star_that_could_be_an_arn(statement: dict[str, Any], narrower: bool) -> None:
    found = of(Issue.STAR_RESOURCE_CAN_BE_NARROWED, statement)
    assert bool(found) is narrower
    assert all("arn:aws:s3:::BucketName/ObjectName" in each.suggestion for each in found)


@pytest.mark.parametrize(
    ("action", "resource", "further"),
    [
        ("s3:GetObject", "arn:aws:s3:::records*", True),
        ("s3:GetObject", "arn:aws:s3:::records-*", False),
        ("s3:GetObject", "arn:aws:s3:::records/*", False),
        ("s3:GetObject", "arn:aws:s3:::*", False),
        (["s3:GetObject", "s3:ListBucket"], "arn:aws:s3:::records*", False),
        ("s3:GetObject", "arn:aws:s3:::records/${aws:username}*", True),
        ("s3:GetObject", "arn:aws:s3:::records/${aws:username}/*", False),
        ("s3:GetObject", "arn:aws:s3:::records/${aws:userid}*", False),
        ("iam:GetUser", "arn:aws:iam::111122223333:user/${aws:PrincipalTag/Ward}*", True),
    ],
)
def test_a_star_straight_after_a_name(action: Any, resource: str, further: bool) -> None:
    assert bool(of(Issue.WILDCARD_RESOURCE_REACHES_FURTHER, on(action, resource))) is further
