"""The same request as if something were not there: the conditions of every Allow, or every Deny.

So an edge can say that it is conditions alone that are missing, or an explicit deny alone that
stands in the way. Conditions on the principal and the resource stay: no other request can meet
them. Tags count as the state has them.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from ..cloud.key_origins import Group, group_of
from ..evaluation.evaluate import Gate
from ..evaluation.policy_set import Account, Level, PolicySet
from ..evaluation.request import PrincipalType
from ..language.policy import Policy
from ..language.terms import Effect

__all__ = ["without_allow_conditions", "without_denies"]

Change = Callable[[Policy], Policy]


def without_allow_conditions(gate: Gate) -> Gate:
    """A gate where no Allow asks for circumstances, no grant for a context, no door for its VPC.

    A policy that its conditions kept from being public stays what it is.
    """
    is_service = gate.request.principal.type is PrincipalType.SERVICE
    change = _for_services if is_service else _for_others
    grants = tuple(replace(each, subset=None, equals=None) for each in gate.policies.grants)
    return _open(gate, replace(_changed(gate.policies, change), grants=grants))


def without_denies(gate: Gate) -> Gate:
    """A gate where no statement denies, and no public access is blocked."""
    return _open(gate, _changed(gate.policies, _undenied))


def _open(gate: Gate, policies: PolicySet) -> Gate:
    resource = gate.request.resource._replace(restricted_to=(), vpc=None)
    return Gate(gate.name, replace(gate.request, resource=resource), policies)


_FIXED = frozenset({Group.PRINCIPAL, Group.RESOURCE})


@lru_cache(maxsize=4096)
def _for_services(policy: Policy) -> Policy:
    return _with_conditions_on(policy, _FIXED)


@lru_cache(maxsize=4096)
def _for_others(policy: Policy) -> Policy:
    """Only services call on behalf of a resource."""
    return _with_conditions_on(policy, _FIXED | {Group.SOURCE})


def _with_conditions_on(policy: Policy, fixed: frozenset[Group]) -> Policy:
    statements = tuple(
        each._replace(conditions=tuple(c for c in each.conditions if group_of(c.key) in fixed))
        if each.effect is Effect.ALLOW
        else each
        for each in policy.statements
    )
    return replace(policy, statements=statements)


@lru_cache(maxsize=4096)
def _undenied(policy: Policy) -> Policy:
    kept = tuple(each for each in policy.statements if each.effect is Effect.ALLOW)
    return replace(policy, statements=kept)


def _changed(policies: PolicySet, change: Change) -> PolicySet:
    def maybe(policy: Policy | None) -> Policy | None:
        return None if policy is None else change(policy)

    return PolicySet(
        map(change, policies.identity_based),
        maybe(policies.resource_based),
        maybe(policies.permissions_boundary),
        map(change, policies.session),
        maybe(policies.vpc_endpoint),
        policies.grants,
        (_account(each, change) for each in policies.accounts),
    )


def _account(account: Account, change: Change) -> Account:
    control = _levels(account.service_control, change)
    return replace(
        account,
        service_control=control,
        resource_control=_levels(account.resource_control, change),
    )


def _levels(levels: tuple[Level, ...] | None, change: Change) -> tuple[Level, ...] | None:
    if levels is None:
        return None
    return tuple(Level(each.name, tuple(map(change, each.policies))) for each in levels)
