"""Reads a policy as a colleague would: everything the grammar and the checks find, in one list.

Source: "IAM policy validation check reference".
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from ..language.document import read_with_findings
from ..language.findings import Finding
from ..language.issues import Issue
from ..language.json_text import read_json
from ..language.policy import Policy
from ..language.terms import PolicyType
from .actions_and_resources.resource_policy_types import ResourcePolicyType
from .check import Of
from .findings import Findings
from .scope import ConditionScope, PolicyScope, StatementScope
from .table import CHECKS

__all__ = ["check_policy", "findings_of", "mend_policy"]

ROUNDS = 20  # a mended value may be found to be redundant, and so on; it never takes many


def check_policy(
    text: str | Mapping[str, Any] | Policy,
    policy_type: PolicyType = PolicyType.IDENTITY_BASED,
    resource_type: str | None = None,
    *,
    name: str = "policy",
) -> Findings:
    """Everything to say about a policy's text, in the text's order; it is never refused.

    A parsed policy is looked at as the type that it is of. `resource_type` says what the policy is
    attached to, and so which policy type it is: `AWS::S3::Bucket`. Raises UnknownNameError for one
    that carries no policies.

    >>> text = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", '
    >>> text += '"Action": "healthlake:ReadEverything", "Resource": "*"}}'
    >>> [str(finding.issue) for finding in check_policy(text)]
    ['INVALID_ACTION']
    """
    if isinstance(text, Policy):
        policy_type, name, text = text.policy_type, text.name, text.text
    written = text if isinstance(text, str) else json.dumps(text, indent=2)
    told = None if resource_type is None else ResourcePolicyType(resource_type)
    kind = policy_type if told is None else told.carrier.policy_type
    policy, findings = read_with_findings(written, kind, name=name)
    found = list(findings)
    if policy is not None:
        found += _looked(policy, told)
    if any(each.issue is Issue.JSON_SYNTAX_ERROR for each in found) and read_json(written)[1]:
        found = [each._replace(edits=()) for each in found]  # broken JSON is mended by hand first
    said = {(each.issue, each.message, each.source): each for each in sorted(found, key=_place)}
    return Findings(said.values(), written)


@lru_cache(maxsize=512)
def findings_of(policy: Policy) -> Findings:
    """The same for a policy that has been read, remembered."""
    return check_policy(policy.text, policy.policy_type, name=policy.name)


def mend_policy(
    text: str,
    policy_type: PolicyType = PolicyType.IDENTITY_BASED,
    resource_type: str | None = None,
) -> str:
    """The text, mended and looked at again until nothing can be mended without its author."""
    for _ in range(ROUNDS):
        findings = check_policy(text, policy_type, resource_type)
        if not findings.mendable:
            break
        text = findings.mended()
    return text


def _place(finding: Finding) -> tuple[int, int, str, str]:
    return finding.source.line, finding.source.column, finding.issue, finding.message


def _looked(policy: Policy, resource_type: str | None) -> Iterator[Finding]:
    document, _ = read_json(policy.text)
    assert document is not None  # INVARIANT: a policy comes from a document
    scope = PolicyScope(policy, document, resource_type)
    statements = scope.statements
    conditions = [each for statement in statements for each in statement.conditions]
    places: dict[Of, Sequence[PolicyScope | StatementScope | ConditionScope]] = {
        Of.POLICY: [scope],
        Of.STATEMENT: statements,
        Of.CONDITION: conditions,
    }
    for check in CHECKS:
        for place in places[check.of] if check.look else ():
            yield from check.findings(place)
