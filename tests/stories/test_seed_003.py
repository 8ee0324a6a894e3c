"""Seed 003: Alice and Bob upload clinical data to one bucket, each through an access point.

The five tests of the document come out as it says, by ARN and by alias; what it leaves out or has
wrong comes out too.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from simlib import parse_policy
from simlib.cloud.cloud import Cloud
from simlib.cloud.errors import ClientError
from simlib.evaluation.evaluate import Evaluation
from tests.clouds import HOSPITAL, Statement, add_user, allow, deny, document, hospital
from tests.services.s3_cloud import owner, text, to

BUCKET = f"s3-ap-stack-{HOSPITAL}-s3-access-point"
ARN = f"arn:aws:s3:::{BUCKET}"
DOORS = {
    "Alice": f"arn:aws:s3:us-east-1:{HOSPITAL}:accesspoint/alice-access-point",
    "Bob": f"arn:aws:s3:us-east-1:{HOSPITAL}:accesspoint/bob-access-point",
}
FROM_OUR_DOORS = {"StringEquals": {"s3:DataAccessPointAccount": HOSPITAL}}
BROWSING = allow(
    ["s3:GetAccessPoint", "s3:ListAllMyBuckets", "s3:ListAccessPoints", "s3:ListBucket"]
)
PUBLISHED = """{
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": "*"},
            "Action": "s3:PutObject",
            "Resource": {
                "arn:aws:s3:::BUCKET-NAME/*"
            },
            "Condition": {"StringEquals": {"s3:DataAccessPointAccount": "ACCOUNT-ID"}}
        }
    ]
}"""


def solution() -> Cloud:
    """What the document sets up, with its one mistake in the bucket policy mended."""
    cloud = hospital()
    for name in DOORS:
        add_user(cloud, name, BROWSING)
    root = owner(cloud)
    root.call("s3:CreateBucket", Bucket=BUCKET)
    delegating = to({"AWS": "*"}, "s3:PutObject", f"{ARN}/*", Condition=FROM_OUR_DOORS)
    root.call("s3:PutBucketPolicy", Bucket=BUCKET, Policy=text(delegating))
    for name, arn in DOORS.items():
        named = {"AccountId": HOSPITAL, "Name": arn.rpartition("/")[2]}
        root.call("s3control:CreateAccessPoint", **named, Bucket=BUCKET)
        own = to(f"arn:aws:iam::{HOSPITAL}:user/{name}", "s3:PutObject", f"{arn}/object/{name}/*")
        root.call("s3control:PutAccessPointPolicy", **named, Policy=text(own))
    return cloud


def by_arn(cloud: Cloud, whose: str) -> str:
    return DOORS[whose]


def by_alias(cloud: Cloud, whose: str) -> str:
    return cloud.state.access_points[DOORS[whose]].alias


Naming = Callable[[Cloud, str], str]
both_names = pytest.mark.parametrize("naming", [by_arn, by_alias])


def upload(cloud: Cloud, bucket: str, key: str, who: str = "Alice") -> Evaluation:
    """What decided an upload, whether it was done or refused."""
    try:
        evaluation = cloud.as_(who).call("s3:PutObject", Bucket=bucket, Key=key).evaluation
    except ClientError as error:
        evaluation = error.evaluation
    assert evaluation is not None
    return evaluation


def give(cloud: Cloud, name: str, *statements: Statement) -> None:
    """Gives a user these statements in place of those it has."""
    inline = {"inline": parse_policy(document(*statements), name="inline")} if statements else {}
    user = replace(cloud.state.users[HOSPITAL, name], inline=inline)
    cloud.state = cloud.state.put("users", (HOSPITAL, name), user)


def test_alice_signs_in_and_sees_the_bucket() -> None:
    cloud = solution()
    listed = cloud.as_("Alice").call("s3:ListBuckets")["Buckets"]
    assert [bucket["Name"] for bucket in listed] == [BUCKET]
    doors = cloud.as_("Alice").call("s3control:ListAccessPoints", AccountId=HOSPITAL)
    assert len(doors["AccessPointList"]) == 2


def test_alice_does_not_upload_to_the_bucket_itself() -> None:
    evaluation = upload(solution(), BUCKET, "Alice/data.csv")
    assert evaluation.decision == "implicitDeny"
    assert "s3:DataAccessPointAccount" in evaluation.why()


@both_names
def test_alice_uploads_to_her_folder_through_her_access_point(naming: Naming) -> None:
    cloud = solution()
    assert upload(cloud, naming(cloud, "Alice"), "Alice/data.csv").allowed
    assert list(cloud.state.objects[BUCKET]) == ["Alice/data.csv"]


@both_names
def test_alice_does_not_upload_to_bobs_folder_through_her_access_point(naming: Naming) -> None:
    cloud = solution()
    evaluation = upload(cloud, naming(cloud, "Alice"), "Bob/data.csv")
    assert (evaluation.decision, evaluation.gate) == ("implicitDeny", "access point")


@both_names
def test_alice_does_not_upload_through_bobs_access_point(naming: Naming) -> None:
    cloud = solution()
    evaluation = upload(cloud, naming(cloud, "Bob"), "Bob/data.csv")
    assert (evaluation.decision, evaluation.gate) == ("implicitDeny", "access point")


@both_names
def test_bob_has_what_alice_has(naming: Naming) -> None:
    cloud = solution()
    assert upload(cloud, naming(cloud, "Bob"), "Bob/data.csv", "Bob").allowed
    assert not upload(cloud, naming(cloud, "Bob"), "Alice/data.csv", "Bob").allowed
    assert not upload(cloud, naming(cloud, "Alice"), "Alice/data.csv", "Bob").allowed
    assert not upload(cloud, BUCKET, "Bob/data.csv", "Bob").allowed


def test_the_documents_own_command_is_refused_at_the_access_point() -> None:
    """Its key is no key in Alice's folder, and only `object/Alice/*` is hers."""
    cloud = solution()
    evaluation = upload(cloud, by_alias(cloud, "Alice"), "my-image.jpg")
    assert (evaluation.decision, evaluation.gate) == ("implicitDeny", "access point")
    why = evaluation.why()
    assert why.startswith("At gate 1, access point.")
    assert "access point policy of alice-access-point" in why
    assert "/object/Alice/*" in why
    assert "/object/my-image.jpg" in why


