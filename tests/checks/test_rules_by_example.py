"""The examples of the written rules on grammar, variables and checks, each with what is found.

The rules are in data/rules.md by the same numbers.
"""

import json
from typing import Any

import pytest

from simlib import Issue, PolicyType
from simlib.checks import check_policy
from simlib.language.findings import FindingType

READ = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::records/*"}
VENDOR = {"AWS": "arn:aws:iam::777788889999:root"}
KEYS = {"Effect": "Allow", "Action": "kms:*", "Resource": "*", "Principal": VENDOR}
TRUST = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": VENDOR}
DENY = {"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Principal": "*"}
RESOURCE, KEY = PolicyType.RESOURCE_BASED, PolicyType.KEY_POLICY
RCP = PolicyType.RESOURCE_CONTROL
TWICE = {"IpAddress": {"aws:SourceIp": "203.0.113.0/24", "aws:sourceip": "198.51.100.0/24"}}


def policy(*statements: dict[str, Any], **others: str) -> str:
    return json.dumps({"Version": "2012-10-17", **others, "Statement": list(statements)})


WRONG = [
    ("A1", '{"Version": "2012-10-17", "Rules": []}', None, Issue.MISSING_STATEMENT),
    ("A2", policy(READ, Version="{POLICY_VERSION}"), None, Issue.INVALID_VERSION),
    ("A3", policy(READ, Id="x"), None, Issue.INVALID_POLICY_ELEMENT),
    ("A4", policy({**READ, "Sid": "Allow read"}), None, Issue.UNSUPPORTED_SID),
    ("A5", policy({**READ, "Effect": "allow"}), None, Issue.INVALID_EFFECT),
    (
        "A6",
        policy(READ).replace('"Action"', '"Effect": "Deny", "Action"'),
        None,
        Issue.JSON_SYNTAX_ERROR,
    ),
    (
        "A6, case",
        policy({**READ, "Condition": TWICE}),
        None,
        Issue.DUPLICATE_KEYS_WITH_DIFFERENT_CASE,
    ),
    ("A7", policy({**READ, "NotAction": "s3:*"}), None, Issue.UNSUPPORTED_ELEMENT_COMBINATION),
    ("A12", policy({**READ, "Resource": "arn:aws:s*:::b"}), None, Issue.INVALID_SERVICE),
    (
        "A15",
        policy({**READ, "Principal": {"AWS": "arn:aws:iam::111122223333:group/Nurses"}}),
        RESOURCE,
        Issue.INVALID_PRINCIPAL_FORMAT,
    ),
    (
        "A16",
        policy({**READ, "Principal": {"AWS": "arn:aws:iam::111122223333:user/*"}}),
        RESOURCE,
        Issue.UNSUPPORTED_WILDCARD_IN_PRINCIPAL,
    ),
    ("A20", policy({**READ, "NotPrincipal": VENDOR}), RESOURCE, Issue.ALLOW_WITH_NOT_PRINCIPAL),
    ("A21", policy({**DENY, "Action": "*"}), RCP, Issue.RCP_SYNTAX_ERROR_ACTION),
    ("A21, version", json.dumps({"Statement": DENY}), RCP, Issue.INVALID_VERSION),
    (
        "A21, trust",
        policy({**TRUST, "Resource": "*"}),
        PolicyType.ROLE_TRUST,
        Issue.ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE,
    ),
    ("A22", policy(READ).replace("records", "\u65e5"), None, Issue.JSON_SYNTAX_ERROR),
    (
        "C9",
        policy({**READ, "Resource": "arn:aws:s3:::b/${aws:username"}),
        None,
        Issue.MISSING_BRACE_IN_VARIABLE,
    ),
    ("C9, empty", policy({**READ, "Resource": "arn:aws:s3:::b/${}"}), None, Issue.EMPTY_VARIABLE),
    (
        "C9, quote",
        policy({**READ, "Resource": "arn:aws:s3:::b/${aws:PrincipalTag/team, all}"}),
        None,
        Issue.MISSING_QUOTE_IN_VARIABLE,
    ),
    (
        "C9, space",
        policy({**READ, "Resource": "arn:aws:s3:::b/${aws: username}"}),
        None,
        Issue.UNSUPPORTED_SPACE_IN_VARIABLE,
    ),
    (
        "C9, version",
        policy({**READ, "Resource": "arn:aws:s3:::b/${aws:username}"}, Version="2008-10-17"),
        None,
        Issue.VARIABLE_UNSUPPORTED_IN_VERSION,
    ),
]


@pytest.mark.parametrize(
    ("text", "kind", "issue"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG]
)
def test_what_a_rule_forbids_is_found(text: str, kind: PolicyType | None, issue: Issue) -> None:
    findings = check_policy(text, kind or PolicyType.IDENTITY_BASED)
    assert issue in {finding.issue for finding in findings}


RIGHT = [
    ("A1", json.dumps({"Version": "2012-10-17", "Statement": READ}), None),
    ("A3", policy({**READ, "Principal": VENDOR}, Id="Policy 1"), RESOURCE),
    ("A4", policy({**KEYS, "Sid": "Enable IAM policies"}), KEY),
    ("A8", policy({**READ, "Action": "S3:getobject"}), None),
    ("A15", policy({**READ, "Principal": {"AWS": "111122223333"}}), RESOURCE),
    ("A21", policy({**DENY, "Condition": {"Bool": {"aws:SecureTransport": "false"}}}), RCP),
    ("C6", policy({**READ, "Resource": "arn:aws:s3:::b-${aws:PrincipalTag/team, 'all'}/*"}), None),
    ("C7", policy({**READ, "Resource": "arn:aws:s3:::b/${*}x"}), None),
]


@pytest.mark.parametrize(("text", "kind"), [r[1:] for r in RIGHT], ids=[r[0] for r in RIGHT])
def test_what_a_rule_allows_is_no_error(text: str, kind: PolicyType | None) -> None:
    findings = check_policy(text, kind or PolicyType.IDENTITY_BASED)
    assert [f for f in findings if f.finding_type is FindingType.ERROR] == []
