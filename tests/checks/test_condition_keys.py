"""Condition keys that do not exist: they are in no request, and what that does to the statement."""

import json

import pytest

from simlib.language.findings import Issue
from simlib.language.terms import PolicyType

from .looking import found, mended, says, statement, text_of

UNKNOWN = (
    Issue.INVALID_SERVICE_CONDITION_KEY,
    Issue.INVALID_GLOBAL_CONDITION_KEY,
    Issue.INVALID_SERVICE,
    Issue.UNSUPPORTED_GLOBAL_CONDITION_KEY,
    Issue.MISSING_TAG_KEY_IN_CONDITION,
)
LEVEL = "healthlake:DatastoreAccessLevel"


def test_a_service_without_keys_is_said_to_have_none() -> None:
    said = says(Issue.INVALID_SERVICE_CONDITION_KEY, {"StringEquals": {LEVEL: "READ_ONLY"}})
    assert "AWS HealthLake has no condition keys of its own" in said
    assert "never matches and the statement allows nothing" in said


@pytest.mark.parametrize(
    ("operator", "value", "does"),
    [
        ("StringEquals", "x", "never"),
        ("StringLike", "*", "never"),
        ("Null", "false", "never"),
        ("ForAnyValue:StringEquals", "x", "never"),
        ("ForAnyValue:StringNotEquals", "x", "never"),
        ("StringEqualsIfExists", "x", "always"),
        ("StringNotEquals", "x", "always"),
        ("StringNotEqualsIfExists", "x", "always"),
        ("ForAllValues:StringEquals", "x", "always"),
        ("ForAnyValue:StringEqualsIfExists", "x", "always"),
        ("Null", "true", "always"),
    ],
)
def test_an_absent_key_matches_or_not_by_the_operator(operator: str, value: str, does: str) -> None:
    said = says(Issue.INVALID_SERVICE_CONDITION_KEY, {operator: {LEVEL: value}})
    assert f"the condition {does} matches" in said


def test_a_deny_that_never_matches_denies_nothing() -> None:
    condition = {"StringEquals": {LEVEL: "READ_ONLY"}}
    assert "denies nothing" in says(Issue.INVALID_SERVICE_CONDITION_KEY, condition, Effect="Deny")


@pytest.mark.parametrize(
    "key",
    [
        "token.actions.githubusercontent.com:sub",
        "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E:sub",
        "id.hospital.example:anything",
        "cognito-identity.amazonaws.com:amr",
        "saml:aud",
        "SAML:Aud",
        "ec2:osuser",
        "EC2:osUser",
        "kms:EncryptionContext:purpose",
        "secretsmanager:ResourceTag/Ward",
        "ssm:resourceTag/Ward",
        "s3:ExistingObjectTag/Ward",
        "aws:PrincipalTag/Ward",
        "AWS:SourceOwner",
        "aws:SourceVpcArn",
        "aws:PrincipalOrgMasterAccountId",
        "lambda:SourceFunctionArn",
    ],
)
def test_what_requests_do_carry_is_known(key: str) -> None:
    names = {each for issue in UNKNOWN for each in [says(issue, {"StringEquals": {key: "x"}})]}
    assert names == {""}


@pytest.mark.parametrize("key", ["nocolon", "aws:PrincipalTag/<key>", "${aws:username}:x"])
def test_what_the_grammar_says_is_not_said_twice(key: str) -> None:
    assert not any(says(issue, {"StringEquals": {key: "x"}}) for issue in UNKNOWN)


@pytest.mark.parametrize(
    ("issue", "wrong", "right"),
    [
        (Issue.INVALID_GLOBAL_CONDITION_KEY, "aws:SourceIP4", "aws:SourceIp"),
        (Issue.INVALID_GLOBAL_CONDITION_KEY, "aws:PrincipleTag/Ward", "aws:PrincipalTag/Ward"),
        (Issue.INVALID_GLOBAL_CONDITION_KEY, "aws:prefix", "s3:prefix"),
        (Issue.INVALID_SERVICE_CONDITION_KEY, "s3:SourceIp", "aws:SourceIp"),
        (Issue.INVALID_SERVICE_CONDITION_KEY, "s3:delimeter", "s3:delimiter"),
        (Issue.INVALID_SERVICE, "s3bucket:prefix", "s3:prefix"),
        (Issue.INVALID_SERVICE, "kmss:ViaService", "kms:ViaService"),
        (Issue.UNSUPPORTED_GLOBAL_CONDITION_KEY, "aws:ARN", "aws:PrincipalArn"),
    ],
)
def test_the_key_that_was_meant_is_offered_and_written(
    issue: Issue, wrong: str, right: str
) -> None:
    text = text_of(statement({"StringLike": {wrong: "x"}}, Action="s3:ListBucket", Resource="*"))
    assert f"`{right}`" in next(found(issue, text)).suggestion
    after = json.loads(mended(issue, text))
    assert next(iter(after["Statement"][0]["Condition"]["StringLike"])).lower() == right.lower()


def test_a_key_is_not_renamed_to_one_that_stands_beside_it() -> None:
    condition = {"StringEquals": {"aws:PrincipleTag/Ward": "A", "aws:principaltag/Ward": "A"}}
    finding = next(found(Issue.INVALID_GLOBAL_CONDITION_KEY, text_of(statement(condition))))
    assert finding.suggestion
    assert finding.edits == ()


def test_nothing_is_offered_where_nothing_is_near() -> None:
    text = text_of(statement({"StringEquals": {"aws:Zzzqqqxxx": "x"}}))
    finding = next(found(Issue.INVALID_GLOBAL_CONDITION_KEY, text))
    assert "did you mean" not in finding.suggestion
    assert finding.edits == ()


def test_the_finding_stands_at_the_key() -> None:
    finding = next(
        found(
            Issue.INVALID_SERVICE_CONDITION_KEY,
            text_of(statement({"StringEquals": {LEVEL: "x"}})),
        )
    )
    assert finding.source.pointer == f"/Statement/0/Condition/StringEquals/{LEVEL}"
    assert (finding.source.line, finding.source.column) == (10, 11)


@pytest.mark.parametrize(
    "key",
    ["aws:ResourceTag/", "aws:RequestTag", "aws:principaltag/", "s3:ExistingObjectTag/"],
)
def test_a_tag_without_its_key_is_told_from_an_unknown_key(key: str) -> None:
    condition = {"StringEquals": {key: "A"}}
    assert "names no tag" in says(Issue.MISSING_TAG_KEY_IN_CONDITION, condition)
    assert not says(Issue.INVALID_GLOBAL_CONDITION_KEY, condition)
    assert not says(Issue.INVALID_SERVICE_CONDITION_KEY, condition)


@pytest.mark.parametrize("key", ["aws:TagKeys", "aws:ResourceTag/Ward", "ec2:CreateAction"])
def test_other_keys_need_no_tag(key: str) -> None:
    assert not says(Issue.MISSING_TAG_KEY_IN_CONDITION, {"StringEquals": {key: "A"}})


def test_aws_arn_of_a_service_is_left_to_its_author() -> None:
    """It may be the service's resource that is meant, aws:SourceArn."""
    service = {"Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage"}
    condition = {"ArnLike": {"aws:ARN": "arn:aws:sns:us-east-1:111122223333:ward"}}
    text = text_of(statement(condition, Resource="*", **service))
    finding = next(found(Issue.UNSUPPORTED_GLOBAL_CONDITION_KEY, text, PolicyType.RESOURCE_BASED))
    assert "aws:SourceArn" in finding.suggestion
    assert finding.edits == ()
