"""What stands twice, what has no name, what does nothing."""

from itertools import product
from typing import Any

import pytest

from simlib import Issue, PolicyType, parse_policy
from simlib.checks.statements.reach import Reach, reaches_of
from simlib.evaluation.compiled import action_outcome
from simlib.language.arn import arn_glob
from simlib.language.policy import Statement
from simlib.language.wildcard import pieces
from tests.checks.said import mended, policy_of, said

READ: dict[str, Any] = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
ICU = {"Condition": {"StringEquals": {"aws:PrincipalTag/ward": ["icu", "er"]}}}
TWICE = Issue.REDUNDANT_STATEMENT


def read(**more: Any) -> dict[str, Any]:
    return {**READ, **more}


COVERED = {
    "the same": read(Sid="Again"),
    "as lists, in another case": read(Action=["s3:getobject"], Resource=["arn:aws:s3:::b/*"]),
    "fewer resources": read(Resource="arn:aws:s3:::b/records/*"),
    "under a condition": read(**ICU),
    "for one's own folder": read(Resource="arn:aws:s3:::b/${aws:PrincipalTag/ward}/*"),
}


@pytest.mark.parametrize("other", COVERED.values(), ids=COVERED)
def test_what_another_statement_does_is_taken_out(other: dict[str, Any]) -> None:
    assert mended(TWICE, READ, other) == [READ]


def test_of_a_narrow_and_a_wide_one_the_wide_one_stays() -> None:
    wide = read(Action="s3:Get*")
    assert mended(TWICE, READ, wide) == [wide]


def test_of_three_that_are_the_same_one_stays() -> None:
    pointers = [each.source.pointer for each in said(TWICE, READ, READ, READ)]
    assert pointers == ["/Statement/1", "/Statement/2"]


NOT_COVERED = {
    "the other effect": read(Effect="Deny"),
    "another action": read(Action="s3:PutObject"),
    "one more action": read(Action=["s3:GetObject", "s3:PutObject"]),
    "all but it": {"Effect": "Allow", "NotAction": "s3:GetObject", "Resource": "*"},
    "more resources": read(Resource="*", **ICU),
    "no action": read(Action=[]),
}


@pytest.mark.parametrize("other", NOT_COVERED.values(), ids=NOT_COVERED)
def test_what_no_other_statement_does_stays(other: dict[str, Any]) -> None:
    assert "/Statement/1" not in [each.source.pointer for each in said(TWICE, READ, other)]


def test_conditions_that_differ_do_different_things() -> None:
    other = {"Condition": {"StringEquals": {"aws:PrincipalTag/ward": "icu"}}}
    assert said(TWICE, read(**ICU), read(**other)) == []
    both = {"Condition": {**ICU["Condition"], "Bool": {"aws:SecureTransport": "true"}}}
    assert len(said(TWICE, read(**ICU), read(**both))) == 1


def test_who_is_named_makes_a_difference() -> None:
    alice, bob = ({"AWS": f"arn:aws:iam::111122223333:user/{name}"} for name in ("Alice", "Bob"))
    bucket = PolicyType.RESOURCE_BASED
    assert said(TWICE, read(Principal=alice), read(Principal=bob), policy_type=bucket) == []
    assert said(TWICE, read(Principal="*"), read(Principal=alice), policy_type=bucket) == []
    assert said(TWICE, read(Principal="*"), read(Principal={"AWS": "*"}), policy_type=bucket)


ACTIONS = ["*", "s3:*", "s3:Get*", "s3:G*t", "s3:GetObject", "s3:PutObject", "kms:Decrypt"]
ARNS = ["*", "arn:aws:s3:::b/*", "arn:aws:s3:::b/a", "arn:aws:s3:::*/a", "arn:aws:s3:::c"]


def reaches() -> tuple[Reach, ...]:
    every = product(("Action", "NotAction"), ACTIONS, ("Resource", "NotResource"), ARNS)
    written = [{"Effect": "Allow", a: action, r: [arn, ARNS[-1]]} for a, action, r, arn in every]
    return reaches_of(parse_policy(policy_of(*written)))


def reached(statement: Statement) -> set[tuple[str, str]]:
    """The requests of a few that the statement matches, by the evaluator's own matching."""
    actions = ("s3:GetObject", "s3:GetBucketAcl", "s3:PutObject", "kms:Decrypt", "iam:PassRole")
    arns = ("arn:aws:s3:::b/a", "arn:aws:s3:::b/b", "arn:aws:s3:::c", "arn:aws:s3:::d/a")
    resource = statement.resource
    assert resource is not None
    globs = [arn_glob(pieces(each.text)) for each in resource.values if each.text != "*"]
    every = any(each.text == "*" for each in resource.values)

    def fits(arn: str) -> bool:
        listed = every or any(glob is not None and glob(arn) for glob in globs)
        return listed is not resource.negated

    return {
        (a, r) for a in actions for r in arns if action_outcome(statement.action, a)[0] and fits(r)
    }


def test_what_is_covered_is_reached_by_the_wide_statement_too() -> None:
    all_of_them = reaches()
    reach = [reached(each.statement) for each in all_of_them]
    pairs = list(product(range(len(all_of_them)), repeat=2))
    covered = [(w, n) for w, n in pairs if all_of_them[w].says_all_of(all_of_them[n])]
    assert len(covered) > 1_000
    assert all(reach[n] <= reach[w] for w, n in covered)


def test_equal_sids_are_told_where_they_are_allowed() -> None:
    first, second = read(Principal="*", Sid="Ward"), read(Principal="*", Sid="Ward", Effect="Deny")
    issue = Issue.UNIQUE_SIDS_RECOMMENDED
    (finding,) = said(issue, first, second, policy_type=PolicyType.RESOURCE_BASED)
    assert finding.source.pointer == "/Statement/1"
    assert said(issue, first, first | {"Sid": "Other"}, policy_type=PolicyType.RESOURCE_BASED) == []
    assert said(issue, read(Sid="a"), read(Sid="a")) == []  # the grammar refuses it


def test_an_empty_sid_is_taken_out() -> None:
    assert mended(Issue.EMPTY_SID_VALUE, read(Sid="")) == [READ]
    assert said(Issue.EMPTY_SID_VALUE, READ) == []


EMPTY = {
    "no action": (read(Action=[]), "`Action` lists no action, so the statement allows nothing"),
    "no action to deny": (
        read(Action=[], Effect="Deny"),
        "`Action` lists no action, so the statement denies nothing",
    ),
    "no action to spare": (
        {"Effect": "Deny", "NotAction": [], "Resource": "*"},
        "`NotAction` lists no action, so the statement is for every action",
    ),
}


@pytest.mark.parametrize(("statement", "message"), EMPTY.values(), ids=EMPTY)
def test_an_empty_list_of_actions_agrees_with_the_evaluator(
    statement: dict[str, Any], message: str
) -> None:
    (finding,) = said(Issue.EMPTY_ARRAY_ACTION, statement)
    assert finding.message == message
    (parsed,) = parse_policy(policy_of(statement)).statements
    assert action_outcome(parsed.action, "s3:GetObject")[0] is message.endswith("every action")
