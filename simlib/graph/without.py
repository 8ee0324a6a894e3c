"""The same request as if something were not there: the conditions of every Allow, or every Deny.

So an edge can say that it is conditions alone that are missing, or an explicit deny alone that
stands in the way, or that an Allow would not hold in other circumstances. Conditions on the
principal, the resource and its Region stay: no other request can meet
them. Tags count as the state has them.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache, partial

from ..cloud.key_origins import Group, group_of
from ..evaluation.evaluate import Gate
from ..evaluation.policy_set import Account, Level, PolicySet
from ..evaluation.request import PrincipalType
from ..language.policy import Policy
from ..language.terms import Effect

__all__ = ["at_worst", "circumstances", "without_allow_conditions", "without_denies"]

Change = Callable[[Policy], Policy]


def without_allow_conditions(gate: Gate) -> Gate:
    """A gate where no Allow asks for circumstances, no grant for a context, no door for its VPC.

    A policy that its conditions kept from being public stays what it is.
    """
    change = partial(_conditions_on, fixed=_fixed(gate), effect=Effect.ALLOW)
    grants = tuple(replace(each, subset=None, equals=None) for each in gate.policies.grants)
    return _open(gate, replace(_changed(gate.policies, change), grants=grants))


def at_worst(gate: Gate) -> Gate:
    """A gate in the worst circumstances: no Allow that asks for any counts, and every Deny does.

    Each condition is taken by itself: whether one request can fail them all is not looked at.
    """
    fixed = _fixed(gate)
    change = partial(_worst, fixed=fixed)
    grants = tuple(g for g in gate.policies.grants if g.subset is None and g.equals is None)
    return Gate(gate.name, gate.request, replace(_changed(gate.policies, change), grants=grants))


def circumstances(gate: Gate, keys: Iterable[str]) -> set[str]:
    """Those of the keys that another request of the same principal can have otherwise."""
    fixed = _fixed(gate)
    return {key for key in keys if group_of(key) not in fixed}


def _fixed(gate: Gate) -> frozenset[Group]:
    """What is the same in every request. Only services call on behalf of a resource."""
    is_service = gate.request.principal.type is PrincipalType.SERVICE
    own = frozenset[Group]() if is_service else frozenset({Group.SOURCE})
    return frozenset({Group.PRINCIPAL, Group.RESOURCE, Group.REGION}) | own


def without_denies(gate: Gate) -> Gate:
    """A gate where no statement denies, and no public access is blocked."""
    return _open(gate, _changed(gate.policies, _undenied))


def _open(gate: Gate, policies: PolicySet) -> Gate:
    resource = gate.request.resource._replace(restricted_to=(), vpc=None)
    return Gate(gate.name, replace(gate.request, resource=resource), policies)


@lru_cache(maxsize=8192)
def _conditions_on(policy: Policy, fixed: frozenset[Group], effect: Effect) -> Policy:
    """A policy whose Allows, or Denies, have no other conditions than on what is fixed."""
    statements = tuple(
        each._replace(conditions=tuple(c for c in each.conditions if group_of(c.key) in fixed))
        if each.effect is effect
        else each
        for each in policy.statements
    )
    return replace(policy, statements=statements)


@lru_cache(maxsize=8192)
def _worst(policy: Policy, fixed: frozenset[Group]) -> Policy:
    strict = _conditions_on(policy, fixed, Effect.DENY)
    kept = (
        each
        for each in strict.statements
        if each.effect is Effect.DENY or all(group_of(c.key) in fixed for c in each.conditions)
    )
    return replace(strict, statements=tuple(kept))


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
