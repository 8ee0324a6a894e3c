"""Mending made-up policies: what is left is JSON, and what was mended is found no more."""

import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlib.checks import Findings, check_policy, mend_policy
from simlib.checks.mending import mendable
from simlib.language.edits import Edit, EditKind
from simlib.language.findings import Finding, Source
from simlib.language.issues import Issue
from simlib.language.terms import PolicyType

LIST = '{"Action": ["a", "b", "c"], "Effect": "Allow"}'
REMOVE, REPLACE, RENAME, INSERT = (
    EditKind.REMOVE,
    EditKind.REPLACE,
    EditKind.RENAME,
    EditKind.INSERT,
)


def finding(issue: Issue, *edits: Edit) -> Finding:
    return Finding(issue, "…", Source("policy", edits[0].pointer, 1, 1), edits=edits)


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (Edit(REPLACE, "/Action/0", value="x"), Edit(REPLACE, "/Action/1", value="y"), True),
        (Edit(REPLACE, "/Action/0", value="x"), Edit(REPLACE, "/Action/0", value="y"), False),
        (Edit(REPLACE, "/Action", value="x"), Edit(REPLACE, "/Action/0", value="y"), False),
        (Edit(REMOVE, "/Action"), Edit(REPLACE, "/Action/0", value="y"), False),
        (Edit(REMOVE, "/Action/0"), Edit(REPLACE, "/Effect", value="Deny"), True),
        (Edit(RENAME, "/Action", "NotAction"), Edit(INSERT, "", "NotAction", "x"), False),
        (Edit(INSERT, "", "Sid", "a"), Edit(INSERT, "", "Sid", "b"), False),
        (Edit(INSERT, "", "Sid", "a"), Edit(INSERT, "", "Resource", "*"), True),
    ],
)
def test_what_collides_is_left_for_another_time(one: Edit, other: Edit, together: bool) -> None:
    found = [finding(Issue.INVALID_ACTION, one), finding(Issue.INVALID_ARN_PREFIX, other)]
    assert mendable(LIST, found) == (found if together else found[:1])


def test_the_graver_finding_goes_first() -> None:
    grave = finding(Issue.INVALID_ACTION, Edit(REPLACE, "/Action/0", value="x"))
    slight = finding(Issue.REDUNDANT_ACTION, Edit(REMOVE, "/Action/0"))
    assert mendable(LIST, [slight, grave]) == [grave]


def test_a_value_that_goes_for_what_stays_is_not_taken_out_with_it() -> None:
    """`a` is redundant because of `b`: so both go only if one check says so of both."""
    slight = [finding(Issue.REDUNDANT_ACTION, Edit(REMOVE, f"/Action/{n}")) for n in (0, 2)]
    grave = finding(Issue.INVALID_ACTION, Edit(REMOVE, "/Action/1"))
    assert mendable(LIST, slight) == slight
    assert mendable(LIST, [*slight, grave]) == [grave]


def test_a_finding_is_mended_wholly_or_not_at_all() -> None:
    first = finding(Issue.INVALID_ACTION, Edit(REPLACE, "/Effect", value="Deny"))
    both = (Edit(REPLACE, "/Action/0", value="x"), Edit(REPLACE, "/Effect", value="Allow"))
    assert mendable(LIST, [first, finding(Issue.INVALID_EFFECT, *both)]) == [first]


def test_an_edit_that_cannot_be_made_is_left_out() -> None:
    assert mendable(LIST, [finding(Issue.INVALID_ACTION, Edit(REMOVE, "/Nothing"))]) == []
    assert mendable("{", [finding(Issue.INVALID_ACTION, Edit(REMOVE, "/Action"))]) == []


