"""What `check_policy` says of a statement, for the tests of single checks."""

import json
from typing import Any

from simlib import Finding, Issue, PolicyType
from simlib.checks import check_policy
from simlib.language.edits import edited


def policy_of(*statements: dict[str, Any]) -> str:
    """The statements as a policy's text."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def said(
    issue: Issue, *statements: dict[str, Any], policy_type: PolicyType = PolicyType.IDENTITY_BASED
) -> list[Finding]:
    """The findings of one name in a policy of these statements."""
    return [f for f in check_policy(policy_of(*statements), policy_type) if f.issue is issue]


def mended(
    issue: Issue, *statements: dict[str, Any], policy_type: PolicyType = PolicyType.IDENTITY_BASED
) -> list[dict[str, Any]]:
    """The statements after the edits of the findings of one name, which are then gone."""
    findings = said(issue, *statements, policy_type=policy_type)
    text = edited(policy_of(*statements), [edit for each in findings for edit in each.edits])
    after: list[dict[str, Any]] = json.loads(text)["Statement"]
    assert said(issue, *after, policy_type=policy_type) == []
    return after
