"""Amazon S3 Control: access points, how requests come through them, and the account's settings."""

from dataclasses import replace
from typing import Any

import pytest

from simlib import Layer
from simlib.cloud.caller import Caller
from simlib.cloud.cloud import Cloud
from simlib.cloud.errors import ClientError, NotModelledError
from simlib.cloud.network import VpcEndpoint
from tests.clouds import HOSPITAL, PARTNER, allow
from tests.services.s3_cloud import (
    ALICE,
    ALL_OFF,
    ARN,
    BUCKET,
    DOOR,
    block,
    delegate,
    open_door,
    owner,
    put_door_policy,
    put_policy,
    text,
    to,
    user,
    ward,
)

NAMED = {"AccountId": HOSPITAL, "Name": "ward"}
SCAN = {"Bucket": DOOR, "Key": "Alice/scan.dcm"}


def refusal(caller: Caller, operation: str, **parameters: Any) -> ClientError:
    with pytest.raises(ClientError) as caught:
        caller.call(operation, **parameters)
    return caught.value


def control(caller: Caller, operation: str, **parameters: Any) -> ClientError:
    return refusal(caller, f"s3control:{operation}", **parameters)


def opened(**more: Any) -> tuple[Cloud, Caller]:
    """A bucket that delegates, an access point that lets Alice read what is hers, and Alice."""
    cloud = ward()
    alice = user(cloud, "Alice")
    delegate(cloud)
    open_door(cloud, **more)
    put_door_policy(cloud, to(ALICE, "s3:GetObject", f"{DOOR}/object/Alice/*"))
    return cloud, alice


# --- Making and seeing access points -------------------------------------------------------------


def test_a_new_access_point_is_open_to_the_internet_and_blocks_public_access() -> None:
    cloud = ward()
    open_door(cloud)
    answer = owner(cloud).call("s3control:GetAccessPoint", **NAMED)
    assert (answer["NetworkOrigin"], answer["Bucket"]) == ("Internet", BUCKET)
    assert all(answer["PublicAccessBlockConfiguration"].values())


@pytest.mark.parametrize("name", ["ward", "a-name-that-is-as-long-as-a-name-can-be-with-50-of"])
def test_an_alias_has_at_most_63_characters(name: str) -> None:
    alias = open_door(ward(), name)
    assert alias.endswith("-s3alias")
    assert alias.startswith(name[:20].rstrip("-"))
    assert len(alias) <= 63


@pytest.mark.parametrize("name", ["Ward", "-ward", "ward-", "w_d", "a.b", "x-s3alias", "x" * 51])
def test_a_bad_name_is_refused(name: str) -> None:
    given = {"AccountId": HOSPITAL, "Name": name, "Bucket": BUCKET}
    assert control(owner(ward()), "CreateAccessPoint", **given).code == "InvalidRequest"


def test_a_name_is_taken_once_in_an_account() -> None:
    cloud = ward()
    open_door(cloud)
    again = control(owner(cloud), "CreateAccessPoint", **NAMED, Bucket=BUCKET)
    assert again.code == "AccessPointAlreadyOwnedByYou"


def test_there_is_no_access_point_to_no_bucket() -> None:
    refused = control(owner(ward()), "CreateAccessPoint", **NAMED, Bucket="none")
    assert refused.code == "NoSuchBucket"


def test_another_accounts_bucket_must_be_said_to_be_so() -> None:
    cloud = ward()
    partner = cloud.as_("root", account=PARTNER)
    given = {"AccountId": PARTNER, "Name": "ward", "Bucket": BUCKET}
    assert control(partner, "CreateAccessPoint", **given).code == "AccessDenied"
    partner.call("s3control:CreateAccessPoint", **given, BucketAccountId=HOSPITAL)


def test_nobody_handles_another_accounts_access_points() -> None:
    cloud = ward()
    open_door(cloud)
    eve = user(cloud, "Eve", allow("s3:*"), account=PARTNER)
    assert control(eve, "GetAccessPoint", **NAMED).code == "AccessDenied"
    assert control(eve, "ListAccessPoints", AccountId=HOSPITAL).code == "AccessDenied"
    assert control(eve, "DeleteAccessPoint", **NAMED).code == "AccessDenied"


def test_settings_of_an_access_point_need_an_action_of_their_own() -> None:
    alice = user(ward(), "Alice", allow("s3:CreateAccessPoint"))
    given = {**NAMED, "Bucket": BUCKET}
    refused = control(alice, "CreateAccessPoint", **given, PublicAccessBlockConfiguration=ALL_OFF)
    assert "s3:PutAccessPointPublicAccessBlock" in refused.message
    alice.call("s3control:CreateAccessPoint", **given)


