"""How S3's calls look in CloudTrail, and how S3 says no.

That `Host` and the header's names stand as they are sent follows published records.
Source: "Amazon S3 CloudTrail events", "Example: Amazon S3 log file entries", "Monitoring and
logging access points".
"""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ...cloud.attached import name_in_arn
from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.storage import AccessPoint
from .copying import source_of
from .rows import bare

if TYPE_CHECKING:
    from ...evaluation.evaluate import Evaluation

__all__ = ["answered", "denied", "recorded", "resources"]

Record = dict[str, Any]

_NAMES = {
    "Key": "key",
    "Prefix": "prefix",
    "Delimiter": "delimiter",
    "MaxKeys": "max-keys",
    "StartAfter": "start-after",
    "Marker": "marker",
    "CopySource": "x-amz-copy-source",
    "MetadataDirective": "x-amz-metadata-directive",
    "TaggingDirective": "x-amz-tagging-directive",
    "ServerSideEncryption": "x-amz-server-side-encryption",
    "SSEKMSKeyId": "x-amz-server-side-encryption-aws-kms-key-id",
    "StorageClass": "x-amz-storage-class",
    "ExpectedBucketOwner": "x-amz-expected-bucket-owner",
    "CreateBucketConfiguration": "CreateBucketConfiguration",
    "PublicAccessBlockConfiguration": "PublicAccessBlockConfiguration",
    "ServerSideEncryptionConfiguration": "ServerSideEncryptionConfiguration",
}
# What stands in the query string, by what the operation's name has in it; the first that fits.
_QUERIES = {
    "PolicyStatus": "policyStatus",
    "BucketPolicy": "policy",
    "PublicAccessBlock": "publicAccessBlock",
    "Tagging": "tagging",
    "Encryption": "encryption",
    "Location": "location",
    "DeleteObjects": "delete",
}


def recorded(call: Call) -> Record:
    """The element requestParameters: the bucket as it was named, and what else was sent."""
    name = call.get("Bucket")
    found: Record = {"bucketName": name} if name else {}
    found["Host"] = _host(call, name)
    found |= {shown: call[given] for given, shown in _NAMES.items() if given in call.parameters}
    query = next((query for part, query in _QUERIES.items() if part in call.name), None)
    if query is not None:
        found[query] = ""
    if call.name == "ListObjectsV2":
        found["list-type"] = "2"
    if "Policy" in call.parameters:
        found["bucketPolicy"] = _as_json(call["Policy"])
    return found


def answered(call: Call) -> Record:
    """The element responseElements: the headers that tell of encryption."""
    shown = ("ServerSideEncryption", "SSEKMSKeyId")
    answer = call.response or {}
    return {_NAMES[name]: answer[name] for name in shown if name in answer}


def _host(call: Call, name: str | None) -> str:
    domain = f"{call.region}.amazonaws.com"
    if name is None:
        return f"s3.{domain}"
    if ":accesspoint/" in name:
        _, account, door = name_in_arn(name)
        return f"{door}-{account}.s3-accesspoint.{domain}"
    return f"{name}.s3.{domain}"


def _as_json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _door(call: Call, name: str) -> AccessPoint | None:
    doors = call.state.access_points.values()
    return next((door for door in doors if name in (door.arn, door.alias)), None)


def resources(call: Call) -> list[Record]:
    """The element resources: the object, its bucket, the access point; of a copy the source too."""
    found: list[Record] = []
    if "Bucket" in call.parameters:
        found += _place(call, call["Bucket"], call.get("Key"))
    if "CopySource" in call.parameters:
        found += _source(call)
    return [each for number, each in enumerate(found) if each not in found[:number]]


def _source(call: Call) -> Iterator[Record]:
    try:
        source = source_of(call)
    except ClientError:
        return
    yield from _place(call, source.bucket, source.key)


def _place(call: Call, name: str, key: str | None) -> Iterator[Record]:
    door = _door(call, name)
    if door is None and ":accesspoint/" in name:
        yield {"accountId": name_in_arn(name)[1], "type": "AWS::S3::AccessPoint", "ARN": name}
        return
    bucket = door.bucket if door is not None else name
    arn = f"arn:aws:s3:::{bucket}"
    if key is not None:
        yield {"type": "AWS::S3::Object", "ARN": f"{arn}/{key}"}
    elif call.operation.event_name == "ListObjects":
        yield {"type": "AWS::S3::Object", "ARNPrefix": f"{arn}/{call.get('Prefix', '')}"}
    there = call.state.buckets.get(bucket)
    owner = {"accountId": there.account} if there is not None else {}
    yield {**owner, "type": "AWS::S3::Bucket", "ARN": arn}
    if door is not None:
        yield {"accountId": door.account, "type": "AWS::S3::AccessPoint", "ARN": door.arn}


def denied(call: Call, evaluation: "Evaluation") -> ClientError:
    """AccessDenied in the words of the evaluation; HEAD answers have no words."""
    message = evaluation.message or "Access Denied"
    error = ClientError("AccessDenied", message, 403, evaluation=evaluation)
    return bare(error) if call.name.startswith("Head") else error
