"""Listing objects: by prefix, with a delimiter, always the whole list in one answer.

Source: "Amazon S3 API Reference": ListObjectsV2, ListObjects; "Bucket policy examples using
condition keys" (s3:prefix, s3:delimiter, s3:max-keys).
"""

from typing import Any

from ...cloud.calling import Call
from ...cloud.operation import Effect, Operation
from ...cloud.storage import StoredObject
from .rows import bucket_of, bucket_operation

__all__ = ["OPERATIONS"]

_KEYS = {"Prefix": "s3:prefix", "Delimiter": "s3:delimiter", "MaxKeys": "s3:max-keys"}


def _keys(call: Call) -> dict[str, object]:
    """Each only where the parameter was sent: without a prefix there is no s3:prefix."""
    return {key: call[name] for name, key in _KEYS.items() if name in call.parameters}


def _list(call: Call) -> dict[str, Any]:
    prefix, after = call.get("Prefix", ""), call.get("StartAfter", call.get("Marker", ""))
    objects = call.state.objects.get(bucket_of(call).name, {})
    keys = sorted(key for key in objects if key.startswith(prefix) and key > after)
    folded = {key: _folded(key, prefix, call.get("Delimiter", "")) for key in keys}
    contents = [_listed(objects[key]) for key in keys if folded[key] is None]
    prefixes = [{"Prefix": each} for each in dict.fromkeys(folded.values()) if each is not None]
    given = {name: call[name] for name in ("Delimiter", "StartAfter", "Marker") if call.get(name)}
    lists = {"Contents": contents, "CommonPrefixes": prefixes}
    return {
        "IsTruncated": False,
        "Name": call["Bucket"],
        "Prefix": prefix,
        "MaxKeys": call.get("MaxKeys", 1000),
        **given,
        **{name: found for name, found in lists.items() if found},
    }


def _folded(key: str, prefix: str, delimiter: str) -> str | None:
    """The common prefix that stands for a key; None where the key stands for itself.

    >>> _folded("Alice/scan.dcm", "", "/"), _folded("Alice/scan.dcm", "Alice/", "/")
    ('Alice/', None)
    """
    head, found, _ = key[len(prefix) :].partition(delimiter) if delimiter else ("", "", "")
    return prefix + head + found if found else None


def _listed(stored: StoredObject) -> dict[str, Any]:
    return {
        "Key": stored.key,
        "LastModified": stored.modified,
        "ETag": stored.etag,
        "Size": len(stored.body),
        "StorageClass": stored.storage_class,
    }


def _list_v2(call: Call) -> dict[str, Any]:
    found = _list(call)
    count = len(found.get("Contents", ())) + len(found.get("CommonPrefixes", ()))
    return {**found, "KeyCount": count}


def _listing(effect: Effect, *takes: str) -> Operation:
    """CloudTrail calls both ListObjects."""
    return bucket_operation(
        "s3:ListBucket", effect, "Prefix", "Delimiter", "MaxKeys", *takes,
        through=True, keys=_keys, read_only=True, data_event=True, unsigned=True,
        event_name="ListObjects",
    )  # fmt: skip


OPERATIONS = {
    "ListObjectsV2": _listing(_list_v2, "StartAfter"),
    "ListObjects": _listing(_list, "Marker"),
}
