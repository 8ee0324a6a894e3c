"""Buckets and access points of an export.

Source: "Blocking public access to your Amazon S3 storage", "Creating access points", the AWS CLI's
reference of `s3api` and `s3control` (outputs).
"""

from dataclasses import replace

from ...language.terms import PolicyType
from ..state import State
from ..storage import ALL_BLOCKED, AccessPoint, Bucket
from .part import Part
from .reading import Reading
from .texts import Place

__all__ = ["block_of", "with_buckets"]


def with_buckets(state: State, reading: Reading) -> State:
    """The state with the folder's buckets and access points. Raises AccountExportError."""
    listed = _listed(reading)
    names = sorted({*listed, *reading.names("buckets")})
    buckets = [_bucket(reading, name, listed.get(name)) for name in names]
    read = (_access_point(reading, name) for name in reading.names("access-points"))
    doors = [door for door in read if door is not None]
    return replace(
        state,
        buckets={**state.buckets, **{bucket.name: bucket for bucket in buckets}},
        access_points={**state.access_points, **{door.arn: door for door in doors}},
    )


def block_of(part: Part | None) -> frozenset[str]:
    """The settings of Block Public Access that are on. Raises AccountExportError."""
    settings = part.part("PublicAccessBlockConfiguration") if part else None
    return frozenset(name for name in ALL_BLOCKED if settings and settings.flag(name))


def _listed(reading: Reading) -> dict[str, Part]:
    """The buckets in buckets.json, which may be absent where each bucket has files of its own."""
    listed = reading.optional("buckets.json")
    return {part.text("Name"): part for part in listed.parts("Buckets")} if listed else {}


def _bucket(reading: Reading, name: str, listed: Part | None) -> Bucket:
    arn = f"arn:aws:s3:::{name}"
    block = f"buckets/{name}.public-access-block.json"
    tags = reading.known(f"buckets/{name}.tags.json", arn, "it is taken to have no tags")
    return Bucket(
        name,
        reading.account,
        listed.text("BucketRegion", reading.region) if listed else reading.region,
        listed.date("CreationDate") if listed else None,
        reading.policy(f"buckets/{name}.policy.json", Place(PolicyType.RESOURCE_BASED, name, arn)),
        block_of(reading.known(block, arn, "Block Public Access is taken to be off")),
        tags.tags("TagSet") if tags else {},
        _default_key(reading, name),
    )


def _default_key(reading: Reading, name: str) -> str | None:
    """The key of the bucket's default encryption; None for Amazon S3's own, or where not given."""
    part = reading.optional(f"buckets/{name}.encryption.json")
    whole = part.part("ServerSideEncryptionConfiguration") if part else None
    rules = whole.parts("Rules") if whole else []
    defaults = [rule.part("ApplyServerSideEncryptionByDefault") for rule in rules]
    return next((each.text("KMSMasterKeyID", "") or None for each in defaults if each), None)


def _access_point(reading: Reading, name: str) -> AccessPoint | None:
    arn = f"arn:aws:s3:{reading.region}:{reading.account}:accesspoint/{name}"
    part = reading.known(f"access-points/{name}.json", arn, "the access point is left out")
    if part is None:
        return None
    vpc = part.part("VpcConfiguration")
    door = AccessPoint(
        name,
        reading.account,
        part.arn("AccessPointArn", arn).region,
        part.text("Bucket"),
        part.text("BucketAccountId", reading.account),
        part.text("Alias", ""),
        vpc=vpc.text("VpcId") if vpc else None,
        public_access_block=block_of(part),
        created=part.date("CreationDate"),
    )
    place = Place(PolicyType.RESOURCE_BASED, name, door.arn)
    return replace(door, policy=reading.policy(f"access-points/{name}.policy.json", place))
