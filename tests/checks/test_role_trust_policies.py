"""Does the action fit whoever is trusted, and who else gets in?"""

from typing import Any

import pytest

from simlib import Issue, PolicyType
from tests.checks.said import mended, said

TRUST = PolicyType.ROLE_TRUST
ROLE, SAML, WEB = "sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"
CLINIC = "arn:aws:iam::111122223333:saml-provider/Clinic"
ACCOUNT, GOOGLE = {"AWS": "111122223333"}, {"Federated": "accounts.google.com"}
MISMATCHED = Issue.MISMATCHED_ACTION_FOR_PRINCIPAL


def trust(principal: Any, action: Any, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": principal, "Action": action, **more}


WRONG = {
    "a user by SAML": (trust(ACCOUNT, SAML), ROLE),
    "SAML as a user": (trust({"Federated": CLINIC}, ROLE), SAML),
    "SAML by a token": (trust({"Federated": CLINIC}, WEB), SAML),
    "OIDC as a user": (trust(GOOGLE, ROLE), WEB),
    "a service by a token": (trust({"Service": "ecs.amazonaws.com"}, WEB), ROLE),
}


@pytest.mark.parametrize(("statement", "action"), WRONG.values(), ids=WRONG)
def test_the_action_that_fits_is_put_in(statement: dict[str, Any], action: str) -> None:
    (after,) = mended(MISMATCHED, statement, policy_type=TRUST)
    assert after == {**statement, "Action": action}


def test_an_action_for_nobody_beside_the_right_one_is_taken_out() -> None:
    (after,) = mended(MISMATCHED, trust(ACCOUNT, [ROLE, SAML, "sts:TagSession"]), policy_type=TRUST)
    assert after["Action"] == [ROLE, "sts:TagSession"]


def test_a_principal_without_its_action_is_told_beside_one_that_has_it() -> None:
    both = trust({**ACCOUNT, "Federated": CLINIC}, ROLE)
    (finding,) = said(MISMATCHED, both, policy_type=TRUST)
    assert finding.source.pointer == "/Statement/0/Principal/Federated"
    assert f"it needs `{SAML}`" in finding.message


FITTING = {
    "each has its own": trust({**ACCOUNT, "Federated": CLINIC}, [ROLE, SAML]),
    "a pattern": trust({"Federated": CLINIC}, "sts:AssumeRole*"),
    "everyone": trust({"AWS": "*"}, SAML),
    "no action that assumes": trust(ACCOUNT, "sts:TagSession"),
    "in any case": trust(ACCOUNT, "STS:assumerole"),
}


@pytest.mark.parametrize("statement", FITTING.values(), ids=FITTING)
def test_what_may_fit_is_not_told(statement: dict[str, Any]) -> None:
    assert said(MISMATCHED, statement, policy_type=TRUST) == []


ANYWHERE = {"Service": "rolesanywhere.amazonaws.com"}
MISSING = Issue.MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY


def test_roles_anywhere_gets_what_it_lacks() -> None:
    (after,) = mended(MISSING, trust(ANYWHERE, [ROLE, "sts:TagSession"]), policy_type=TRUST)
    assert after["Action"] == [ROLE, "sts:TagSession", "sts:SetSourceIdentity"]


def test_roles_anywhere_may_have_it_from_another_statement_or_a_pattern() -> None:
    others = trust(ANYWHERE, ["sts:SetSourceIdentity", "sts:TagSession"])
    assert said(MISSING, trust(ANYWHERE, ROLE), others, policy_type=TRUST) == []
    assert said(MISSING, trust(ANYWHERE, "sts:*"), policy_type=TRUST) == []
    assert said(MISSING, {**trust(ANYWHERE, ROLE), "Effect": "Deny"}, policy_type=TRUST) == []


def test_what_others_may_do_is_not_widened_for_roles_anywhere() -> None:
    (finding,) = said(MISSING, trust({**ANYWHERE, **ACCOUNT}, ROLE), policy_type=TRUST)
    assert finding.edits == ()


CARE = "arn:aws:iam::111122223333:role/wards/CareRole"
SHIFT = "arn:aws:sts::111122223333:assumed-role/CareRole/shift1"
REDUNDANT = Issue.REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY


def test_a_session_beside_its_role_is_taken_out_whatever_the_path() -> None:
    (after,) = mended(REDUNDANT, trust({"AWS": [SHIFT, CARE]}, ROLE), policy_type=TRUST)
    assert after["Principal"] == {"AWS": [CARE]}


@pytest.mark.parametrize(
    "other",
    [
        "arn:aws:iam::444455556666:role/CareRole",
        "arn:aws:iam::111122223333:role/CareRole2",
        "111122223333",
    ],
)
def test_a_session_beside_anyone_else_stays(other: str) -> None:
    assert said(REDUNDANT, trust({"AWS": [SHIFT, other]}, ROLE), policy_type=TRUST) == []