SOME_ACTIONS = (
    "s3:Get* s3:GetObject s3:GetObjects s3:getobject s3:* S3:Get?bject healthlake:ReadResource "
    "healthlake:ReadResources health-lake:ReadResource health-lake:* healthlake:Reed* kms:Decript "
    "iam:PassRole * nothing:Here"
)
SOME_RESOURCES = (
    "* arn:aws:s3:::records arn:aws:s3:::records/* arn:aws:s3:::records/a arn:aws:s3 records "
    "arn:aws:s3:us-east-1:111122223333:records arn:aws:iam::111122223333:role/*"
)
ACTIONS, RESOURCES = (st.sampled_from(text.split()) for text in (SOME_ACTIONS, SOME_RESOURCES))
CONDITIONS = st.sampled_from(
    [
        {},
        {"StringEquals": {"aws:PrincipalTag/ward": ["icu", "icu"]}},
        {"StringEquals": {"s3:prefix": "home/*", "aws:SourceIp": "10.0.0.0/8"}},
        {"IpAddress": {"aws:sourceip": ["203.0.113.0/24", "203.0.113.7"]}, "Bool": {}},
        {"StringEqual": {"aws:username": "${aws:usernme}"}, "Null": {"aws:TokenIssueTime": "no"}},
        {"ForAllValues:StringLike": {"aws:TagKeys": []}, "DateLessThan": {"aws:CurrentTime": "x"}},
        {"NumericLessThan": {"s3:max-keys": "ten"}, "StringLike": {"kms:ViaService": "s3.*"}},
    ]
)
PRINCIPALS = st.sampled_from(
    [
        "*",
        {"AWS": ["111122223333", "arn:aws:iam::111122223333:root"]},
        {"Service": ["s3.amazonaws.com", "health-agent.amazonaw.com"]},
        {"aws": "arn:aws:iam::111122223333:role/Care", "Federated": []},
    ]
)


def some(values: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    return values | st.lists(values, max_size=6)


@st.composite
def policies(draw: st.DrawFn, *, misspelt: bool = True) -> tuple[str, PolicyType]:
    """Policies of every type; a misspelt element or effect hides what else is to be said."""
    policy_type = draw(st.sampled_from(list(PolicyType)))
    effect = st.sampled_from(["Allow", "Deny", *["allow", "Permit"] * misspelt])
    actions = ["Action", "NotAction", *["action", "Actions"] * misspelt]
    resources = ["Resource", "NotResource", *["resource"] * misspelt]
    statement = {
        "Sid": st.sampled_from(["", "A", "A b", "B"]),
        "Effect": effect,
        "Principal": PRINCIPALS,
        draw(st.sampled_from(actions)): some(ACTIONS),
        draw(st.sampled_from(resources)): some(RESOURCES),
        "Condition": CONDITIONS,
    }
    optional = {key: statement.pop(key) for key in ("Sid", "Condition")}
    if not draw(st.booleans()):
        optional["Principal"] = statement.pop("Principal")
    statements = st.lists(st.fixed_dictionaries(statement, optional=optional), max_size=4)
    version = {"Version": "2012-10-17"} if draw(st.booleans()) else {}
    document = {**version, "Id": "x", "Statement": draw(statements)}
    return json.dumps(document, indent=draw(st.sampled_from([None, 2]))), policy_type


def counted(findings: Any) -> Counter[str]:
    return Counter(str(each.issue) for each in findings)


@settings(deadline=None, max_examples=50)
@given(policies())
def test_what_is_mended_is_found_no_more(made: tuple[str, PolicyType]) -> None:
    """An element that could not be read before may show what else is wrong with it."""
    text, policy_type = made
    before = check_policy(text, policy_type)
    for one in (each for each in before if not each.refused):
        after = check_policy(Findings([one], text).mended(), policy_type)
        assert counted(after)[one.issue] <= counted(before)[one.issue] - bool(one.edits)


@settings(deadline=None)
@given(policies(misspelt=False))
def test_errors_that_are_mended_at_once_are_gone(made: tuple[str, PolicyType]) -> None:
    """A name that is mended now means something: there may be more to say of it."""
    text, policy_type = made
    before = check_policy(text, policy_type)
    mended = before.mended()
    json.loads(mended)
    gone, after = counted(before.errors.mendable), counted(check_policy(mended, policy_type))
    left = counted(before) - gone
    assert {each for each in gone if after[each] > left[each]} == set()


@settings(deadline=None)
@given(policies())
def test_mending_comes_to_an_end(made: tuple[str, PolicyType]) -> None:
    text, policy_type = made
    mended = mend_policy(text, policy_type)
    json.loads(mended)
    assert check_policy(mended, policy_type).mendable == ()
