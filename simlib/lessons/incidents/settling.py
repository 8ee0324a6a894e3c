"""The mended situation beside the healthy one: the same in other words is no change."""

from dataclasses import replace

from ...analysis import compare
from ...cloud.organization import Organization
from ...cloud.policy_places import PolicyPlace, places_by_label
from ...cloud.state import State
from ...language.errors import SimlibError
from ...language.terms import PolicyType
from .fault import Healthy, Situation

__all__ = ["settled"]


def settled(healthy: Healthy, situation: Situation) -> Situation:
    """The situation, with every policy that does the same as before in its old words."""
    state = situation.state
    before = places_by_label(healthy.cloud.state)
    for label, place in places_by_label(state).items():
        old = before.get(label)
        if old is not None and old.policy != place.policy and _do_the_same(old, place):
            state = place.with_policy(state, old.policy)
    return situation._replace(state=_with_old_organization(healthy.cloud.state, state))


def _do_the_same(old: PolicyPlace, new: PolicyPlace) -> bool:
    if old.policy.policy_type is PolicyType.ROLE_TRUST:
        return False  # the role is what it is about, and no Resource says which
    try:
        return bool(compare(old.policy, new.policy, seconds=1))
    except SimlibError:
        return False


def _with_old_organization(healthy: State, state: State) -> State:
    """Organizations are told apart by identity; one with the same in it is the same."""
    if _same(healthy.organization, state.organization):
        return replace(state, organization=healthy.organization)
    return state


def _same(one: Organization | None, other: Organization | None) -> bool:
    if one is None or other is None:
        return one is other
    return (one.nodes, one.policies, one.enabled) == (other.nodes, other.policies, other.enabled)
