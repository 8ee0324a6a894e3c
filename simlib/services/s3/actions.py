"""Which of S3's actions are for objects and which for buckets or access points.

Source: "Actions, resources, and condition keys for Amazon S3" (Service Authorization Reference).
"""

from ...language.wildcard import text_glob

__all__ = ["BUCKET", "OBJECT", "kinds_of"]

OBJECT, BUCKET = "object", "bucket"

_OBJECT_ACTIONS = """
    AbortMultipartUpload BypassGovernanceRetention DeleteObject DeleteObjectAnnotation
    DeleteObjectTagging DeleteObjectVersion DeleteObjectVersionAnnotation
    DeleteObjectVersionTagging GetObject GetObjectAcl GetObjectAnnotation GetObjectAttributes
    GetObjectLegalHold GetObjectRetention GetObjectTagging GetObjectTorrent GetObjectVersion
    GetObjectVersionAcl GetObjectVersionAnnotation GetObjectVersionAttributes
    GetObjectVersionForReplication GetObjectVersionTagging GetObjectVersionTorrent
    InitiateReplication ListMultipartUploadParts ListObjectAnnotations
    ObjectOwnerOverrideToBucketOwner PutObject PutObjectAcl PutObjectAnnotation PutObjectLegalHold
    PutObjectRetention PutObjectTagging PutObjectVersionAcl PutObjectVersionAnnotation
    PutObjectVersionTagging ReplicateDelete ReplicateObject ReplicateTags RestoreObject
    UpdateObjectEncryption
"""
_READ_AND_WRITTEN = """
    AccelerateConfiguration AnalyticsConfiguration BucketABAC BucketAcl BucketCORS BucketLogging
    BucketNotification BucketObjectLockConfiguration BucketOwnershipControls BucketPolicy
    BucketPublicAccessBlock BucketRequestPayment BucketTagging BucketVersioning BucketWebsite
    EncryptionConfiguration IntelligentTieringConfiguration InventoryConfiguration
    LifecycleConfiguration MetricsConfiguration ReplicationConfiguration AccessPointPolicy
    AccessPointPublicAccessBlock AccessPointScope
"""
_OTHER_ACTIONS = """
    CreateAccessPoint CreateBucket CreateBucketMetadataTableConfiguration DeleteAccessPoint
    DeleteAccessPointPolicy DeleteAccessPointScope DeleteBucket
    DeleteBucketMetadataTableConfiguration DeleteBucketPolicy DeleteBucketWebsite GetAccessPoint
    GetAccessPointPolicyStatus GetBucketLocation GetBucketMetadataTableConfiguration
    GetBucketPolicyStatus ListBucket ListBucketMultipartUploads ListBucketVersions
    ListTagsForResource TagResource UntagResource UpdateBucketMetadataAnnotationTableConfiguration
    UpdateBucketMetadataInventoryTableConfiguration UpdateBucketMetadataJournalTableConfiguration
"""


def _bucket_actions() -> list[str]:
    pairs = [f"{verb}{name}" for name in _READ_AND_WRITTEN.split() for verb in ("Get", "Put")]
    return [*pairs, *_OTHER_ACTIONS.split()]


_KINDS = {
    OBJECT: [name.lower() for name in _OBJECT_ACTIONS.split()],
    BUCKET: [name.lower() for name in _bucket_actions()],
}


def kinds_of(action: str) -> set[str]:
    """What an action, with or without wildcards, can be for; nothing, and S3 has none such.

    >>> kinds_of("s3:GetObject"), kinds_of("s3:ListBucket"), kinds_of("ec2:RunInstances")
    ({'object'}, {'bucket'}, set())
    """
    if action == "*":
        return {OBJECT, BUCKET}
    service, _, name = action.lower().partition(":")
    matches = text_glob(name)
    if service != "s3":
        return set()
    return {kind for kind, names in _KINDS.items() if any(map(matches, names))}
