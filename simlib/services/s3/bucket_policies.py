"""Bucket policies: put, get, delete, and whether one is public.

Source: "Amazon S3 API Reference": PutBucketPolicy, GetBucketPolicy, DeleteBucketPolicy,
GetBucketPolicyStatus.
"""

from dataclasses import replace
from typing import Any

from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.resources import current, public_access_block
from ...cloud.storage import Bucket
from ...evaluation.public_access import is_public
from ...language.policy import Policy
from .policy_check import refuse_public, resource_policy
from .rows import CHECKED, bucket_of, bucket_operation, method_not_allowed

__all__ = ["OPERATIONS"]


def _own_bucket(call: Call) -> Bucket:
    """Only the owner's account handles the policy, whatever the policy allows others (rule G8)."""
    bucket = bucket_of(call)
    if call.session.account != bucket.account:
        raise method_not_allowed("only identities of the bucket owner's account can do this")
    return bucket


def _put(call: Call) -> dict[str, Any]:
    bucket = _own_bucket(call)
    policy = resource_policy(call, bucket.arn, f"bucket policy of {bucket.name}")
    if "BlockPublicPolicy" in public_access_block(call.state, bucket):
        refuse_public(call, policy.policy, bucket.arn)
    call.put("buckets", bucket.name, replace(bucket, policy=policy))
    return {}


def _policy(call: Call, bucket: Bucket) -> Policy:
    policy = current(call.state, bucket.policy)
    if policy is None:
        raise ClientError("NoSuchBucketPolicy", "The bucket policy does not exist", 404)
    return policy


def _get(call: Call) -> dict[str, Any]:
    return {"Policy": _policy(call, _own_bucket(call)).text}


def _delete(call: Call) -> dict[str, Any]:
    bucket = _own_bucket(call)
    call.put("buckets", bucket.name, replace(bucket, policy=None))
    return {}


def _status(call: Call) -> dict[str, Any]:
    """Of the policy alone, whatever Block Public Access makes of it."""
    return {"PolicyStatus": {"IsPublic": bool(is_public(_policy(call, bucket_of(call))))}}


OPERATIONS = {
    "PutBucketPolicy": bucket_operation(
        "s3:PutBucketPolicy", _put, "Policy", ignores=(*CHECKED, "ConfirmRemoveSelfBucketAccess")
    ),
    "GetBucketPolicy": bucket_operation("s3:GetBucketPolicy", _get, through=True, read_only=True),
    "DeleteBucketPolicy": bucket_operation("s3:DeleteBucketPolicy", _delete),
    "GetBucketPolicyStatus": bucket_operation("s3:GetBucketPolicyStatus", _status, read_only=True),
}
