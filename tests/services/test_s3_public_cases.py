"""The cases of Block Public Access hold: what is public, what is refused, who is shut out."""

import json
from typing import Any

import pytest

from simlib import PolicyType, parse_policy
from simlib.cloud.errors import ClientError
from simlib.cloud.storage import Bucket
from simlib.evaluation.public_access import is_public
from simlib.services.s3.buckets import MOST_BUCKETS
from tests.cases_reader import cases
from tests.clouds import HOSPITAL, allow
from tests.services.s3_cloud import ARN, block, owner, user, ward

FOUND = cases("s3-public")


@pytest.mark.parametrize("case", FOUND, ids=[case["id"] for case in FOUND])
def test_case(case: dict[str, Any]) -> None:
    setup, expected = case["setup"], case["expected"]
    if "public" in expected:
        policy = parse_policy(setup["policy"], PolicyType.RESOURCE_BASED)
        assert bool(is_public(policy)) is expected["public"]
    elif "put_bucket_policy" in expected:
        assert putting(setup) == expected["put_bucket_policy"]
    elif "decision" in expected:
        assert not allowed_after(setup)
    else:
        the_quota_is(expected["default"])


def renamed(policy: dict[str, Any]) -> str:
    """The case's bucket `b` is a name that S3 would not take."""
    return json.dumps(policy).replace("arn:aws:s3:::b/", f"{ARN}/")


def putting(setup: dict[str, Any]) -> str:
    cloud = ward()
    block(cloud, **setup["bpa"])
    with pytest.raises(ClientError) as caught:
        owner(cloud).call(
            "s3:PutBucketPolicy", Bucket="phi-records", Policy=renamed(setup["policy"])
        )
    return caught.value.code


def allowed_after(setup: dict[str, Any]) -> bool:
    cloud = ward()
    block(cloud, **setup["bpa"])
    owner(cloud).call("s3:PutBucketPolicy", Bucket="phi-records", Policy=renamed(setup["policy"]))
    outsider = user(cloud, "Eve", allow("s3:*"), account=setup["caller_account"])
    return outsider.can("s3:GetObject", f"{ARN}/Alice/scan.dcm").allowed


def the_quota_is(default: int) -> None:
    assert default == MOST_BUCKETS
    cloud = ward()
    for number in range(default - 1):
        bucket = Bucket(f"phi-{number:05}", HOSPITAL, "us-east-1")
        cloud.state.buckets[bucket.name] = bucket  # type: ignore[index]
    with pytest.raises(ClientError, match="more buckets than allowed"):
        owner(cloud).call("s3:CreateBucket", Bucket="one-too-many")
