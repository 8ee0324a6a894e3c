"""The parts of an ARN: what no resource's ARN has is found, at its place, and can be mended."""

import json
from typing import Any

import pytest

from simlib.checks import check_policy
from simlib.language.edits import edited
from simlib.language.findings import Finding
from simlib.language.issues import Issue
from simlib.reference.regions import partitions, regions

KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
PARTS_OF_ARNS = {
    Issue.INVALID_PARTITION,
    Issue.INVALID_ARN_SERVICE_CASE,
    Issue.INVALID_SERVICE,
    Issue.INVALID_ARN_REGION,
    Issue.INVALID_ARN_ACCOUNT,
    Issue.ARN_REGION_NOT_ALLOWED,
    Issue.ARN_ACCOUNT_NOT_ALLOWED,
    Issue.MISSING_ARN_REGION,
    Issue.MISSING_ARN_ACCOUNT,
    Issue.INVALID_ARN_RESOURCE,
    Issue.WILDCARD_IN_SERVICE_NAME,
}


def policy(resource: Any, action: str = "*", element: str = "Resource") -> str:
    statement = {"Effect": "Deny", "Action": action, element: resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=1)


def of(issue: Issue, text: str) -> list[Finding]:
    return [each for each in check_policy(text) if each.issue is issue]


def said_of(arn: str) -> list[Issue]:
    return [each.issue for each in check_policy(policy(arn)) if each.issue in PARTS_OF_ARNS]


@pytest.mark.parametrize(
    ("arn", "issue"),
    [
        ("arn:awss:s3:::records", Issue.INVALID_PARTITION),
        ("arn:aws:S3:::records", Issue.INVALID_ARN_SERVICE_CASE),
        ("arn:aws:healthlak:us-east-1:111122223333:datastore/fhir/x", Issue.INVALID_SERVICE),
        (KEY.replace("us-east-1", "us-east-9"), Issue.INVALID_ARN_REGION),
        (KEY.replace("us-east-1", "cn-north-1"), Issue.INVALID_ARN_REGION),
        (KEY.replace("111122223333", "11112222333"), Issue.INVALID_ARN_ACCOUNT),
        ("arn:aws:s3:us-east-1::records", Issue.ARN_REGION_NOT_ALLOWED),
        ("arn:aws:iam:us-east-1:111122223333:*", Issue.ARN_REGION_NOT_ALLOWED),
        ("arn:aws:s3::111122223333:records", Issue.ARN_ACCOUNT_NOT_ALLOWED),
        ("arn:aws:kms::111122223333:key/*", Issue.MISSING_ARN_REGION),
        ("arn:aws:s3:us-east-1::accesspoint/alice", Issue.MISSING_ARN_ACCOUNT),
        ("arn:aws:sqs:us-east-2::${aws:PrincipalTag/team}-queue", Issue.MISSING_ARN_ACCOUNT),
        (
            "arn:aws:healthlake:us-east-1:111122223333:fhir-datastore/my-datastore",
            Issue.INVALID_ARN_RESOURCE,
        ),
        ("arn:aws:iam::111122223333:Role/Nurse", Issue.INVALID_ARN_RESOURCE),
        ("arn:aws:cloudformation:us-east-1:111122223333:stack/web", Issue.INVALID_ARN_RESOURCE),
    ],
)
def test_what_no_resource_has_is_said_once(arn: str, issue: Issue) -> None:
    assert said_of(arn) == [issue]


@pytest.mark.parametrize(
    "arn",
    [
        "*",
        KEY,
        KEY.replace("arn:aws:", "arn:*:"),
        KEY.replace("us-east-1", "*"),
        KEY.replace("us-east-1", "us-*"),
        KEY.replace("111122223333", "*"),
        KEY.replace("arn:aws:kms:us-east-1", "arn:aws-cn:kms:cn-north-1"),
        "arn:aws:s3:::records",
        "arn:aws:s3:::*",
        "arn:aws:s3:us-east-1:111122223333:accesspoint/alice",
        "arn:aws:s3:us-east-1:111122223333:accesspoint/alice/object/*",
        "arn:aws:s3::111122223333:accesspoint/mfzwi23gnjvgw.mrap",
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "arn:aws:iam::*:*",
        "arn:aws:ec2:us-east-1::image/ami-0abcdef1234567890",
        "arn:aws:ssm:us-east-1::document/AWS-RunShellScript",
        "arn:aws:ssm:us-east-1::parameter/aws/service/ami-amazon-linux-latest/*",
        "arn:aws:cloudformation:us-east-1:aws:transform/Serverless-2016-10-31",
        "arn:aws:mediaconnect:us-east-1:offering:o-1",
        "arn:aws:logs:*:*:*",
        "arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/f:*",
        "arn:aws:kafka:us-east-1:111122223333:topic/ward/abc/readings",  # of prefix kafka-cluster
        "arn:aws:catalog:us-east-1:111122223333:portfolio/p",  # of prefix servicecatalog
        "arn:aws:backup:us-east-1:111122223333:recovery-point:abc",
        "arn:aws:apigateway:us-east-1::/restapis/abc/stages/prod",
        "arn:aws:dynamodb:us-east-1:111122223333:table/${aws:username}",
        "arn:aws:kms:<region>:<account-id>:key/abc",
        "records",
        "arn:aws:s3",
    ],
)
def test_what_a_resource_can_have_is_left_alone(arn: str) -> None:
    assert said_of(arn) == []


