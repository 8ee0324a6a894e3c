"""Condition keys that headers of an object request bring, each only where it was sent (rule D10).

Source: "Actions, resources, and condition keys for Amazon S3", "Bucket policy examples using
condition keys".
"""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from ...cloud.calling import Call
from ...cloud.errors import ClientError
from .bucket_settings import read_tags

__all__ = ["MOST_TAGS", "header_keys", "tag_keys_of", "tags_in_header"]

MOST_TAGS = 10
_KEYS = {
    "ServerSideEncryption": "s3:x-amz-server-side-encryption",
    "StorageClass": "s3:x-amz-storage-class",
    "CopySource": "s3:x-amz-copy-source",
    "MetadataDirective": "s3:x-amz-metadata-directive",
}


def header_keys(call: Call) -> dict[str, object]:
    """Of PutObject and CopyObject."""
    sent: dict[str, object] = {
        key: call[name] for name, key in _KEYS.items() if name in call.parameters
    }
    if "SSEKMSKeyId" in call.parameters:
        sent["s3:x-amz-server-side-encryption-aws-kms-key-id"] = _key_arn(call, call["SSEKMSKeyId"])
    return sent | tag_keys_of(dict(parse_qsl(call.get("Tagging", ""))))


def _key_arn(call: Call, key: str) -> str:
    """The key's ARN, whichever way the header names it."""
    if not key.startswith("arn:"):
        kind = "" if key.startswith("alias/") else "key/"
        key = f"arn:aws:kms:{call.region}:{call.account}:{kind}{key}"
    return call.state.aliases.get(key, key)


def tag_keys_of(tags: Mapping[str, str]) -> dict[str, object]:
    """Of the tags that an object is to have."""
    if not tags:
        return {}
    keys: dict[str, object] = {f"s3:RequestObjectTag/{key}": tags[key] for key in tags}
    return keys | {"s3:RequestObjectTagKeys": list(tags)}


def tags_in_header(call: Call) -> dict[str, str]:
    """The tags of x-amz-tagging, which is a query string. Raises ClientError InvalidArgument."""
    text = call.get("Tagging", "")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text))
    except ValueError:
        message = "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query"
        raise ClientError("InvalidArgument", message, 400) from None
    tags = [{"Key": key, "Value": value} for key, value in pairs]
    return read_tags({"TagSet": tags}, "Object", MOST_TAGS)
