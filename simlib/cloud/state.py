"""Everything that exists at one moment, as frozen tables; a change makes a new state.

So a refused call leaves nothing behind: its state is dropped. And "what if" keeps the old one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .health import DataStore, Domain, HealthJob, HealthPart
from .identities import (
    AccessKey,
    Group,
    IdentityProvider,
    InstanceProfile,
    ManagedPolicy,
    Role,
    User,
)
from .keys import Key, KeyGrant
from .network import Instance, VpcEndpoint
from .organization import Account, Organization
from .sessions import Session
from .storage import AccessPoint, Bucket, StoredObject

__all__ = ["Named", "State"]

Named = tuple[str, str]  # account and name


@dataclass(frozen=True, slots=True)
class State:
    """The tables. Names of identities are unique in their account, names of buckets everywhere."""

    organization: Organization | None = None
    accounts: Mapping[str, Account] = field(default_factory=dict)
    users: Mapping[Named, User] = field(default_factory=dict)
    groups: Mapping[Named, Group] = field(default_factory=dict)
    roles: Mapping[Named, Role] = field(default_factory=dict)
    policies: Mapping[str, ManagedPolicy] = field(default_factory=dict)  # by ARN
    instance_profiles: Mapping[Named, InstanceProfile] = field(default_factory=dict)
    providers: Mapping[str, IdentityProvider] = field(default_factory=dict)  # by ARN
    access_keys: Mapping[str, AccessKey] = field(default_factory=dict)  # by access key id
    sessions: Mapping[str, Session] = field(default_factory=dict)  # by access key id
    buckets: Mapping[str, Bucket] = field(default_factory=dict)  # by name
    objects: Mapping[str, Mapping[str, StoredObject]] = field(default_factory=dict)  # by bucket
    access_points: Mapping[str, AccessPoint] = field(default_factory=dict)  # by ARN
    keys: Mapping[str, Key] = field(default_factory=dict)  # by ARN
    aliases: Mapping[str, str] = field(default_factory=dict)  # alias ARN → key ARN
    grants: Mapping[str, KeyGrant] = field(default_factory=dict)  # by grant id
    data_stores: Mapping[str, DataStore] = field(default_factory=dict)  # by ARN
    jobs: Mapping[str, HealthJob] = field(default_factory=dict)  # by job id
    domains: Mapping[str, Domain] = field(default_factory=dict)  # by ARN
    health_parts: Mapping[str, HealthPart] = field(default_factory=dict)  # by ARN
    endpoints: Mapping[str, VpcEndpoint] = field(default_factory=dict)  # by endpoint id
    instances: Mapping[str, Instance] = field(default_factory=dict)  # by instance id

    def put(self, table: str, key: Any, thing: Any) -> "State":
        """A state in which `table` has `thing` under `key`."""
        changed: Mapping[str, Any] = {table: {**getattr(self, table), key: thing}}
        return replace(self, **changed)

    def drop(self, table: str, key: Any) -> "State":
        """A state in which `table` has nothing under `key`."""
        kept = {each: thing for each, thing in getattr(self, table).items() if each != key}
        changed: Mapping[str, Any] = {table: kept}
        return replace(self, **changed)
