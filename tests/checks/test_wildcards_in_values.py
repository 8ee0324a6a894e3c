"""Wildcards and variables in condition values."""

import pytest

from simlib.checks import check_policy
from simlib.language.findings import Issue
from tests.checks.conditions import matching, mended, one_said, said_of

WARD = "aws:PrincipalTag/ward"
NULL_FALSE, NULL_TRUE = Issue.EQUIVALENT_TO_NULL_FALSE, Issue.EQUIVALENT_TO_NULL_TRUE
KEY = Issue.REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION
STATEMENT = Issue.REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION
LITERAL = Issue.WILDCARD_WITHOUT_LIKE_OPERATOR
WIDE, VARIABLE = Issue.WILDCARD_USAGE_TOO_PERMISSIVE, Issue.VARIABLE_USAGE_TOO_PERMISSIVE


@pytest.mark.parametrize(
    ("operator", "issue"),
    [
        ("StringLike", NULL_FALSE),
        ("ForAnyValue:StringLike", NULL_FALSE),
        ("StringNotLike", NULL_TRUE),
        ("StringNotLikeIfExists", NULL_TRUE),
        ("ForAllValues:StringNotLike", NULL_TRUE),
        ("ForAnyValue:StringNotLikeIfExists", NULL_TRUE),
        ("StringLikeIfExists", KEY),
        ("ForAllValues:StringLike", KEY),
        ("ForAnyValue:StringNotLike", STATEMENT),
    ],
)
def test_a_star_alone_is_told_by_what_the_operator_makes_of_it(operator: str, issue: Issue) -> None:
    condition = {operator: {"aws:TagKeys": ["ward", "**"]}}
    names = (NULL_FALSE, NULL_TRUE, KEY, STATEMENT)
    assert [each for each in names if said_of(condition, each)] == [issue]


@pytest.mark.parametrize("value", ["", "?*", "icu*", "${aws:username}*"])
def test_a_value_that_something_is_unlike_is_left(value: str) -> None:
    condition = {"StringLike": {WARD: value}}
    assert not said_of(condition, NULL_FALSE)


@pytest.mark.parametrize("operator", ["StringEquals", "ArnLike"])
def test_under_other_operators_a_star_is_not_everything(operator: str) -> None:
    assert not said_of({operator: {"aws:PrincipalArn": "*"}}, NULL_FALSE)


@pytest.mark.parametrize(
    ("operator", "issue", "after"),
    [
        ("StringLike", NULL_FALSE, {"Null": {WARD: "false"}}),
        ("StringNotLike", NULL_TRUE, {"Null": {WARD: "true"}}),
        ("StringLikeIfExists", KEY, {}),
    ],
)
def test_the_same_is_said_without_the_wildcard(operator: str, issue: Issue, after: object) -> None:
    condition = {operator: {WARD: "*"}}
    mend = mended(condition, issue)
    assert mend == after
    assert all(matching(condition)(value) == matching(mend)(value) for value in ("icu", None))


def test_what_limits_nothing_is_taken_out_alone() -> None:
    condition = {"StringLikeIfExists": {WARD: "*", "aws:username": "a*"}}
    assert mended(condition, KEY) == {"StringLikeIfExists": {"aws:username": "a*"}}


@pytest.mark.parametrize(
    ("operator", "meant"),
    [
        ("StringEquals", "StringLike"),
        ("StringNotEqualsIfExists", "StringNotLikeIfExists"),
        ("ForAnyValue:StringEquals", "ForAnyValue:StringLike"),
    ],
)
def test_wildcards_get_an_operator_that_knows_them(operator: str, meant: str) -> None:
    assert mended({operator: {WARD: ["icu-*", "er"]}}, LITERAL) == {meant: {WARD: ["icu-*", "er"]}}


def test_those_in_an_arn_get_the_operator_for_arns() -> None:
    key, value = "aws:PrincipalArn", "arn:aws:iam::111122223333:role/ward-*"
    assert mended({"StringEquals": {key: value}}, LITERAL) == {"ArnLike": {key: value}}


def test_it_is_true_that_the_letter_alone_fits() -> None:
    matches = matching({"StringEquals": {WARD: "icu-*"}})
    assert matches("icu-*")
    assert not matches("icu-1")


