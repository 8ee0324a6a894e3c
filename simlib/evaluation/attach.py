"""Puts a policy in the place of another, or beside the others, in a set of policies."""

from dataclasses import replace
from typing import Any

from ..language.policy import Policy
from ..trace.nodes import Layer
from .policy_set import Account, Level, PolicySet

__all__ = ["attach", "attach_at_level", "attached"]

_FIELDS = {
    Layer.RESOURCE: "resource_based",
    Layer.ROLE_TRUST: "resource_based",
    Layer.BOUNDARY: "permissions_boundary",
    Layer.VPC_ENDPOINT: "vpc_endpoint",
    Layer.IDENTITY: "identity_based",
    Layer.SESSION: "session",
}


def attached(layer: Layer, policies: PolicySet) -> tuple[Policy, ...]:
    there = getattr(policies, _FIELDS[layer])
    return there if isinstance(there, tuple) else (there,) if there else ()


def attach(layer: Layer, policies: PolicySet, old: Policy | None, new: Policy) -> PolicySet:
    """The policies with one put in the place of another, or added."""
    if layer is Layer.SERVICE_CONTROL:
        return _attach_service_control(policies, old, new)
    field = _FIELDS[layer]
    there = getattr(policies, field)
    after: Any = _put(there, old, new) if isinstance(there, tuple) else new
    return replace(policies, **{field: after})


def _put(there: tuple[Policy, ...], old: Policy | None, new: Policy) -> tuple[Policy, ...]:
    if old is None:
        return (*there, new)
    return tuple(new if policy is old else policy for policy in there)


def _attach_service_control(policies: PolicySet, old: Policy | None, new: Policy) -> PolicySet:
    for account in policies.accounts:
        for level in account.service_control or ():
            if any(policy is old for policy in level.policies):
                return attach_at_level(policies, account, level, old, new)
    return policies


def attach_at_level(
    policies: PolicySet, account: Account, level: Level, old: Policy | None, new: Policy
) -> PolicySet:
    changed = replace(level, policies=_put(level.policies, old, new))
    levels = tuple(changed if each is level else each for each in account.service_control or ())
    after = replace(account, service_control=levels)
    accounts = tuple(after if each is account else each for each in policies.accounts)
    return replace(policies, accounts=accounts)
