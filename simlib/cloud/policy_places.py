"""Every place of a cloud where a policy stands, and the state with another policy there.

So a draft can be tried out before it is saved: the cloud itself stays as it is. What a draft binds
its principals to is what saving would bind them to (rule A19).
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from ..language.markup import one_line
from ..language.policy import Policy
from .attached import unique_id_of
from .identities import Group, Role, User
from .organization import ControlType
from .resources import current
from .saved_policy import SavedPolicy, saved
from .state import State

__all__ = ["PolicyPlace", "places_by_label", "policy_places"]

Put = Callable[[State, Policy], State]


class PolicyPlace(NamedTuple):
    """One place: whose policy it is, under what name, and how another one is put there."""

    owner: str  # the ARN or id of what carries the policy, or the policy's own
    name: str
    policy: Policy
    put: Put

    @property
    def label(self) -> str:
        """For choosing: what it is, its name, whose."""
        owner = self.owner.split(":", 5)[-1]
        named = f" {self.name}" if self.name and self.name not in owner else ""
        return one_line(f"{self.policy.policy_type}{named} · {owner}")

    @property
    def full_label(self) -> str:
        """The same with the whole ARN of whose it is."""
        return one_line(f"{self.policy.policy_type} {self.name} · {self.owner}")

    def with_policy(self, state: State, policy: Policy) -> State:
        """The state with another policy at this place."""
        return self.put(state, policy)


def policy_places(state: State) -> tuple[PolicyPlace, ...]:
    """All of them: identities first, then resources, then the organization."""
    return tuple(
        place
        for find in (_inline, _managed, _trust, _resources, _keys, _endpoints, _control)
        for place in find(state)
    )


def places_by_label(state: State) -> dict[str, PolicyPlace]:
    """The same by their labels; where two have the same, by their full labels."""
    places = policy_places(state)
    count = Counter(each.label for each in places)
    return {each.label if count[each.label] == 1 else each.full_label: each for each in places}


def _inline(state: State) -> Iterator[PolicyPlace]:
    tables: dict[str, Mapping[Any, User | Group | Role]] = {
        "users": state.users,
        "groups": state.groups,
        "roles": state.roles,
    }
    for table, identities in tables.items():
        for key, identity in identities.items():
            for name, policy in identity.inline.items():
                yield PolicyPlace(identity.arn, name, policy, _put_inline(table, key, name))


def _put_inline(table: str, key: Any, name: str) -> Put:
    def put(state: State, policy: Policy) -> State:
        identity = getattr(state, table)[key]
        changed = replace(identity, inline={**identity.inline, name: policy})
        return state.put(table, key, changed)

    return put


def _managed(state: State) -> Iterator[PolicyPlace]:
    """Customer managed ones: AWS's own cannot be changed."""
    for arn, managed in state.policies.items():
        if managed.account != "aws":
            yield PolicyPlace(arn, managed.name, managed.policy, _put_managed(arn))


def _put_managed(arn: str) -> Put:
    def put(state: State, policy: Policy) -> State:
        managed = state.policies[arn]
        versions = tuple(
            replace(each, policy=policy) if each.id == managed.default else each
            for each in managed.versions
        )
        return state.put("policies", arn, replace(managed, versions=versions))

    return put


def _trust(state: State) -> Iterator[PolicyPlace]:
    for key, role in state.roles.items():
        policy = current(state, role.trust)
        if policy is not None:
            yield PolicyPlace(role.arn, "", policy, _put_saved("roles", key, "trust"))


def _resources(state: State) -> Iterator[PolicyPlace]:
    for name, bucket in state.buckets.items():
        policy = current(state, bucket.policy)
        if policy is not None:
            arn = f"arn:aws:s3:::{name}"
            yield PolicyPlace(arn, "", policy, _put_saved("buckets", name, "policy"))
    for arn, door in state.access_points.items():
        policy = current(state, door.policy)
        if policy is not None:
            yield PolicyPlace(arn, "", policy, _put_saved("access_points", arn, "policy"))


def _keys(state: State) -> Iterator[PolicyPlace]:
    for arn, key in state.keys.items():
        policy = current(state, key.policy)
        if policy is not None:
            yield PolicyPlace(arn, "", policy, _put_saved("keys", arn, "policy"))


def _put_saved(table: str, key: Any, field: str) -> Put:
    def put(state: State, policy: Policy) -> State:
        bound: SavedPolicy = saved(policy, lambda arn: unique_id_of(state, arn))
        changed: Mapping[str, Any] = {field: bound}
        return state.put(table, key, replace(getattr(state, table)[key], **changed))

    return put


def _endpoints(state: State) -> Iterator[PolicyPlace]:
    for id_, endpoint in state.endpoints.items():
        if endpoint.policy is not None:
            yield PolicyPlace(id_, "", endpoint.policy, _put_endpoint(id_))


def _put_endpoint(id_: str) -> Put:
    def put(state: State, policy: Policy) -> State:
        return state.put("endpoints", id_, replace(state.endpoints[id_], policy=policy))

    return put


def _control(state: State) -> Iterator[PolicyPlace]:
    """SCPs and RCPs of one's own, in the order of their types."""
    organization = state.organization
    if organization is None:
        return
    for kind in ControlType:
        for id_, each in organization.policies.items():
            if each.type is kind and not each.aws_managed:
                yield PolicyPlace(id_, each.name, each.policy, _put_control(id_))


def _put_control(id_: str) -> Put:
    def put(state: State, policy: Policy) -> State:
        organization = state.organization
        assert organization is not None  # INVARIANT: the place was found in one
        changed = replace(organization.policies[id_], policy=policy)
        policies = {**organization.policies, id_: changed}
        return replace(state, organization=replace(organization, policies=policies))

    return put
