"""ForAllValues and ForAnyValue: for keys of several values, and only for them."""

import json

import pytest

from simlib.language.findings import Issue

from .looking import found, mended, says, statement, text_of

ALL = Issue.FORALLVALUES_WITH_SINGLE_VALUED_KEY
WARD = "aws:PrincipalTag/Ward"


@pytest.mark.parametrize(
    ("operator", "key", "missing"),
    [
        ("StringEquals", "aws:TagKeys", True),
        ("StringNotLike", "aws:CalledVia", True),
        ("StringLikeIfExists", "aws:PrincipalOrgPaths", True),
        ("StringEquals", "kms:GrantOperations", True),
        ("ForAnyValue:StringEquals", "aws:TagKeys", False),
        ("ForAllValues:StringEquals", "kms:GrantOperations", False),
        ("StringEquals", WARD, False),
        ("StringEquals", "cognito-identity.amazonaws.com:amr", False),
    ],
)
def test_several_values_need_to_be_told_which_has_to_fit(
    operator: str, key: str, missing: bool
) -> None:
    assert bool(says(Issue.MISSING_QUALIFIER, {operator: {key: "x"}})) is missing


def test_null_asks_for_the_key_and_not_for_its_values() -> None:
    assert not says(Issue.MISSING_QUALIFIER, {"Null": {"aws:TagKeys": "false"}})


@pytest.mark.parametrize(
    ("key", "warns"),
    [
        (WARD, True),
        ("aws:PrincipalOrgID", True),
        ("token.actions.githubusercontent.com:sub", True),
        ("token.actions.githubusercontent.com:aud", True),
        ("aws:TagKeys", False),
        ("cognito-identity.amazonaws.com:amr", False),
        ("id.hospital.example:groups", False),  # a provider's claims can be lists
        ("aws:NoSuchKey", False),
    ],
)
def test_for_all_values_of_a_single_value_matches_its_absence(key: str, warns: bool) -> None:
    said = says(ALL, {"ForAllValues:StringEquals": {key: "x"}})
    sentence = f"ForAllValues matches a request without `{key}` as well: it is allowed too"
    assert said == sentence * warns


def test_of_a_deny_it_denies_them_too() -> None:
    condition = {"ForAllValues:StringEquals": {WARD: "A"}}
    assert says(ALL, condition, Effect="Deny").endswith("it is denied too")


def test_a_key_that_must_be_there_is_no_danger() -> None:
    condition = {"ForAllValues:StringEquals": {WARD: "A"}, "Null": {WARD: "false"}}
    assert not says(ALL, condition)
    assert says(ALL, {**condition, "Null": {WARD: "true"}})


def test_the_set_operator_is_taken_off() -> None:
    after = json.loads(mended(ALL, text_of(statement({"ForAllValues:StringLike": {WARD: "A*"}}))))
    assert after["Statement"][0]["Condition"] == {"StringLike": {WARD: "A*"}}


@pytest.mark.parametrize(
    "condition",
    [
        {"ForAllValues:StringLike": {WARD: "A*", "aws:TagKeys": "Ward"}},
        {"ForAllValues:StringLike": {WARD: "A*"}, "StringLike": {"aws:userid": "*:alice"}},
    ],
)
def test_other_keys_keep_their_operator(condition: dict[str, dict[str, str]]) -> None:
    finding = next(found(ALL, text_of(statement(condition))))
    assert finding.edits == ()
    assert finding.suggestion == "write `StringLike`"


@pytest.mark.parametrize(
    ("qualifier", "does"),
    [("ForAllValues", "always matches"), ("ForAnyValue", "never matches")],
)
def test_null_with_a_set_operator_is_no_test(qualifier: str, does: str) -> None:
    condition = {f"{qualifier}:Null": {"aws:TagKeys": "true"}}
    assert does in says(Issue.NULL_WITH_QUALIFIER, condition)
    assert not says(ALL, {f"{qualifier}:Null": {WARD: "true"}})
    after = json.loads(mended(Issue.NULL_WITH_QUALIFIER, text_of(statement(condition))))
    assert after["Statement"][0]["Condition"] == {"Null": {"aws:TagKeys": "true"}}


@pytest.mark.parametrize(
    ("operator", "key", "issue"),
    [
        (
            "ForAnyValue:StringEquals",
            "token.actions.githubusercontent.com:aud",
            Issue.FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE,
        ),
        ("ForAllValues:StringEquals", "token.actions.githubusercontent.com:aud", ALL),
        (
            "ForAnyValue:StringEquals",
            "id.hospital.example:aud",
            Issue.CONFIRM_AUDIENCE_CLAIM_TYPE,
        ),
        (
            "ForAllValues:StringEquals",
            "id.hospital.example:aud",
            Issue.CONFIRM_AUDIENCE_CLAIM_TYPE,
        ),
        ("StringEquals", "id.hospital.example:aud", None),
    ],
)
def test_an_audience_has_one_of_three_names(operator: str, key: str, issue: Issue | None) -> None:
    names = (
        ALL,
        Issue.FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE,
        Issue.CONFIRM_AUDIENCE_CLAIM_TYPE,
    )
    said = [name for name in names if says(name, {operator: {key: "sts.amazonaws.com"}})]
    assert said == [issue] * (issue is not None)
