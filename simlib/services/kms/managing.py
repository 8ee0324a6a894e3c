"""Managing keys: create, describe, enable and disable, delete, rotate, tag.

Source: "AWS KMS API Reference", "Key states of AWS KMS keys", "Deleting AWS KMS keys".
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.keys import Key, KeyState
from ...cloud.operation import Effect, Need, Operation
from ..tags import tag_keys, tag_list, tags_from
from .named import changeable, named, the_key, usable
from .policies import keep_policy
from .rows import PAGING, on_key, reading
from .specs import SYMMETRIC, algorithms, check_usage

__all__ = ["OPERATIONS"]

LONGEST_WAIT = 30  # days until a key is deleted, unless fewer are asked for


def _create(call: Call) -> dict[str, Any]:
    spec, usage = _spec(call), _usage(call)
    check_usage(spec, usage)
    tags = tags_from(call.get("Tags", ()), "TagKey")
    _check_tags(tags)
    key = keep_policy(
        call,
        lambda policy: Key(
            call.ids.uuid("key"), call.account, call.region, policy, KeyState.ENABLED, spec, usage,
            description=call.get("Description", ""), created=call.now, tags=tags,
        ),
        call.get("Policy"),
    )  # fmt: skip
    return {"KeyMetadata": _metadata(key)}


def _spec(call: Call) -> str:
    return str(call.get("KeySpec", SYMMETRIC))


def _usage(call: Call) -> str:
    return str(call.get("KeyUsage", "ENCRYPT_DECRYPT"))


def _metadata(key: Key) -> dict[str, Any]:
    encryption = {"EncryptionAlgorithms": list(algorithms(key))} if algorithms(key) else {}
    deletion = {"DeletionDate": key.deletion} if key.deletion else {}
    return {
        "AWSAccountId": key.account,
        "KeyId": key.id,
        "Arn": key.arn,
        "CreationDate": key.created,
        "Enabled": key.state is KeyState.ENABLED,
        "Description": key.description,
        "KeyUsage": key.usage,
        "KeyState": key.state.value,
        **deletion,
        "Origin": "AWS_KMS",
        "KeyManager": key.manager,
        "CustomerMasterKeySpec": key.spec,
        "KeySpec": key.spec,
        **encryption,
        "MultiRegion": False,
    }


def _describe(call: Call) -> dict[str, Any]:
    return {"KeyMetadata": _metadata(the_key(call, named(call, call["KeyId"])))}


def _list(call: Call) -> dict[str, Any]:
    mine = (key for key in call.state.keys.values() if key.account == call.account)
    here = (key for key in mine if key.region == call.region)
    rows = [{"KeyId": key.id, "KeyArn": key.arn} for key in here if not _gone(call, key)]
    return {"Keys": sorted(rows, key=lambda row: row["KeyId"]), "Truncated": False}


def _gone(call: Call, key: Key) -> bool:
    return key.deletion is not None and key.deletion <= call.now


def _this_key(call: Call) -> Key:
    return the_key(call, named(call, call["KeyId"], alias=False))


def _keep(call: Call, key: Key, **changes: Any) -> Key:
    changed = replace(key, **changes)
    call.put("keys", key.arn, changed)
    return changed


def _to_state(state: KeyState) -> Effect:
    def effect(call: Call) -> dict[str, Any]:
        _keep(call, changeable(_this_key(call)), state=state)
        return {}

    return effect


def _schedule(call: Call) -> dict[str, Any]:
    days = call.get("PendingWindowInDays", LONGEST_WAIT)
    if not 7 <= days <= LONGEST_WAIT:
        message = f"PendingWindowInDays is {days}, must be 7 to {LONGEST_WAIT}"
        raise ClientError("ValidationException", message, 400)
    deletion = call.now + timedelta(days=days)
    key = _keep(
        call, changeable(_this_key(call)), state=KeyState.PENDING_DELETION, deletion=deletion
    )
    return {
        "KeyId": key.arn,
        "DeletionDate": deletion,
        "KeyState": key.state.value,
        "PendingWindowInDays": days,
    }


def _cancel(call: Call) -> dict[str, Any]:
    key = _this_key(call)
    if key.state is not KeyState.PENDING_DELETION:
        raise ClientError("KMSInvalidStateException", f"{key.arn} is not pending deletion.", 400)
    _keep(call, key, state=KeyState.DISABLED, deletion=None)
    return {"KeyId": key.arn}


def _rotating(call: Call) -> Key:
    key = _this_key(call)
    if key.spec != SYMMETRIC:
        message = f"{key.arn} is not a symmetric encryption key: it cannot be rotated."
        raise ClientError("UnsupportedOperationException", message, 400)
    return key


def _rotation(on: bool) -> Effect:
    def effect(call: Call) -> dict[str, Any]:
        _keep(call, usable(_rotating(call)), rotation=on)
        return {}

    return effect


def _rotation_status(call: Call) -> dict[str, Any]:
    key = _rotating(call)
    period = {"RotationPeriodInDays": 365} if key.rotation else {}
    return {"KeyId": key.arn, "KeyRotationEnabled": key.rotation, **period}


def _tag(call: Call) -> dict[str, Any]:
    key, tags = changeable(_this_key(call)), tags_from(call["Tags"], "TagKey")
    _check_tags(tags)
    _keep(call, key, tags={**key.tags, **tags})
    return {}


def _untag(call: Call) -> dict[str, Any]:
    key, gone = changeable(_this_key(call)), call["TagKeys"]
    _keep(call, key, tags={name: value for name, value in key.tags.items() if name not in gone})
    return {}


def _list_tags(call: Call) -> dict[str, Any]:
    return {"Tags": tag_list(_this_key(call).tags, "TagKey"), "Truncated": False}


def _check_tags(tags: Mapping[str, str]) -> None:
    if any(name.lower().startswith("aws:") for name in tags):
        raise ClientError("TagException", "Tag keys must not begin with aws:", 400)


def _tags_sent(call: Call) -> dict[str, object]:
    return tag_keys(tags_from(call.get("Tags", ()), "TagKey"))


def _key_to_be(call: Call) -> dict[str, object]:
    bypass = call.get("BypassPolicyLockoutSafetyCheck", False)
    return {
        "kms:KeySpec": _spec(call),
        "kms:KeyUsage": _usage(call),
        "kms:KeyOrigin": "AWS_KMS",
        "kms:MultiRegion": False,
        "kms:BypassPolicyLockoutSafetyCheck": bypass,
        **_tags_sent(call),
    }


def _window(call: Call) -> dict[str, object]:
    days = call.get("PendingWindowInDays", LONGEST_WAIT)
    return {"kms:ScheduleKeyDeletionPendingWindowInDays": days}


def _any_key(call: Call) -> str:
    """The key to be has no id yet; that its tags are authorized on this ARN is inferred."""
    return f"arn:aws:kms:{call.region}:{call.account}:key/*"


OPERATIONS: Mapping[str, Operation] = {
    "CreateKey": Operation(
        (
            Need("kms:CreateKey"),
            Need("kms:TagResource", _any_key, when=lambda call: bool(call.get("Tags"))),
        ),
        _create,
        ("Policy", "Description", "KeyUsage", "KeySpec", "BypassPolicyLockoutSafetyCheck", "Tags"),
        keys=_key_to_be,
    ),
    "DescribeKey": reading("DescribeKey", _describe, "GrantTokens"),
    "ListKeys": Operation((Need("kms:ListKeys"),), _list, (), PAGING, read_only=True),
    "EnableKey": on_key("EnableKey", _to_state(KeyState.ENABLED)),
    "DisableKey": on_key("DisableKey", _to_state(KeyState.DISABLED)),
    "ScheduleKeyDeletion": on_key(
        "ScheduleKeyDeletion", _schedule, "PendingWindowInDays", keys=_window
    ),
    "CancelKeyDeletion": on_key("CancelKeyDeletion", _cancel),
    "EnableKeyRotation": on_key("EnableKeyRotation", _rotation(True)),
    "DisableKeyRotation": on_key("DisableKeyRotation", _rotation(False)),
    "GetKeyRotationStatus": reading("GetKeyRotationStatus", _rotation_status),
    "TagResource": on_key("TagResource", _tag, "Tags", keys=_tags_sent),
    "UntagResource": on_key(
        "UntagResource", _untag, "TagKeys", keys=lambda call: {"aws:TagKeys": call["TagKeys"]}
    ),
    "ListResourceTags": reading("ListResourceTags", _list_tags),
}
