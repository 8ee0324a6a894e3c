"""Tags of objects, which policies can ask for as s3:ExistingObjectTag and s3:RequestObjectTag.

Source: "Amazon S3 API Reference": PutObjectTagging, GetObjectTagging, DeleteObjectTagging;
"Tagging and access control policies".
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...cloud.calling import Call
from ..tags import tag_list, tags_from
from .bucket_settings import read_tags
from .headers import MOST_TAGS, tag_keys_of
from .rows import CHECKED, bucket_of, keep, object_operation, stored_at

__all__ = ["OPERATIONS"]


def _put(call: Call) -> dict[str, Any]:
    return _change(call, read_tags(call["Tagging"], "Object", MOST_TAGS))


def _delete(call: Call) -> dict[str, Any]:
    return _change(call, {})


def _change(call: Call, tags: Mapping[str, str]) -> dict[str, Any]:
    bucket, stored = bucket_of(call), stored_at(call, call["Bucket"], call["Key"])
    keep(call, bucket, replace(stored, tags=tags))
    return {}


def _get(call: Call) -> dict[str, Any]:
    bucket_of(call)
    return {"TagSet": tag_list(stored_at(call, call["Bucket"], call["Key"]).tags)}


def _requested(call: Call) -> dict[str, object]:
    return tag_keys_of(tags_from(call["Tagging"]["TagSet"]))


OPERATIONS = {
    "PutObjectTagging": object_operation(
        "s3:PutObjectTagging", _put, "Tagging", keys=_requested, ignores=CHECKED
    ),
    "GetObjectTagging": object_operation("s3:GetObjectTagging", _get, read_only=True),
    "DeleteObjectTagging": object_operation("s3:DeleteObjectTagging", _delete),
}
