"""Amazon S3's resources: buckets, objects and access points.

Source: "Configuring IAM policies for using access points", "Blocking public access to your Amazon
S3 storage", "Creating access points" (aliases).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from .saved_policy import SavedPolicy

__all__ = ["ALL_BLOCKED", "AccessPoint", "Bucket", "StoredObject"]

# Block Public Access, by the API's names; new buckets and access points have all four.
ALL_BLOCKED = frozenset(
    {"BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"}
)


@dataclass(frozen=True, slots=True)
class Bucket:
    """A general purpose bucket with bucket owner enforced: ACLs are disabled (rule G10).

    `kms_key` is the key of its default encryption as it was given, None for Amazon S3 managed
    keys. `public_access_block` is None where its configuration was deleted.
    """

    name: str
    account: str
    region: str
    created: datetime | None = None
    policy: SavedPolicy | None = None
    public_access_block: frozenset[str] | None = ALL_BLOCKED
    tags: Mapping[str, str] = field(default_factory=dict)
    kms_key: str | None = None

    @property
    def arn(self) -> str:
        """A bucket's ARN names neither Region nor account."""
        return f"arn:aws:s3:::{self.name}"


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object. With a KMS key, `data_key` is its data key as AWS KMS encrypted it (rule G13)."""

    key: str
    body: bytes = b""
    tags: Mapping[str, str] = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "binary/octet-stream"
    etag: str = ""
    modified: datetime | None = None
    kms_key: str | None = None  # the key's ARN
    data_key: bytes = b""
    storage_class: str = "STANDARD"


@dataclass(frozen=True, slots=True)
class AccessPoint:
    """An access point: a door of its own to a bucket, with a policy of its own (rule G4).

    `vpc` is set where its network origin is a VPC; it cannot be changed later (rule G7).
    """

    name: str
    account: str
    region: str
    bucket: str
    bucket_account: str
    alias: str
    policy: SavedPolicy | None = None
    vpc: str | None = None
    public_access_block: frozenset[str] = ALL_BLOCKED
    created: datetime | None = None

    @property
    def arn(self) -> str:
        """`arn:aws:s3:REGION:ACCOUNT:accesspoint/NAME`."""
        return f"arn:aws:s3:{self.region}:{self.account}:accesspoint/{self.name}"
