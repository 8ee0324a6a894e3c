"""Access points: doors of their own to a bucket, each with a policy (rules G4 to G7).

Source: "Amazon S3 API Reference: S3 Control": CreateAccessPoint and its kin; "Access points
restrictions and limitations", "Access point aliases", "Configuring IAM policies for using access
points".
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...cloud.authorizing import access_point_keys
from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.operation import Arns, Effect, Need, Operation
from ...cloud.resources import current, public_access_block
from ...cloud.storage import ALL_BLOCKED, AccessPoint, Bucket
from ...evaluation.public_access import is_public
from ...language.policy import Policy
from ..s3.block_settings import read_settings, written_settings
from ..s3.policy_check import refuse_public, resource_policy
from ..s3.rows import access_denied

__all__ = ["OPERATIONS", "own_account", "resources"]

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,48}[a-z0-9]")
_BLOCK = "PublicAccessBlockConfiguration"
_ALIAS_ROOT, _ALIAS_METADATA = 20, 34  # so that an alias has at most 63 characters


def own_account(call: Call) -> None:
    """Nobody handles another account's access points or settings (rule G6)."""
    if call["AccountId"] != call.session.account:
        raise access_denied("the operations of S3 Control work in the caller's own account")


def _arn(call: Call) -> str:
    return f"arn:aws:s3:{call.region}:{call['AccountId']}:accesspoint/{call['Name']}"


def _keys(call: Call) -> Mapping[str, object]:
    """What a request about an access point tells of it, also one about to be made (rule D10)."""
    door = call.state.access_points.get(_arn(call))
    if door is None and call.name == "CreateAccessPoint":
        door = _planned(call, "")
    return access_point_keys(door) if door is not None else {}


def _the(call: Call) -> AccessPoint:
    own_account(call)
    door = call.state.access_points.get(_arn(call))
    if door is None:
        message = "The specified accesspoint does not exist"
        raise ClientError("NoSuchAccessPoint", message, 404)
    return door


def _planned(call: Call, alias: str) -> AccessPoint:
    owner = call["AccountId"]
    block = call.get(_BLOCK)
    return AccessPoint(
        call["Name"],
        owner,
        call.region,
        call["Bucket"],
        call.get("BucketAccountId", owner),
        alias,
        vpc=call.get("VpcConfiguration", {}).get("VpcId"),
        public_access_block=ALL_BLOCKED if block is None else read_settings(block),
        created=call.now,
    )


def _create(call: Call) -> dict[str, Any]:
    own_account(call)
    name = call["Name"]
    if not valid_name(name):
        raise ClientError("InvalidRequest", "Invalid access point name", 400, hint=_NAMES_ARE)
    if _arn(call) in call.state.access_points:
        raise ClientError("AccessPointAlreadyOwnedByYou", _OWNED, 409)
    _bucket_to_open(call)
    door = _planned(call, _alias(call))
    call.put("access_points", door.arn, door)
    return {"AccessPointArn": door.arn, "Alias": door.alias}


_OWNED = "Your previous request to create the named accesspoint succeeded and you already own it."
_NAMES_ARE = "3 to 50 lower-case letters, digits and hyphens, no hyphen at either end, no -s3alias"


def valid_name(name: str) -> bool:
    """May an access point be called that?

    >>> valid_name("alice-access-point"), valid_name("Alice"), valid_name("a-s3alias")
    (True, False, False)
    """
    return _NAME.fullmatch(name) is not None and not name.endswith("-s3alias")


def _alias(call: Call) -> str:
    metadata = call.ids.lower("access point alias", _ALIAS_METADATA)
    return f"{call['Name'][:_ALIAS_ROOT].rstrip('-')}-{metadata}-s3alias"


def _bucket_to_open(call: Call) -> Bucket:
    """The bucket. Another account's must be said to be so by BucketAccountId (rule G6)."""
    bucket = call.state.buckets.get(call["Bucket"])
    if bucket is None:
        raise ClientError("NoSuchBucket", "The specified bucket does not exist", 404)
    said = call.get("BucketAccountId", call["AccountId"])
    if bucket.account != said:
        raise access_denied(f"the bucket belongs to {bucket.account}: say so by BucketAccountId")
    if bucket.region != call.region:
        message = "The bucket and the access point must be in the same Region"
        raise ClientError("InvalidRequest", message, 400, hint=f"the bucket is in {bucket.region}")
    return bucket


