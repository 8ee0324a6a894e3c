"""Whom a statement names, and whom it reaches unawares."""

from typing import Any

import pytest

from simlib import Issue, PolicyType
from tests.checks.said import mended, said

BUCKET, TRUST = PolicyType.RESOURCE_BASED, PolicyType.ROLE_TRUST
READ = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::records/*"}
ALICE = "arn:aws:iam::111122223333:user/Alice"


def test_not_principal_is_told_by_its_effect() -> None:
    allow = {**READ, "NotPrincipal": {"AWS": ALICE}}
    deny = {**allow, "Effect": "Deny"}
    assert "anonymous" in said(Issue.ALLOW_WITH_NOT_PRINCIPAL, allow, policy_type=BUCKET)[0].message
    assert said(Issue.DENY_WITH_NOT_PRINCIPAL, allow, policy_type=BUCKET) == []
    assert said(Issue.ALLOW_WITH_NOT_PRINCIPAL, deny, policy_type=BUCKET) == []
    (finding,) = said(Issue.DENY_WITH_NOT_PRINCIPAL, deny, policy_type=BUCKET)
    assert finding.source.pointer == "/Statement/0/NotPrincipal"
    assert "ArnNotEquals" in finding.suggestion


EMPTY: dict[str, tuple[dict[str, Any], str]] = {
    "of one kind": (
        {"Principal": {"AWS": []}},
        "`AWS` lists nobody, so the statement allows nothing",
    ),
    "of a kind among others": (
        {"Principal": {"AWS": [], "Service": "x.amazonaws.com"}},
        "`AWS` lists nobody",
    ),
    "of those it spares": (
        {"NotPrincipal": {"AWS": []}},
        "`AWS` lists nobody, so the statement is for everyone",
    ),
}


@pytest.mark.parametrize(("element", "message"), EMPTY.values(), ids=EMPTY)
def test_an_empty_list_says_what_becomes_of_the_statement(
    element: dict[str, Any], message: str
) -> None:
    findings = said(Issue.EMPTY_ARRAY_PRINCIPAL, {**READ, **element}, policy_type=BUCKET)
    assert [finding.message for finding in findings] == [message]


def test_an_empty_list_among_others_is_taken_out() -> None:
    principal = {"AWS": [], "Service": "logs.amazonaws.com"}
    (after,) = mended(
        Issue.EMPTY_ARRAY_PRINCIPAL, {**READ, "Principal": principal}, policy_type=BUCKET
    )
    assert after["Principal"] == {"Service": "logs.amazonaws.com"}


def test_an_empty_object_denies_nothing_or_spares_nobody() -> None:
    deny = {**READ, "Effect": "Deny"}
    for element, then in (("Principal", "denies nothing"), ("NotPrincipal", "is for everyone")):
        (finding,) = said(Issue.EMPTY_OBJECT_PRINCIPAL, {**deny, element: {}}, policy_type=BUCKET)
        assert finding.message == f"`{element}` lists nobody, so the statement {then}"


@pytest.mark.parametrize("policy_type", [BUCKET, PolicyType.KEY_POLICY, PolicyType.VPC_ENDPOINT])
def test_an_identity_provider_is_for_trust_policies(policy_type: PolicyType) -> None:
    google = {**READ, "Principal": {"Federated": "accounts.google.com"}}
    assert said(Issue.FEDERATED_PRINCIPAL_NOT_SUPPORTED, google, policy_type=policy_type)
    trust = {
        "Effect": "Allow",
        "Principal": google["Principal"],
        "Action": "sts:AssumeRoleWithWebIdentity",
    }
    assert said(Issue.FEDERATED_PRINCIPAL_NOT_SUPPORTED, trust, policy_type=TRUST) == []


def test_ids_are_told_of_users_and_roles_in_trust_policies_too() -> None:
    trust = {
        "Effect": "Allow",
        "Principal": {"AWS": ["AROAIOSFODNN7EXAMPLE1", "AIDACKCEVSQ6C2EXAMPLE", ALICE]},
        "Action": "sts:AssumeRole",
    }
    (role,) = said(Issue.INVALID_ROLE_REFERENCE, trust, policy_type=TRUST)
    (user,) = said(Issue.INVALID_USER_REFERENCE, trust, policy_type=TRUST)
    assert role.source.pointer == "/Statement/0/Principal/AWS/0"
    assert user.source.pointer == "/Statement/0/Principal/AWS/1"
    assert "a new role has another" in role.message
