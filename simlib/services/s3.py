"""Amazon S3: buckets, their policies, and objects; by bucket name, access point ARN or alias.

Source: "Amazon S3 API Reference", "Actions, resources, and condition keys for Amazon S3".
"""

from hashlib import md5
from typing import Any
from urllib.parse import parse_qsl

from ..cloud.calling import Call
from ..cloud.errors import ClientError
from ..cloud.operation import Need, Operation, Service
from ..cloud.storage import Bucket, StoredObject
from .arns import bucket_arn, object_arn, the_bucket

__all__ = ["SERVICE"]


def _object_keys(call: Call) -> dict[str, object]:
    """Condition keys for headers, only where the header was sent (rule D10)."""
    headers = {
        "ServerSideEncryption": "s3:x-amz-server-side-encryption",
        "SSEKMSKeyId": "s3:x-amz-server-side-encryption-aws-kms-key-id",
        "StorageClass": "s3:x-amz-storage-class",
    }
    keys: dict[str, object] = {
        key: call[name] for name, key in headers.items() if name in call.parameters
    }
    for tag, value in parse_qsl(call.get("Tagging", "")):
        keys[f"s3:RequestObjectTag/{tag}"] = value
    return keys


def _put_object(call: Call) -> dict[str, Any]:
    bucket = the_bucket(call)
    body = call.get("Body", b"")
    body = body.encode() if isinstance(body, str) else bytes(body)
    stored = StoredObject(
        call["Key"], body, dict(parse_qsl(call.get("Tagging", ""))), call.get("Metadata", {}),
        etag=f'"{md5(body, usedforsecurity=False).hexdigest()}"', modified=call.now,
    )  # fmt: skip
    _keep(call, bucket, stored)
    return {"ETag": stored.etag}


def _keep(call: Call, bucket: Bucket, stored: StoredObject) -> None:
    objects = call.state.objects.get(bucket.name, {})
    call.put("objects", bucket.name, {**objects, stored.key: stored})


def _get_object(call: Call) -> dict[str, Any]:
    stored = call.state.objects.get(the_bucket(call).name, {}).get(call["Key"])
    if stored is None:
        raise ClientError("NoSuchKey", "The specified key does not exist.", 404)
    return {"Body": stored.body, "ETag": stored.etag, "ContentLength": len(stored.body)}


def _create_bucket(call: Call) -> dict[str, Any]:
    if call["Bucket"] in call.state.buckets:
        raise ClientError("BucketAlreadyExists", "The requested bucket name is not available.", 409)
    call.put("buckets", call["Bucket"], Bucket(call["Bucket"], call.account, call.region, call.now))
    return {"Location": f"/{call['Bucket']}"}


def _recorded(call: Call) -> dict[str, Any]:
    return {"bucketName": call.get("Bucket"), "key": call.get("Key")}


OPERATIONS = {
    "CreateBucket": Operation(
        (Need("s3:CreateBucket", bucket_arn),),
        _create_bucket,
        ("Bucket", "CreateBucketConfiguration"),
    ),
    "GetObject": Operation(
        (Need("s3:GetObject", object_arn),), _get_object, ("Bucket", "Key"),
        read_only=True, data_event=True, unsigned=True,
    ),
    "PutObject": Operation(
        (Need("s3:PutObject", object_arn),),
        _put_object,
        ("Bucket", "Key", "Body", "Tagging", "Metadata", "ServerSideEncryption", "SSEKMSKeyId"),
        keys=_object_keys,
        data_event=True,
        unsigned=True,
    ),
}  # fmt: skip

SERVICE = Service("s3", "s3", "s3.amazonaws.com", OPERATIONS, recorded=_recorded)
