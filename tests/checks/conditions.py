"""Small policies with one Condition, and what the checks say of them."""

import json
from collections.abc import Callable
from typing import Any

from simlib import parse_policy
from simlib.checks import check_policy
from simlib.checks.scope import PolicyScope, StatementScope
from simlib.evaluation.checks import Values
from simlib.evaluation.conditions import condition_outcome
from simlib.language.edits import edited
from simlib.language.findings import Finding, Issue
from simlib.language.json_text import read_json

Block = dict[str, Any]


def policy_text(condition: Block, effect: str = "Allow") -> str:
    """A policy about reading objects."""
    statement = {
        "Effect": effect,
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::records/*",
        "Condition": condition,
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2)


def said_of(condition: Block, issue: Issue, effect: str = "Allow") -> list[Finding]:
    """What is said of one name."""
    return [each for each in check_policy(policy_text(condition, effect)) if each.issue is issue]


def one_said(condition: Block, issue: Issue, effect: str = "Allow") -> Finding:
    (found,) = said_of(condition, issue, effect)
    return found


def mended(condition: Block, issue: Issue) -> Block:
    """The condition after the edits of all findings of one name, which must then be gone."""
    text = policy_text(condition)
    edits = [edit for finding in said_of(condition, issue) for edit in finding.edits]
    after = edited(text, edits)
    assert edits
    assert issue not in {each.issue for each in check_policy(after)}
    (statement,) = json.loads(after)["Statement"]
    block: Block = statement.get("Condition", {})
    return block


def statement_scope(condition: Block) -> StatementScope:
    text = policy_text(condition)
    document, _ = read_json(text)
    assert document
    return PolicyScope(parse_policy(text), document).statements[0]


def matching(condition: Block) -> Callable[[str | tuple[str, ...] | None], bool]:
    """By simlib's own evaluation: is the whole Condition matched by a request with this value?"""
    conditions = statement_scope(condition).statement.conditions

    def matches(value: str | tuple[str, ...] | None) -> bool:
        values = Values({each.key.lower(): value for each in conditions})
        outcomes = (condition_outcome(c, values, variables_count=True) for c in conditions)
        return all(outcome.matched for outcome in outcomes)

    return matches
