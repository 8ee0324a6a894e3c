"""What is set on a bucket: Block Public Access, tags, default encryption.

Source: "Amazon S3 API Reference": PutPublicAccessBlock, PutBucketTagging, PutBucketEncryption and
their kin; "Tag naming limits and requirements".
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...cloud.calling import Call
from ...cloud.errors import ClientError, NotModelledError
from ...cloud.operation import Effect, Operation
from ..tags import tag_list, tags_from
from .block_settings import read_settings, written_settings
from .managed_key import ALIAS
from .rows import CHECKED, bucket_of, bucket_operation, only

__all__ = ["OPERATIONS", "read_tags"]

MOST_TAGS = 50


def _set(**values: Any) -> Effect:
    """Sets the bucket's fields to fixed values."""
    return lambda call: _change(call, **values)


def _change(call: Call, **values: Any) -> dict[str, Any]:
    bucket = bucket_of(call)
    call.put("buckets", bucket.name, replace(bucket, **values))
    return {}


def _put_block(call: Call) -> dict[str, Any]:
    settings = read_settings(call["PublicAccessBlockConfiguration"])
    return _change(call, public_access_block=settings)


def _get_block(call: Call) -> dict[str, Any]:
    return written_settings(bucket_of(call).public_access_block)


def read_tags(tagging: Mapping[str, Any], what: str, most: int) -> dict[str, str]:
    """The tags of a request. Raises ClientError InvalidTag, BadRequest for too many."""
    pairs = tagging["TagSet"]
    if len(pairs) > most:
        raise ClientError("BadRequest", f"{what} tags cannot be greater than {most}", 400)
    tags = tags_from(pairs)
    if len(tags) < len(pairs):
        message = "Cannot provide multiple Tags with the same key"
        raise ClientError("InvalidTag", message, 400)
    for key, value in tags.items():
        if not 0 < len(key) <= 128 or len(value) > 256 or key.lower().startswith("aws:"):
            message = "The TagKey or TagValue you have provided is invalid"
            raise ClientError("InvalidTag", message, 400, hint=f"`{key}`")
    return tags


def _put_tags(call: Call) -> dict[str, Any]:
    return _change(call, tags=read_tags(call["Tagging"], "Bucket", MOST_TAGS))


def _get_tags(call: Call) -> dict[str, Any]:
    tags = bucket_of(call).tags
    if not tags:
        raise ClientError("NoSuchTagSet", "The TagSet does not exist", 404)
    return {"TagSet": tag_list(tags)}


def _put_encryption(call: Call) -> dict[str, Any]:
    rules = call["ServerSideEncryptionConfiguration"]["Rules"]
    return _change(call, kms_key=_default_key(rules[0]) if rules else None)


def _default_key(rule: dict[str, Any]) -> str | None:
    """The KMS key of a rule; None for Amazon S3 managed keys. S3 Bucket Keys are not modelled."""
    where = "ServerSideEncryptionConfiguration.Rules"
    if rule.get("BucketKeyEnabled"):
        raise NotModelledError("simlib does not model S3 Bucket Keys: BucketKeyEnabled")
    only(rule, where, "ApplyServerSideEncryptionByDefault", "BucketKeyEnabled")
    default = rule.get("ApplyServerSideEncryptionByDefault", {"SSEAlgorithm": "AES256"})
    only(default, where, "SSEAlgorithm", "KMSMasterKeyID")
    algorithm, key = default["SSEAlgorithm"], default.get("KMSMasterKeyID")
    if algorithm == "aws:kms":
        return key or ALIAS
    if algorithm != "AES256":
        raise NotModelledError(f"simlib does not model the encryption `{algorithm}`")
    if key is not None:
        message = "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms"
        raise ClientError("InvalidArgument", message, 400)
    return None


def _get_encryption(call: Call) -> dict[str, Any]:
    key = bucket_of(call).kms_key
    default = {"SSEAlgorithm": "aws:kms" if key else "AES256"}
    if key and key != ALIAS:
        default["KMSMasterKeyID"] = key
    rule = {"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": False}
    return {"ServerSideEncryptionConfiguration": {"Rules": [rule]}}


_BLOCK = "PublicAccessBlockConfiguration"
_ENCRYPTION = "s3:PutEncryptionConfiguration"


def _block(verb: str, effect: Effect, *takes: str) -> Operation:
    """CloudTrail calls them by their actions; deleting needs the action of putting."""
    action = f"s3:{'Get' if verb == 'Get' else 'Put'}BucketPublicAccessBlock"
    event = f"{verb}BucketPublicAccessBlock"
    return bucket_operation(
        action,
        effect,
        *takes,
        ignores=CHECKED if takes else (),
        event_name=event,
        read_only=verb == "Get",
    )


OPERATIONS = {
    "PutPublicAccessBlock": _block("Put", _put_block, _BLOCK),
    "GetPublicAccessBlock": _block("Get", _get_block),
    "DeletePublicAccessBlock": _block("Delete", _set(public_access_block=None)),
    "PutBucketTagging": bucket_operation(
        "s3:PutBucketTagging", _put_tags, "Tagging", ignores=CHECKED
    ),
    "GetBucketTagging": bucket_operation("s3:GetBucketTagging", _get_tags, read_only=True),
    "DeleteBucketTagging": bucket_operation("s3:PutBucketTagging", _set(tags={})),
    "PutBucketEncryption": bucket_operation(
        _ENCRYPTION, _put_encryption, "ServerSideEncryptionConfiguration", ignores=CHECKED
    ),
    "GetBucketEncryption": bucket_operation(
        "s3:GetEncryptionConfiguration", _get_encryption, read_only=True
    ),
    "DeleteBucketEncryption": bucket_operation(_ENCRYPTION, _set(kms_key=None)),
}
