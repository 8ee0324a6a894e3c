"""CopyObject: reading the source and writing the target, either of them through an access point.

Source: "Amazon S3 API Reference": CopyObject (permissions, CopySource).
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import unquote

from ...cloud.calling import Call
from ...cloud.errors import ClientError, NotModelledError
from ...cloud.operation import Need
from ...cloud.storage import StoredObject
from ..arns import object_arn, place_arn, the_bucket
from .encryption import encryption_of, sealed, unsealed
from .headers import header_keys, tags_in_header
from .rows import access_denied, bucket_of, keep, object_operation, stored_at

__all__ = ["OPERATIONS", "rewritten", "source_of"]


class Source(NamedTuple):
    """Where a copy comes from: a bucket by any of its names, and a key."""

    bucket: str
    key: str


def rewritten(parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """The SDK takes CopySource as a dict too and sends it as a text."""
    source = parameters.get("CopySource")
    if not isinstance(source, dict) or not {"Bucket", "Key"} <= source.keys():
        return parameters
    if "VersionId" in source:
        raise NotModelledError("simlib does not model the parameter `CopySource.VersionId`")
    between = "/object/" if source["Bucket"].startswith("arn:") else "/"
    return {**parameters, "CopySource": f"{source['Bucket']}{between}{source['Key']}"}


def source_of(call: Call) -> Source:
    """What CopySource says. Raises ClientError InvalidArgument, NotModelledError for versions."""
    text = unquote(call["CopySource"]).removeprefix("/")
    if "?versionId=" in text:
        raise NotModelledError("simlib does not model versions: CopySource with versionId")
    bucket, _, key = text.partition("/object/" if text.startswith("arn:") else "/")
    if not bucket or not key:
        message = (
            "Invalid copy source bucket name" if not bucket else "Invalid copy source object key"
        )
        raise ClientError("InvalidArgument", message, 400)
    return Source(bucket, key)


def _source_arn(call: Call) -> str:
    source = source_of(call)
    return place_arn(call, source.bucket, source.key)


def _copies_tags(call: Call) -> bool:
    """Is the source tagged, and do its tags come along?"""
    source = source_of(call)
    objects = call.state.objects.get(the_bucket(call, source.bucket).name, {})
    stored = objects.get(source.key)
    return stored is not None and bool(stored.tags) and not _replaces(call, "TaggingDirective")


def _writes_tags(call: Call) -> bool:
    return _copies_tags(call) or bool(call.get("Tagging"))


def _replaces(call: Call, directive: str) -> bool:
    return bool(call.get(directive) == "REPLACE")


def _copy(call: Call) -> dict[str, Any]:
    source, target = source_of(call), bucket_of(call)
    origin = the_bucket(call, source.bucket)
    expected = call.get("ExpectedSourceBucketOwner")
    if expected not in (None, origin.account):
        raise access_denied(f"ExpectedSourceBucketOwner is {expected}, the owner {origin.account}")
    stored = unsealed(call, origin, stored_at(call, *source))
    if (origin.name, source.key) == (target.name, call["Key"]) and not _changes(call):
        raise ClientError("InvalidRequest", _ONTO_ITSELF, 400)
    copy = sealed(call, target, _changed(call, stored))
    keep(call, target, copy)
    result = {"ETag": copy.etag, "LastModified": copy.modified}
    return {"CopyObjectResult": result, **encryption_of(copy)}


_ONTO_ITSELF = (
    "This copy request is illegal because it is trying to copy an object to itself without "
    "changing the object's metadata, storage class, website redirect location or encryption "
    "attributes."
)


def _changes(call: Call) -> bool:
    encrypts = "ServerSideEncryption" in call.parameters
    return encrypts or "StorageClass" in call.parameters or _replaces(call, "MetadataDirective")


def _changed(call: Call, stored: StoredObject) -> StoredObject:
    """The copy: the metadata and tags of the source, unless the request replaces them."""
    copy = replace(
        stored,
        key=call["Key"],
        modified=call.now,
        storage_class=call.get("StorageClass", "STANDARD"),
    )
    if _replaces(call, "MetadataDirective"):
        content_type = call.get("ContentType", "binary/octet-stream")
        copy = replace(copy, metadata=call.get("Metadata", {}), content_type=content_type)
    if _replaces(call, "TaggingDirective"):
        copy = replace(copy, tags=tags_in_header(call))
    return copy


_NEEDS = (
    Need("s3:GetObject", _source_arn),
    Need("s3:GetObjectTagging", _source_arn, when=_copies_tags),
    Need("s3:PutObject", object_arn, header_keys),
    Need("s3:PutObjectTagging", object_arn, header_keys, when=_writes_tags),
)

OPERATIONS = {
    "CopyObject": object_operation(
        _NEEDS,
        _copy,
        "CopySource", "MetadataDirective", "Metadata", "ContentType", "TaggingDirective", "Tagging",
        "StorageClass", "ServerSideEncryption", "SSEKMSKeyId", "ExpectedSourceBucketOwner",
    ),
}  # fmt: skip