@pytest.mark.parametrize(
    ("arn", "mended"),
    [
        ("arn:awss:s3:::records", "arn:aws:s3:::records"),
        ("arn:aws:S3:::records", "arn:aws:s3:::records"),
        ("arn:aws:iam:us-east-1:111122223333:user/a", "arn:aws:iam::111122223333:user/a"),
        ("arn:aws:s3:us-east-1:111122223333:records/*", "arn:aws:s3:::records/*"),
        (KEY.replace("us-east-1", "us-east1"), KEY),
        (KEY.replace("111122223333", "1111-2222-3333"), KEY),
    ],
)
def test_its_edits_mend_it(arn: str, mended: str) -> None:
    text = policy(["arn:aws:s3:::other", arn])
    findings = [each for each in check_policy(text) if each.issue in PARTS_OF_ARNS]
    edits = [edit for each in findings for edit in each.edits]
    assert edited(text, edits) == policy(["arn:aws:s3:::other", mended])


def test_what_cannot_be_known_is_not_filled_in() -> None:
    (missing,) = of(Issue.MISSING_ARN_REGION, policy(KEY.replace("us-east-1", "")))
    assert missing.edits == ()
    (unknown,) = of(Issue.INVALID_ARN_ACCOUNT, policy(KEY.replace("111122223333", "hospital")))
    assert unknown.edits == ()


def test_the_place_is_the_value() -> None:
    text = policy([KEY, "arn:aws:s3:eu-west-1::records"])
    (found,) = of(Issue.ARN_REGION_NOT_ALLOWED, text)
    assert found.source.pointer == "/Statement/0/Resource/1"
    assert text.splitlines()[found.source.line - 1].strip().startswith('"arn:aws:s3:eu-west-1')


def test_the_form_that_is_meant_is_shown() -> None:
    arn = "arn:aws:healthlake:us-east-1:111122223333:datastore/eeb8005725ae22b35b4edbdc68cf2dfd"
    (found,) = of(Issue.INVALID_ARN_RESOURCE, policy(arn))
    assert "datastore/fhir/DatastoreId" in found.suggestion


def test_a_wildcard_for_the_service_says_what_it_reaches() -> None:
    (found,) = of(Issue.WILDCARD_IN_SERVICE_NAME, policy("arn:aws:health*:us-east-1:1:x"))
    assert "`healthlake`" in found.message


def test_not_resource_is_read_as_well() -> None:
    text = policy("arn:aws:s3:us-east-1::records", element="NotResource")
    assert of(Issue.ARN_REGION_NOT_ALLOWED, text)


@pytest.mark.parametrize(
    ("values", "needless"),
    [
        (["*", KEY], [KEY]),
        ([KEY, KEY], [KEY]),
        (["arn:aws:s3:::records*", "arn:aws:s3:::records/*"], ["arn:aws:s3:::records/*"]),
        (["arn:aws:s3:::records", "arn:aws:s3:::records/*"], []),
        (["arn:aws:kms:*:111122223333:key/*", KEY], [KEY]),
        (["arn:aws:s3:::a/${*}", "arn:aws:s3:::a/b"], []),
    ],
)
def test_a_resource_that_is_there_already_can_be_taken_out(
    values: list[str], needless: list[str]
) -> None:
    text = policy(values)
    found = of(Issue.REDUNDANT_RESOURCE, text)
    assert [each.message.split("`")[1] for each in found] == needless
    mended = edited(text, [edit for each in found for edit in each.edits])
    assert not of(Issue.REDUNDANT_RESOURCE, mended)


@pytest.mark.parametrize(
    ("element", "effect"), [("Resource", "denies nothing"), ("NotResource", "leaves none out")]
)
def test_an_empty_list_says_what_becomes_of_it(element: str, effect: str) -> None:
    (found,) = of(Issue.EMPTY_ARRAY_RESOURCE, policy([], element=element))
    assert effect in found.message


def test_regions_belong_to_one_partition_each() -> None:
    assert len(regions()) == len(set(regions()))
    assert "us-east-1" in partitions()["aws"]
    assert "us-gov-west-1" in partitions()["aws-us-gov"]