def test_policies_can_demand_a_vpc_when_access_points_are_made() -> None:
    vpc_only = {"StringEquals": {"s3:AccessPointNetworkOrigin": "VPC"}}
    alice = user(ward(), "Alice", allow("s3:CreateAccessPoint", Condition=vpc_only))
    given = {**NAMED, "Bucket": BUCKET}
    assert control(alice, "CreateAccessPoint", **given).code == "AccessDenied"
    alice.call("s3control:CreateAccessPoint", **given, VpcConfiguration={"VpcId": "vpc-1"})


def test_access_points_are_listed_by_bucket() -> None:
    cloud = ward()
    owner(cloud).call("s3:CreateBucket", Bucket="phi-other")
    for name, bucket in (("b-door", BUCKET), ("a-door", BUCKET), ("c-door", "phi-other")):
        given = {"AccountId": HOSPITAL, "Name": name, "Bucket": bucket}
        owner(cloud).call("s3control:CreateAccessPoint", **given)
    answer = owner(cloud).call("s3control:ListAccessPoints", AccountId=HOSPITAL, Bucket=BUCKET)
    assert [each["Name"] for each in answer["AccessPointList"]] == ["a-door", "b-door"]


def test_reading_an_access_point_needs_everything_as_resource() -> None:
    cloud = ward()
    open_door(cloud)
    alice = user(cloud, "Alice", allow("s3:GetAccessPoint", DOOR))
    assert control(alice, "GetAccessPoint", **NAMED).code == "AccessDenied"


def test_requests_about_an_access_point_pass_one_gate() -> None:
    cloud = ward()
    open_door(cloud)
    alice = user(cloud, "Alice", allow("s3:*AccessPoint*", DOOR))
    assert alice.can("s3:PutAccessPointPolicy", DOOR).gates == ()
    alice.call("s3control:DeleteAccessPoint", **NAMED)
    assert cloud.state.access_points == {}


def test_a_deleted_access_point_is_not_there() -> None:
    cloud, alice = opened()
    owner(cloud).call("s3control:DeleteAccessPoint", **NAMED)
    assert refusal(alice, "s3:GetObject", **SCAN).code == "NoSuchAccessPoint"
    (named,) = cloud.records[-1]["resources"]
    assert named == {"accountId": HOSPITAL, "type": "AWS::S3::AccessPoint", "ARN": DOOR}
    for operation in ("GetAccessPoint", "DeleteAccessPoint", "GetAccessPointPolicy"):
        assert control(owner(cloud), operation, **NAMED).code == "NoSuchAccessPoint"


# --- Their policies ------------------------------------------------------------------------------


def test_an_access_point_without_a_policy_says_so() -> None:
    cloud = ward()
    open_door(cloud)
    for operation in ("GetAccessPointPolicy", "GetAccessPointPolicyStatus"):
        assert control(owner(cloud), operation, **NAMED).code == "NoSuchAccessPointPolicy"


def test_a_policy_comes_back_and_goes() -> None:
    cloud, _ = opened()
    shown = owner(cloud).call("s3control:GetAccessPointPolicy", **NAMED)["Policy"]
    assert shown == text(to(ALICE, "s3:GetObject", f"{DOOR}/object/Alice/*"))
    status = owner(cloud).call("s3control:GetAccessPointPolicyStatus", **NAMED)
    assert status == {"PolicyStatus": {"IsPublic": False}}
    owner(cloud).call("s3control:DeleteAccessPointPolicy", **NAMED)
    assert cloud.state.access_points[DOOR].policy is None


@pytest.mark.parametrize(
    "resource", ["*", f"{ARN}/*", f"{DOOR}2/object/*", DOOR.replace("ward", "*")]
)
def test_the_policy_speaks_of_its_own_access_point_alone(resource: str) -> None:
    cloud = ward()
    open_door(cloud)
    policy = text(to(HOSPITAL, "s3:GetObject", resource))
    refused = control(owner(cloud), "PutAccessPointPolicy", **NAMED, Policy=policy)
    assert (refused.code, refused.message) == ("MalformedPolicy", "Policy has invalid resource")


EVERYONE = to("*", "s3:GetObject", f"{DOOR}/object/*")


def test_a_public_policy_is_refused() -> None:
    cloud = ward()
    open_door(cloud)
    refused = control(owner(cloud), "PutAccessPointPolicy", **NAMED, Policy=text(EVERYONE))
    assert refused.code == "AccessDenied"
    assert f'perform: s3:PutAccessPointPolicy on resource: "{DOOR}"' in refused.message
    assert "BlockPublicPolicy" in refused.message


