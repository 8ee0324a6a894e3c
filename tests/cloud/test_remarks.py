"""What is said beside a decision: the thing is not here, the question is none, a key is needed."""

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
