"""Instance profiles: containers for exactly one role, by which an EC2 instance gets it (rule F19).

Source: "Use instance profiles", "AddRoleToInstanceProfile" (PassRole; the ARN that
iam:AssociatedResourceArn then has). That iam:PassedToService is EC2 is inferred.
"""

from dataclasses import replace
from typing import Any

from ...cloud.calling import Call
from ...cloud.identities import InstanceProfile
from ...cloud.operation import Need, Operation
from . import shown
from .kinds import (
    PROFILE,
    ROLE,
    arn_of,
    check_free,
    drop,
    in_account,
    keep,
    list_arn,
    modifiable,
    named,
    new_arn,
    row,
)
from .refusals import check_deletable, limit_exceeded, no_such_entity
from .tags import new_tags, request_tag_keys, tagging

__all__ = ["OPERATIONS"]


def _create(call: Call) -> dict[str, Any]:
    check_free(call, PROFILE)
    profile = InstanceProfile(
        call.account,
        call["InstanceProfileName"],
        call.ids.unique(PROFILE.prefix),
        call.get("Path", "/"),
        created=call.now,
        tags=new_tags(call),
    )
    keep(call, PROFILE, profile)
    return {"InstanceProfile": shown.instance_profile(call.state, profile)}


def _get(call: Call) -> dict[str, Any]:
    return {"InstanceProfile": shown.instance_profile(call.state, named(call, PROFILE))}


def _listed(call: Call, profiles: list[InstanceProfile]) -> dict[str, Any]:
    found = [shown.instance_profile(call.state, each, tags=False) for each in profiles]
    return {"InstanceProfiles": found, "IsTruncated": False}


def _list(call: Call) -> dict[str, Any]:
    return _listed(call, in_account(call, PROFILE))


def _list_for_role(call: Call) -> dict[str, Any]:
    role = named(call, ROLE)
    return _listed(call, [each for each in in_account(call, PROFILE) if each.role == role.name])


def _delete(call: Call) -> dict[str, Any]:
    profile = named(call, PROFILE)
    check_deletable({"remove roles from instance profile": profile.role})
    drop(call, PROFILE, profile)
    return {}


def _add(call: Call) -> dict[str, Any]:
    profile, role = named(call, PROFILE), modifiable(call, ROLE)
    if profile.role is not None:
        raise limit_exceeded("InstanceSessionsPerInstanceProfile", 1)
    keep(call, PROFILE, replace(profile, role=role.name))
    return {}


def _remove(call: Call) -> dict[str, Any]:
    profile, role = named(call, PROFILE), modifiable(call, ROLE)
    if profile.role != role.name:
        message = f"The role with name {role.name} cannot be found."
        raise no_such_entity(message, f"instance profile {profile.name} does not hold it")
    keep(call, PROFILE, replace(profile, role=None))
    return {}


def _passing_keys(call: Call) -> dict[str, object]:
    return {
        "iam:PassedToService": "ec2.amazonaws.com",
        "iam:AssociatedResourceArn": f"arn:aws:ec2:*:{call.account}:instance/*",
    }


_THIS, _NEW = arn_of(PROFILE), new_arn(PROFILE)
_PASS_ROLE = Need("iam:PassRole", arn_of(ROLE), _passing_keys)  # rule E28

OPERATIONS: dict[str, Operation] = {
    "CreateInstanceProfile": row(
        "CreateInstanceProfile", _NEW, _create, "InstanceProfileName", "Path", "Tags",
        keys=request_tag_keys, needs=(tagging("InstanceProfile", _NEW),),
    ),
    "GetInstanceProfile": row(
        "GetInstanceProfile", _THIS, _get, "InstanceProfileName", read_only=True
    ),
    "ListInstanceProfiles": row(
        "ListInstanceProfiles", list_arn(PROFILE), _list, "PathPrefix", paged=True
    ),
    "ListInstanceProfilesForRole": row(
        "ListInstanceProfilesForRole", arn_of(ROLE), _list_for_role, "RoleName", paged=True
    ),
    "DeleteInstanceProfile": row("DeleteInstanceProfile", _THIS, _delete, "InstanceProfileName"),
    "AddRoleToInstanceProfile": row(
        "AddRoleToInstanceProfile", _THIS, _add, "InstanceProfileName", "RoleName",
        needs=(_PASS_ROLE,),
    ),
    "RemoveRoleFromInstanceProfile": row(
        "RemoveRoleFromInstanceProfile", _THIS, _remove, "InstanceProfileName", "RoleName"
    ),
}  # fmt: skip