def test_the_buckets_settings_hold_for_its_own_accounts_access_points() -> None:
    cloud = ward()
    open_door(cloud, PublicAccessBlockConfiguration=ALL_OFF)
    refused = control(owner(cloud), "PutAccessPointPolicy", **NAMED, Policy=text(EVERYONE))
    assert "BlockPublicPolicy" in refused.message


def test_an_access_point_for_a_vpc_is_never_public() -> None:
    cloud = ward()
    open_door(cloud, VpcConfiguration={"VpcId": "vpc-1"})
    put_door_policy(cloud, EVERYONE)
    status = owner(cloud).call("s3control:GetAccessPointPolicyStatus", **NAMED)
    assert status == {"PolicyStatus": {"IsPublic": False}}


# --- Through them --------------------------------------------------------------------------------


def test_the_access_point_and_the_bucket_must_both_allow() -> None:
    cloud, alice = opened()
    assert alice.call("s3:GetObject", **SCAN)["Body"] == b"scan"
    owner(cloud).call("s3:DeleteBucketPolicy", Bucket=BUCKET)
    error = refusal(alice, "s3:GetObject", **SCAN)
    assert error.evaluation is not None
    assert error.evaluation.gate == "bucket"
    assert f'"{ARN}/Alice/scan.dcm"' in error.message


def test_the_alias_is_the_same_door() -> None:
    cloud, alice = opened()
    alias = cloud.state.access_points[DOOR].alias
    assert alice.call("s3:GetObject", Bucket=alias, Key="Alice/scan.dcm")["Body"] == b"scan"
    refused = refusal(alice, "s3:GetObject", Bucket=alias, Key="Bob/scan.dcm")
    assert refused.code == "AccessDenied"


def test_an_alias_is_no_name_for_policies() -> None:
    cloud = ward()
    alias = open_door(cloud)
    delegate(cloud)
    alice = user(cloud, "Alice", allow("s3:GetObject", f"arn:aws:s3:::{alias}/*"))
    assert refusal(alice, "s3:GetObject", Bucket=alias, Key="Alice/scan.dcm").code == "AccessDenied"


def test_listing_through_an_access_point_asks_for_the_access_point_itself() -> None:
    cloud, alice = opened()
    put_door_policy(cloud, to(ALICE, "s3:ListBucket", DOOR))
    assert alice.call("s3:ListObjectsV2", Bucket=DOOR)["KeyCount"] == 2


def test_plain_http_is_refused() -> None:
    _, alice = opened()
    error = refusal(alice.without_tls(), "s3:GetObject", **SCAN)
    assert error.evaluation is not None
    assert error.evaluation.layers == (Layer.AWS,)
    assert "access points take HTTPS only" in error.why()


def test_the_anonymous_are_refused() -> None:
    cloud = ward()
    open_door(cloud, PublicAccessBlockConfiguration=ALL_OFF)
    block(cloud)
    put_door_policy(cloud, EVERYONE)
    put_policy(cloud, to("*", "s3:GetObject", f"{ARN}/*"))
    nobody = cloud.as_("anonymous")
    assert refusal(nobody, "s3:GetObject", **SCAN).code == "AccessDenied"
    assert nobody.call("s3:GetObject", Bucket=BUCKET, Key="Alice/scan.dcm")["Body"] == b"scan"


def in_vpc(cloud: Cloud, caller: Caller, vpc: str) -> Caller:
    endpoint = VpcEndpoint(f"vpce-in-{vpc}", HOSPITAL, "us-east-1", vpc, "s3")
    cloud.state = cloud.state.put("endpoints", endpoint.id, endpoint)
    return caller.through(endpoint.id)


def test_an_access_point_for_a_vpc_takes_requests_from_that_vpc_alone() -> None:
    cloud, alice = opened(VpcConfiguration={"VpcId": "vpc-ward"})
    inside, outside = in_vpc(cloud, alice, "vpc-ward"), in_vpc(cloud, alice, "vpc-other")
    assert inside.call("s3:GetObject", **SCAN)["Body"] == b"scan"
    for caller in (alice, outside):
        error = refusal(caller, "s3:GetObject", **SCAN)
        assert error.evaluation is not None
        assert error.evaluation.layers[0] is Layer.AWS
        assert "the network origin of this access point is vpc-ward" in error.why()
        assert error.message.endswith("with an explicit deny in a resource-based policy")


def test_the_network_does_not_matter_to_requests_about_the_access_point() -> None:
    cloud, _ = opened(VpcConfiguration={"VpcId": "vpc-ward"})
    answer = owner(cloud).call("s3control:GetAccessPointPolicyStatus", **NAMED)
    assert answer["PolicyStatus"] == {"IsPublic": False}


