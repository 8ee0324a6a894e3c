"""The mended situation beside the healthy one: the same in other words is no change."""

from collections.abc import Iterable
from dataclasses import replace

from ...cloud.organization import Organization
from ...cloud.policy_places import places_by_label
from ...cloud.state import State
from ...language.policy import Element, Policy, Statement, Value
from .fault import Healthy, Situation

__all__ = ["settled"]


def settled(healthy: Healthy, situation: Situation) -> Situation:
    """The situation, with every policy that says the same as before in its old words."""
    if situation == healthy.situation:
        return situation
    state = situation.state
    before = places_by_label(healthy.cloud.state)
    for label, place in places_by_label(state).items():
        old = before.get(label)
        if (
            old is not None
            and old.policy != place.policy
            and _said(old.policy) == _said(place.policy)
        ):
            state = place.with_policy(state, old.policy)
    return situation._replace(state=_with_old_organization(healthy.cloud.state, state))


def _said(policy: Policy) -> object:
    """What a policy says, whatever the order, the Sids and the spaces."""
    return policy.version, frozenset(map(_statement, policy.statements))


def _statement(statement: Statement) -> object:
    principals = statement.principals
    conditions = (
        (each.operator.lower(), each.key.lower(), _texts(each.values))
        for each in statement.conditions
    )
    return (
        statement.effect,
        principals and (principals.name, frozenset((p.kind, p.text) for p in principals.values)),
        _element(statement.action),
        statement.resource and _element(statement.resource),
        frozenset(conditions),
    )


def _element(element: Element) -> object:
    return element.name, _texts(element.values)


def _texts(values: Iterable[Value]) -> frozenset[str]:
    return frozenset(each.text for each in values)


def _with_old_organization(healthy: State, state: State) -> State:
    """Organizations are told apart by identity; one with the same in it is the same."""
    if _same(healthy.organization, state.organization):
        return replace(state, organization=healthy.organization)
    return state


def _same(one: Organization | None, other: Organization | None) -> bool:
    if one is None or other is None:
        return one is other
    return (one.nodes, one.policies, one.enabled) == (other.nodes, other.policies, other.enabled)
