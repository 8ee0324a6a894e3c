"""IAM users, their access keys and MFA devices.

Source: "Managing access keys for IAM users", "EnableMFADevice", "DeleteUser" (AWS Identity and
Access Management API Reference).
"""

from dataclasses import replace
from typing import Any

from ...cloud.calling import Call
from ...cloud.errors import ClientError, NotModelledError
from ...cloud.identities import AccessKey, User
from ...cloud.issuing import new_access_key
from ...cloud.operation import Operation
from . import shown
from .boundaries import creation_keys, new_boundary
from .kinds import USER, arn_of, check_free, drop, in_account, keep, list_arn, named, new_arn, row
from .kinds import user_name as named_or_own
from .refusals import check_deletable, duplicate, limit_exceeded, no_such_entity
from .tags import new_tags, tagging

__all__ = ["OPERATIONS"]

MOST_KEYS = 2


def _create(call: Call) -> dict[str, Any]:
    check_free(call, USER)
    user = User(
        call.account,
        call["UserName"],
        call.ids.unique(USER.prefix),
        call.get("Path", "/"),
        call.now,
        boundary=new_boundary(call),
        tags=new_tags(call),
    )
    keep(call, USER, user)
    return {"User": shown.user(user) | shown.with_details(user)}


def _get(call: Call) -> dict[str, Any]:
    if named_or_own(call) is None:
        return {"User": {"UserId": call.account, "Arn": f"arn:aws:iam::{call.account}:root"}}
    user = named(call, USER)
    return {"User": shown.user(user) | shown.with_details(user)}


def _list(call: Call) -> dict[str, Any]:
    return {"Users": [shown.user(each) for each in in_account(call, USER)], "IsTruncated": False}


def _delete(call: Call) -> dict[str, Any]:
    user = named(call, USER)
    check_deletable(
        {
            "detach all policies": user.attached,
            "delete policies": user.inline,
            "remove users from group": user.groups,
            "delete access keys": _keys(call, user.name),
            "delete MFA device": user.mfa_device,
        }
    )
    drop(call, USER, user)
    return {}


def _keys(call: Call, name: str | None) -> list[AccessKey]:
    every = call.state.access_keys.values()
    return [key for key in every if (key.account, key.user) == (call.account, name)]


def _owner(call: Call) -> str | None:
    """Whose keys; None for the root user. Raises ClientError where the user does not exist."""
    name = named_or_own(call)
    return named(call, USER).name if name is not None else None


def _shown_key(key: AccessKey) -> dict[str, Any]:
    return {
        "UserName": key.user or "root",
        "AccessKeyId": key.id,
        "Status": "Active" if key.active else "Inactive",
        "CreateDate": key.created,
    }


def _create_key(call: Call) -> dict[str, Any]:
    name = _owner(call)
    if len(_keys(call, name)) >= MOST_KEYS:
        raise limit_exceeded("AccessKeysPerUser", MOST_KEYS)
    key = new_access_key(call.ids, call.account, name, call.now)
    call.put("access_keys", key.id, key)
    return {"AccessKey": _shown_key(key) | {"SecretAccessKey": key.secret}}


def _list_keys(call: Call) -> dict[str, Any]:
    keys = [_shown_key(key) for key in _keys(call, _owner(call))]
    return {"AccessKeyMetadata": keys, "IsTruncated": False}


def _the_key(call: Call) -> AccessKey:
    owned = _keys(call, _owner(call))
    found = next((key for key in owned if key.id == call["AccessKeyId"]), None)
    if found is None:
        message = f"The Access Key with id {call['AccessKeyId']} cannot be found."
        raise no_such_entity(message, "a key is found under its own user's name only")
    return found


def _update_key(call: Call) -> dict[str, Any]:
    key = _the_key(call)
    if call["Status"] == "Expired":
        raise ClientError("InvalidInput", "Status must be Active or Inactive.", 400)
    call.put("access_keys", key.id, replace(key, active=call["Status"] == "Active"))
    return {}


def _delete_key(call: Call) -> dict[str, Any]:
    call.drop("access_keys", _the_key(call).id)
    return {}


def _enable_device(call: Call) -> dict[str, Any]:
    user, serial = named(call, USER), call["SerialNumber"]
    if any(each.mfa_device == serial for each in call.state.users.values()):
        raise duplicate("MFA device is already in use.")
    if user.mfa_device is not None:
        raise NotModelledError("simlib keeps one MFA device a user; AWS takes up to eight")
    if call["AuthenticationCode1"] == call["AuthenticationCode2"]:
        message = "Authentication code for device is not valid"
        raise ClientError("InvalidAuthenticationCode", message, 403, hint="give two that follow")
    keep(call, USER, replace(user, mfa_device=serial, mfa_since=call.now))
    return {}


def _list_devices(call: Call) -> dict[str, Any]:
    user = named(call, USER) if named_or_own(call) is not None else None
    if user is None or user.mfa_device is None:
        return {"MFADevices": [], "IsTruncated": False}
    device = {
        "UserName": user.name,
        "SerialNumber": user.mfa_device,
        "EnableDate": user.mfa_since or user.created,
    }
    return {"MFADevices": [device], "IsTruncated": False}


def _deactivate_device(call: Call) -> dict[str, Any]:
    user = named(call, USER)
    if user.mfa_device != call["SerialNumber"]:
        raise no_such_entity(
            f"MFA Device with serial number {call['SerialNumber']} does not exist."
        )
    keep(call, USER, replace(user, mfa_device=None, mfa_since=None))
    return {}


_THIS, _NEW, _LIST = arn_of(USER), new_arn(USER), list_arn(USER)

OPERATIONS: dict[str, Operation] = {
    "CreateUser": row(
        "CreateUser", _NEW, _create, "UserName", "Path", "Tags", "PermissionsBoundary",
        keys=creation_keys, needs=(tagging("User", _NEW),),
    ),
    "GetUser": row("GetUser", _THIS, _get, "UserName", read_only=True),
    "ListUsers": row("ListUsers", _LIST, _list, "PathPrefix", paged=True),
    "DeleteUser": row("DeleteUser", _THIS, _delete, "UserName"),
    "CreateAccessKey": row("CreateAccessKey", _THIS, _create_key, "UserName"),
    "ListAccessKeys": row("ListAccessKeys", _THIS, _list_keys, "UserName", paged=True),
    "UpdateAccessKey": row(
        "UpdateAccessKey", _THIS, _update_key, "UserName", "AccessKeyId", "Status"
    ),
    "DeleteAccessKey": row("DeleteAccessKey", _THIS, _delete_key, "UserName", "AccessKeyId"),
    "EnableMFADevice": row(
        "EnableMFADevice", _THIS, _enable_device,
        "UserName", "SerialNumber", "AuthenticationCode1", "AuthenticationCode2",
    ),
    "ListMFADevices": row("ListMFADevices", _THIS, _list_devices, "UserName", paged=True),
    "DeactivateMFADevice": row(
        "DeactivateMFADevice", _THIS, _deactivate_device, "UserName", "SerialNumber"
    ),
}  # fmt: skip