def _get(call: Call) -> dict[str, Any]:
    door = _the(call)
    domain = f"{door.region}.amazonaws.com"
    vpc = {"VpcConfiguration": {"VpcId": door.vpc}} if door.vpc else {}
    return {
        **_summary(door),
        **vpc,
        **written_settings(door.public_access_block),
        "CreationDate": door.created,
        "Endpoints": {
            "ipv4": f"s3-accesspoint.{domain}",
            "dualstack": f"s3-accesspoint.dualstack.{domain}",
        },
    }


def _summary(door: AccessPoint) -> dict[str, Any]:
    return {
        "Name": door.name,
        "NetworkOrigin": "VPC" if door.vpc else "Internet",
        "Bucket": door.bucket,
        "AccessPointArn": door.arn,
        "Alias": door.alias,
        "BucketAccountId": door.bucket_account,
    }


def _list(call: Call) -> dict[str, Any]:
    own_account(call)
    bucket = call.get("Bucket")
    found = [
        _summary(door) | ({"VpcConfiguration": {"VpcId": door.vpc}} if door.vpc else {})
        for _, door in sorted(call.state.access_points.items())
        if (door.account, door.region) == (call["AccountId"], call.region)
        and bucket in (None, door.bucket)
    ]
    return {"AccessPointList": found}


def _delete(call: Call) -> dict[str, Any]:
    call.drop("access_points", _the(call).arn)
    return {}


def _put_policy(call: Call) -> dict[str, Any]:
    door = _the(call)
    policy = resource_policy(call, door.arn, f"access point policy of {door.name}")
    if "BlockPublicPolicy" in _settings(call, door) and door.vpc is None:
        refuse_public(call, policy.policy, door.arn, of_access_point=True)
    call.put("access_points", door.arn, replace(door, policy=policy))
    return {}


def _settings(call: Call, door: AccessPoint) -> frozenset[str]:
    """A bucket's settings hold for the access points of its own account."""
    bucket = call.state.buckets.get(door.bucket)
    ours = bucket if bucket is not None and bucket.account == door.account else None
    return public_access_block(call.state, ours, door)


def _policy(call: Call, door: AccessPoint) -> Policy:
    policy = current(call.state, door.policy)
    if policy is None:
        message = "The specified accesspoint policy does not exist"
        raise ClientError("NoSuchAccessPointPolicy", message, 404)
    return policy


def _get_policy(call: Call) -> dict[str, Any]:
    return {"Policy": _policy(call, _the(call)).text}


def _delete_policy(call: Call) -> dict[str, Any]:
    door = _the(call)
    call.put("access_points", door.arn, replace(door, policy=None))
    return {}


def _policy_status(call: Call) -> dict[str, Any]:
    """Of the policy alone; an access point for a VPC is never public."""
    door = _the(call)
    public = is_public(_policy(call, door), of_access_point=True)
    return {"PolicyStatus": {"IsPublic": bool(public) and door.vpc is None}}


def resources(call: Call) -> list[dict[str, Any]]:
    """The element resources of a record: the access point."""
    if "Name" not in call.parameters:
        return []
    arn = _arn(call)
    return [{"accountId": call["AccountId"], "type": "AWS::S3::AccessPoint", "ARN": arn}]


def _row(
    action: str, effect: Effect, *takes: str, on: Arns | None = _arn, read_only: bool = False
) -> Operation:
    """GetAccessPoint and ListAccessPoints have no resource: `*` (rule G1)."""
    need = Need(f"s3:{action}", on, _keys)
    return Operation((need,), effect, ("AccountId", "Name", *takes), read_only=read_only)


_CREATE = (
    Need("s3:CreateAccessPoint", _arn, _keys),
    Need("s3:PutAccessPointPublicAccessBlock", _arn, _keys, lambda call: _BLOCK in call.parameters),
)

OPERATIONS = {
    "CreateAccessPoint": Operation(
        _CREATE,
        _create,
        ("AccountId", "Name", "Bucket", "VpcConfiguration", _BLOCK, "BucketAccountId"),
    ),
    "GetAccessPoint": _row("GetAccessPoint", _get, on=None, read_only=True),
    "ListAccessPoints": Operation(
        (Need("s3:ListAccessPoints"),),
        _list,
        ("AccountId", "Bucket"),
        ("NextToken", "MaxResults"),
        read_only=True,
    ),
    "DeleteAccessPoint": _row("DeleteAccessPoint", _delete),
    "PutAccessPointPolicy": _row("PutAccessPointPolicy", _put_policy, "Policy"),
    "GetAccessPointPolicy": _row("GetAccessPointPolicy", _get_policy, read_only=True),
    "DeleteAccessPointPolicy": _row("DeleteAccessPointPolicy", _delete_policy),
    "GetAccessPointPolicyStatus": _row(
        "GetAccessPointPolicyStatus", _policy_status, read_only=True
    ),
}
