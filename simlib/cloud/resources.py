"""What an ARN stands for: its owner, its policy, its tags, its grants, as the state has them.

Source: "Actions, resources, and condition keys for AWS services" (Service Authorization Reference),
"Blocking public access to your Amazon S3 storage", "Configuring IAM policies for using access
points".
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from ..evaluation.policy_set import Grant
from ..evaluation.request import Resource, ResourceKind, at
from ..language.arn import Arn, parse_arn
from ..language.policy import Policy
from .attached import name_in_arn, unique_id_of
from .identities import Role
from .keys import Key
from .saved_policy import SavedPolicy
from .state import State
from .storage import AccessPoint, Bucket

__all__ = [
    "Target",
    "current",
    "is_about_access_points",
    "key_behind",
    "public_access_block",
    "target_of",
    "through_access_point",
]

# Requests about an access point itself; all others go through it to its bucket (rule G4).
_ABOUT_ACCESS_POINTS = re.compile("accesspoint|tagresource|listtagsforresource", re.IGNORECASE)


class Target(NamedTuple):
    """A resource as a request meets it. `exists` is None where simlib does not keep such things."""

    resource: Resource
    policy: Policy | None = None
    tags: Mapping[str, str] = {}
    object_tags: Mapping[str, str] = {}
    grants: tuple[Grant, ...] = ()
    access_point: AccessPoint | None = None
    exists: bool | None = None


class Asked(NamedTuple):
    """An ARN with its parts; `account` is the caller's, whose things are that name no owner.

    `tokens` are grant tokens, which make a grant count before it counts for everyone (rule H10).
    """

    arn: str
    parts: Arn
    account: str | None
    now: datetime
    tokens: tuple[str, ...]

    @property
    def plain(self) -> Resource:
        """The resource as far as its ARN tells."""
        return at(self.arn, self.account)


Finder = Callable[[State, Asked], Target]


def target_of(
    state: State, arn: str, account: str | None, now: datetime, *, tokens: tuple[str, ...] = ()
) -> Target:
    """Finds what an ARN stands for. A resource without an owner belongs to the caller's account."""
    parts = parse_arn(arn)
    if parts is None:
        return Target(at(arn, account))
    asked = Asked(arn, parts, account, now, tokens)
    find = _FINDERS.get(parts.service)
    return find(state, asked) if find else Target(asked.plain)


def current(state: State, saved: SavedPolicy | None) -> Policy | None:
    """A saved policy as it counts now."""
    return saved.now(lambda arn: unique_id_of(state, arn)) if saved is not None else None


def _s3(state: State, asked: Asked) -> Target:
    if asked.parts.resource.startswith("accesspoint/"):
        return _access_point(state, asked)
    name, _, key = asked.parts.resource.partition("/")
    bucket = state.buckets.get(name)
    if bucket is None:
        return Target(asked.plain, exists=False)
    return _bucket(state, asked.arn, bucket, key)


def _bucket(state: State, arn: str, bucket: Bucket, key: str) -> Target:
    """A bucket's own tags bring no key: S3 takes them only where ABAC was turned on for it."""
    resource = _restricted(state, Resource(arn, bucket.account, ResourceKind.BUCKET), bucket)
    policy = current(state, bucket.policy)
    stored = state.objects.get(bucket.name, {}).get(key) if key else None
    object_tags = stored.tags if stored else {}
    exists = not key or stored is not None
    return Target(resource, policy, object_tags=object_tags, exists=exists)


def public_access_block(
    state: State, bucket: Bucket | None, door: AccessPoint | None = None
) -> frozenset[str]:
    """The settings in force: of account, bucket and access point the strictest wins (rule G9)."""
    settings = _settings(state, [each for each in (bucket, door) if each is not None])
    return frozenset[str]().union(*settings.values())


def _settings(state: State, places: Sequence[Bucket | AccessPoint]) -> Mapping[str, frozenset[str]]:
    """The settings of each of the accounts and of each place, by their names."""
    owners = {each.account: state.accounts.get(each.account) for each in places}
    accounts = {f"account {id}": each for id, each in owners.items() if each is not None}
    named = {**accounts, **{f"{_KINDS[type(each)]} {each.name}": each for each in places}}
    return {name: each.public_access_block or frozenset() for name, each in named.items()}


_KINDS: Mapping[type, str] = {Bucket: "bucket", AccessPoint: "access point"}


def _restricted(state: State, resource: Resource, *places: Bucket | AccessPoint) -> Resource:
    """A resource with the accounts to which RestrictPublicBuckets keeps a public policy."""
    settings = _settings(state, places)
    names = tuple(name for name, on in settings.items() if "RestrictPublicBuckets" in on)
    owners = tuple(dict.fromkeys(each.account for each in places)) if names else ()
    return resource._replace(restricted_to=owners, restricted_at=names)


