"""Operators that do not compare what their key holds."""

import pytest

from simlib.language.findings import Issue
from tests.checks.conditions import matching, mended, one_said, said_of

MISMATCH = Issue.TYPE_MISMATCH
RUNS_ON = Issue.STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS
ROLE = "arn:aws:iam::111122223333:role/ward"


@pytest.mark.parametrize(
    ("operator", "key", "value"),
    [
        ("StringEquals", "aws:MultiFactorAuthPresent", "true"),
        ("NumericEquals", "aws:SecureTransport", "1"),
        ("StringLike", "aws:SourceIp", "203.0.113.*"),
        ("NumericLessThan", "aws:CurrentTime", "1798761599"),
        ("DateLessThan", "aws:MultiFactorAuthAge", "2026-12-31"),
        ("Bool", "aws:PrincipalArn", "true"),
        ("IpAddress", "aws:PrincipalTag/address", "203.0.113.0/24"),
        ("BinaryEquals", "aws:username", "YWRh"),
        ("ForAllValues:StringEquals", "codebuild:secondarySources.insecureSsl", "true"),
    ],
)
def test_operators_of_another_type_are_told(operator: str, key: str, value: str) -> None:
    assert key in one_said({operator: {key: value}}, MISMATCH).message


@pytest.mark.parametrize(
    ("operator", "key", "value"),
    [
        ("Bool", "aws:MultiFactorAuthPresent", "true"),
        ("Null", "aws:MultiFactorAuthPresent", "true"),
        ("ArnNotLike", "aws:PrincipalArn", ROLE),
        ("StringEquals", "aws:PrincipalArn", ROLE),
        ("ArnLike", "kms:EncryptionContext:aws:s3:arn", "arn:aws:s3:::records"),
        ("NumericGreaterThan", "aws:EpochTime", "1798761599"),
        ("DateGreaterThan", "aws:EpochTime", "1798761599"),
        ("NumericLessThan", "ec2:RoleDelivery", "2.0"),
        ("ForAnyValue:ArnLike", "events:TargetArn", "arn:aws:lambda:*:*:function:*"),
        ("NumericEquals", "nobody:knows", "1"),
        ("StringNotEquals", "aws:Ec2InstanceSourcePrivateIPv4", "${aws:VpcSourceIp}"),
    ],
)
def test_operators_that_suit_and_unknown_keys_are_left(operator: str, key: str, value: str) -> None:
    assert not said_of({operator: {key: value}}, MISMATCH)


@pytest.mark.parametrize(
    ("before", "operator"),
    [
        ({"StringEquals": {"aws:SecureTransport": "true"}}, "Bool"),
        ({"StringEqualsIfExists": {"aws:ViaAWSService": ["false"]}}, "BoolIfExists"),
        ({"StringNotEquals": {"aws:SourceIp": "203.0.113.7"}}, "NotIpAddress"),
        ({"StringEquals": {"s3:max-keys": "10"}}, "NumericEquals"),
        ({"StringNotLike": {"s3:object-lock-retain-until-date": "2026-12-31"}}, "DateNotEquals"),
    ],
)
def test_the_operator_that_suits_is_put_in(
    before: dict[str, dict[str, object]], operator: str
) -> None:
    (inner,) = before.values()
    assert mended(before, MISMATCH) == {operator: inner}


@pytest.mark.parametrize(
    "condition",
    [
        {"StringNotEquals": {"aws:SecureTransport": "true"}},  # no Bool operator negates
        {"StringEquals": {"aws:SecureTransport": ["true", "false"]}},
        {"StringEquals": {"aws:ViaAWSService": "amplify.amazonaws.com"}},
        {"NumericEquals": {"aws:SecureTransport": "1"}},
        {"StringLike": {"s3:max-keys": "1*"}},
    ],
)
def test_what_was_meant_is_not_guessed(condition: dict[str, object]) -> None:
    assert one_said(condition, MISMATCH).edits == ()


@pytest.mark.parametrize(
    ("condition", "value"),
    [
        ({"StringEquals": {"aws:SecureTransport": "True"}}, "true"),
        ({"StringEquals": {"aws:SourceIp": "203.0.113.0/24"}}, "203.0.113.7"),
        ({"StringEquals": {"s3:max-keys": "10.0"}}, "10"),
        ({"StringEquals": {"aws:CurrentTime": "2026-01-01"}}, "2026-01-01T00:00:00Z"),
        ({"Bool": {"aws:username": "ada"}}, "ada"),
    ],
)
def test_it_is_true_that_other_spellings_do_not_fit(
    condition: dict[str, object], value: str
) -> None:
    assert said_of(condition, MISMATCH)
    assert not matching(condition)(value)


@pytest.mark.parametrize(
    ("operator", "text"),
    [
        ("StringLike", "arn:aws:iam::*:role/ward"),
        ("StringNotLike", "arn:aws:iam::*:root"),
        ("StringLikeIfExists", "arn:aws:codepipeline:*"),
        ("StringLike", "arn:aws:iam::11112222333?:role/ward"),
    ],
)
def test_a_wildcard_before_the_last_part_runs_on(operator: str, text: str) -> None:
    assert said_of({operator: {"aws:PrincipalArn": text}}, RUNS_ON)


@pytest.mark.parametrize(
    ("operator", "key", "text"),
    [
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/ward"),
        ("StringLike", "aws:PrincipalArn", ROLE),
        ("StringLike", "aws:PrincipalArn", "*"),
        ("StringLike", "aws:PrincipalTag/arn", "arn:aws:iam::*:role/ward"),
    ],
)
def test_a_wildcard_that_stays_in_its_part_is_left(operator: str, key: str, text: str) -> None:
    assert not said_of({operator: {key: text}}, RUNS_ON)


def test_arn_operators_keep_to_the_parts() -> None:
    before = {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/ward"}}
    after = mended(before, RUNS_ON)
    longer = "arn:aws:iam::111122223333:role/other:role/ward"
    assert after == {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/ward"}}
    assert matching(before)(longer)
    assert not matching(after)(longer)
    assert matching(after)(ROLE)


def test_too_few_parts_would_fit_nothing_under_arn_operators() -> None:
    condition = {"StringLike": {"aws:PrincipalArn": "arn:aws:iam:*"}}
    assert one_said(condition, RUNS_ON).edits == ()
