"""Buckets come and go: create, delete, head, list, and where they are.

Source: "Amazon S3 API Reference": CreateBucket, DeleteBucket, HeadBucket, ListBuckets,
GetBucketLocation; "General purpose bucket naming rules", "List of error codes".
"""

import re
from hashlib import sha256
from typing import Any

from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.operation import Need, Operation
from ...cloud.storage import Bucket
from ..arns import access_point
from .rows import bucket_of, bucket_operation, only, without_body

__all__ = ["OPERATIONS"]

_FIRST_REGION = "us-east-1"  # older than location constraints: it has none
_NAME = re.compile(r"(?!.*\.\.)(?![0-9.]+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_RESERVED_PREFIXES = ("xn--", "sthree-", "amzn-s3-demo-")
_RESERVED_SUFFIXES = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3")
MOST_BUCKETS = 10_000  # general purpose buckets of an account
_TAKEN = (
    "The requested bucket name is not available. The bucket namespace is shared by all users of "
    "the system. Please select a different name and try again."
)


def owner_id(account: str) -> str:
    """The canonical user id of an account: opaque, and always the same."""
    return sha256(f"canonical user of {account}".encode()).hexdigest()


def _name_arn(call: Call) -> str:
    return f"arn:aws:s3:::{call['Bucket']}"


def _location_keys(call: Call) -> dict[str, object]:
    wanted = call.get("CreateBucketConfiguration", {}).get("LocationConstraint")
    return {"s3:locationconstraint": wanted} if wanted else {}


def _create(call: Call) -> dict[str, Any]:
    name, region = call["Bucket"], _region(call)
    if not valid_name(name):
        raise ClientError("InvalidBucketName", "The specified bucket is not valid.", 400)
    there = call.state.buckets.get(name)
    if there is None:
        _within_quota(call)
        call.put("buckets", name, Bucket(name, call.account, region, call.now))
    elif there.account != call.account:
        raise ClientError("BucketAlreadyExists", _TAKEN, 409)
    elif call.region != _FIRST_REGION:
        message = (
            "Your previous request to create the named bucket succeeded and you already own it."
        )
        raise ClientError("BucketAlreadyOwnedByYou", message, 409)
    path = f"/{name}" if region == _FIRST_REGION else f"http://{name}.s3.amazonaws.com/"
    return {"Location": path, "BucketArn": f"arn:aws:s3:::{name}"}


def _within_quota(call: Call) -> None:
    """The default quota; it was 100 until November 2024 (rule G11)."""
    mine = sum(each.account == call.account for each in call.state.buckets.values())
    if mine >= MOST_BUCKETS:
        message = "You have attempted to create more buckets than allowed"
        raise ClientError("TooManyBuckets", message, 400)


def valid_name(name: str) -> bool:
    """May a bucket be called that?

    >>> valid_name("phi-records"), valid_name("PHI"), valid_name("192.168.5.4")
    (True, False, False)
    """
    reserved = name.startswith(_RESERVED_PREFIXES) or name.endswith(_RESERVED_SUFFIXES)
    return not reserved and _NAME.fullmatch(name) is not None


def _region(call: Call) -> str:
    """Where the bucket goes: every Region but the first wants to be named."""
    given = call.get("CreateBucketConfiguration", {})
    wanted = only(given, "CreateBucketConfiguration", "LocationConstraint").get(
        "LocationConstraint"
    )
    if wanted is None and call.region == _FIRST_REGION:
        return _FIRST_REGION
    if wanted == _FIRST_REGION:
        message = "The specified location-constraint is not valid"
        raise ClientError("InvalidLocationConstraint", message, 400)
    if wanted == call.region or (wanted and call.region == _FIRST_REGION):
        return str(wanted)
    message = (
        f"The {wanted or 'unspecified'} location constraint is incompatible for the region "
        "specific endpoint this request was sent to."
    )
    raise ClientError("IllegalLocationConstraintException", message, 400)


def _delete(call: Call) -> dict[str, Any]:
    bucket = bucket_of(call)
    if call.state.objects.get(bucket.name):
        raise ClientError("BucketNotEmpty", "The bucket you tried to delete is not empty", 409)
    if any(door.bucket == bucket.name for door in call.state.access_points.values()):
        message = (
            "The bucket you tried to delete has access points attached. Delete your access points "
            "before deleting your bucket."
        )
        raise ClientError("BucketHasAccessPointsAttached", message, 400)
    call.drop("buckets", bucket.name)
    call.drop("objects", bucket.name)
    return {}


def _head(call: Call) -> dict[str, Any]:
    bucket = bucket_of(call)
    alias = access_point(call) is not None
    return {"BucketArn": bucket.arn, "BucketRegion": bucket.region, "AccessPointAlias": alias}


def _list(call: Call) -> dict[str, Any]:
    """Of the caller's account alone; what others let it use is not listed."""
    prefix, region = call.get("Prefix", ""), call.get("BucketRegion")
    mine = [b for b in call.state.buckets.values() if b.account == call.account]
    found = [b for b in mine if b.name.startswith(prefix) and region in (None, b.region)]
    listed = [_listed(bucket) for bucket in sorted(found, key=lambda bucket: bucket.name)]
    return {"Buckets": listed, "Owner": {"ID": owner_id(call.account)}}


def _listed(bucket: Bucket) -> dict[str, Any]:
    return {
        "Name": bucket.name,
        "CreationDate": bucket.created,
        "BucketRegion": bucket.region,
        "BucketArn": bucket.arn,
    }


def _location(call: Call) -> dict[str, Any]:
    region = bucket_of(call).region
    return {"LocationConstraint": None if region == _FIRST_REGION else region}


OPERATIONS = {
    "CreateBucket": Operation(
        (Need("s3:CreateBucket", _name_arn, _location_keys),),
        _create,
        ("Bucket", "CreateBucketConfiguration"),
    ),
    "DeleteBucket": bucket_operation("s3:DeleteBucket", _delete),
    "HeadBucket": bucket_operation(
        "s3:ListBucket", without_body(_head), through=True, read_only=True, data_event=True
    ),
    "ListBuckets": Operation(
        (Need("s3:ListAllMyBuckets"),),
        _list,
        ("Prefix", "BucketRegion"),
        ("MaxBuckets", "ContinuationToken"),
        read_only=True,
    ),
    "GetBucketLocation": bucket_operation(
        "s3:GetBucketLocation", _location, through=True, read_only=True
    ),
}
