"""The single changes that could open one layer: statements loosened or added, requests changed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from ..language.condition_operators import read_operator
from ..language.document import as_document
from ..language.policy import Policy
from ..language.terms import Effect, PolicyType
from ..trace.deciding import policy_verdicts
from ..trace.nodes import Layer, Match, Reason, Verdict
from ..trace.words import listed, quoted
from .attach import attach, attach_at_level, attached
from .context import follows_from_request
from .policy_set import PolicySet
from .request import Request, ResourceKind
from .rewriting import (
    Document,
    appended,
    extended,
    is_everyone,
    loosening,
    new_statement,
    opens_of,
    principal_value,
    readable,
    statement_json,
)

if TYPE_CHECKING:
    from .evaluate import Evaluation

__all__ = ["Change", "changes_for"]

MOST_STATEMENTS = 12  # that are tried in one layer
_RESOURCE_LAYERS = (Layer.RESOURCE, Layer.ROLE_TRUST)


@dataclass(frozen=True)
class Change:
    """One change: what to do in words, in which layer, and how request and policies then are.

    `statement` is the JSON of the statement as it then stands, None where the request changes.
    `opens` says how much else it opens: wildcards weigh a hundred plain values.
    """

    description: str
    layer: Layer
    request: Request
    policies: PolicySet
    statement: Document | None = None
    opens: float = 0.0


def changes_for(verdict: Verdict, evaluation: "Evaluation") -> Iterator[Change]:
    """Every single change worth trying for one silent layer."""
    layer = verdict.layer
    if verdict.reason is Reason.DOES_NOT_APPLY:
        return
    if layer is None or layer in (Layer.AWS, Layer.GRANT, Layer.RESOURCE_CONTROL, Layer.ROOT):
        return
    yield from _loosened(verdict, layer, evaluation)
    yield from _added(verdict, layer, evaluation)
    if layer is Layer.IDENTITY and evaluation.policies.resource_based is not None:
        owner = evaluation.request.resource.account
        if owner in (None, evaluation.request.principal.account):
            yield from _in_resource_policy(evaluation)


def _in_resource_policy(evaluation: "Evaluation") -> Iterator[Change]:
    """In one account the resource's own policy can name the principal instead."""
    trust = evaluation.request.resource.kind is ResourceKind.ROLE
    if trust and not evaluation.request.action.lower().startswith("sts:"):
        return
    layer = Layer.ROLE_TRUST if trust else Layer.RESOURCE
    policy = evaluation.policies.resource_based
    if policy is not None:
        yield from _with_statement(policy, layer, evaluation)


def _loosened(verdict: Verdict, layer: Layer, evaluation: "Evaluation") -> Iterator[Change]:
    """Allow statements that fail on a single element: let that element take the value."""
    for policy, statement, failed in islice(_nearly(verdict), MOST_STATEMENTS):
        yield from _loosen(policy, statement, failed, layer, evaluation)


def _nearly(verdict: Verdict) -> Iterator[tuple[Policy, Match, Match]]:
    """The Allow statements that fail on a single element, in policies that can be changed."""
    for node in policy_verdicts(verdict):
        if node.policy is None or not _can_be_changed(node.policy):
            continue
        for statement in _allow_statements(node):
            failed = [child for child in statement.children if not child.matched]
            if len(failed) == 1:
                yield node.policy, statement, failed[0]


def _can_be_changed(policy: Policy) -> bool:
    """Not AWS's own, and no policy whose statements are not known."""
    aws_managed = policy.arn is not None and ":iam::aws:policy/" in policy.arn
    return not aws_managed and not policy.unread


def _allow_statements(node: Verdict) -> Iterator[Match]:
    for child in node.children:
        if isinstance(child, Match) and child.reason is Reason.OTHER_ACTIONS:
            yield from (c for c in child.children if c.effect is Effect.ALLOW)
        elif isinstance(child, Match) and child.effect is Effect.ALLOW:
            yield child


def _loosen(
    policy: Policy, statement: Match, failed: Match, layer: Layer, evaluation: "Evaluation"
) -> Iterator[Change]:
    request = evaluation.request
    if failed.label == "Action":
        written = statement_json(policy, statement)
        added = extended(written, ["Action"], request.action)
        yield from _rewritten(
            policy, statement, added, f"`{request.action}`", "Action", layer, evaluation
        )
    elif failed.label == "Resource" and request.resource.arn != "*":
        added = extended(statement_json(policy, statement), ["Resource"], request.resource.arn)
        value = quoted(request.resource.arn)
        yield from _rewritten(policy, statement, added, value, "Resource", layer, evaluation)
    elif failed.label == "Principal" and not is_everyone(request):
        kind, text = principal_value(request)
        added = extended(statement_json(policy, statement), ["Principal", kind], text)
        value = quoted(text)
        yield from _rewritten(policy, statement, added, value, "Principal", layer, evaluation)
    elif " " in failed.label:
        yield from _condition_changes(policy, statement, failed, layer, evaluation)


