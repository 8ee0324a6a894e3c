"""What the checks find in one statement: for tests of conditions."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from simlib.checks import check_policy
from simlib.language.edits import edited
from simlib.language.findings import Finding, Issue
from simlib.language.terms import PolicyType

STORE = "arn:aws:healthlake:us-east-1:111122223333:datastore/fhir/eeb8005725ae22b35b4edbdc68cf2dfd"
READING: Mapping[str, Any] = {
    "Effect": "Allow",
    "Action": "healthlake:ReadResource",
    "Resource": STORE,
}


def statement(condition: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """A statement that allows reading a data store under a condition, or what is changed of it."""
    return {**READING, "Condition": condition, **changes}


def text_of(*statements: Mapping[str, Any]) -> str:
    """A policy's text."""
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2)


def found(
    issue: Issue, text: str, policy_type: PolicyType = PolicyType.IDENTITY_BASED
) -> Iterator[Finding]:
    """The findings of one name."""
    return (each for each in check_policy(text, policy_type) if each.issue is issue)


def says(issue: Issue, condition: Mapping[str, Any], **changes: Any) -> str:
    """The message of the one finding of a name in a statement; empty where there is none."""
    findings = list(found(issue, text_of(statement(condition, **changes))))
    assert len(findings) <= 1
    return findings[0].message if findings else ""


def mended(issue: Issue, text: str, policy_type: PolicyType = PolicyType.IDENTITY_BASED) -> str:
    """The text with the edits of all findings of a name made; then there are none of it left."""
    edits = [edit for each in found(issue, text, policy_type) for edit in each.edits]
    assert edits
    after = edited(text, edits)
    assert not list(found(issue, after, policy_type))
    return after
