"""A policy's JSON, rewritten: one statement more, or one value more in an element."""

from typing import Any

from ..language.document import as_document, parse_policy
from ..language.errors import PolicySyntaxError
from ..language.policy import Policy
from ..language.terms import PolicyType
from ..trace.nodes import Layer, Match
from .request import PrincipalType, Request

__all__ = [
    "Document",
    "appended",
    "extended",
    "is_everyone",
    "loosening",
    "new_statement",
    "opens_of",
    "principal_value",
    "readable",
    "statement_json",
]

Document = dict[str, Any]
WILDCARD_COST = 100  # a wildcard opens as much as so many plain values


def new_statement(policy_type: PolicyType, request: Request) -> Document:
    """Exactly this action on exactly this resource, for exactly this principal."""
    statement: Document = {"Effect": "Allow"}
    named = (PolicyType.RESOURCE_BASED, PolicyType.KEY_POLICY, PolicyType.ROLE_TRUST)
    if policy_type in named:
        kind, text = principal_value(request)
        statement["Principal"] = "*" if kind == "*" else {kind: text}
    elif policy_type is PolicyType.VPC_ENDPOINT:
        statement["Principal"] = "*"
    statement["Action"] = request.action
    if policy_type is PolicyType.KEY_POLICY:
        statement["Resource"] = "*"  # in a key policy: this key
    elif policy_type is not PolicyType.ROLE_TRUST:
        statement["Resource"] = request.resource.arn
    return statement


def principal_value(request: Request) -> tuple[str, str]:
    principal = request.principal
    if principal.type is PrincipalType.SERVICE:
        return "Service", principal.service or ""
    if principal.type is PrincipalType.ANONYMOUS:
        provider = principal.identity_provider
        return ("Federated", provider) if provider else ("*", "*")
    return "AWS", principal.role_arn or principal.arn or ""


def is_everyone(request: Request) -> bool:
    """Can the caller only be named as everyone?"""
    return principal_value(request)[0] == "*"


def statement_json(policy: Policy, statement: Match) -> Document:
    """A copy of a statement's JSON, found by its pointer."""
    assert statement.source is not None
    node: Any = as_document(policy.text)
    for part in statement.source.pointer.split("/")[1:]:
        node = node[int(part)] if isinstance(node, list) else node[part]
    return dict(node)


def extended(statement: Document, path: list[str], value: str) -> Document:
    """The statement with one more value at the end of a path."""
    inside = statement
    for part in path[:-1]:
        existing = inside.get(part)
        inside[part] = dict(existing) if isinstance(existing, dict) else {}
        inside = inside[part]
    before = inside.get(path[-1], [])
    inside[path[-1]] = [*(before if isinstance(before, list) else [before]), value]
    return statement


def loosening(statement: Document, element: str) -> float:
    """What a loosened element opens: everything that the statement's other elements cover."""
    actions = sum(_weight(statement.get(name, [])) for name in ("Action", "NotAction"))
    resources = sum(_weight(statement.get(name, [])) for name in ("Resource", "NotResource"))
    if element == "Action":
        return resources
    if element == "Resource":
        return actions
    return max(actions, resources, 0.5)  # one more principal, or value of a condition


def opens_of(statement: Document) -> float:
    return 1.5 + (WILDCARD_COST if statement.get("Resource") == "*" else 0)


def _weight(values: Any) -> float:
    texts = values if isinstance(values, list) else [values]
    return float(sum(WILDCARD_COST if "*" in str(text) else 1 for text in texts))


def appended(
    policy: Policy | None, policy_type: PolicyType, layer: Layer, statement: Document
) -> Policy | None:
    if policy is None:
        document = {"Version": "2012-10-17", "Statement": [statement]}
        return readable(document, policy_type, f"new {layer}", None)
    if policy.unread:
        return None
    document = as_document(policy.text)
    existing = document["Statement"]
    document["Statement"] = [*(existing if isinstance(existing, list) else [existing]), statement]
    return readable(document, policy_type, policy.name, policy.arn)


def readable(
    document: Document, policy_type: PolicyType, name: str, arn: str | None
) -> Policy | None:
    """The policy, or None where AWS would refuse it: a request may name what no policy can."""
    try:
        return parse_policy(document, policy_type, name=name, arn=arn)
    except PolicySyntaxError:
        return None