def _condition_changes(
    policy: Policy, statement: Match, failed: Match, layer: Layer, evaluation: "Evaluation"
) -> Iterator[Change]:
    operator_name, key = failed.label.split(" ", 1)
    operator = read_operator(operator_name)
    if operator is None or operator.qualifier:
        return
    if not operator.negated and operator.base != "Null" and not follows_from_request(key):
        yield from _other_request(failed, key, layer, evaluation)
    addable = operator.base.startswith(("String", "Arn", "IpAddress"))
    if addable and not operator.negated and len(failed.actual) == 1:
        path = ["Condition", operator_name, key]
        added = extended(statement_json(policy, statement), path, failed.actual[0])
        value = quoted(failed.actual[0])
        yield from _rewritten(policy, statement, added, value, key, layer, evaluation)


def _other_request(
    failed: Match, key: str, layer: Layer, evaluation: "Evaluation"
) -> Iterator[Change]:
    """The request could bring the value that the condition asks for."""
    for wanted in failed.wanted:
        value = failed.resolved if failed.deciding == wanted and failed.resolved else wanted
        if any(mark in value for mark in ("*", "?", "${", "/")) and not value.startswith("arn:"):
            continue
        context = {**evaluation.request.context, key: value}
        request = replace(evaluation.request, context=context)
        verb = f"instead of {listed(failed.actual)}" if failed.actual else "which is absent now"
        description = f"Make the request with {key} = {quoted(value)}, {verb}"
        yield Change(description, layer, request, evaluation.policies)


def _added(verdict: Verdict, layer: Layer, evaluation: "Evaluation") -> Iterator[Change]:
    """A new statement, in a policy that is there or in a new one."""
    if layer is Layer.SERVICE_CONTROL:
        yield from _added_to_level(evaluation)
        return
    guarded = any(_guards(failed) for _, _, failed in islice(_nearly(verdict), MOST_STATEMENTS))
    if layer is Layer.ROLE_TRUST and guarded:
        return  # a statement without the condition would take the guard off the role
    policies = [p for p in attached(layer, evaluation.policies) if _can_be_changed(p)]
    yield from _with_statement(policies[0] if policies else None, layer, evaluation)


def _guards(failed: Match) -> bool:
    """Is it a condition: an external id, MFA, an audience, a source account?"""
    return " " in failed.label


def _with_statement(
    policy: Policy | None, layer: Layer, evaluation: "Evaluation"
) -> Iterator[Change]:
    policy_type = policy.policy_type if policy else _policy_type(layer, evaluation)
    statement = new_statement(policy_type, evaluation.request)
    changed = appended(policy, policy_type, layer, statement)
    if changed is None:
        return
    where = f"Add to the {layer} {quoted(policy.name)}" if policy else f"Attach a new {layer} with"
    description = f"{where} the statement {json.dumps(statement)}"
    policies = attach(layer, evaluation.policies, policy, changed)
    yield Change(description, layer, evaluation.request, policies, statement, opens_of(statement))


def _added_to_level(evaluation: "Evaluation") -> Iterator[Change]:
    """At each level that is silent: the first policy there, or a new one."""
    layer = Layer.SERVICE_CONTROL
    account = evaluation.policies.account(evaluation.request.principal.account)
    for level in account.service_control or () if account else ():
        policy = level.policies[0] if level.policies else None
        statement = new_statement(PolicyType.SERVICE_CONTROL, evaluation.request)
        changed = appended(policy, PolicyType.SERVICE_CONTROL, layer, statement)
        if changed is None:
            continue
        where = f"Add to {quoted(policy.name)}" if policy else f"Attach a new {layer} with"
        text = f"{where} the statement {json.dumps(statement)} at {level.name}"
        assert account is not None
        policies = attach_at_level(evaluation.policies, account, level, policy, changed)
        yield Change(text, layer, evaluation.request, policies, statement, opens_of(statement))


def _rewritten(
    policy: Policy,
    statement: Match,
    changed: Document,
    value: str,
    element: str,
    layer: Layer,
    evaluation: "Evaluation",
) -> Iterator[Change]:
    document = as_document(policy.text)
    assert statement.source is not None
    place = statement.source.pointer.split("/")[2:]
    if place:
        document["Statement"][int(place[0])] = changed
    else:
        document["Statement"] = changed
    after = readable(document, policy.policy_type, policy.name, policy.arn)
    if after is None:
        return
    where = f"the {statement.label} of the {layer} {quoted(policy.name)}"
    description = f"In {where}, add {value} to {element}"
    policies = attach(layer, evaluation.policies, policy, after)
    opens = loosening(changed, element)
    yield Change(description, layer, evaluation.request, policies, changed, opens)


def _policy_type(layer: Layer, evaluation: "Evaluation") -> PolicyType:
    if layer is Layer.RESOURCE and evaluation.request.resource.kind is ResourceKind.KEY:
        return PolicyType.KEY_POLICY
    return {
        Layer.IDENTITY: PolicyType.IDENTITY_BASED,
        Layer.BOUNDARY: PolicyType.PERMISSIONS_BOUNDARY,
        Layer.SESSION: PolicyType.SESSION,
        Layer.VPC_ENDPOINT: PolicyType.VPC_ENDPOINT,
        Layer.RESOURCE: PolicyType.RESOURCE_BASED,
        Layer.ROLE_TRUST: PolicyType.ROLE_TRUST,
    }[layer]