@pytest.mark.parametrize(
    "condition",
    [
        {"StringLike": {WARD: "icu-*"}},
        {"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}},
        {"StringEquals": {WARD: "${*}"}},  # the character itself
        {"StringEquals": {WARD: "${aws:PrincipalTag/ward}"}},
        {"StringEquals": {"aws:referer": "https://example.com/?page=1"}},
        {"ForAllValues:StringEquals": {"acm:DomainNames": "*.example.com"}},
        {"Bool": {"aws:SecureTransport": "true"}},
    ],
)
def test_wildcards_that_count_and_characters_that_are_meant_are_left(
    condition: dict[str, object],
) -> None:
    assert not said_of(condition, LITERAL)


def test_other_keys_of_the_operator_keep_it() -> None:
    condition = {"StringEquals": {WARD: "icu-*", "aws:username": "ada"}}
    assert one_said(condition, LITERAL).edits == ()


def test_case_would_count_again_so_nothing_is_mended() -> None:
    found = one_said({"StringEqualsIgnoreCase": {WARD: "icu-*"}}, LITERAL)
    assert found.edits == ()
    assert "heeds case" in found.suggestion


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("aws:PrincipalOrgID", "o-*"),
        ("AWS:SOURCEACCOUNT", "*"),
        ("aws:SourceVpc", "vpc-1a2b3c4?"),
        ("aws:userid", "AROA*"),
        ("aws:userid", "*"),
        ("aws:userid", "AROAEXAMPLE*:ada"),
    ],
)
def test_wildcards_in_what_tells_ones_own_from_strangers(key: str, value: str) -> None:
    assert said_of({"StringLike": {key: value}}, WIDE)
    assert said_of({"StringNotLikeIfExists": {key: [value]}}, WIDE)


@pytest.mark.parametrize(
    ("operator", "key", "value"),
    [
        ("StringLike", "aws:PrincipalOrgID", "o-a1b2c3d4e5"),
        ("StringEquals", "aws:PrincipalOrgID", "o-*"),  # fits nobody, which is another finding
        ("StringLike", "aws:userid", "AROAEXAMPLEID:*"),
        ("StringLike", "aws:userid", "*:*"),
        ("StringLike", "aws:userid", "*:ada"),
        ("StringLike", "aws:username", "*"),
    ],
)
def test_wildcards_elsewhere_are_left(operator: str, key: str, value: str) -> None:
    assert not said_of({operator: {key: value}}, WIDE)


def test_no_edit_lets_strangers_in() -> None:
    assert one_said({"StringEquals": {"aws:PrincipalOrgID": "o-*"}}, LITERAL).edits == ()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("aws:ResourceAccount", "${aws:PrincipalTag/account}"),
        ("aws:SourceVpce", "vpce-${aws:RequestTag/id, 'none'}"),
        ("aws:userid", "${aws:username}"),
        ("aws:userid", "AROA${aws:PrincipalTag/id}:ada"),
    ],
)
def test_variables_that_someone_sets_are_told(key: str, value: str) -> None:
    found = one_said({"StringEquals": {key: value}}, VARIABLE)
    assert value in found.message


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("aws:ResourceAccount", "${aws:PrincipalAccount}"),
        ("aws:ResourceOrgID", "${aws:PrincipalOrgID}"),
        ("aws:SourceVpc", "${aws:Ec2InstanceSourceVpc}"),
        ("aws:userid", "AROAEXAMPLEID:${aws:username}"),
        ("aws:userid", "${aws:userid}:*"),
        (WARD, "${aws:PrincipalTag/other}"),
        ("aws:ResourceAccount", "${*}"),
    ],
)
def test_variables_that_aws_fills_are_left(key: str, value: str) -> None:
    assert not said_of({"StringLike": {key: value}}, VARIABLE)


def test_where_variables_do_not_count_there_are_none() -> None:
    condition = {"StringEquals": {"aws:ResourceAccount": "${aws:PrincipalTag/account}"}}
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
    policy = {"Version": "2008-10-17", "Statement": [{**statement, "Condition": condition}]}
    assert VARIABLE not in {each.issue for each in check_policy(policy)}
