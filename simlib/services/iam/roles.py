"""IAM roles and their trust policies.

A trust policy is bound to the users and roles it names when it is saved (rule A19).
Source: "IAM roles", "CreateRole", "UpdateAssumeRolePolicy", "IAM and AWS STS quotas".
"""

from dataclasses import replace
from typing import Any

from ...cloud.calling import Call
from ...cloud.identities import Role
from ...cloud.operation import Operation
from ...cloud.saved_policy import SavedPolicy
from ...language.terms import PolicyType
from ..saving import IAM_REFUSAL, save_policy
from . import shown
from .boundaries import creation_keys, new_boundary
from .kinds import (
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
from .refusals import check_deletable, invalid_input
from .tags import new_tags, tagging

__all__ = ["OPERATIONS"]

RESERVED_PATHS = ("/aws-service-role/", "/aws-reserved/")
_REFUSAL = IAM_REFUSAL._replace(too_long_message="Cannot exceed quota for ACLSizePerRole: {limit}")


def _trust(call: Call, name: str, text: str) -> SavedPolicy:
    called = f"trust policy of {name}"
    return save_policy(call, text, PolicyType.ROLE_TRUST, _REFUSAL, name=called)


def _create(call: Call) -> dict[str, Any]:
    name, path = call["RoleName"], call.get("Path", "/")
    if path.startswith(RESERVED_PATHS):
        hint = "its roles are made by services: CreateServiceLinkedRole"
        raise invalid_input(f"The path {path} is reserved for AWS.", hint)
    check_free(call, ROLE)
    role = Role(
        call.account,
        name,
        call.ids.unique(ROLE.prefix),
        _trust(call, name, call["AssumeRolePolicyDocument"]),
        path,
        call.now,
        boundary=new_boundary(call),
        tags=new_tags(call),
        max_session_duration=call.get("MaxSessionDuration", 3600),
        description=call.get("Description", ""),
    )
    keep(call, ROLE, role)
    return {"Role": _whole(call, role)}


def _whole(call: Call, role: Role) -> dict[str, Any]:
    return shown.role(call.state, role) | shown.with_details(role)


def _get(call: Call) -> dict[str, Any]:
    return {"Role": _whole(call, named(call, ROLE)) | {"RoleLastUsed": {}}}


def _list(call: Call) -> dict[str, Any]:
    roles = [shown.role(call.state, each) for each in in_account(call, ROLE)]
    return {"Roles": roles, "IsTruncated": False}


def _delete(call: Call) -> dict[str, Any]:
    role = modifiable(call, ROLE)
    profiles = call.state.instance_profiles.values()
    check_deletable(
        {
            "remove roles from instance profile": [
                each for each in profiles if (each.account, each.role) == (role.account, role.name)
            ],
            "detach all policies": role.attached,
            "delete policies": role.inline,
        }
    )
    drop(call, ROLE, role)
    return {}


def _update_trust(call: Call) -> dict[str, Any]:
    role = modifiable(call, ROLE)
    keep(call, ROLE, replace(role, trust=_trust(call, role.name, call["PolicyDocument"])))
    return {}


def _update(call: Call) -> dict[str, Any]:
    """A duration that is not given is an hour again; a service-linked role may be described."""
    duration = call.get("MaxSessionDuration")
    role = named(call, ROLE) if duration is None else modifiable(call, ROLE)
    described = call.get("Description", role.description)
    keep(call, ROLE, replace(role, max_session_duration=duration or 3600, description=described))
    return {}


_THIS, _NEW = arn_of(ROLE), new_arn(ROLE)

OPERATIONS: dict[str, Operation] = {
    "CreateRole": row(
        "CreateRole", _NEW, _create, "RoleName", "AssumeRolePolicyDocument", "Path", "Description",
        "MaxSessionDuration", "PermissionsBoundary", "Tags",
        keys=creation_keys, needs=(tagging("Role", _NEW),),
    ),
    "GetRole": row("GetRole", _THIS, _get, "RoleName", read_only=True),
    "ListRoles": row("ListRoles", list_arn(ROLE), _list, "PathPrefix", paged=True),
    "DeleteRole": row("DeleteRole", _THIS, _delete, "RoleName"),
    "UpdateAssumeRolePolicy": row(
        "UpdateAssumeRolePolicy", _THIS, _update_trust, "RoleName", "PolicyDocument"
    ),
    "UpdateRole": row(
        "UpdateRole", _THIS, _update, "RoleName", "Description", "MaxSessionDuration"
    ),
}  # fmt: skip
