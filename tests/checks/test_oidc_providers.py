"""Whose tokens are taken?"""

from typing import Any

import pytest

from simlib import Issue, PolicyType
from tests.checks.said import said

TRUST = PolicyType.ROLE_TRUST
GITHUB = "token.actions.githubusercontent.com"
PROVIDER = f"arn:aws:iam::111122223333:oidc-provider/{GITHUB}"
OIDC = Issue.MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL
REPO = Issue.MISSING_GITHUB_REPO_CONDITION_KEY
BRANCH = Issue.SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED


def trust(provider: str, **conditions: dict[str, str]) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Principal": {"Federated": provider},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": conditions,
    }


@pytest.mark.parametrize(
    ("provider", "key"),
    [
        ("accounts.google.com", "accounts.google.com:aud"),
        ("cognito-identity.amazonaws.com", "cognito-identity.amazonaws.com:aud"),
        ("www.amazon.com", "www.amazon.com:app_id"),
        (
            "arn:aws:iam::111122223333:oidc-provider/idp.clinic.example/x",
            "idp.clinic.example/x:sub",
        ),
        (PROVIDER, f"{GITHUB}:aud"),
    ],
)
def test_a_key_of_the_provider_itself_is_wanted(provider: str, key: str) -> None:
    other = trust(provider, StringEquals={"aws:PrincipalTag/ward": "icu"})
    assert said(OIDC, other, policy_type=TRUST)
    assert said(OIDC, trust(provider, StringEquals={key: "x"}), policy_type=TRUST) == []
    assert said(OIDC, {**other, "Effect": "Deny"}, policy_type=TRUST) == []


def test_saml_has_no_token() -> None:
    saml = trust("arn:aws:iam::111122223333:saml-provider/Clinic")
    assert said(OIDC, saml, policy_type=TRUST) == []


def test_github_wants_the_subject() -> None:
    audience = {f"{GITHUB}:aud": "sts.amazonaws.com"}
    (finding,) = said(REPO, trust(PROVIDER, StringEquals=audience), policy_type=TRUST)
    assert finding.source.pointer == "/Statement/0/Principal/Federated"
    subject = {f"{GITHUB}:SUB": "repo:clinic/records:environment:production"}
    assert said(REPO, trust(PROVIDER, StringEquals=subject), policy_type=TRUST) == []
    other = trust("arn:aws:iam::111122223333:oidc-provider/agent.buildkite.com")
    assert said(REPO, other, policy_type=TRUST) == []


SUBJECTS = {
    "*": "repositories of other owners",
    "repo:*": "repositories of other owners",
    "repo:clinic*/records:ref:refs/heads/main": "repositories of other owners",
    "repo:clinic/*": "every repository of `clinic` that fits",
    "repo:clinic/rec?rds:ref:refs/heads/main": "every repository of `clinic` that fits",
    "repo:clinic/records:*": "every branch, tag and pull request of `records` that fits",
    "repo:clinic/records:ref:refs/heads/main": "",
}


@pytest.mark.parametrize(("subject", "who"), SUBJECTS.items())
def test_a_pattern_tells_whom_it_lets_in(subject: str, who: str) -> None:
    statement = trust(PROVIDER, StringLike={f"{GITHUB}:sub": subject})
    findings = said(BRANCH, statement, policy_type=TRUST)
    assert [f.message for f in findings] == ([f"`{subject}` lets in {who}"] if who else [])


def test_the_branch_may_stand_in_a_key_of_its_own() -> None:
    ref = {f"{GITHUB}:ref": "refs/heads/main"}
    for subject, count in (("repo:clinic/records:*", 0), ("repo:clinic/*", 1)):
        statement = trust(PROVIDER, StringLike={f"{GITHUB}:sub": subject}, StringEquals=ref)
        assert len(said(BRANCH, statement, policy_type=TRUST)) == count


def test_a_star_that_is_no_wildcard_lets_in_nobody_else() -> None:
    statement = trust(PROVIDER, StringEquals={f"{GITHUB}:sub": "repo:clinic/*"})
    assert said(BRANCH, statement, policy_type=TRUST) == []
