"""Where the right text is certain, a finding of the grammar brings the edit that makes it."""

import json
from typing import Any

import pytest

from simlib import Issue, PolicyType, grammar_findings
from simlib.language.edits import edited

ALLOW = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
TRUST = {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}
IDENTITY, ROLE_TRUST = PolicyType.IDENTITY_BASED, PolicyType.ROLE_TRUST


def policy(statement: dict[str, Any], **top: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]} | top)


def without(statement: dict[str, Any], *names: str, **more: Any) -> dict[str, Any]:
    return {name: value for name, value in statement.items() if name not in names} | more


MENDED = {
    "no Version": (
        json.dumps({"Statement": [ALLOW]}),
        IDENTITY,
        policy(ALLOW),
    ),
    "an old Version": (policy(ALLOW, Version="2015-01-01"), IDENTITY, policy(ALLOW)),
    "no Version in an RCP": (
        json.dumps({"Statement": [without(ALLOW, Effect="Deny", Principal="*")]}),
        PolicyType.RESOURCE_CONTROL,
        policy(without(ALLOW, Effect="Deny", Principal="*")),
    ),
    "a misspelt effect": (policy({**ALLOW, "Effect": "allow"}), IDENTITY, policy(ALLOW)),
    "a misspelt element": (
        policy({"Effect": "Allow", "Actions": "s3:GetObject", "Resource": "*"}),
        IDENTITY,
        policy(ALLOW),
    ),
    "a misspelt top element": (
        json.dumps({"Version": "2012-10-17", "Statements": [ALLOW]}),
        IDENTITY,
        policy(ALLOW),
    ),
    "a misspelt operator": (
        policy({**ALLOW, "Condition": {"StringEqual": {"aws:username": "a"}}}),
        IDENTITY,
        policy({**ALLOW, "Condition": {"StringEquals": {"aws:username": "a"}}}),
    ),
    "Null with IfExists": (
        policy({**ALLOW, "Condition": {"NullIfExists": {"aws:username": "true"}}}),
        IDENTITY,
        policy({**ALLOW, "Condition": {"Null": {"aws:username": "true"}}}),
    ),
    "a Sid with spaces": (
        policy({**ALLOW, "Sid": "Read all-records"}),
        IDENTITY,
        policy({**ALLOW, "Sid": "Readallrecords"}),
    ),
    "a Sid of nothing but spaces": (policy({"Sid": " ", **ALLOW}), IDENTITY, policy(ALLOW)),
    "a Principal for nobody else": (policy({**ALLOW, "Principal": "*"}), IDENTITY, policy(ALLOW)),
    "an Id for nobody": (policy(ALLOW, Id="x"), IDENTITY, policy(ALLOW)),
    "a Resource in a trust policy": (policy({**TRUST, "Resource": "*"}), ROLE_TRUST, policy(TRUST)),
    "a role without role/": (
        policy(without(TRUST, Principal={"AWS": "arn:aws:iam::111122223333:Nurse"})),
        ROLE_TRUST,
        policy(without(TRUST, Principal={"AWS": "arn:aws:iam::111122223333:role/Nurse"})),
    ),
    "an account of no kind": (
        policy(without(TRUST, Principal="111122223333")),
        ROLE_TRUST,
        policy(TRUST),
    ),
    "a service of no kind": (
        policy(without(TRUST, Principal="ec2.amazonaws.com")),
        ROLE_TRUST,
        policy(without(TRUST, Principal={"Service": "ec2.amazonaws.com"})),
    ),
    "a misspelt kind": (
        policy(without(TRUST, Principal={"aws": "111122223333"})),
        ROLE_TRUST,
        policy(TRUST),
    ),
}


@pytest.mark.parametrize(("bad", "policy_type", "good"), MENDED.values(), ids=MENDED)
def test_its_edit_mends_it(bad: str, policy_type: PolicyType, good: str) -> None:
    findings = grammar_findings(bad, policy_type)
    mended = edited(bad, [edit for finding in findings for edit in finding.edits])
    assert json.loads(mended) == json.loads(good)
    assert grammar_findings(mended, policy_type) == ()


LEFT_ALONE = {
    "no effect at all": policy({**ALLOW, "Effect": "Maybe?"}),
    "the right element is there too": policy({**ALLOW, "Actions": "s3:PutObject"}),
    "the right operator is there too": policy(
        {**ALLOW, "Condition": {"StringEqual": {"a:b": "c"}, "StringEquals": {"a:c": "d"}}}
    ),
    "Null is there too": policy(
        {**ALLOW, "Condition": {"NullIfExists": {"a:b": "true"}, "Null": {"a:c": "true"}}}
    ),
    "two statements of one name": json.dumps(
        {"Version": "2012-10-17", "Statement": [{**ALLOW, "Sid": "a"}, {**ALLOW, "Sid": "a"}]}
    ),
}


@pytest.mark.parametrize("text", LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_what_only_the_author_can_know_is_left_alone(text: str) -> None:
    findings = grammar_findings(text)
    assert findings
    assert not any(finding.edits for finding in findings)


def test_a_required_element_is_never_taken_out() -> None:
    trust = policy(without(TRUST, "Principal", NotPrincipal={"AWS": "111122223333"}))
    finding = grammar_findings(trust, ROLE_TRUST)[0]
    assert finding.issue is Issue.ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL
    assert finding.edits == ()


def test_no_element_is_proposed_that_the_policy_type_does_not_take() -> None:
    bad = policy(without(TRUST, "Action", NoAction="sts:AssumeRole"))
    finding = next(f for f in grammar_findings(bad, ROLE_TRUST) if f.edits)
    assert finding.suggestion == "did you mean `Action`?"


def test_a_bare_star_is_no_principal_of_a_trust_policy_but_everyone_by_kind_is() -> None:
    bare, by_kind = (policy(without(TRUST, Principal=text)) for text in ("*", {"AWS": "*"}))
    (finding,) = grammar_findings(bare, ROLE_TRUST)
    assert finding.issue is Issue.ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL
    assert finding.refused
    assert grammar_findings(by_kind, ROLE_TRUST) == ()
    assert grammar_findings(bare.replace("sts:AssumeRole", "s3:*"), PolicyType.RESOURCE_BASED) == ()


@pytest.mark.parametrize("provider", ["*", "not a provider", "arn:aws:iam::111122223333:role/x"])
def test_what_is_no_identity_provider_has_its_own_name_in_trust_policies(provider: str) -> None:
    statement = without(TRUST, Principal={"Federated": provider}, Action="sts:AssumeRoleWithSAML")
    (finding,) = grammar_findings(policy(statement), ROLE_TRUST)
    assert finding.issue is Issue.INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY
    assert finding.refused


def test_an_endpoint_policy_may_name_everyone_else() -> None:
    statement = {**ALLOW, "Effect": "Deny", "NotPrincipal": {"AWS": "111122223333"}}
    assert grammar_findings(policy(statement), PolicyType.VPC_ENDPOINT) == ()
