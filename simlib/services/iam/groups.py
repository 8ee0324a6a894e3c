"""IAM groups and who is in them.

Source: "IAM user groups" (a user is in at most ten), "DeleteGroup".
"""

from dataclasses import replace
from typing import Any

from ...cloud.calling import Call
from ...cloud.identities import Group, User
from ...cloud.operation import Operation
from . import shown
from .kinds import (
    GROUP,
    USER,
    arn_of,
    check_free,
    drop,
    in_account,
    keep,
    list_arn,
    named,
    new_arn,
    row,
)
from .refusals import check_deletable, limit_exceeded

__all__ = ["OPERATIONS"]

MOST_GROUPS = 10


def _create(call: Call) -> dict[str, Any]:
    check_free(call, GROUP)
    name, path = call["GroupName"], call.get("Path", "/")
    group = Group(call.account, name, call.ids.unique(GROUP.prefix), path, call.now)
    keep(call, GROUP, group)
    return {"Group": shown.group(group)}


def _members(call: Call, group: Group) -> list[User]:
    users = (each for each in call.state.users.values() if each.account == group.account)
    return sorted((u for u in users if group.name in u.groups), key=lambda user: user.name)


def _get(call: Call) -> dict[str, Any]:
    group = named(call, GROUP)
    users = [shown.user(each) for each in _members(call, group)]
    return {"Group": shown.group(group), "Users": users, "IsTruncated": False}


def _list(call: Call) -> dict[str, Any]:
    return {"Groups": [shown.group(each) for each in in_account(call, GROUP)], "IsTruncated": False}


def _list_for_user(call: Call) -> dict[str, Any]:
    user = named(call, USER)
    groups = [shown.group(call.state.groups[user.account, name]) for name in sorted(user.groups)]
    return {"Groups": groups, "IsTruncated": False}


def _delete(call: Call) -> dict[str, Any]:
    group = named(call, GROUP)
    check_deletable(
        {
            "remove users from group": _members(call, group),
            "detach all policies": group.attached,
            "delete policies": group.inline,
        }
    )
    drop(call, GROUP, group)
    return {}


def _add(call: Call) -> dict[str, Any]:
    group, user = named(call, GROUP), named(call, USER)
    if group.name in user.groups:
        return {}
    if len(user.groups) >= MOST_GROUPS:
        raise limit_exceeded("GroupsPerUser", MOST_GROUPS)
    keep(call, USER, replace(user, groups=(*user.groups, group.name)))
    return {}


def _remove(call: Call) -> dict[str, Any]:
    group, user = named(call, GROUP), named(call, USER)
    kept = tuple(name for name in user.groups if name != group.name)
    keep(call, USER, replace(user, groups=kept))
    return {}


_THIS = arn_of(GROUP)

OPERATIONS: dict[str, Operation] = {
    "CreateGroup": row("CreateGroup", new_arn(GROUP), _create, "GroupName", "Path"),
    "GetGroup": row("GetGroup", _THIS, _get, "GroupName", paged=True),
    "ListGroups": row("ListGroups", list_arn(GROUP), _list, "PathPrefix", paged=True),
    "ListGroupsForUser": row(
        "ListGroupsForUser", arn_of(USER), _list_for_user, "UserName", paged=True
    ),
    "DeleteGroup": row("DeleteGroup", _THIS, _delete, "GroupName"),
    "AddUserToGroup": row("AddUserToGroup", _THIS, _add, "GroupName", "UserName"),
    "RemoveUserFromGroup": row("RemoveUserFromGroup", _THIS, _remove, "GroupName", "UserName"),
}
