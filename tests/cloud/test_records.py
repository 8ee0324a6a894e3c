"""CloudTrail records: every call is written down, by principal type, once for each account."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from simlib import TrailError, load_trail
from simlib.cloud.cloud import Cloud
from simlib.cloud.errors import ClientError
from tests.cases_reader import cases
from tests.clouds import (
    HOSPITAL,
    PARTNER,
    add_role,
    add_user,
    allow,
    deny,
    document,
    hospital,
    trust,
)


def world() -> Cloud:
    cloud = hospital()
    cloud.add_account(PARTNER, "partner")
    add_user(cloud, "Alice", allow("*"))
    add_user(cloud, "Bob", allow(["sts:*", "s3:*"]), account=PARTNER)
    add_role(cloud, "CareRole", trust({"AWS": [HOSPITAL, PARTNER]}), allow("*"))
    cloud.as_("Alice").call("s3:CreateBucket", Bucket="records-1")
    return cloud


FIELDS = [
    "eventVersion", "userIdentity", "eventTime", "eventSource", "eventName", "awsRegion",
    "sourceIPAddress", "userAgent", "errorCode", "errorMessage", "requestParameters",
    "responseElements", "requestID", "eventID", "readOnly", "eventType", "managementEvent",
    "recipientAccountId", "eventCategory",
]  # fmt: skip


def denied(cloud: Cloud) -> dict[str, object]:
    add_user(cloud, "Eve")
    with pytest.raises(ClientError):
        cloud.as_("Eve").call("s3:CreateBucket", Bucket="records-2")
    return cloud.records[-1]


def test_a_denied_call_has_every_field_and_no_response() -> None:
    record = denied(world())
    assert [field for field in FIELDS if field not in record] == []
    assert record["eventVersion"] == "1.11"
    assert record["errorCode"] == "AccessDenied"
    assert record["responseElements"] is None


def test_a_role_session_is_named_with_its_issuer() -> None:
    cloud = world()
    cloud.as_("CareRole", session_name="shift1").call("s3:CreateBucket", Bucket="records-2")
    identity = cloud.records[-1]["userIdentity"]
    role = cloud.state.roles[HOSPITAL, "CareRole"]
    assert identity["type"] == "AssumedRole"
    assert identity["principalId"] == f"{role.unique_id}:shift1"
    assert identity["arn"] == f"arn:aws:sts::{HOSPITAL}:assumed-role/CareRole/shift1"
    assert identity["accountId"] == HOSPITAL
    issuer = identity["sessionContext"]["sessionIssuer"]
    assert (issuer["type"], issuer["arn"], issuer["userName"]) == ("Role", role.arn, "CareRole")


def test_across_accounts_each_account_has_a_record_of_one_shared_event() -> None:
    cloud = world()
    cloud.as_("Bob").assume("CareRole")
    callers, owners = cloud.records[-2:]
    assert callers["recipientAccountId"] == PARTNER
    assert owners["recipientAccountId"] == HOSPITAL
    assert callers["sharedEventID"] == owners["sharedEventID"]
    assert callers["eventID"] != owners["eventID"]
    assert owners["userIdentity"]["type"] == "AWSAccount"
    assert owners["userIdentity"]["accountId"] == PARTNER


def test_another_account_knows_a_federated_user_by_its_account_and_name() -> None:
    cloud = world()
    cloud.as_("Bob").call("s3:CreateBucket", Bucket="records-2")
    open_to_all = trust({"AWS": HOSPITAL}, "s3:*", Resource="arn:aws:s3:::records-2")
    policy = json.dumps(document(open_to_all))
    cloud.as_("root", account=PARTNER).call("s3:PutBucketPolicy", Bucket="records-2", Policy=policy)
    answer = cloud.as_("Alice").call(
        "sts:GetFederationToken", Name="kiosk", Policy=json.dumps(document(allow("*")))
    )
    cloud.as_(answer["FederatedUser"]["Arn"]).call("s3:ListObjectsV2", Bucket="records-2")
    assert cloud.records[-1]["recipientAccountId"] == PARTNER
    assert cloud.records[-1]["userIdentity"]["principalId"] == f"{HOSPITAL}:kiosk"


def test_the_trail_is_a_frame_that_keeps_its_records_when_filtered() -> None:
    cloud = world()
    denied(cloud)
    refused = cloud.trail[cloud.trail.errorCode != ""]
    assert list(refused.eventName) == ["CreateBucket"]
    assert [record["errorCode"] for record in refused.records] == ["AccessDenied"]


def test_a_listing_of_objects_is_told_with_the_arn_of_its_bucket() -> None:
    """The objects have only the beginning of their ARNs, and stand first."""
    cloud = world()
    cloud.as_("Alice").call("s3:ListObjectsV2", Bucket="records-1")
    assert "ARNPrefix" in cloud.records[-1]["resources"][0]
    assert cloud.trail.iloc[-1]["resource"] == "arn:aws:s3:::records-1"


@pytest.mark.parametrize("name", ["trail.json", "trail.json.gz"])
def test_the_trail_is_saved_as_a_log_file(tmp_path: Path, name: str) -> None:
    cloud = world()
    raw = cloud.trail.save(tmp_path / name).read_bytes()
    text = gzip.decompress(raw) if name.endswith(".gz") else raw
    assert json.loads(text) == {"Records": cloud.records}


@pytest.mark.parametrize("name", ["trail.json", "trail.json.gz"])
def test_a_saved_trail_is_read_again(tmp_path: Path, name: str) -> None:
    cloud = world()
    denied(cloud)
    again = load_trail(cloud.trail.save(tmp_path / name))
    assert again.records == cloud.records
    assert again.equals(cloud.trail)


def test_a_file_that_is_no_trail_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("[1, 2")
    for path in ("x.json", "none.json"):
        with pytest.raises(TrailError, match=path):
            load_trail(tmp_path / path)
    with pytest.raises(TrailError, match="cannot write"):
        world().trail.save(tmp_path / "missing" / "trail.json")


def test_data_events_can_be_left_out() -> None:
    cloud = world()
    cloud.data_events = False
    before = len(cloud.records)
    cloud.as_("Alice").call("s3:PutObject", Bucket="records-1", Key="1")
    assert len(cloud.records) == before


def test_a_denial_by_an_endpoint_policy_is_a_network_activity_event_too() -> None:
    cloud = world()
    only_other = {"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "arn:aws:s3:::other/*",
    }}  # fmt: skip
    cloud.add_endpoint("vpce-1", "s3", vpc="vpc-1", account=HOSPITAL, policy=only_other)
    alice = cloud.as_("Alice").through("vpce-1")
    with pytest.raises(ClientError) as caught:
        alice.call("s3:GetObject", Bucket="records-1", Key="1")
    assert "no VPC endpoint policy allows" in caught.value.message
    event = cloud.records[-1]
    assert event["errorCode"] == "VpceAccessDenied"
    assert event["errorMessage"] == "The request was denied due to a VPC endpoint policy"
    assert event["eventCategory"] == "NetworkActivity"


def healthlake_denied() -> list[dict[str, Any]]:
    cloud = world()
    add_user(cloud, "Eve")
    store = {"DatastoreId": "0" * 32, "ResourceType": "Patient", "ResourceId": "1"}
    cloud.as_("Eve").attempt("healthlake:ReadResource", **store)
    return cloud.records[-1:]


def by_role_session() -> list[dict[str, Any]]:
    cloud = world()
    cloud.as_("CareRole", session_name="shift1").call("sts:GetCallerIdentity")
    return cloud.records[-1:]


def by_healthlake() -> list[dict[str, Any]]:
    cloud = world()
    key = cloud.as_("root", account=HOSPITAL).call("kms:CreateKey")["KeyMetadata"]["Arn"]
    nurse = cloud.as_("CareRole", session_name="shift1")
    config = {"CmkType": "CUSTOMER_MANAGED_KMS_KEY", "KmsKeyId": key}
    nurse.call(
        "healthlake:CreateFHIRDatastore",
        DatastoreTypeVersion="R4",
        SseConfiguration={"KmsEncryptionConfig": config},
    )
    return [record for record in cloud.records if record["eventName"] == "CreateGrant"]


def across_accounts() -> list[dict[str, Any]]:
    """Bob of the partner uses the hospital's key, which its policy gives to his account."""
    cloud = world()
    add_user(cloud, "Bob", allow("kms:*"), account=PARTNER)
    both = [f"arn:aws:iam::{each}:root" for each in (HOSPITAL, PARTNER)]
    policy = json.dumps(document({**allow("kms:*"), "Principal": {"AWS": both}}))
    root = cloud.as_("root", account=HOSPITAL)
    key = root.call("kms:CreateKey", Policy=policy)["KeyMetadata"]["Arn"]
    blob = root.call("kms:Encrypt", KeyId=key, Plaintext=b"phi")["CiphertextBlob"]
    cloud.as_("Bob").call("kms:Decrypt", KeyId=key, CiphertextBlob=blob)
    return [record for record in cloud.records if record["eventName"] == "Decrypt"]


