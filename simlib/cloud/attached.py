"""Which policies are attached to the caller: its own, its groups', its boundary.

Source: "Policies and permissions in IAM", "Permissions boundaries for IAM entities".
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from ..evaluation.request import PrincipalType
from ..language.policy import Policy
from ..language.terms import PolicyType
from .identities import Group, ManagedPolicy, Role, User
from .sessions import Session
from .state import State

__all__ = [
    "IdentitySide",
    "as_boundary",
    "identity_at",
    "identity_behind",
    "identity_side",
    "is_there",
    "name_in_arn",
    "unique_id_of",
]


class IdentitySide(NamedTuple):
    """What the caller's own account attaches to it."""

    policies: tuple[Policy, ...] = ()
    boundary: Policy | None = None
    tags: Mapping[str, str] = {}
    service_linked: bool = False


NOTHING = IdentitySide()


def identity_side(state: State, session: Session) -> IdentitySide:
    """The identity-based policies and the boundary that count for a session.

    A session whose user or role is gone, or was made anew under the same name, has nothing.
    """
    identity = identity_behind(state, session)
    if identity is None or not is_there(state, session):
        return NOTHING
    boundary = as_boundary(state, identity.boundary)
    if isinstance(identity, User):
        groups = [state.groups[identity.account, name] for name in identity.groups]
        policies = tuple(policies_of(state, [identity, *groups]))
        return IdentitySide(policies, boundary, identity.tags)
    policies = tuple(policies_of(state, [identity]))
    return IdentitySide(policies, boundary, identity.tags, identity.service_linked)


def identity_behind(state: State, session: Session) -> User | Role | None:
    """The user or role of a session; of a federated user, the user who asked for the token."""
    if session.identity is None or session.principal is PrincipalType.ROOT:
        return None
    return identity_at(state, session.identity)


def is_there(state: State, session: Session) -> bool:
    """Is the user or role behind a session still the one that it was? Others have none."""
    if session.identity is None or session.principal is PrincipalType.ROOT:
        return True
    return unique_id_of(state, session.identity) == session.unique_id


def identity_at(state: State, arn: str) -> User | Role | None:
    """The user or role behind an ARN, if it exists under exactly this ARN."""
    kind, account, name = name_in_arn(arn)
    table: Mapping[tuple[str, str], User | Role] = state.users if kind == "user" else state.roles
    found = table.get((account, name)) if kind in ("user", "role") else None
    return found if found is not None and found.arn == arn else None


def unique_id_of(state: State, arn: str) -> str | None:
    """The unique id of the user or role that has this ARN now."""
    found = identity_at(state, arn)
    return found.unique_id if found is not None else None


@lru_cache(maxsize=4096)
def name_in_arn(arn: str) -> tuple[str, str, str]:
    """Kind, account and name of one of IAM's resources.

    >>> name_in_arn("arn:aws:iam::111122223333:role/clinic/CareRole")
    ('role', '111122223333', 'CareRole')
    """
    parts = arn.split(":", 5)
    if len(parts) < 6:
        return "", "", ""
    kind, _, path = parts[5].partition("/")
    return kind, parts[4], path.rpartition("/")[2]


def policies_of(state: State, identities: Iterable[User | Group | Role]) -> Iterator[Policy]:
    """Inline policies, then managed ones, of each in turn."""
    for identity in identities:
        yield from identity.inline.values()
        for arn in identity.attached:
            yield state.policies[arn].policy


def as_boundary(state: State, arn: str | None) -> Policy | None:
    """A managed policy, read as a permissions boundary."""
    managed = state.policies.get(arn) if arn is not None else None
    return _as(managed, PolicyType.PERMISSIONS_BOUNDARY) if managed is not None else None


@lru_cache(maxsize=256)
def _retyped(policy: Policy, policy_type: PolicyType) -> Policy:
    return replace(policy, policy_type=policy_type)


def _as(managed: ManagedPolicy, policy_type: PolicyType) -> Policy:
    return _retyped(managed.policy, policy_type)
