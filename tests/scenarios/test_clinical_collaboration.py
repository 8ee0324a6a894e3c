"""The scenario clinical-collaboration: every try of its README comes out as it says there."""

import json

import pytest

from simlib import ClientError, Evaluation, load_scenario
from simlib.cloud.caller import Caller
from simlib.cloud.cloud import Cloud

HOSPITAL = "111122223333"
BUCKET = f"s3-ap-stack-{HOSPITAL}-s3-access-point"
ARN = f"arn:aws:s3:::{BUCKET}"
WIDE = {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}
ONLY_THROUGH_ACCESS_POINTS = {
    "Sid": "OnlyThroughAccessPoints",
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:PutObject",
    "Resource": f"{ARN}/*",
    "Condition": {"StringNotEquals": {"s3:DataAccessPointAccount": HOSPITAL}},
}


def door(name: str) -> str:
    return f"arn:aws:s3:us-east-1:{HOSPITAL}:accesspoint/{name.lower()}-access-point"


@pytest.fixture
def cloud() -> Cloud:
    return load_scenario("clinical-collaboration")


@pytest.fixture
def alice(cloud: Cloud) -> Caller:
    return cloud.as_("Alice")


def at(door_of: str, key: str, who: Caller) -> Evaluation:
    """May `who` upload this through that access point?"""
    return who.can("s3:PutObject", f"{door(door_of)}/object/{key}")


def open_wide(cloud: Cloud) -> None:
    """Gives Alice the upload to everything, as try 8 does."""
    document = json.dumps({"Version": "2012-10-17", "Statement": WIDE})
    cloud.as_("StorageAdministrator").call(
        "iam:PutUserPolicy", UserName="Alice", PolicyName="Upload", PolicyDocument=document
    )


def close_again(cloud: Cloud) -> None:
    """Adds the one Deny of try 9 to the bucket policy."""
    keeper = cloud.as_("StorageAdministrator")
    policy = json.loads(keeper.call("s3:GetBucketPolicy", Bucket=BUCKET)["Policy"])
    policy["Statement"].append(ONLY_THROUGH_ACCESS_POINTS)
    keeper.call("s3:PutBucketPolicy", Bucket=BUCKET, Policy=json.dumps(policy))


def test_alice_sees_the_bucket_and_the_name_of_bobs_file(alice: Caller) -> None:
    assert [each["Name"] for each in alice.call("s3:ListBuckets")["Buckets"]] == [BUCKET]
    listed = alice.call("s3:ListObjectsV2", Bucket=BUCKET)["Contents"]
    assert [each["Key"] for each in listed] == ["Bob/visits.csv"]


def test_alice_does_not_upload_to_the_bucket_itself(alice: Caller) -> None:
    found = alice.can("s3:PutObject", f"{ARN}/Alice/scan.csv")
    assert found.decision == "implicitDeny"
    assert "s3:DataAccessPointAccount: the key is not in the request" in found.why()


def test_alice_uploads_through_her_access_point_by_arn(alice: Caller) -> None:
    alice.call("s3:PutObject", Bucket=door("Alice"), Key="Alice/scan.csv")
    assert list(alice.cloud.state.objects[BUCKET]) == ["Bob/visits.csv", "Alice/scan.csv"]


def test_alice_uploads_through_her_access_point_by_alias(alice: Caller) -> None:
    named = {"AccountId": HOSPITAL, "Name": "alice-access-point"}
    alias = alice.call("s3control:GetAccessPoint", **named)["Alias"]
    assert alice.call("s3:PutObject", Bucket=alias, Key="Alice/scan.csv")["ETag"]


def test_alice_does_not_upload_to_bobs_folder(alice: Caller) -> None:
    found = at("Alice", "Bob/scan.csv", alice)
    assert (found.decision, found.gate) == ("implicitDeny", "access point")


def test_alice_does_not_come_through_bobs_access_point(alice: Caller) -> None:
    found = at("Bob", "Bob/scan.csv", alice)
    assert (found.decision, found.gate) == ("implicitDeny", "access point")
    assert "the policy has `arn:aws:iam::111122223333:user/Bob`" in found.why()


def test_the_published_command_is_refused_at_the_access_point(alice: Caller) -> None:
    with pytest.raises(ClientError) as caught:
        alice.call("s3:PutObject", Bucket=door("Alice"), Key="my-image.jpg")
    assert caught.value.code == "AccessDenied"
    assert "/object/my-image.jpg" in caught.value.why()


def test_carol_uploads_through_her_access_point_by_both_accounts_policies(cloud: Cloud) -> None:
    found = at("Carol", "Carol/visits.csv", cloud.as_("Carol"))
    assert found.allowed
    assert {"UploadToTheHospital", "access point policy of carol-access-point"} <= set(
        found.why().split("`")
    )


def test_carol_needs_her_own_accounts_policy(cloud: Cloud) -> None:
    root = cloud.as_("root", account="444455556666")
    root.call("iam:DeleteUserPolicy", UserName="Carol", PolicyName="UploadToTheHospital")
    assert at("Carol", "Carol/visits.csv", cloud.as_("Carol")).decision == "implicitDeny"


def test_carol_does_not_upload_to_the_bucket_itself(cloud: Cloud) -> None:
    found = cloud.as_("Carol").can("s3:PutObject", f"{ARN}/Carol/visits.csv")
    assert found.decision == "implicitDeny"
    assert found.why().startswith("Implicit deny: no resource-based policy allows it")


def test_an_identity_policy_opens_the_way_past_the_access_points(alice: Caller) -> None:
    open_wide(alice.cloud)
    found = alice.can("s3:PutObject", f"{ARN}/Bob/scan.csv")
    assert found.allowed
    assert "`Upload` (identity-based policy" in found.why()


def test_one_deny_closes_the_direct_way(alice: Caller) -> None:
    open_wide(alice.cloud)
    close_again(alice.cloud)
    found = alice.can("s3:PutObject", f"{ARN}/Bob/scan.csv")
    assert found.decision == "explicitDeny"
    assert "`OnlyThroughAccessPoints`" in found.why()


def test_that_deny_leaves_the_access_points_open(alice: Caller) -> None:
    close_again(alice.cloud)
    assert at("Alice", "Alice/scan.csv", alice).allowed


def test_but_the_wide_policy_still_opens_every_folder_at_the_access_points(alice: Caller) -> None:
    close_again(alice.cloud)
    assert not at("Alice", "Bob/scan.csv", alice).allowed
    open_wide(alice.cloud)
    assert at("Alice", "Bob/scan.csv", alice).allowed
