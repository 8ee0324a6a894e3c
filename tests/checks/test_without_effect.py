"""Statements of one policy that come to nothing."""

import json
from typing import Any

import pytest

from simlib import PolicyType
from simlib.checks import check_policy
from simlib.language.issues import Issue
from tests.clouds import allow, deny, document

NAMES = (
    Issue.ALLOW_NEVER_TAKES_EFFECT,
    Issue.DENY_NEVER_FIRES,
    Issue.DENY_OF_WHAT_NOTHING_ALLOWS,
)
NEVER, IDLE, NEEDLESS = NAMES
TLS = {"Bool": {"aws:SecureTransport": "true"}}


def found(
    *statements: dict[str, Any], policy_type: PolicyType = PolicyType.IDENTITY_BASED
) -> list[tuple[Issue, str]]:
    findings = check_policy(document(*statements), policy_type)
    return [(each.issue, each.source.pointer) for each in findings if each.issue in NAMES]


# --- An Allow that its own policy denies ------------------------------------------------------


def test_an_allow_that_the_same_policy_denies_never_takes_effect() -> None:
    text = document(allow("s3:GetObject"), deny("s3:*", Sid="NoStorage"))
    (finding,) = [f for f in check_policy(text) if f.issue is NEVER]
    assert finding.source.pointer == "/Statement/0"
    assert finding.message == (
        "this Allow never takes effect: the statement `NoStorage` of `policy` denies all of it"
    )


@pytest.mark.parametrize(
    "denied",
    [
        deny("s3:*", Condition=TLS),
        deny("s3:GetObject", "arn:aws:s3:::phi/*"),
        {"Effect": "Deny", "NotAction": "s3:Get*", "Resource": "*"},
        {"Effect": "Deny", "Action": "s3:*", "NotResource": "arn:aws:s3:::phi/*"},
        deny("s3:GetObject", "arn:aws:s3:::${aws:username}/*"),
    ],
)
def test_a_deny_of_part_of_it_leaves_the_rest(denied: dict[str, Any]) -> None:
    assert found(allow("s3:GetObject"), denied) == []


def test_the_same_variable_stands_for_the_same_in_both() -> None:
    home = "arn:aws:s3:::home/${aws:username}/*"
    assert found(allow("s3:GetObject", home), deny("s3:*", home)) == [(NEVER, "/Statement/0")]


def test_a_variable_that_counts_in_no_version_is_plain_text() -> None:
    """In Version 2008-10-17 `${*}` is no escape: its `*` is a wildcard."""
    statements = [allow("s3:*", "arn:aws:s3:::${*}"), deny("s3:*", "arn:aws:s3:::${x}")]
    text = json.dumps({"Version": "2008-10-17", "Statement": statements})
    assert [f for f in check_policy(text) if f.issue is NEVER] == []


def test_unfilled_template_text_may_stand_for_anything() -> None:
    statements = allow("s3:*", "arn:aws:s3:::<bucket-name>"), deny("s3:*", "arn:aws:s3:::phi")
    assert found(*statements) == []


def test_a_deny_for_some_principals_leaves_the_others() -> None:
    phi = "arn:aws:s3:::phi/*"
    alice = {"AWS": "arn:aws:iam::111122223333:user/Alice"}
    reads = allow("s3:GetObject", phi, Principal=alice)
    of = PolicyType.RESOURCE_BASED
    assert found(reads, deny("s3:*", phi, Principal=alice), policy_type=of) == []
    assert found(reads, deny("s3:*", phi, NotPrincipal=alice), policy_type=of) == []
    assert found(reads, deny("s3:*", phi, Principal="*"), policy_type=of) == [
        (NEVER, "/Statement/0")
    ]


# --- A Deny that never fires ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "pointers"),
    [
        (deny("sts:GetCallerIdentity"), ["/Statement/0"]),
        (deny("sts:GetCallerI*"), ["/Statement/0"]),
        (deny(["sts:GetCallerIdentity", "s3:GetObject"]), ["/Statement/0/Action/0"]),
        (deny("sts:Get*"), []),
        (deny("*"), []),
        (deny("s3:DeleteBuckets"), ["/Statement/0"]),
        (deny(["s3:DeleteBuckets", "s3:DeleteBucket"]), []),
        (deny("no-such-service:Get"), []),
        (allow("sts:GetCallerIdentity"), []),
        (
            deny("s3:*", Condition={**TLS, "Null": {"aws:SecureTransport": "true"}}),
            ["/Statement/0"],
        ),
        ({"Effect": "Deny", "NotAction": "*", "Resource": "*"}, ["/Statement/0"]),
        ({"Effect": "Deny", "NotAction": "sts:GetCallerIdentity", "Resource": "*"}, []),
        ({"Effect": "Deny", "Action": "s3:*", "NotResource": "*"}, ["/Statement/0"]),
    ],
)
def test_a_deny_that_no_request_meets_never_fires(
    statement: dict[str, Any], pointers: list[str]
) -> None:
    assert found(statement) == [(IDLE, pointer) for pointer in pointers]


def test_resource_control_policies_do_not_reach_every_service() -> None:
    def rcp(*actions: str) -> list[tuple[Issue, str]]:
        of = PolicyType.RESOURCE_CONTROL
        return found(deny(list(actions), Principal="*"), policy_type=of)

    assert rcp("healthlake:*") == [(IDLE, "/Statement/0")]
    assert rcp("healthlake:*", "s3:*") == []  # the grammar says it of the one value
    assert rcp("kms:RetireGrant", "kms:Decrypt") == [(IDLE, "/Statement/0/Action/0")]
    assert rcp("kms:*") == []
    assert rcp("*") == []


# --- A Deny of what nothing allows ------------------------------------------------------------


def test_read_only_access_needs_no_deny_of_deleting() -> None:
    reads = allow(["health-agent:GetDomain", "health-agent:ListAgents"])
    assert found(reads, deny("health-agent:DeleteDomain")) == [(NEEDLESS, "/Statement/1")]


@pytest.mark.parametrize(
    "statements",
    [
        [deny("health-agent:DeleteDomain")],
        [allow("health-agent:*"), deny("health-agent:DeleteDomain")],
        [allow("s3:*"), {"Effect": "Deny", "NotAction": "s3:*", "Resource": "*"}],
        [
            {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"},
            deny("health-agent:DeleteDomain"),
        ],
    ],
)
def test_a_guardrail_and_a_deny_of_what_is_allowed_are_needed(
    statements: list[dict[str, Any]],
) -> None:
    assert found(*statements) == []


def test_limits_may_deny_what_they_do_not_allow() -> None:
    """Boundaries and SCPs are there for what others allow."""
    statements = allow("s3:*"), deny("iam:*")
    for policy_type in (PolicyType.PERMISSIONS_BOUNDARY, PolicyType.SERVICE_CONTROL):
        assert found(*statements, policy_type=policy_type) == []
