"""One small function per layer: what do the policies attached there decide?

Every layer appears in every trace, also when nothing is attached or it does not apply.
Source: "How AWS enforcement code logic evaluates requests to allow or deny access", "Service
control policies (SCPs)", "Resource control policies (RCPs)", "Permissions boundaries for IAM
entities", "AWS STS API Reference: GetFederationToken".
"""

from collections.abc import Iterable

from ..language.policy import Policy
from ..language.rcp_services import rcp_services
from ..language.terms import Decision
from ..trace.algebra import intersection, union
from ..trace.nodes import Layer, Reason, Verdict
from .asked import Asked
from .policy_set import Account, Level
from .records import record
from .request import PrincipalType

__all__ = [
    "beyond_boundary",
    "beyond_resource_control",
    "beyond_service_control",
    "identity_based",
    "permissions_boundary",
    "resource_control",
    "root_user",
    "service_control",
    "session",
    "vpc_endpoint",
]

ALLOWED, DENIED, SILENT = Decision.ALLOWED, Decision.EXPLICIT_DENY, Decision.IMPLICIT_DENY
_GRANTING = (Layer.IDENTITY, Layer.RESOURCE, Layer.ROLE_TRUST)
_OUTSIDE_ACCOUNTS = (PrincipalType.SERVICE, PrincipalType.ANONYMOUS)


def policy_verdict(policy: Policy, asked: Asked, layer: Layer) -> Verdict:
    """What one policy decides: a matching Deny wins over a matching Allow.

    One whose statements are not known gives nothing and limits nothing.
    """
    found = record(policy, asked)
    if found.denies:
        decision, reason = DENIED, Reason.DENY_MATCHES
    elif found.allows:
        decision, reason = ALLOWED, Reason.ALLOW_MATCHES
    elif policy.unread:
        decision = SILENT if layer in _GRANTING else ALLOWED
        reason = Reason.STATEMENTS_UNKNOWN
    else:
        decision, reason = SILENT, Reason.NO_STATEMENT_MATCHES
    return Verdict(policy.name, decision, reason, found.statements, layer, policy)


def limits_nothing(layer: Layer) -> Verdict:
    """A limiting layer without policies."""
    return _LIMITS_NOTHING[layer]


_LIMITS_NOTHING = {
    layer: Verdict(
        layer.value, ALLOWED, Reason.NONE_ATTACHED_LIMITS_NOTHING, layer=layer, limits=True
    )
    for layer in Layer
}


def exempt(layer: Layer, why: str) -> Verdict:
    """A limiting layer that this caller or resource is not subject to."""
    label = f"{layer}: not for {why}"
    return Verdict(label, ALLOWED, Reason.DOES_NOT_APPLY, layer=layer, limits=True)


def identity_based(asked: Asked) -> Verdict:
    """What is attached to the user and its groups, to the role, or to the federating user."""
    layer = Layer.IDENTITY
    if asked.principal.type is PrincipalType.ROOT:
        label = f"{layer}: the root user has none"
        return Verdict(label, SILENT, Reason.DOES_NOT_APPLY, layer=layer)
    policies = asked.policies.identity_based
    if not policies:
        reason = Reason.NONE_ATTACHED_GIVES_NOTHING
        return Verdict(layer.value, SILENT, reason, layer=layer)
    verdicts = [policy_verdict(policy, asked, layer) for policy in policies]
    return union("identity-based policies", *verdicts, layer=layer)


def root_user(asked: Asked) -> Verdict | None:
    """The root user is allowed by default (rule E19, M7)."""
    if asked.principal.type is not PrincipalType.ROOT:
        return None
    return Verdict("root user", ALLOWED, Reason.ROOT_BY_DEFAULT, layer=Layer.ROOT)


def permissions_boundary(asked: Asked) -> Verdict:
    """Limits users and roles; never grants."""
    layer, boundary = Layer.BOUNDARY, asked.policies.permissions_boundary
    if boundary is None:
        return limits_nothing(layer)
    if why := beyond_boundary(asked):
        return exempt(layer, why)
    return union(layer.value, policy_verdict(boundary, asked, layer), layer=layer, limits=True)


