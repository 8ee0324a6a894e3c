"""ARNs of what a call names: buckets and access points by any of their names, keys by alias.

Source: "Using Amazon S3 access points", "Key identifiers (KeyId)" (AWS KMS).
"""

from collections.abc import Iterable, Mapping

from ..cloud.calling import Call
from ..cloud.errors import ClientError
from ..cloud.storage import AccessPoint, Bucket

__all__ = [
    "access_point",
    "bucket_arn",
    "key_arn",
    "object_arn",
    "tag_keys",
    "tags_from",
    "the_bucket",
]


def bucket_arn(call: Call) -> str:
    """The bucket's ARN, or the access point's where the request goes through one."""
    door = access_point(call)
    return door.arn if door is not None else f"arn:aws:s3:::{call['Bucket']}"


def object_arn(call: Call) -> str:
    """The object's ARN, through an access point where one is named (rule G4)."""
    door = access_point(call)
    if door is not None:
        return f"{door.arn}/object/{call['Key']}"
    return f"arn:aws:s3:::{call['Bucket']}/{call['Key']}"


def access_point(call: Call) -> AccessPoint | None:
    """The access point that `Bucket` names by ARN or alias. Raises ClientError NoSuchBucket…"""
    name = call["Bucket"]
    if name.startswith("arn:"):
        door = call.state.access_points.get(name)
        if door is None:
            message = "The specified accesspoint does not exist"
            raise ClientError("NoSuchAccessPoint", message, 404)
        return door
    if not name.endswith("-s3alias"):
        return None
    return next((each for each in call.state.access_points.values() if each.alias == name), None)


def the_bucket(call: Call) -> Bucket:
    """The bucket behind the request. Raises ClientError NoSuchBucket."""
    door = access_point(call)
    bucket = call.state.buckets.get(door.bucket if door is not None else call["Bucket"])
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


def tag_keys(tags: Mapping[str, str]) -> dict[str, object]:
    """The context keys that tags in a request bring (rule D6)."""
    if not tags:
        return {}
    found: dict[str, object] = {f"aws:RequestTag/{key}": value for key, value in tags.items()}
    return found | {"aws:TagKeys": list(tags)}


def tags_from(pairs: Iterable[Mapping[str, str]], key: str = "Key") -> dict[str, str]:
    """Tags as APIs list them, as one mapping; KMS says TagKey and TagValue."""
    value = key.replace("Key", "Value")
    return {pair[key]: pair[value] for pair in pairs}
