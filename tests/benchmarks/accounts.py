"""The clouds and the account export that the benchmarks measure."""

import json
from pathlib import Path
from typing import Any

from simlib.cloud.caller import Caller
from tests.clouds import HOSPITAL, add_user, allow, hospital

BUCKET = "records"
DOOR = f"arn:aws:s3:us-east-1:{HOSPITAL}:accesspoint/alice-access-point"
DATE = "2026-01-05T08:00:00+00:00"


def uploader() -> Caller:
    """Alice, with one small identity-based policy, and a bucket that has an access point."""
    cloud = hospital()
    root = cloud.as_("root")
    root.call("s3:CreateBucket", Bucket=BUCKET)
    named = {"AccountId": HOSPITAL, "Name": "alice-access-point"}
    root.call("s3control:CreateAccessPoint", **named, Bucket=BUCKET)
    add_user(cloud, "Alice", allow("s3:PutObject"))
    return cloud.as_("Alice")


def signing() -> Caller:
    """The same Alice with credentials of her own: each call is signed, and checked."""
    alice = uploader()
    assert alice.credentials is not None
    return alice.cloud.as_(alice.credentials)


def write_export(path: Path, roles: int) -> Path:
    """Writes an account's details with that many roles, as the AWS CLI does."""
    details = {
        "UserDetailList": [],
        "GroupDetailList": [],
        "RoleDetailList": [_role(number) for number in range(roles)],
        "Policies": [],
    }
    path.write_text(json.dumps(details), encoding="utf-8")
    return path


def _role(number: int) -> dict[str, Any]:
    """A role with three inline policies."""
    trust = {"Effect": "Allow", "Principal": {"AWS": HOSPITAL}, "Action": "sts:AssumeRole"}
    return {
        "Path": "/",
        "RoleName": f"Role{number}",
        "RoleId": f"AROA{number:017}",
        "Arn": f"arn:aws:iam::{HOSPITAL}:role/Role{number}",
        "CreateDate": DATE,
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
        "InstanceProfileList": [],
        "RolePolicyList": [_policy(number, part) for part in range(3)],
        "AttachedManagedPolicies": [],
        "Tags": [],
        "RoleLastUsed": {},
    }


def _policy(number: int, part: int) -> dict[str, Any]:
    name = f"bucket-{number}-{part}"
    statement = {
        "Sid": f"Use{part}",
        "Effect": "Allow",
        "Action": ["s3:GetObject", "s3:PutObject", "s3:ListBucket"],
        "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"],
        "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-exampleorgid"}},
    }
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return {"PolicyName": f"part{part}", "PolicyDocument": document}
