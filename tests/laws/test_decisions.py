"""What is true of every decision, whatever the policies: laws with English names."""

import json
import random
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from simlib import Decision, PolicySet, PolicyType, Verdict, parse_policy
from simlib.evaluation import Account, Evaluation, Level, PrincipalType, Request, evaluate
from simlib.evaluation.question import read_question
from simlib.language.policy import Policy
from simlib.trace import html, text, walk
from simlib.trace.nodes import Match, Reason
from tests.random_questions import random_question

ALLOWED, DENIED = Decision.ALLOWED, Decision.EXPLICIT_DENY
MEMBERS = (PrincipalType.USER, PrincipalType.ROLE_SESSION, PrincipalType.FEDERATED_USER)
law = settings(max_examples=150, deadline=None, derandomize=True)


def statement(effect: str, **more: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": "*", "Resource": "*", **more}


def everything(effect: str, policy_type: PolicyType, **more: Any) -> Policy:
    document = {"Version": "2012-10-17", "Statement": [statement(effect, **more)]}
    return parse_policy(document, policy_type, name=f"{effect} everything")


DENY_ALL = everything("Deny", PolicyType.IDENTITY_BASED)
ALLOW_ALL = everything("Allow", PolicyType.IDENTITY_BASED)


def asked(seed: int) -> tuple[Request, PolicySet]:
    gate = read_question(json.dumps(random_question(random.Random(seed)))).gates[-1]
    return gate.request, gate.policies


questions = st.integers(min_value=0, max_value=10**9).map(asked)


def needs_no_permission(evaluation: Evaluation) -> bool:
    return evaluation.trace.reason is Reason.NO_PERMISSION_NEEDED


@law
@given(questions)
def test_explicit_deny_trumps_allow(question: tuple[Request, PolicySet]) -> None:
    request, policies = question
    denied = replace(policies, identity_based=(*policies.identity_based, DENY_ALL))
    evaluation = evaluate(request, denied)
    if request.principal.type in MEMBERS and not needs_no_permission(evaluation):
        assert evaluation.decision is DENIED


@law
@given(questions, st.randoms(use_true_random=False))
def test_order_and_duplicates_do_not_matter(
    question: tuple[Request, PolicySet], rng: random.Random
) -> None:
    request, policies = question
    doubled = [shuffled(policy, rng) for policy in policies.identity_based * 2]
    rng.shuffle(doubled)
    resource = policies.resource_based and shuffled(policies.resource_based, rng)
    other = replace(policies, identity_based=doubled, resource_based=resource)
    assert evaluate(request, other).decision is evaluate(request, policies).decision


def shuffled(policy: Policy, rng: random.Random) -> Policy:
    statements = [*policy.statements, *policy.statements]
    rng.shuffle(statements)
    numbered = [each._replace(number=number) for number, each in enumerate(statements)]
    return replace(policy, statements=tuple(numbered), text=policy.text + " " * rng.randrange(9))


@law
@given(questions)
def test_a_boundary_never_gives(question: tuple[Request, PolicySet]) -> None:
    request, policies = question
    boundary = everything("Allow", PolicyType.PERMISSIONS_BOUNDARY)
    without = evaluate(request, replace(policies, permissions_boundary=None))
    bounded = evaluate(request, replace(policies, permissions_boundary=boundary))
    assert without.allowed or not bounded.allowed


@law
@given(questions)
def test_a_session_policy_never_gives_but_to_federated_users(
    question: tuple[Request, PolicySet],
) -> None:
    request, policies = question
    if request.principal.type is PrincipalType.FEDERATED_USER:
        return
    session = everything("Allow", PolicyType.SESSION)
    without = evaluate(request, replace(policies, session=()))
    limited = evaluate(request, replace(policies, session=(session,)))
    assert limited.allowed is without.allowed


@law
@given(questions)
def test_an_scp_never_gives(question: tuple[Request, PolicySet]) -> None:
    request, policies = question
    scp = everything("Allow", PolicyType.SERVICE_CONTROL)
    accounts = [replace(a, service_control=None) for a in policies.accounts]
    limited = [replace(a, service_control=(Level("the root", (scp,)),)) for a in accounts]
    without = evaluate(request, replace(policies, accounts=accounts))
    assert evaluate(request, replace(policies, accounts=limited)).allowed is without.allowed


@law
@given(questions)
def test_nothing_but_a_grant_or_policy_or_root_allows(question: tuple[Request, PolicySet]) -> None:
    request, _ = question
    alone = evaluate(request, PolicySet())
    root = request.principal.type is PrincipalType.ROOT
    assert root or needs_no_permission(alone) or alone.decision is Decision.IMPLICIT_DENY


@law
@given(questions)
def test_one_more_allow_never_denies(question: tuple[Request, PolicySet]) -> None:
    request, policies = question
    more = replace(policies, identity_based=(*policies.identity_based, ALLOW_ALL))
    before, after = evaluate(request, policies), evaluate(request, more)
    assert after.allowed or not before.allowed
    assert (after.decision is DENIED) is (before.decision is DENIED)


@law
@given(questions)
def test_one_more_deny_never_allows(question: tuple[Request, PolicySet]) -> None:
    request, policies = question
    scp = Account(
        request.principal.account or "0",
        service_control=(Level("x", (everything("Deny", PolicyType.SERVICE_CONTROL),)),),
    )
    others = [a for a in policies.accounts if a.id != scp.id]
    after = evaluate(request, replace(policies, accounts=[*others, scp]))
    exempt = request.principal.type not in (*MEMBERS, PrincipalType.ROOT)
    free = needs_no_permission(after) or request.principal.service_linked_role
    assert exempt or free or after.decision is DENIED


@law
@given(questions)
def test_case_of_actions_and_keys_does_not_matter(question: tuple[Request, PolicySet]) -> None:
    request, policies = question
    context = {key.swapcase(): value for key, value in request.context.items()}
    kept = {k: v for k, v in request.context.items() if k.lower().startswith("kms:encryption")}
    swapped = {k: v for k, v in context.items() if not k.lower().startswith("kms:encryption")}
    other = Request(request.principal, request.action.swapcase(), request.resource, swapped | kept)
    assert evaluate(other, policies).decision is evaluate(request, policies).decision


@law
@given(questions)
def test_the_trace_explains_the_decision(question: tuple[Request, PolicySet]) -> None:
    evaluation = evaluate(*question)
    for _, node in walk(evaluation.trace):
        if isinstance(node, Verdict) and node.rule:
            assert node.decision is combined(node), node
        if isinstance(node, Match) and node.effect is not None:
            assert node.matched is all(child.matched for child in node.children), node
    assert evaluation.deciding
    assert evaluation.layers


def combined(node: Verdict) -> Decision:
    """The algebra, written a second time: an explicit deny absorbs, then any or all."""
    decisions = [child.decision for child in node.children if isinstance(child, Verdict)]
    if DENIED in decisions:
        return DENIED
    allows = [decision is ALLOWED for decision in decisions]
    allowed = any(allows) if node.rule == "union" else all(allows)
    return ALLOWED if allowed else Decision.IMPLICIT_DENY


@law
@given(questions)
def test_every_layer_appears_in_every_trace(question: tuple[Request, PolicySet]) -> None:
    evaluation = evaluate(*question)
    if needs_no_permission(evaluation):
        return
    shown = str(evaluation)
    always = ["resource control polic", "service control polic", "VPC endpoint policy"]
    in_account = ["identity-based polic", "permissions boundary", "session polic"]
    outside = (PrincipalType.SERVICE, PrincipalType.ANONYMOUS)
    inside = question[0].principal.type not in outside
    assert all(layer in shown for layer in always + (in_account if inside else []))


@settings(law, max_examples=60)
@given(questions)
def test_every_fix_works_and_changes_something(question: tuple[Request, PolicySet]) -> None:
    evaluation = evaluate(*question)
    fixes = evaluation.fixes()
    assert not fixes or evaluation.decision is Decision.IMPLICIT_DENY
    for fix in fixes:
        assert fix.after.allowed
        assert evaluate(fix.after.request, fix.after.policies).allowed
        assert fix.changes


@law
@given(questions)
def test_every_decision_can_be_told_and_shown(question: tuple[Request, PolicySet]) -> None:
    evaluation = evaluate(*question)
    assert evaluation.why().endswith(".")
    assert (evaluation.message is None) is evaluation.allowed
    assert text(evaluation.trace, expand=True)
    assert "simlib-trace" in html(evaluation.trace)
