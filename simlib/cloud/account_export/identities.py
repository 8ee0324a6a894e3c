"""Users, groups, roles, managed policies and instance profiles of an export.

Source: "GetAccountAuthorizationDetails" (AWS Identity and Access Management API). It does not tell
the longest session of a role, so each has the hour that roles have by default.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple, TypeVar

from ...language.errors import AccountExportError
from ...language.terms import PolicyType
from ..identities import Group, InstanceProfile, ManagedPolicy, PolicyVersion, Role, User
from ..saved_policy import SavedPolicy
from ..state import Named, State
from .part import Part
from .texts import Place, Policies

__all__ = ["with_identities"]

_POLICY_ARN = re.compile("arn:aws:iam::(?:[0-9]{12}|aws):policy/.+")
_Thing = TypeVar("_Thing", User, Group, Role, ManagedPolicy, InstanceProfile)


class _Common(NamedTuple):
    """What users, groups and roles have alike."""

    account: str
    name: str
    known: dict[str, Any]


def with_identities(state: State, details: Part, policies: Policies) -> State:
    """The state with everything that the export holds. Raises AccountExportError."""
    users = [_user(part, policies) for part in details.parts("UserDetailList")]
    groups = [_group(part, policies) for part in details.parts("GroupDetailList")]
    roles = details.parts("RoleDetailList")
    profiles = [_profile(part) for role in roles for part in role.parts("InstanceProfileList")]
    managed = [_managed(part, policies) for part in details.parts("Policies")]
    named = _by_name(managed, details).values()
    return replace(
        state,
        users={**state.users, **_by_name(users, details)},
        groups={**state.groups, **_by_name(groups, details)},
        roles={**state.roles, **_by_name([_role(part, policies) for part in roles], details)},
        policies={**state.policies, **{each.arn: each for each in named}},
        instance_profiles={**state.instance_profiles, **_by_name(profiles, details)},
    )


def _by_name(things: Iterable[_Thing], details: Part) -> dict[Named, _Thing]:
    """By account and name. Raises AccountExportError where one stands twice."""
    found: dict[Named, _Thing] = {}
    for thing in things:
        if found.setdefault((thing.account, thing.name), thing) is not thing:
            raise AccountExportError(f"{details.file} has `{thing.arn}` twice")
    return found


def _common(part: Part, kind: str, policies: Policies) -> _Common:
    """`kind` is User, Group or Role, with which the names of members begin."""
    named = [(each.text("PolicyName"), each) for each in part.parts(f"{kind}PolicyList")]
    arn = part.text("Arn")
    inline = {
        name: policies.read(each.get("PolicyDocument"), Place(PolicyType.IDENTITY_BASED, name, arn))
        for name, each in named
    }
    attached = part.parts("AttachedManagedPolicies")
    known = {
        "unique_id": part.text(f"{kind}Id"),
        "path": part.text("Path", "/"),
        "created": part.date("CreateDate"),
        "inline": inline,
        "attached": tuple(_policy_arn(each, "PolicyArn") for each in attached),
    }
    return _Common(part.arn().account, part.text(f"{kind}Name"), known)


def _policy_arn(part: Part, name: str) -> str:
    if not _POLICY_ARN.fullmatch(part.text(name)):
        raise part.wrong(name, "the ARN of a managed policy")
    return part.text(name)


def _limits(part: Part) -> dict[str, Any]:
    boundary = part.part("PermissionsBoundary")
    arn = _policy_arn(boundary, "PermissionsBoundaryArn") if boundary else None
    return {"boundary": arn, "tags": part.tags()}


def _user(part: Part, policies: Policies) -> User:
    account, name, known = _common(part, "User", policies)
    user = User(account, name, **known, **_limits(part), groups=part.texts("GroupList"))
    return _under_its_arn(user, part)


def _group(part: Part, policies: Policies) -> Group:
    account, name, known = _common(part, "Group", policies)
    return _under_its_arn(Group(account, name, **known), part)


def _role(part: Part, policies: Policies) -> Role:
    account, name, known = _common(part, "Role", policies)
    place = Place(PolicyType.ROLE_TRUST, name, part.text("Arn"))
    trust = SavedPolicy(policies.read(part.get("AssumeRolePolicyDocument"), place))
    return _under_its_arn(Role(account, name, trust=trust, **known, **_limits(part)), part)


def _profile(part: Part) -> InstanceProfile:
    roles = part.parts("Roles")
    profile = InstanceProfile(
        part.arn().account,
        part.text("InstanceProfileName"),
        part.text("InstanceProfileId"),
        part.text("Path", "/"),
        roles[0].text("RoleName") if roles else None,
        part.date("CreateDate"),
    )
    return _under_its_arn(profile, part)


def _managed(part: Part, policies: Policies) -> ManagedPolicy:
    arn, name = _policy_arn(part, "Arn"), part.text("PolicyName")
    default, versions = _versions(part, Place(PolicyType.IDENTITY_BASED, name, arn, arn), policies)
    managed = ManagedPolicy(
        part.arn().account, name, part.text("PolicyId"), versions, default,
        part.text("Path", "/"), part.date("CreateDate"), part.text("Description", ""),
        latest=max(_number(version.id) for version in versions),
    )  # fmt: skip
    return _under_its_arn(managed, part)


def _versions(
    part: Part, place: Place, policies: Policies
) -> tuple[str, tuple[PolicyVersion, ...]]:
    """The default version's id, and all versions; the default one is among them in any case."""
    listed = part.parts("PolicyVersionList")
    versions = tuple(_version(each, place, policies) for each in listed)
    defaults = [each.text("VersionId") for each in listed if each.flag("IsDefaultVersion")]
    if defaults:
        return defaults[0], versions
    default = part.text("DefaultVersionId", "v1")
    why = f"its default version {default} is not in the export"
    others = tuple(version for version in versions if version.id != default)
    return default, (*others, PolicyVersion(default, policies.unknown(place, why)))


def _version(part: Part, place: Place, policies: Policies) -> PolicyVersion:
    policy = policies.read(part.get("Document"), place)
    return PolicyVersion(part.text("VersionId"), policy, part.date("CreateDate"))


def _number(version: str) -> int:
    digits = version.removeprefix("v")
    return int(digits) if digits.isdecimal() and len(digits) < 10 else 1


def _under_its_arn(thing: _Thing, part: Part) -> _Thing:
    """The thing itself. Raises AccountExportError where its name and path make another ARN."""
    if thing.arn != part.text("Arn"):
        raise part.wrong("Arn", f"`{thing.arn}`, as name and path say")
    return thing