def test_bucket_operations_do_not_go_through_an_access_point() -> None:
    cloud, _ = opened()
    refused = refusal(owner(cloud), "s3:PutBucketTagging", Bucket=DOOR, Tagging={"TagSet": []})
    assert (refused.code, refused.status) == ("MethodNotAllowed", 405)


def test_a_partners_access_point_needs_the_bucket_owners_word() -> None:
    cloud = ward()
    partner = cloud.as_("root", account=PARTNER)
    given = {"AccountId": PARTNER, "Name": "ward", "BucketAccountId": HOSPITAL, "Bucket": BUCKET}
    answer = partner.call("s3control:CreateAccessPoint", **given)
    eve = user(cloud, "Eve", allow("s3:GetObject"), account=PARTNER)
    through = {"Bucket": answer["AccessPointArn"], "Key": "Alice/scan.dcm"}
    assert refusal(eve, "s3:GetObject", **through).code == "AccessDenied"
    theirs = {"StringEquals": {"s3:DataAccessPointAccount": PARTNER}}
    put_policy(cloud, to("*", "s3:GetObject", f"{ARN}/*", Condition=theirs))
    assert eve.call("s3:GetObject", **through)["Body"] == b"scan"


def test_restricting_the_access_point_restricts_the_bucket_behind_it() -> None:
    cloud = ward()
    block(cloud)
    open_door(cloud, PublicAccessBlockConfiguration={"RestrictPublicBuckets": True})
    put_policy(cloud, to("*", "s3:GetObject", f"{ARN}/*"))
    put_door_policy(cloud, to(PARTNER, "s3:GetObject", f"{DOOR}/object/*"))
    eve = user(cloud, "Eve", allow("s3:GetObject"), account=PARTNER)
    assert eve.call("s3:GetObject", Bucket=BUCKET, Key="Alice/scan.dcm")["Body"] == b"scan"
    error = refusal(eve, "s3:GetObject", **SCAN)
    assert error.evaluation is not None
    assert error.evaluation.layers[0] is Layer.PUBLIC_ACCESS


# --- The account's settings ----------------------------------------------------------------------

OWN = {"AccountId": HOSPITAL}


def test_an_account_has_no_settings_until_they_are_put() -> None:
    cloud = ward()
    none = control(owner(cloud), "GetPublicAccessBlock", **OWN)
    assert none.code == "NoSuchPublicAccessBlockConfiguration"
    settings = {**ALL_OFF, "RestrictPublicBuckets": True}
    owner(cloud).call(
        "s3control:PutPublicAccessBlock", **OWN, PublicAccessBlockConfiguration=settings
    )
    answer = owner(cloud).call("s3control:GetPublicAccessBlock", **OWN)
    assert answer == {"PublicAccessBlockConfiguration": settings}
    owner(cloud).call("s3control:DeletePublicAccessBlock", **OWN)
    assert cloud.state.accounts[HOSPITAL].public_access_block is None


def test_the_strictest_of_account_and_bucket_wins() -> None:
    cloud = ward()
    block(cloud)
    put_policy(cloud, to("*", "s3:GetObject", f"{ARN}/*"))
    eve = user(cloud, "Eve", allow("s3:GetObject"), account=PARTNER)
    assert eve.can("s3:GetObject", f"{ARN}/Alice/scan.dcm").allowed
    account = replace(
        cloud.state.accounts[HOSPITAL], public_access_block=frozenset({"RestrictPublicBuckets"})
    )
    cloud.state = cloud.state.put("accounts", HOSPITAL, account)
    assert not eve.can("s3:GetObject", f"{ARN}/Alice/scan.dcm").allowed


def test_the_settings_of_an_account_have_actions_of_their_own() -> None:
    alice = user(ward(), "Alice", allow("s3:PutBucketPublicAccessBlock"))
    given = {**OWN, "PublicAccessBlockConfiguration": ALL_OFF}
    refused = control(alice, "PutPublicAccessBlock", **given)
    assert "s3:PutAccountPublicAccessBlock" in refused.message


def test_the_events_of_the_account_are_called_by_their_actions() -> None:
    cloud = ward()
    owner(cloud).call("s3control:DeletePublicAccessBlock", **OWN)
    record = cloud.records[-1]
    assert record["eventSource"] == "s3.amazonaws.com"
    assert record["eventName"] == "DeleteAccountPublicAccessBlock"


def test_tags_of_access_points_are_refused_by_name() -> None:
    with pytest.raises(NotModelledError, match="Tags"):
        owner(ward()).call("s3control:CreateAccessPoint", **NAMED, Bucket=BUCKET, Tags=[])
