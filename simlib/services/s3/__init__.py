"""Amazon S3: buckets, their policies, and objects; by bucket name, access point ARN or alias.

Not modelled, and refused by name: versions, ACLs (bucket owner enforced disables them, rule G10),
object lock, customer-provided keys, S3 Bucket Keys, multipart uploads, ABAC for buckets.
Source: "Amazon S3 API Reference", "Actions, resources, and condition keys for Amazon S3", "Required
permissions for Amazon S3 API operations".
"""

from collections.abc import Mapping

from ...cloud.operation import Operation, Service
from . import bucket_policies, bucket_settings, buckets, copying, listing, object_tags, objects
from .recording import answered, denied, recorded, resources

__all__ = ["SERVICE"]

OPERATIONS: Mapping[str, Operation] = {
    **buckets.OPERATIONS,
    **bucket_policies.OPERATIONS,
    **bucket_settings.OPERATIONS,
    **objects.OPERATIONS,
    **object_tags.OPERATIONS,
    **copying.OPERATIONS,
    **listing.OPERATIONS,
}

SERVICE = Service(
    "s3",
    "s3",
    "s3.amazonaws.com",
    OPERATIONS,
    validation_code="InvalidArgument",
    recorded=recorded,
    denied=denied,
    rewritten=copying.rewritten,
    resources=resources,
    answered=answered,
)
