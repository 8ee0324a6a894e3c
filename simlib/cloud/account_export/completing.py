"""What an export names and does not hold gets a stand-in; trust policies get their unique ids.

Source: "AWS JSON policy elements: Principal", "GetAccountAuthorizationDetails" (its `Filter`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias, TypeVar

from ...language.terms import PolicyType
from ..attached import unique_id_of
from ..identities import Group, ManagedPolicy, PolicyVersion, Role, User
from ..saved_policy import saved
from ..state import Named, State
from .texts import Place, Policies

__all__ = ["completed", "with_bound_trust"]

_Identity: TypeAlias = User | Group | Role
_One = TypeVar("_One", User, User | Group | Role)
_Name = TypeVar("_Name", str, Named)


def with_bound_trust(state: State, account: str) -> State:
    """Trust policies bound to the users and roles that they name, who must be there (rule A19)."""

    def bound(role: Role) -> Role:
        return replace(role, trust=saved(role.trust.policy, lambda arn: unique_id_of(state, arn)))

    own = {key: bound(role) for key, role in state.roles.items() if role.account == account}
    return replace(state, roles={**state.roles, **own})


def completed(state: State, policies: Policies) -> State:
    """With stand-ins for groups and managed policies that are named and not in the export."""
    groups = dict(state.groups)
    for key, users in _namers(state.users.values(), _group_keys).items():
        if key not in groups:
            groups[key] = _unknown_group(key, users, policies)
    managed = dict(state.policies)
    identities: list[_Identity] = [*state.users.values(), *groups.values(), *state.roles.values()]
    for arn, holders in _namers(identities, _policy_arns).items():
        if arn not in managed:
            managed[arn] = _unknown_policy(arn, holders, policies)
    return replace(state, groups=groups, policies=managed)


def _group_keys(user: User) -> list[Named]:
    return [(user.account, name) for name in user.groups]


def _policy_arns(identity: _Identity) -> list[str]:
    boundary = None if isinstance(identity, Group) else identity.boundary
    return [*identity.attached, *([boundary] if boundary else [])]


def _namers(
    identities: Iterable[_One], names: Callable[[_One], Iterable[_Name]]
) -> Mapping[_Name, list[str]]:
    """What the identities name, each with the ARNs of those who name it."""
    found: dict[_Name, list[str]] = {}
    for identity in identities:
        for name in names(identity):
            found.setdefault(name, []).append(identity.arn)
    return found


def _unknown_group(key: Named, users: list[str], policies: Policies) -> Group:
    group = Group(*key, unique_id="")
    place = Place(PolicyType.IDENTITY_BASED, f"policies of group {group.name}", group.arn)
    why = f"the group is not in the export; in it {_are(users)}"
    return replace(group, inline={place.name: policies.unknown(place, why)})


def _unknown_policy(arn: str, holders: list[str], policies: Policies) -> ManagedPolicy:
    account, path = arn.split(":")[4], arn.partition(":policy")[2]
    name = path.rpartition("/")[2]
    why = f"it is not in the export; attached to it, or bounded by it, {_are(holders)}"
    policy = policies.unknown(Place(PolicyType.IDENTITY_BASED, name, arn, arn), why)
    version = PolicyVersion("v1", policy)
    return ManagedPolicy(account, name, "", (version,), path=path.removesuffix(name))


def _are(arns: list[str]) -> str:
    more = f" and {len(arns) - 1} more" if len(arns) > 1 else ""
    return f"{'are' if more else 'is'} {arns[0]}{more}"