def beyond_boundary(asked: Asked) -> str | None:
    """Whom no permissions boundary limits."""
    if asked.principal.type is PrincipalType.ROOT:
        return "the root user"
    return "service-linked roles" if asked.principal.service_linked_role else None


def session(asked: Asked) -> Verdict:
    """Limits a session; never grants. GetFederationToken sessions have nothing without one."""
    layer, policies = Layer.SESSION, asked.policies.session
    if policies:
        verdicts = [policy_verdict(policy, asked, layer) for policy in policies]
        return union("session policies", *verdicts, layer=layer, limits=True)
    if asked.principal.type is PrincipalType.FEDERATED_USER:
        reason = Reason.NONE_ATTACHED_BUT_NEEDED
        return Verdict(layer.value, SILENT, reason, layer=layer, limits=True)
    return limits_nothing(layer)


def service_control(asked: Asked) -> Verdict:
    """Every level from the root to the account must allow; an SCP never grants (E11 to E13)."""
    layer, principal = Layer.SERVICE_CONTROL, asked.principal
    account = asked.policies.account(principal.account)
    if principal.type in _OUTSIDE_ACCOUNTS:
        return exempt(layer, "callers outside every account")
    if account is None or not account.service_control:
        return limits_nothing(layer)
    if why := beyond_service_control(asked, account):
        return exempt(layer, why)
    levels = [
        union(f"at {level.name}", *_verdicts(level.policies, asked, layer), layer=layer)
        for level in account.service_control
    ]
    return intersection("service control policies", *levels, layer=layer, limits=True)


def beyond_service_control(asked: Asked, account: Account) -> str | None:
    """Whom no SCP of its account limits."""
    if asked.principal.service_linked_role:
        return "service-linked roles"
    return "the management account" if account.management else None


def resource_control(asked: Asked) -> Verdict:
    """RCPs of the resource's account: they only deny, whoever the caller is (E14 to E16)."""
    layer = Layer.RESOURCE_CONTROL
    account = asked.policies.account(asked.request.resource.account or asked.principal.account)
    if account is None or not account.resource_control:
        return limits_nothing(layer)
    if why := beyond_resource_control(asked, account):
        return exempt(layer, why)
    levels = [_resource_control_level(level, asked) for level in account.resource_control]
    return intersection("resource control policies", *levels, layer=layer, limits=True)


def _resource_control_level(level: Level, asked: Asked) -> Verdict:
    layer = Layer.RESOURCE_CONTROL
    reason = Reason.FULL_ACCESS_ALWAYS_ATTACHED
    full_access = Verdict("RCPFullAWSAccess", ALLOWED, reason, layer=layer)
    verdicts = _verdicts(level.policies, asked, layer)
    return union(f"at {level.name}", full_access, *verdicts, layer=layer)


def beyond_resource_control(asked: Asked, account: Account) -> str | None:
    """What no RCP limits."""
    resource = asked.request.resource
    if asked.service not in rcp_services():
        return f"the service {asked.service}"
    if asked.principal.service_linked_role or ":role/aws-service-role/" in resource.arn:
        return "service-linked roles"
    if resource.aws_managed:
        return "AWS managed keys"
    if asked.action == "kms:retiregrant":
        return "kms:RetireGrant"
    return "resources of the management account" if account.management else None


def vpc_endpoint(asked: Asked) -> Verdict:
    """The endpoint the request came through, if any; it grants nothing (E25)."""
    layer, policy = Layer.VPC_ENDPOINT, asked.policies.vpc_endpoint
    if policy is None:
        return limits_nothing(layer)
    return union(layer.value, policy_verdict(policy, asked, layer), layer=layer, limits=True)


def _verdicts(policies: Iterable[Policy], asked: Asked, layer: Layer) -> list[Verdict]:
    return [policy_verdict(policy, asked, layer) for policy in policies]
