"""Conditions with nothing in them: what is said agrees with what evaluation does."""

import pytest

from simlib.language.edits import edited
from simlib.language.findings import Issue
from tests.checks.conditions import mended, one_said, policy_text, said_of

EMPTY = Issue.EMPTY_ARRAY_CONDITION


@pytest.mark.parametrize(
    ("operator", "issue"),
    [
        ("StringEquals", "EMPTY_ARRAY_CONDITION"),
        ("Null", "EMPTY_ARRAY_CONDITION"),
        ("StringNotEqualsIfExists", "EMPTY_ARRAY_CONDITION_IFEXISTS"),
        ("ForAllValues:StringLike", "EMPTY_ARRAY_CONDITION_FORALLVALUES"),
        ("ForAllValues:StringLikeIfExists", "EMPTY_ARRAY_CONDITION_FORALLVALUES"),
        ("ForAnyValue:StringNotLike", "EMPTY_ARRAY_CONDITION_FORANYVALUE"),
    ],
)
def test_the_operator_decides_on_the_name(operator: str, issue: str) -> None:
    names = {name for name in Issue if name.startswith("EMPTY_ARRAY_CONDITION")}
    found = {name for name in names if said_of({operator: {"aws:TagKeys": []}}, name)}
    assert found == {issue}


@pytest.mark.parametrize(
    ("operator", "effect", "told"),
    [
        ("StringEquals", "Allow", "allows nothing"),
        ("StringEquals", "Deny", "denies nothing"),
        ("StringNotEquals", "Allow", "limits nothing"),
        ("StringNotEquals", "Deny", "limits nothing"),
    ],
)
def test_it_says_what_becomes_of_the_statement(operator: str, effect: str, told: str) -> None:
    assert told in one_said({operator: {"s3:prefix": []}}, EMPTY, effect).message


def test_null_says_the_same_plainly() -> None:
    condition = {"ForAllValues:StringEquals": {"aws:TagKeys": []}}
    mend = mended(condition, Issue.EMPTY_ARRAY_CONDITION_FORALLVALUES)
    assert mend == {"Null": {"aws:TagKeys": "true"}}


def test_another_key_of_the_operator_is_left_alone() -> None:
    condition = {"StringEqualsIfExists": {"s3:prefix": [], "aws:SourceVpc": "vpc-1a2b3c4d"}}
    assert one_said(condition, Issue.EMPTY_ARRAY_CONDITION_IFEXISTS).edits == ()


def test_no_condition_is_taken_out_that_someone_wanted() -> None:
    assert one_said({"StringNotEquals": {"s3:prefix": []}}, EMPTY).edits == ()


@pytest.mark.parametrize(
    ("condition", "pointers"),
    [
        ({}, ["/Statement/0/Condition"]),
        ({"StringEquals": {}}, ["/Statement/0/Condition"]),
        ({"StringEquals": {}, "Bool": {}}, ["/Statement/0/Condition"]),
        (
            {"StringEquals": {}, "Bool": {"aws:SecureTransport": "true"}},
            ["/Statement/0/Condition/StringEquals"],
        ),
        ({"Bool": {"aws:SecureTransport": "true"}}, []),
    ],
)
def test_objects_with_nothing_in_them_are_found_where_they_stand(
    condition: dict[str, object], pointers: list[str]
) -> None:
    found = said_of(condition, Issue.EMPTY_OBJECT_CONDITION)
    assert [each.source.pointer for each in found] == pointers


def test_the_place_is_that_of_the_empty_object() -> None:
    found = one_said({}, Issue.EMPTY_OBJECT_CONDITION)
    lines = policy_text({}).splitlines()
    assert lines[found.source.line - 1][found.source.column - 1 :] == "{}"


def test_an_empty_condition_can_go() -> None:
    found = one_said({"StringEquals": {}}, Issue.EMPTY_OBJECT_CONDITION)
    assert "Condition" not in edited(policy_text({"StringEquals": {}}), found.edits)


def test_what_is_no_object_is_left_to_the_grammar() -> None:
    assert said_of([], Issue.EMPTY_OBJECT_CONDITION) == []  # type: ignore[arg-type]
    assert said_of({"Bool": []}, Issue.EMPTY_OBJECT_CONDITION) == []
