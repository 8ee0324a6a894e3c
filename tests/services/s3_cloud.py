"""The hospital's bucket for the tests of S3: two objects, access points, policies put by calls."""

import json
from typing import Any

from simlib.cloud.caller import Caller
from simlib.cloud.cloud import Cloud
from tests import clouds
from tests.clouds import HOSPITAL, PARTNER, Statement, allow, document

BUCKET = "phi-records"
ARN = f"arn:aws:s3:::{BUCKET}"
DOOR = f"arn:aws:s3:us-east-1:{HOSPITAL}:accesspoint/ward"
ALICE = f"arn:aws:iam::{HOSPITAL}:user/Alice"
ALL_OFF = dict.fromkeys(
    ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), False
)
FROM_OUR_DOORS = {"StringEquals": {"s3:DataAccessPointAccount": HOSPITAL}}


def ward(**settings: Any) -> Cloud:
    """Two accounts, one bucket with two objects; root owns it all."""
    cloud = clouds.hospital(**settings)
    cloud.add_account(PARTNER, "partner")
    owner(cloud).call("s3:CreateBucket", Bucket=BUCKET)
    for key in ("Alice/scan.dcm", "Bob/scan.dcm"):
        owner(cloud).call("s3:PutObject", Bucket=BUCKET, Key=key, Body=b"scan")
    return cloud


def owner(cloud: Cloud) -> Caller:
    return cloud.as_("root", account=HOSPITAL)


def user(cloud: Cloud, name: str, *statements: Statement, account: str = HOSPITAL) -> Caller:
    """A caller with these statements in its one inline policy; none, and it has no policy."""
    return cloud.as_(clouds.add_user(cloud, name, *statements, account=account).arn)


def to(who: Any, action: Any, resource: Any, **more: Any) -> Statement:
    """A statement of a resource-based policy."""
    principal = who if who == "*" or isinstance(who, dict) else {"AWS": who}
    return {**allow(action, resource, **more), "Principal": principal}


def text(*statements: Statement) -> str:
    return json.dumps(document(*statements))


def open_door(cloud: Cloud, name: str = "ward", **more: Any) -> str:
    """An access point to the bucket; its alias."""
    answer = owner(cloud).call(
        "s3control:CreateAccessPoint", AccountId=HOSPITAL, Name=name, Bucket=BUCKET, **more
    )
    return str(answer["Alias"])


def delegate(cloud: Cloud) -> None:
    """The bucket trusts the access points of its account (rule G5)."""
    put_policy(cloud, to("*", "s3:*", [ARN, f"{ARN}/*"], Condition=FROM_OUR_DOORS))


def put_policy(cloud: Cloud, *statements: Statement) -> None:
    owner(cloud).call("s3:PutBucketPolicy", Bucket=BUCKET, Policy=text(*statements))


def put_door_policy(cloud: Cloud, *statements: Statement, name: str = "ward") -> None:
    owner(cloud).call(
        "s3control:PutAccessPointPolicy", AccountId=HOSPITAL, Name=name, Policy=text(*statements)
    )


def block(cloud: Cloud, **on: bool) -> None:
    """Sets Block Public Access of the bucket: off but for the settings that are named."""
    configuration = {**ALL_OFF, **on}
    owner(cloud).call(
        "s3:PutPublicAccessBlock", Bucket=BUCKET, PublicAccessBlockConfiguration=configuration
    )