def through_access_point(
    state: State, target: Target, action: str, now: datetime
) -> tuple[Target, ...]:
    """The two targets of a request through an access point, one of any other (rules G4, G9)."""
    door = target.access_point
    if door is None or is_about_access_points(action):
        return (target,)
    behind = target_of(state, _behind(door, target.resource.arn), door.bucket_account, now)
    bucket = state.buckets.get(door.bucket)
    places: list[Bucket | AccessPoint] = [door, *([bucket] if bucket else [])]
    first = _restricted(state, target.resource._replace(vpc=door.vpc), *places)
    second = _restricted(state, behind.resource, *places)
    return target._replace(resource=first), behind._replace(resource=second)


def is_about_access_points(action: str) -> bool:
    """Is an access point itself meant by the action, not the bucket behind it?"""
    return _ABOUT_ACCESS_POINTS.search(action) is not None


def _behind(door: AccessPoint, arn: str) -> str:
    """The bucket's ARN, or the object's, of an ARN through an access point."""
    _, _, key = arn.partition(f"accesspoint/{door.name}/object/")
    return f"arn:aws:s3:::{door.bucket}/{key}" if key else f"arn:aws:s3:::{door.bucket}"


def _access_point(state: State, asked: Asked) -> Target:
    name = asked.parts.resource.split("/", 2)[1]
    door = state.access_points.get(f"{asked.arn.partition('accesspoint/')[0]}accesspoint/{name}")
    if door is None:
        return Target(asked.plain, exists=False)
    policy = current(state, door.policy)
    return Target(asked.plain, policy, access_point=door, exists=True)


def _kms(state: State, asked: Asked) -> Target:
    """A key that does not exist in the caller's account has no key policy that could be silent.

    So its identity-based policies decide, and the call goes on to fail for the missing key.
    """
    key = key_behind(state, asked.arn)
    if key is None and asked.parts.account == asked.account:
        return Target(Resource(asked.arn, asked.account), exists=asked.arn in state.aliases)
    if asked.parts.resource.startswith("alias/") or key is None:
        return Target(asked.plain, exists=asked.arn in state.aliases)
    managed = key.manager == "AWS"
    resource = Resource(key.arn, key.account, ResourceKind.KEY, aws_managed=managed)
    grants = _grants(state, key, asked)
    return Target(resource, current(state, key.policy), key.tags, grants=grants, exists=True)


def key_behind(state: State, arn: str) -> Key | None:
    """The key of a key ARN or alias ARN."""
    return state.keys.get(state.aliases.get(arn, arn))


def _grants(state: State, key: Key, asked: Asked) -> tuple[Grant, ...]:
    """The grants that count: in force for everyone, or by their token, and not ended."""
    return tuple(
        Grant(each.grantee, each.operations, each.subset, each.equals, f"grant {each.id[:8]}")
        for each in state.grants.values()
        if each.key == key.arn
        and (each.effective is None or each.effective <= asked.now or each.token in asked.tokens)
        and (each.ended is None or each.ended > asked.now)
    )


def _iam(state: State, asked: Asked) -> Target:
    kind, account, name = name_in_arn(asked.arn)
    if kind == "root":  # of AssumeRoot: the caller's account decides alone (rule F17)
        return Target(Resource(asked.arn, asked.account))
    if kind == "policy":
        managed = state.policies.get(asked.arn)
        return Target(asked.plain, tags=managed.tags if managed else {}, exists=bool(managed))
    if asked.arn in state.providers:
        return Target(asked.plain, tags=state.providers[asked.arn].tags, exists=True)
    tables: Mapping[str, Mapping[tuple[str, str], object]] = {
        "role": state.roles,
        "user": state.users,
        "group": state.groups,
        "instance-profile": state.instance_profiles,
    }
    found = tables[kind].get((account, name)) if kind in tables else None
    if found is None or getattr(found, "arn", None) != asked.arn:
        return Target(asked.plain, exists=False if kind in tables else None)
    policy = current(state, found.trust) if isinstance(found, Role) else None
    return Target(asked.plain, policy, getattr(found, "tags", {}), exists=True)


def _healthlake(state: State, asked: Asked) -> Target:
    store = state.data_stores.get(asked.arn)
    return Target(asked.plain, tags=store.tags if store else {}, exists=store is not None)


def _health_agent(state: State, asked: Asked) -> Target:
    """Only domains have tags (rule I5); what belongs to a domain has none of its own."""
    domain = state.domains.get(asked.arn)
    exists = domain is not None or asked.arn in state.health_parts
    return Target(asked.plain, tags=domain.tags if domain else {}, exists=exists)


def _ec2(state: State, asked: Asked) -> Target:
    """Of EC2's resources simlib keeps instances alone."""
    kind, _, name = asked.parts.resource.partition("/")
    instance = state.instances.get(name)
    if kind != "instance" or instance is None or instance.arn != asked.arn:
        return Target(asked.plain)
    return Target(asked.plain, tags=instance.tags, exists=True)


_FINDERS: Mapping[str, Finder] = {
    "s3": _s3,
    "kms": _kms,
    "iam": _iam,
    "healthlake": _healthlake,
    "health-agent": _health_agent,
    "ec2": _ec2,
}
