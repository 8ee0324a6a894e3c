"""The scenario healthlake-encryption: every try of its README comes out as it says there."""

from datetime import timedelta
from typing import Any

import pytest

from simlib import load_scenario
from simlib.cloud.caller import Caller
from simlib.cloud.cloud import Cloud
from tests.clouds import refusal

HEALTHLAKE = "healthlake.us-east-1.amazonaws.com"
JOBS = "arn:aws:iam::111122223333:role/HealthLakeJobs"
EXCHANGE = "s3://clinical-exchange-111122223333"
PATIENT = {"ResourceType": "Patient", "ResourceId": "p1"}
FOUR = {"CreateGrant", "Decrypt", "DescribeKey", "GenerateDataKey"}


@pytest.fixture
def cloud() -> Cloud:
    return load_scenario("healthlake-encryption")


@pytest.fixture
def role(cloud: Cloud) -> Caller:
    return cloud.as_("HealthLakeFullAccessRole")


@pytest.fixture
def keeper(cloud: Cloud) -> Caller:
    return cloud.as_("KeyAdministrator")


@pytest.fixture
def key(keeper: Caller) -> str:
    return str(keeper.call("kms:DescribeKey", KeyId="alias/clinical")["KeyMetadata"]["Arn"])


def create(caller: Caller, key: str = "alias/clinical") -> str:
    config = {"CmkType": "CUSTOMER_MANAGED_KMS_KEY", "KmsKeyId": key}
    answer = caller.call(
        "healthlake:CreateFHIRDatastore",
        DatastoreTypeVersion="R4",
        SseConfiguration={"KmsEncryptionConfig": config},
    )
    return str(answer["DatastoreId"])


def write(caller: Caller, store: str) -> None:
    sent = {"gender": "other"}
    caller.call("healthlake:UpdateResource", DatastoreId=store, **PATIENT, Resource=sent)


def read(caller: Caller, store: str) -> Any:
    return caller.call("healthlake:ReadResource", DatastoreId=store, **PATIENT)["Resource"]


def start(caller: Caller, kind: str, store: str, **settings: Any) -> Any:
    """Runs a job and returns its properties."""
    named = {"DatastoreId": store, "DataAccessRoleArn": JOBS}
    job = caller.call(f"healthlake:StartFHIR{kind}Job", **named, **settings)["JobId"]
    found = caller.call(f"healthlake:DescribeFHIR{kind}Job", DatastoreId=store, JobId=job)
    return found[f"{kind}JobProperties"]


def imported(caller: Caller, store: str, key: str) -> Any:
    output = {"S3Configuration": {"S3Uri": f"{EXCHANGE}/jobs", "KmsKeyId": key}}
    source = {"S3Uri": f"{EXCHANGE}/import"}
    return start(caller, "Import", store, InputDataConfig=source, JobOutputDataConfig=output)


def test_the_key_policy_lets_the_role_create_a_data_store(role: Caller) -> None:
    create(role)
    asked = [r["eventName"] for r in role.cloud.records if "invokedBy" in r["userIdentity"]]
    assert asked == ["DescribeKey", "GenerateDataKey", "CreateGrant", "Decrypt"]


def test_the_grant_is_healthlakes(role: Caller, keeper: Caller, key: str) -> None:
    create(role)
    (grant,) = keeper.call("kms:ListGrants", KeyId=key)["Grants"]
    assert (grant["GranteePrincipal"], grant["RetiringPrincipal"]) == (HEALTHLAKE, HEALTHLAKE)


def test_the_role_cannot_use_the_key_itself(role: Caller, key: str) -> None:
    found = role.can("kms:Decrypt", key)
    assert found.decision == "implicitDeny"
    assert "kms:ViaService: the key is not in the request" in found.why()


@pytest.mark.parametrize("missing", sorted(FOUR - {"Decrypt"}))
def test_creation_fails_without_each_of_three_permissions(cloud: Cloud, missing: str) -> None:
    error = refusal(lambda: create(cloud.as_(f"No{missing}")))
    assert (error.code, error.operation) == ("AccessDeniedException", "CreateFHIRDatastore")
    assert f"because no identity-based policy allows the kms:{missing} action" in error.message


@pytest.mark.parametrize("missing", sorted(FOUR))
def test_each_role_lacks_one_permission_and_has_the_others(
    cloud: Cloud, key: str, missing: str
) -> None:
    caller = cloud.as_(f"No{missing}")
    assert {each for each in FOUR if not caller.can(f"kms:{each}", key).allowed} == {missing}


def test_without_decrypt_it_is_created_and_written_and_not_read(cloud: Cloud) -> None:
    blind = cloud.as_("NoDecrypt")
    store = create(blind)
    write(blind, store)
    assert "kms:Decrypt" in refusal(lambda: read(blind, store)).message


def test_two_patients_are_imported(role: Caller, key: str) -> None:
    store = create(role)
    assert imported(role, store, key)["JobStatus"] == "COMPLETED"
    assert read(role, store)["gender"] == "female"


def test_a_job_exports_under_the_key(role: Caller, key: str) -> None:
    store = create(role)
    write(role, store)
    output = {"S3Configuration": {"S3Uri": f"{EXCHANGE}/export", "KmsKeyId": key}}
    assert start(role, "Export", store, OutputDataConfig=output)["JobStatus"] == "COMPLETED"


def test_a_job_needs_a_role_that_healthlake_may_have(role: Caller, key: str) -> None:
    store = create(role)
    role.cloud.as_("root").call(
        "iam:DeleteRolePolicy", RoleName="HealthLakeJobs", PolicyName="ExchangeFiles"
    )
    assert imported(role, store, key)["JobStatus"] == "FAILED"


def test_the_published_condition_never_holds(role: Caller) -> None:
    error = refusal(lambda: create(role, "alias/published"))
    assert "perform: kms:DescribeKey" in error.message
    assert "the policy has `healthlake.amazonaws.com`; the request has" in error.why()


def test_a_disabled_key_opens_nothing_until_it_is_enabled(
    role: Caller, keeper: Caller, key: str
) -> None:
    store = create(role)
    write(role, store)
    keeper.call("kms:DisableKey", KeyId=key)
    assert "DisabledException" in refusal(lambda: read(role, store)).message
    keeper.call("kms:EnableKey", KeyId=key)
    assert read(role, store)["gender"] == "other"


def test_a_revoked_grant_counts_for_some_minutes_more(
    role: Caller, keeper: Caller, key: str
) -> None:
    store = create(role)
    write(role, store)
    role.cloud.grant_delay = timedelta(minutes=5)
    (grant,) = keeper.call("kms:ListGrants", KeyId=key)["Grants"]
    keeper.call("kms:RevokeGrant", KeyId=key, GrantId=grant["GrantId"])
    assert read(role, store)["gender"] == "other"
    role.cloud.advance(minutes=5)
    assert f"User: {HEALTHLAKE} is not authorized" in refusal(lambda: read(role, store)).message


def test_the_key_administrator_reads_no_patient(role: Caller, keeper: Caller, key: str) -> None:
    store = create(role)
    assert refusal(lambda: read(keeper, store)).code == "AccessDeniedException"
    assert not keeper.can("kms:Decrypt", key).allowed