def test_an_identity_policy_opens_the_way_past_the_access_points() -> None:
    cloud = solution()
    give(cloud, "Alice", BROWSING, allow("s3:PutObject"))
    assert upload(cloud, BUCKET, "Bob/data.csv").allowed


def test_a_deny_unless_by_an_access_point_closes_that_way_again() -> None:
    cloud = solution()
    give(cloud, "Alice", BROWSING, allow("s3:PutObject"))
    closed = deny("s3:PutObject", f"{ARN}/*", Principal="*", Condition=NOT_FROM_OUR_DOORS)
    delegating = to({"AWS": "*"}, "s3:PutObject", f"{ARN}/*", Condition=FROM_OUR_DOORS)
    owner(cloud).call("s3:PutBucketPolicy", Bucket=BUCKET, Policy=text(delegating, closed))
    assert upload(cloud, BUCKET, "Bob/data.csv").decision == "explicitDeny"
    assert upload(cloud, by_arn(cloud, "Alice"), "Alice/data.csv").allowed


NOT_FROM_OUR_DOORS = {"StringNotEquals": {"s3:DataAccessPointAccount": HOSPITAL}}


def test_the_published_bucket_policy_is_refused_as_it_is() -> None:
    """Its Resource is written like an object, without a value."""
    cloud = solution()
    filled = PUBLISHED.replace("BUCKET-NAME", BUCKET).replace("ACCOUNT-ID", HOSPITAL)
    with pytest.raises(ClientError) as caught:
        owner(cloud).call("s3:PutBucketPolicy", Bucket=BUCKET, Policy=filled)
    assert (caught.value.code, caught.value.status) == ("MalformedPolicy", 400)
    assert "line 8" in caught.value.hint


def test_the_delegation_is_not_public() -> None:
    status = owner(solution()).call("s3:GetBucketPolicyStatus", Bucket=BUCKET)
    assert status == {"PolicyStatus": {"IsPublic": False}}


def test_the_trail_tells_by_which_door_an_upload_came() -> None:
    cloud = solution()
    upload(cloud, by_arn(cloud, "Alice"), "Alice/data.csv")
    doors: list[Any] = [each["ARN"] for each in cloud.records[-1]["resources"]]
    assert doors[-1] == DOORS["Alice"]


def test_uploads_need_none_of_the_users_policy() -> None:
    """The document attaches it to let users see buckets and access points."""
    cloud = solution()
    give(cloud, "Alice")
    assert not cloud.as_("Alice").can("s3:ListAllMyBuckets").allowed
    assert upload(cloud, by_arn(cloud, "Alice"), "Alice/data.csv").allowed


def test_a_user_made_anew_under_the_old_name_does_not_get_in() -> None:
    cloud = solution()
    add_user(cloud, "Alice", BROWSING)
    assert not upload(cloud, by_arn(cloud, "Alice"), "Alice/data.csv").allowed
