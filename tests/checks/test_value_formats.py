"""Values whose form AWS fixes: IDs, ARNs of KMS keys, dates, names of services."""

import pytest

from simlib.language.findings import Issue
from tests.checks.conditions import matching, mended, one_said, said_of

VPC, VPCE, KMS = Issue.INVALID_VPC_FORMAT, Issue.INVALID_VPCE_FORMAT, Issue.INVALID_KMS_KEY_VALUE
DATE, SERVICE = Issue.INVALID_DATE_VALUE, Issue.INVALID_SERVICE_PRINCIPAL_FORMAT
KEY_ID = "s3:x-amz-server-side-encryption-aws-kms-key-id"
KEY_ARN = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"


@pytest.mark.parametrize("text", ["vpc-12345678", "vpc-11223344556677889", "vpc-1a2b*", "*"])
def test_ids_of_a_vpc_have_8_or_17_characters(text: str) -> None:
    assert not said_of({"StringLike": {"aws:SourceVpc": text}}, VPC)


@pytest.mark.parametrize("text", ["vpc-123", "vpc-1122334455667788990", "vpce-12345678", "ward"])
def test_other_texts_are_no_ids_of_a_vpc(text: str) -> None:
    assert "allows nothing" in one_said({"StringEquals": {"aws:SourceVpc": text}}, VPC).message


def test_the_other_key_may_have_been_meant() -> None:
    condition = {"StringEquals": {"aws:SourceVpc": "vpce-12345678"}}
    assert one_said(condition, VPC).suggestion == "did you mean the key `aws:SourceVpce`?"
    condition = {"StringEquals": {"aws:SourceVpce": "vpc-12345678"}}
    assert one_said(condition, VPCE).suggestion == "did you mean the key `aws:SourceVpc`?"


def test_a_negated_operator_excludes_nobody_then() -> None:
    condition = {"StringNotEquals": {"aws:SourceVpce": ["vpce-1", "vpce-2"]}}
    messages = {each.message for each in said_of(condition, VPCE)}
    assert len(messages) == 2
    assert all("always matches" in each for each in messages)


@pytest.mark.parametrize("value", ["${aws:PrincipalTag/vpc}", "<vpc-id>", "vpc-${aws:username}"])
def test_what_is_still_to_be_put_in_is_not_judged(value: str) -> None:
    assert not said_of({"StringEquals": {"aws:SourceVpc": value}}, VPC)


@pytest.mark.parametrize(
    "text", ["alias/records", KEY_ARN[-36:], KEY_ARN.replace("key/", "alias/")]
)
def test_a_kms_key_is_its_arn(text: str) -> None:
    assert said_of({"StringEquals": {KEY_ID: text}}, KMS)
    assert said_of({"ArnLike": {KEY_ID: text}}, KMS)


@pytest.mark.parametrize(
    ("operator", "text"),
    [
        ("ArnEquals", KEY_ARN),
        ("StringEquals", KEY_ARN.replace("arn:aws:", "arn:aws-us-gov:")),
        ("StringEquals", KEY_ARN.replace("key/", "key/mrk-")),
        ("ArnLike", "arn:aws:kms:*:111122223333:key/*"),
        ("StringLike", "arn:aws:kms:*"),
        ("StringLike", "arn:aws:kms:eu-west-1:${aws:PrincipalAccount}:key/*"),
        ("Null", "true"),
    ],
)
def test_patterns_of_kms_keys_are_left(operator: str, text: str) -> None:
    assert not said_of({operator: {KEY_ID: text}}, KMS)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1798761599", "2026-12-31T23:59:59Z"),
        ("20261231", "1970-08-23"),  # eight digits are seconds too
        ("1798761599000", "far beyond any date"),  # and so are milliseconds
    ],
)
def test_numbers_are_seconds(text: str, told: str) -> None:
    assert told in one_said({"DateLessThan": {"aws:CurrentTime": text}}, DATE).message


def test_seconds_are_written_as_the_same_date() -> None:
    before = {"DateLessThan": {"aws:CurrentTime": "1798761599"}}
    after = mended(before, DATE)
    assert after == {"DateLessThan": {"aws:CurrentTime": "2026-12-31T23:59:59Z"}}
    for moment in ("2026-12-31T23:59:58Z", "2026-12-31T23:59:59Z"):
        assert matching(before)(moment) == matching(after)(moment)


@pytest.mark.parametrize("text", ["20261231", "1798761599000", "12345", "-1", "1e12"])
def test_seconds_that_are_hardly_meant_are_not_rewritten(text: str) -> None:
    assert one_said({"DateLessThan": {"aws:CurrentTime": text}}, DATE).edits == ()


@pytest.mark.parametrize(
    ("operator", "key", "text"),
    [
        ("DateLessThan", "aws:CurrentTime", "2026"),
        ("DateLessThan", "aws:CurrentTime", "2026-12-31"),
        ("DateLessThan", "aws:EpochTime", "1798761599"),
        ("NumericLessThan", "aws:MultiFactorAuthAge", "86400"),
    ],
)
def test_dates_and_keys_of_seconds_are_left(operator: str, key: str, text: str) -> None:
    assert not said_of({operator: {key: text}}, DATE)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("kms:ViaService", "healthlake.amazonaws.com"),
        ("kms:ViaService", "s3"),
        ("kms:ViaService", "S3.eu-west-1.amazonaws.com"),
        ("iam:PassedToService", "healthlake"),
        ("iam:PassedToService", "HealthLake.amazonaws.com"),
        ("aws:CalledViaFirst", "athena.amazonaws.org"),
        ("aws:PrincipalServiceName", "arn:aws:iam::111122223333:root"),
    ],
)
def test_services_are_named_as_requests_name_them(key: str, text: str) -> None:
    assert "allows nothing" in one_said({"StringEquals": {key: text}}, SERVICE).message


@pytest.mark.parametrize(
    ("operator", "key", "text"),
    [
        ("StringEquals", "kms:ViaService", "healthlake.us-east-1.amazonaws.com"),
        ("StringEquals", "kms:ViaService", "ec2.cn-north-1.amazonaws.com.cn"),
        ("StringLike", "kms:ViaService", "s3.*.amazonaws.com"),
        ("StringLike", "kms:ViaService", "s3.*"),
        ("StringLike", "kms:ViaService", "*"),
        ("StringEquals", "kms:ViaService", "s3.${aws:RequestedRegion}.amazonaws.com"),
        ("StringEquals", "iam:PassedToService", "pods.eks.amazonaws.com"),
        ("StringLike", "iam:PassedToService", "ec2.amazonaws.com*"),
        ("StringEqualsIgnoreCase", "iam:PassedToService", "HealthLake.amazonaws.com"),
        ("Null", "iam:PassedToService", "true"),
        ("StringEquals", "aws:PrincipalTag/service", "healthlake"),
    ],
)
def test_names_that_a_request_can_have_are_left(operator: str, key: str, text: str) -> None:
    assert not said_of({operator: {key: text}}, SERVICE)


def test_capitals_are_written_small() -> None:
    before = {"StringEquals": {"iam:PassedToService": ["HealthLake.amazonaws.com"]}}
    assert mended(before, SERVICE) == {
        "StringEquals": {"iam:PassedToService": ["healthlake.amazonaws.com"]}
    }


def test_the_region_is_not_guessed() -> None:
    found = one_said({"StringEquals": {"kms:ViaService": "healthlake.amazonaws.com"}}, SERVICE)
    assert found.edits == ()
    assert found.suggestion == "write `healthlake.region.amazonaws.com`"