def by_endpoint() -> list[dict[str, Any]]:
    cloud = world()
    nothing = document({**deny("*"), "Principal": "*"})
    cloud.add_endpoint("vpce-1", "s3", vpc="vpc-1", account=HOSPITAL, policy=nothing)
    cloud.as_("Alice").through("vpce-1").attempt("s3:GetObject", Bucket="records-1", Key="1")
    return cloud.records[-1:]


RECORDS = {
    "J-031": healthlake_denied,
    "J-032": by_role_session,
    "J-033": by_healthlake,
    "J-034": across_accounts,
    "J-035": by_endpoint,
    "J-036": by_role_session,
}


def at_path(record: dict[str, Any], path: str) -> Any:
    for name in path.split("."):
        record = record[name]
    return record


def like(wanted: Any, found: Any) -> bool:
    """`AROA...:x` and `A or B` in a case stand for what begins so, and for either."""
    if not isinstance(wanted, str):
        return bool(wanted == found)
    head, dots, tail = wanted.partition("...")
    if dots:
        return str(found).startswith(head) and str(found).endswith(tail)
    return found in wanted.split(" or ")


@pytest.mark.parametrize("case", cases("cloudtrail"), ids=lambda case: case["id"])
def test_cloudtrail_case(case: dict[str, Any]) -> None:
    expected, records = case["expected"], RECORDS[case["id"]]()
    first = records[0]
    assert [name for name in expected.get("fields", ()) if name not in first] == []
    for path, wanted in expected.get("values", {}).items():
        assert like(wanted, first[path]), path
    for path, wanted in expected.get("userIdentity", {}).items():
        assert like(wanted, at_path(first["userIdentity"], path)), path
    if "records" in expected:
        assert len(records) == expected["records"]
        assert len({record[expected["shared"]] for record in records}) == 1
        for name in expected["different"]:
            assert len({record[name] for record in records}) == len(records)
    if "correct_arn" in expected:
        whole = expected["correct_arn"].replace("Sampleuser01/<session-name>", "CareRole/shift1")
        assert first["userIdentity"]["arn"] == whole


def test_an_empty_trail_has_its_columns() -> None:
    assert "errorCode" in hospital().trail.columns
