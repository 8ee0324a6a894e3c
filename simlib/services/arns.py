"""ARNs of what a call names: buckets and access points by any of their names, keys by alias.

Source: "Using Amazon S3 access points", "Key identifiers (KeyId)" (AWS KMS).
"""

import re

from ..cloud.calling import Call
from ..cloud.errors import ClientError, ParamValidationError
from ..cloud.storage import AccessPoint, Bucket

__all__ = [
    "access_point",
    "bucket_arn",
    "key_arn",
    "object_arn",
    "place_arn",
    "the_bucket",
]


def bucket_arn(call: Call) -> str:
    """The bucket's ARN, or the access point's where the request goes through one."""
    return place_arn(call, call["Bucket"])


def object_arn(call: Call) -> str:
    """The object's ARN, through an access point where one is named (rule G4)."""
    return place_arn(call, call["Bucket"], call["Key"])


def place_arn(call: Call, name: str, key: str | None = None) -> str:
    """The ARN of a bucket or object by any name: of a bucket, an access point's ARN or alias."""
    door = access_point(call, name)
    if door is not None:
        return door.arn if key is None else f"{door.arn}/object/{key}"
    return f"arn:aws:s3:::{name}" if key is None else f"arn:aws:s3:::{name}/{key}"


def access_point(call: Call, name: str | None = None) -> AccessPoint | None:
    """The access point that a name means by ARN or alias; `Bucket` where no name is given.

    Raises ClientError NoSuchAccessPoint, ParamValidationError for any other ARN.
    """
    name = name or str(call["Bucket"])
    if name.startswith("arn:"):
        if ":accesspoint/" not in name:
            raise ParamValidationError([_NO_BUCKET_NAME.format(name)])
        door = call.state.access_points.get(name)
        if door is None:
            message = "The specified accesspoint does not exist"
            raise ClientError("NoSuchAccessPoint", message, 404)
        return door
    if not _BUCKET_NAME.fullmatch(name):
        raise ParamValidationError([_NO_BUCKET_NAME.format(name)])
    if not name.endswith("-s3alias"):
        return None
    return next((each for each in call.state.access_points.values() if each.alias == name), None)


_BUCKET_NAME = re.compile(r"[a-zA-Z0-9.\-_]{1,255}")  # what the SDK sends
_NO_BUCKET_NAME = (
    'Invalid bucket name "{}": expected a bucket\'s name, or the ARN or alias of an access point'
)


def the_bucket(call: Call, name: str | None = None) -> Bucket:
    """The bucket behind a name; `Bucket` where none is given. Raises ClientError NoSuchBucket."""
    name = name or str(call["Bucket"])
    door = access_point(call, name)
    bucket = call.state.buckets.get(door.bucket if door is not None else name)
    if bucket is None:
        raise ClientError("NoSuchBucket", "The specified bucket does not exist", 404)
    return bucket


def key_arn(call: Call, key_id: str) -> str:
    """The ARN of a key named by id, ARN, alias name or alias ARN. Raises ClientError NotFound…

    A key id and an alias name belong to the caller's account and Region.
    """
    here = f"arn:aws:kms:{call.region}:{call.account}:"
    arn = key_id
    if not key_id.startswith("arn:"):
        arn = here + (key_id if key_id.startswith("alias/") else f"key/{key_id}")
    if ":alias/" in arn:
        if arn not in call.state.aliases:
            raise ClientError("NotFoundException", f"Alias {arn} is not found.", 400)
        return call.state.aliases[arn]
    return arn
