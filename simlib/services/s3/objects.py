"""Objects: put, get, head, delete one and delete many.

Source: "Amazon S3 API Reference": PutObject, GetObject, HeadObject, DeleteObject, DeleteObjects.
"""

from hashlib import md5
from typing import Any

from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.operation import Need, Operation
from ...cloud.storage import StoredObject
from ..arns import object_arn, place_arn
from .encryption import encryption_of, sealed, unsealed
from .headers import header_keys, tags_in_header
from .rows import CHECKED, bucket_of, keep, object_operation, only, stored_at, without_body

__all__ = ["OPERATIONS"]


def _put(call: Call) -> dict[str, Any]:
    bucket, body = bucket_of(call), _bytes(call.get("Body", b""))
    stored = StoredObject(
        call["Key"],
        body,
        tags_in_header(call),
        call.get("Metadata", {}),
        call.get("ContentType", "binary/octet-stream"),
        f'"{md5(body, usedforsecurity=False).hexdigest()}"',
        call.now,
        storage_class=call.get("StorageClass", "STANDARD"),
    )
    stored = sealed(call, bucket, stored)
    keep(call, bucket, stored)
    return {"ETag": stored.etag, **encryption_of(stored)}


def _bytes(body: str | bytes | bytearray) -> bytes:
    return body.encode() if isinstance(body, str) else bytes(body)


def _head(call: Call) -> dict[str, Any]:
    bucket_of(call)
    return _described(stored_at(call, call["Bucket"], call["Key"]))


def _get(call: Call) -> dict[str, Any]:
    bucket = bucket_of(call)
    stored = unsealed(call, bucket, stored_at(call, call["Bucket"], call["Key"]))
    return {"Body": stored.body, **_described(stored)}


def _described(stored: StoredObject) -> dict[str, Any]:
    return {
        "LastModified": stored.modified,
        "ContentLength": len(stored.body),
        "ETag": stored.etag,
        "ContentType": stored.content_type,
        "Metadata": dict(stored.metadata),
        **encryption_of(stored),
    }


def _delete(call: Call) -> dict[str, Any]:
    """What is not there can be deleted too."""
    _drop(call, call["Key"])
    return {}


def _drop(call: Call, key: str) -> None:
    bucket = bucket_of(call)
    objects = call.state.objects.get(bucket.name, {})
    call.put("objects", bucket.name, {k: each for k, each in objects.items() if k != key})


def _delete_many(call: Call) -> dict[str, Any]:
    """Each key is authorized by itself: a denied one is an error in the answer, not of the call."""
    only(call["Delete"], "Delete", "Objects", "Quiet")
    bucket_of(call)
    deleted, errors = [], []
    for each in call["Delete"]["Objects"]:
        key = only(each, "Delete.Objects", "Key")["Key"]
        try:
            call.authorize("s3:DeleteObject", place_arn(call, call["Bucket"], key))
        except ClientError as error:
            errors.append({"Key": key, "Code": error.code, "Message": error.message})
        else:
            _drop(call, key)
            deleted.append({"Key": key})
    told = {"Deleted": [] if call["Delete"].get("Quiet") else deleted, "Errors": errors}
    return {name: found for name, found in told.items() if found}


_PUT = (
    Need("s3:PutObject", object_arn),
    Need("s3:PutObjectTagging", object_arn, when=lambda call: bool(call.get("Tagging"))),
)

OPERATIONS = {
    "PutObject": object_operation(
        _PUT,
        _put,
        "Body", "ContentType", "Metadata", "Tagging", "StorageClass", "ServerSideEncryption",
        "SSEKMSKeyId",
        keys=header_keys, ignores=CHECKED,
    ),
    "GetObject": object_operation("s3:GetObject", _get, read_only=True),
    "HeadObject": object_operation("s3:GetObject", without_body(_head), read_only=True),
    "DeleteObject": object_operation("s3:DeleteObject", _delete),
    "DeleteObjects": Operation(
        (),
        _delete_many,
        ("Bucket", "Delete", "ExpectedBucketOwner"),
        ("ChecksumAlgorithm",),
        data_event=True,
        unsigned=True,
    ),
}  # fmt: skip
