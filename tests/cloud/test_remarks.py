"""What is said beside a decision: the thing is not here, the question is none, a key is needed."""

from datetime import timedelta
from pathlib import Path

import pytest

from simlib import load_account, load_scenario
from simlib.cloud.cloud import Cloud
from tests.clouds import HOSPITAL, add_user, allow, hospital

EXAMPLE = Path(__file__).parents[2] / "data" / "examples" / "account"


def world() -> Cloud:
    cloud = hospital()
    add_user(cloud, "Alice", allow("*"))
    cloud.as_("root").call("s3:CreateBucket", Bucket="imaging-111122223333")
    return cloud


def why(action: str, resource: str = "*") -> str:
    return world().as_("Alice").can(action, resource).why()


MISSING = {
    "bucket": ("s3:PutObject", "arn:aws:s3:::imaging-11112222333/x"),
    "access point": ("s3:GetObject", f"arn:aws:s3:us-east-1:{HOSPITAL}:accesspoint/a/object/x"),
    "role": ("sts:AssumeRole", f"arn:aws:iam::{HOSPITAL}:role/NoSuchRole"),
    "user": ("iam:GetUser", f"arn:aws:iam::{HOSPITAL}:user/alice"),
    "data store": (
        "healthlake:ReadResource",
        f"arn:aws:healthlake:us-east-1:{HOSPITAL}:datastore/fhir/{'0' * 32}",
    ),
    "domain": ("health-agent:GetDomain", f"arn:aws:health-agent:us-east-1:{HOSPITAL}:domain/x"),
}


@pytest.mark.parametrize("kind", MISSING)
def test_a_thing_that_is_not_here_is_said_not_to_be(kind: str) -> None:
    assert f"Note: there is no {kind} `" in why(*MISSING[kind])


def test_the_nearest_name_that_is_here_is_offered() -> None:
    assert "there is `imaging-111122223333`" in why(*MISSING["bucket"])
    assert "there is `Alice`" in why(*MISSING["user"])


def test_what_is_here_needs_no_note() -> None:
    assert "Note:" not in why("s3:PutObject", "arn:aws:s3:::imaging-111122223333/new")
    assert "Note:" not in why("s3:CreateBucket", "arn:aws:s3:::another-one")
    assert "Note:" not in why("s3:ListAllMyBuckets")


def test_an_operation_is_told_from_an_action() -> None:
    assert "it needs s3:ListAllMyBuckets" in why("s3:ListBuckets")


def test_an_action_that_does_not_exist_is_said_not_to() -> None:
    told = why("s3:GetObjekt", "arn:aws:s3:::imaging-111122223333/x")
    assert "AWS's reference has no action `s3:GetObjekt`; there is `s3:GetObject`" in told
    assert "AWS's reference has no action `dynamodb:GetItm`" in why("dynamodb:GetItm")


def test_a_resource_of_a_type_that_the_action_never_takes_is_noticed() -> None:
    told = why("s3:GetObject", "arn:aws:s3:::imaging-111122223333")
    assert "s3:GetObject is authorized on " in told
    assert "this ARN is of bucket" in told


def test_a_condition_key_that_no_service_has_is_said_not_to_exist() -> None:
    cloud = hospital()
    wanted = {"StringEquals": {"healthlake:DatastoreAccessLevel": "READ_ONLY"}}
    add_user(cloud, "Nurse", allow("healthlake:*", Condition=wanted))
    told = cloud.as_("Nurse").can("healthlake:ListFHIRDatastores").why()
    assert "absent: AWS's reference has no such key for healthlake" in told


def test_a_forgotten_resource_is_noticed() -> None:
    assert "s3:GetObject is authorized on a resource, and none was named" in why("s3:GetObject")


def test_encrypted_data_is_said_to_need_its_key() -> None:
    cloud = load_scenario("healthlake-encryption")
    role = cloud.as_("HealthLakeFullAccessRole")
    key = next(arn for alias, arn in cloud.state.aliases.items() if alias.endswith("/clinical"))
    config = {"CmkType": "CUSTOMER_MANAGED_KMS_KEY", "KmsKeyId": key}
    made = role.call(
        "healthlake:CreateFHIRDatastore",
        DatastoreTypeVersion="R4",
        SseConfiguration={"KmsEncryptionConfig": config},
    )
    told = role.can("healthlake:ReadResource", made["DatastoreArn"]).why()
    assert f"also needs kms:DescribeKey and kms:Decrypt on `{key}`" in told


def granted(minutes: int) -> tuple[Cloud, str, str]:
    """A cloud whose grants take their time, a key, and a grant on it for Worker."""
    cloud = hospital(grant_delay=timedelta(minutes=minutes))
    add_user(cloud, "Worker")
    root = cloud.as_("root")
    key = root.call("kms:CreateKey")["KeyMetadata"]["Arn"]
    grantee = f"arn:aws:iam::{HOSPITAL}:user/Worker"
    made = root.call("kms:CreateGrant", KeyId=key, GranteePrincipal=grantee, Operations=["Encrypt"])
    return cloud, key, made["GrantId"]


def test_a_grant_that_does_not_count_yet_is_named() -> None:
    cloud, key, grant = granted(5)
    worker = cloud.as_("Worker")
    told = f"grant {grant[:8]} to `arn:aws:iam::{HOSPITAL}:user/Worker` counts from"
    assert told in worker.can("kms:Encrypt", key).why()
    refused = worker.attempt("kms:Encrypt", KeyId=key, Plaintext=b"x").error
    assert refused is not None
    assert told in refused.hint
    cloud.advance(minutes=5)
    assert worker.can("kms:Encrypt", key).allowed


def test_a_grant_that_was_revoked_is_named_while_it_still_counts() -> None:
    cloud, key, grant = granted(5)
    cloud.advance(minutes=5)
    cloud.as_("root").call("kms:RevokeGrant", KeyId=key, GrantId=grant)
    evaluation = cloud.as_("Worker").can("kms:Encrypt", key)
    assert evaluation.allowed
    assert "was ended, and counts until" in evaluation.why()


def test_the_nearest_grant_is_told_with_the_part_that_fails() -> None:
    cloud, key, _ = granted(0)
    told = cloud.as_("Worker").can("kms:Decrypt", key).why()
    assert "Of the KMS grants the nearest is grant" in told
    assert "operations: no value matches" in told


def test_an_account_without_its_organization_says_so_in_each_decision() -> None:
    alone = load_account(EXAMPLE / "account-details.json").cloud
    asked = ("s3:GetObject", "arn:aws:s3:::hospital-records/Alice/x")
    told = alone.as_("Alice").can(*asked).why()
    assert "its SCPs and RCPs are not counted" in told
    assert "there is no bucket `hospital-records` in this cloud" in told
    assert "Note:" not in load_account(EXAMPLE).cloud.as_("Alice").can(*asked).why()


def test_a_note_stands_in_the_trace_and_decides_nothing() -> None:
    evaluation = world().as_("Alice").can(*MISSING["bucket"])
    assert evaluation.allowed
    assert "○ there is no bucket `imaging-11112222333`" in str(evaluation)
