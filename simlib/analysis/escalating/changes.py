"""What a method leaves behind: the state with a policy, a boundary or a grant written anew.

What is written allows all that can be: whoever may write a policy may write this one too.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from ...cloud.attached import unique_id_of
from ...cloud.identities import Group, ManagedPolicy, Role, User
from ...cloud.keys import Key, KeyGrant
from ...cloud.saved_policy import SavedPolicy, saved
from ...cloud.state import State
from ...cloud.storage import AccessPoint, Bucket
from ...language.document import parse_policy
from ...language.policy import Policy
from ...language.terms import PolicyType
from .method import Change

__all__ = [
    "with_access_point",
    "with_bucket_policy",
    "with_everything",
    "with_grant",
    "with_group",
    "with_key_policy",
    "with_managed",
    "with_role",
    "with_trust",
    "with_user",
    "with_version",
    "without_boundary",
    "without_grants",
    "without_group",
    "without_policy",
]

Holder = User | Group | Role
_TABLES = {User: "users", Group: "groups", Role: "roles"}


@cache
def _everything() -> Policy:
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": statement}
    return parse_policy(document, name="everything")


def _put(holder: Holder, **changed: Any) -> Change:
    table = _TABLES[type(holder)]
    return lambda state: state.put(table, (holder.account, holder.name), replace(holder, **changed))


def with_everything(holder: Holder) -> Change:
    """A user, group or role with a policy that allows everything."""
    return _put(holder, inline={**holder.inline, "everything": _everything()})


def with_managed(holder: Holder, arn: str) -> Change:
    """A user, group or role with one more managed policy."""
    return _put(holder, attached=(*holder.attached, arn))


def without_policy(holder: Holder, which: str) -> Change:
    """A user, group or role without one of its policies, inline by name or managed by ARN."""
    inline = {name: policy for name, policy in holder.inline.items() if name != which}
    return _put(holder, inline=inline, attached=tuple(a for a in holder.attached if a != which))


def without_boundary(holder: User | Role) -> Change:
    """A user or role without its permissions boundary."""
    return _put(holder, boundary=None)


def with_group(user: User, group: str) -> Change:
    """A user as a member of one more group."""
    return _put(user, groups=(*user.groups, group))


def without_group(user: User, group: str) -> Change:
    """A user who has left a group."""
    return _put(user, groups=tuple(each for each in user.groups if each != group))


def with_version(managed: ManagedPolicy, version: str | None = None) -> Change:
    """A managed policy with another default version; without one, a new one with everything."""
    if version is not None:
        return lambda state: state.put("policies", managed.arn, replace(managed, default=version))
    kept = (replace(each, policy=_everything()) for each in managed.versions)
    changed = replace(managed, versions=tuple(kept))
    return lambda state: state.put("policies", managed.arn, changed)


def with_trust(role: Role, principal: str) -> Change:
    """A role that a user or role may assume."""
    return lambda state: state.put(
        "roles", (role.account, role.name), replace(role, trust=_trusting(state, principal))
    )


def with_role(account: str, name: str, principal: str) -> Change:
    """A new role that a user or role may assume, and that may do everything."""

    def change(state: State) -> State:
        inline = {"everything": _everything()}
        role = Role(account, name, "AROAEXAMPLE", _trusting(state, principal), inline=inline)
        return state.put("roles", (account, name), role)

    return change


def with_user(account: str, name: str) -> Change:
    """A new user who may do everything."""
    user = User(account, name, "AIDAEXAMPLE", inline={"everything": _everything()})
    return lambda state: state.put("users", (account, name), user)


def _trusting(state: State, principal: str) -> SavedPolicy:
    statement = {"Action": ["sts:AssumeRole", "sts:TagSession"]}
    return _naming(state, principal, statement, PolicyType.ROLE_TRUST)


def with_bucket_policy(bucket: Bucket, principal: str) -> Change:
    """A bucket whose policy allows everything in it to one principal."""
    statement = {"Action": "s3:*", "Resource": [bucket.arn, f"{bucket.arn}/*"]}
    return lambda state: state.put(
        "buckets", bucket.name, replace(bucket, policy=_naming(state, principal, statement))
    )


def with_access_point(door: AccessPoint, principal: str) -> Change:
    """An access point, there already or new, whose policy allows everything to one principal."""
    statement = {"Action": "s3:*", "Resource": [door.arn, f"{door.arn}/object/*"]}
    return lambda state: state.put(
        "access_points", door.arn, replace(door, policy=_naming(state, principal, statement))
    )


def with_key_policy(key: Key, principal: str) -> Change:
    """A KMS key whose policy allows everything to one principal."""
    statement = {"Action": "kms:*", "Resource": "*"}
    return lambda state: state.put(
        "keys",
        key.arn,
        replace(key, policy=_naming(state, principal, statement, PolicyType.KEY_POLICY)),
    )


def _naming(
    state: State,
    principal: str,
    statement: Mapping[str, Any],
    policy_type: PolicyType = PolicyType.RESOURCE_BASED,
) -> SavedPolicy:
    whole = {"Effect": "Allow", "Principal": {"AWS": principal}, **statement}
    document = {"Version": "2012-10-17", "Statement": whole}
    policy = parse_policy(document, policy_type, name="written anew")
    return saved(policy, lambda arn: unique_id_of(state, arn))


def with_grant(key: Key, grantee: str) -> Change:
    """A KMS key with a grant to decrypt with it."""
    grant = KeyGrant("example", "example", key.arn, grantee, ("Decrypt",), key.account)
    return lambda state: state.put("grants", grant.id, grant)


def without_grants(state: State) -> State:
    """No grant on any key: what policies alone allow."""
    return replace(state, grants={})
