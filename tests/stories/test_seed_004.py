"""The story of seed 004: a data store with a customer managed key, from creation to deletion.

The role Sampleuser01 creates and uses the data store; the key policy is the page's, mended.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from simlib import Match, PolicyType, new_cloud, parse_policy, walk
from simlib.cloud.caller import Caller
from simlib.cloud.cloud import Cloud
from simlib.cloud.errors import ClientError, ParamValidationError
from simlib.cloud.identities import Role
from simlib.cloud.saved_policy import SavedPolicy
from simlib.cloud.storage import Bucket

HOSPITAL = "111122223333"
ROLE = f"arn:aws:iam::{HOSPITAL}:role/Sampleuser01"
HEALTHLAKE = "healthlake.us-east-1.amazonaws.com"
FOUR = ("kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey")

Parts = tuple[Cloud, Caller, Caller]  # the cloud, its administrator, the role's session


def statement(*actions: str, **more: object) -> dict[str, object]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": "*", **more}


def document(*statements: Mapping[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def key_policy(*actions: str, via: str = HEALTHLAKE) -> str:
    """The page's statement with `role/` in the ARN, beside the administrators' own."""
    condition = {"StringEquals": {"kms:ViaService": via, "kms:CallerAccount": HOSPITAL}}
    administrators = {"AWS": f"arn:aws:iam::{HOSPITAL}:root"}
    return document(
        statement("kms:*", Principal=administrators),
        statement(*actions, Principal={"AWS": ROLE}, Condition=condition),
    )


@pytest.fixture
def parts() -> Parts:
    cloud = new_cloud(now=datetime(2021, 6, 30, 20, 31, 15, tzinfo=UTC))
    cloud.add_account(HOSPITAL, "hospital")
    trusted = {"Principal": {"AWS": f"arn:aws:iam::{HOSPITAL}:root"}}
    trust = json.dumps({"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", **trusted}})
    role = Role(
        HOSPITAL, "Sampleuser01", "AROASAMPLEUSER01XXXXX",
        SavedPolicy(parse_policy(trust, PolicyType.ROLE_TRUST, name="trust")),
        inline={"healthlake": parse_policy(document(statement("healthlake:*")), name="healthlake")},
    )  # fmt: skip
    cloud.state = cloud.state.put("roles", (HOSPITAL, "Sampleuser01"), role)
    return cloud, cloud.as_("root"), cloud.as_(ROLE, session_name="Sampleuser01")


def new_key(root: Caller, *actions: str, **settings: Any) -> str:
    policy = key_policy(*(actions or FOUR), **settings)
    arn: str = root.call("kms:CreateKey", Policy=policy)["KeyMetadata"]["Arn"]
    return arn


def create(caller: Caller, key: str) -> str:
    config = {"CmkType": "CUSTOMER_MANAGED_KMS_KEY", "KmsKeyId": key}
    identity: str = caller.call(
        "healthlake:CreateFHIRDatastore", DatastoreTypeVersion="R4", DatastoreName="clinical",
        SseConfiguration={"KmsEncryptionConfig": config},
    )["DatastoreId"]  # fmt: skip
    return identity


def write(caller: Caller, store: str) -> None:
    caller.call(
        "healthlake:UpdateResource", DatastoreId=store, ResourceType="Patient", ResourceId="p1",
        Resource={"gender": "female"},
    )  # fmt: skip


def read(caller: Caller, store: str) -> Any:
    return caller.call(
        "healthlake:ReadResource", DatastoreId=store, ResourceType="Patient", ResourceId="p1"
    )["Resource"]


def denied(caught: pytest.ExceptionInfo[ClientError]) -> str:
    """The action that was denied, as HealthLake's caller is told."""
    assert caught.value.code == "AccessDeniedException"
    found = re.search(r"perform: (\S+) on", caught.value.message)
    assert found is not None
    return found[1]


def kms_records(cloud: Cloud) -> dict[str, dict[str, Any]]:
    """The last record of each operation that HealthLake called in the role's name."""
    calls = (r for r in cloud.records if r["eventSource"] == "kms.amazonaws.com")
    return {r["eventName"]: r for r in calls if "invokedBy" in r["userIdentity"]}


# The page's samples, with the values that differ from account to account taken out, and its own
# mistakes mended: `arn` and `principalId` lack the session's name, one `arn` its closing quote, and
# eventVersion was 1.08.

SAMPLE_IDENTITY = {
    "type": "AssumedRole",
    "principalId": "AROASAMPLEUSER01XXXXX:Sampleuser01",
    "arn": f"arn:aws:sts::{HOSPITAL}:assumed-role/Sampleuser01/Sampleuser01",
    "accountId": HOSPITAL,
    "accessKeyId": "EXAMPLE",
    "sessionContext": {
        "sessionIssuer": {
            "type": "Role",
            "principalId": "AROASAMPLEUSER01XXXXX",
            "arn": ROLE,
            "accountId": HOSPITAL,
            "userName": "Sampleuser01",
        },
        "webIdFederationData": {},
        "attributes": {"creationDate": "2021-06-30T20:31:15Z", "mfaAuthenticated": "false"},
    },
    "invokedBy": "healthlake.amazonaws.com",
}
SAMPLES: Mapping[str, dict[str, Any]] = {
    "CreateGrant": {
        "requestParameters": {
            "operations": [
                "CreateGrant", "Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey",
                "GenerateDataKeyWithoutPlaintext", "ReEncryptFrom", "ReEncryptTo", "RetireGrant",
            ],
            "granteePrincipal": HEALTHLAKE,
            "keyId": "EXAMPLE",
            "retiringPrincipal": HEALTHLAKE,
        },
        "responseElements": {"grantId": "EXAMPLE"},
        "readOnly": False,
    },
    "GenerateDataKey": {
        "requestParameters": {"keySpec": "AES_256", "keyId": "EXAMPLE"},
        "responseElements": None,
        "readOnly": True,
    },
    "Decrypt": {
        "requestParameters": {"encryptionAlgorithm": "SYMMETRIC_DEFAULT", "keyId": "EXAMPLE"},
        "responseElements": None,
        "readOnly": True,
    },
    "DescribeKey": {
        "requestParameters": {"keyId": "EXAMPLE"},
        "responseElements": None,
        "readOnly": True,
    },
}  # fmt: skip


def sample(name: str) -> dict[str, Any]:
    return {
        "eventVersion": "1.11",
        "userIdentity": SAMPLE_IDENTITY,
        "eventTime": "2021-06-30T20:31:15Z",
        "eventSource": "kms.amazonaws.com",
        "eventName": name,
        "awsRegion": "us-east-1",
        "sourceIPAddress": "healthlake.amazonaws.com",
        "userAgent": "healthlake.amazonaws.com",
        **SAMPLES[name],
        "requestID": "EXAMPLE",
        "eventID": "EXAMPLE",
        "resources": [{"accountId": HOSPITAL, "type": "AWS::KMS::Key", "ARN": "EXAMPLE"}],
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": HOSPITAL,
        "eventCategory": "Management",
    }


OPAQUE = ("accessKeyId", "eventID", "grantId", "requestID")


def with_examples(value: Any, key: str) -> Any:
    """A record with EXAMPLE where the page has it: ids, and the key."""
    if isinstance(value, dict):
        items = value.items()
        return {k: "EXAMPLE" if k in OPAQUE else with_examples(v, key) for k, v in items}
    if isinstance(value, list):
        return [with_examples(each, key) for each in value]
    return "EXAMPLE" if value == key else value


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_healthlake_leaves_the_records_that_the_page_shows(parts: Parts, name: str) -> None:
    cloud, root, caller = parts
    key = new_key(root)
    store = create(caller, key)
    write(caller, store)
    read(caller, store)
    assert with_examples(kms_records(cloud)[name], key) == sample(name)


def test_creation_describes_the_key_tries_it_and_makes_the_grant(parts: Parts) -> None:
    cloud, root, caller = parts
    create(caller, new_key(root))
    names = [record["eventName"] for record in cloud.records]
    four = ["DescribeKey", "GenerateDataKey", "CreateGrant", "Decrypt"]
    assert names[-5:] == [*four, "CreateFHIRDatastore"]


# Each missing permission of the four


@pytest.mark.parametrize("missing", ["kms:CreateGrant", "kms:DescribeKey", "kms:GenerateDataKey"])
def test_creation_needs_three_permissions_on_the_key(parts: Parts, missing: str) -> None:
    cloud, root, caller = parts
    key = new_key(root, *(action for action in FOUR if action != missing))
    with pytest.raises(ClientError) as caught:
        create(caller, key)
    assert denied(caught) == missing
    assert caught.value.operation == "CreateFHIRDatastore"
    assert cloud.state.data_stores == {}
    assert cloud.state.grants == {}


def test_without_decrypt_a_data_store_can_be_created_and_written_but_not_read(
    parts: Parts,
) -> None:
    _, root, caller = parts
    store = create(caller, new_key(root, "kms:CreateGrant", "kms:DescribeKey", "kms:Generate*"))
    write(caller, store)
    with pytest.raises(ClientError) as caught:
        read(caller, store)
    assert denied(caught) == "kms:Decrypt"
    with pytest.raises(ClientError) as caught:
        caller.call("healthlake:SearchWithGet", DatastoreId=store, ResourceType="Patient")
    assert denied(caught) == "kms:Decrypt"


def test_a_bundle_that_reads_needs_decrypt_too(parts: Parts) -> None:
    _, root, caller = parts
    store = create(caller, new_key(root, "kms:CreateGrant", "kms:DescribeKey", "kms:Generate*"))
    write(caller, store)
    entry = {"request": {"method": "GET", "url": "Patient/p1"}}
    sent = {"resourceType": "Bundle", "type": "batch", "entry": [entry]}
    with pytest.raises(ClientError) as caught:
        caller.call("healthlake:ProcessBundle", DatastoreId=store, Resource=sent)
    assert denied(caught) == "kms:Decrypt"


@pytest.mark.parametrize("missing", ["kms:DescribeKey", "kms:GenerateDataKey"])
def test_writing_needs_describe_key_and_generate_data_key(parts: Parts, missing: str) -> None:
    _, root, caller = parts
    key = new_key(root)
    store = create(caller, key)
    fewer = key_policy(*(action for action in FOUR if action != missing))
    root.call("kms:PutKeyPolicy", KeyId=key, Policy=fewer)
    with pytest.raises(ClientError) as caught:
        write(caller, store)
    assert denied(caught) == missing


def test_the_role_cannot_use_the_key_itself(parts: Parts) -> None:
    _, root, caller = parts
    key = new_key(root)
    with pytest.raises(ClientError) as caught:
        caller.call("kms:GenerateDataKey", KeyId=key, KeySpec="AES_256")
    assert caught.value.code == "AccessDeniedException"


def test_capabilities_need_no_key(parts: Parts) -> None:
    cloud, root, caller = parts
    store = create(caller, new_key(root))
    before = len(cloud.records)
    caller.call("healthlake:GetCapabilities", DatastoreId=store)
    assert [record["eventName"] for record in cloud.records[before:]] == ["GetCapabilities"]


def test_the_grant_is_for_an_aws_resource(parts: Parts) -> None:
    _, root, caller = parts
    for_services = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    policy = document(
        statement("kms:*", Principal={"AWS": f"arn:aws:iam::{HOSPITAL}:root"}),
        statement("kms:DescribeKey", "kms:GenerateDataKey", Principal={"AWS": ROLE}),
        statement("kms:CreateGrant", Principal={"AWS": ROLE}, Condition=for_services),
    )
    create(caller, root.call("kms:CreateKey", Policy=policy)["KeyMetadata"]["Arn"])


def test_the_owner_of_a_key_sees_its_use_but_not_the_call_to_healthlake(parts: Parts) -> None:
    cloud, _, _ = parts
    cloud.add_account("444455556666", "partner")
    partner = cloud.as_("root", account="444455556666")
    everyone = [{"AWS": f"arn:aws:iam::{each}:root"} for each in (HOSPITAL, "444455556666")]
    policy = document(*(statement("kms:*", Principal=each) for each in everyone))
    key = partner.call("kms:CreateKey", Policy=policy)["KeyMetadata"]["Arn"]
    create(cloud.as_("root", account=HOSPITAL), key)
    seen = [r["eventName"] for r in cloud.records if r["recipientAccountId"] == "444455556666"]
    assert seen == ["CreateKey", "DescribeKey", "GenerateDataKey", "CreateGrant", "Decrypt"]


# kms:ViaService without the Region, as the page has it


def test_via_service_without_its_region_never_matches_and_the_trace_says_so(parts: Parts) -> None:
    _, root, caller = parts
    key = new_key(root, via="healthlake.amazonaws.com")
    with pytest.raises(ClientError) as caught:
        create(caller, key)
    assert denied(caught) == "kms:DescribeKey"
    assert caught.value.evaluation is not None
    nodes = [node for _, node in walk(caught.value.evaluation.trace) if isinstance(node, Match)]
    found = {(n.matched, n.wanted, n.actual) for n in nodes if "kms:ViaService" in n.label}
    assert found == {(False, ("healthlake.amazonaws.com",), (HEALTHLAKE,))}


# What cannot be, and what ends it


def test_the_key_must_be_symmetric(parts: Parts) -> None:
    _, root, caller = parts
    made = root.call("kms:CreateKey", KeySpec="RSA_2048", Policy=key_policy(*FOUR))
    with pytest.raises(ClientError) as caught:
        create(caller, made["KeyMetadata"]["Arn"])
    assert "must be a symmetric customer managed key" in caught.value.message


def test_the_encryption_cannot_be_changed_later(parts: Parts) -> None:
    _, root, caller = parts
    store = create(caller, new_key(root))
    config = {"KmsEncryptionConfig": {"CmkType": "AWS_OWNED_KMS_KEY"}}
    with pytest.raises(ParamValidationError, match="SseConfiguration"):
        caller.call("healthlake:UpdateFHIRDatastore", DatastoreId=store, SseConfiguration=config)


@pytest.fixture
def filled(parts: Parts) -> tuple[Cloud, Caller, Caller, str, str]:
    """With a key, and a data store that has a patient."""
    cloud, root, caller = parts
    key = new_key(root)
    store = create(caller, key)
    write(caller, store)
    return cloud, root, caller, key, store


Filled = tuple[Cloud, Caller, Caller, str, str]


def test_revoking_the_grant_stops_reads_and_writes(filled: Filled) -> None:
    _, root, caller, key, store = filled
    (grant,) = root.call("kms:ListGrants", KeyId=key)["Grants"]
    root.call("kms:RevokeGrant", KeyId=key, GrantId=grant["GrantId"])
    for interaction in (read, write):
        with pytest.raises(ClientError) as caught:
            interaction(caller, store)
        assert caught.value.code == "AccessDeniedException"
        assert f"User: {HEALTHLAKE} is not authorized" in caught.value.message


def test_the_call_that_healthlake_fails_to_make_leaves_its_record(filled: Filled) -> None:
    cloud, root, caller, key, store = filled
    (grant,) = root.call("kms:ListGrants", KeyId=key)["Grants"]
    root.call("kms:RevokeGrant", KeyId=key, GrantId=grant["GrantId"])
    with pytest.raises(ClientError) as caught:
        read(caller, store)
    assert caught.value.evaluation is not None
    closed = [name for name, gate in caught.value.evaluation.gates if not gate.allowed]
    assert closed == [f"kms:Decrypt on {key}"]
    own = [r for r in cloud.records if r["userIdentity"]["type"] == "AWSService"][-1]
    assert (own["eventName"], own["errorCode"]) == ("Decrypt", "AccessDeniedException")


def test_revoking_takes_effect_with_a_delay_not_immediately() -> None:
    """The page says immediately; AWS KMS says usually in less than five minutes (rule H10).

    HealthLake has the grant's token, so that it need not wait after creation.
    """
    cloud = new_cloud(grant_delay=timedelta(minutes=5))
    cloud.add_account(HOSPITAL, "hospital")
    root = cloud.as_("root")
    key = root.call("kms:CreateKey")["KeyMetadata"]["Arn"]
    store = create(root, key)
    write(root, store)
    (grant,) = root.call("kms:ListGrants", KeyId=key)["Grants"]
    root.call("kms:RevokeGrant", KeyId=key, GrantId=grant["GrantId"])
    read(root, store)
    cloud.advance(minutes=5)
    with pytest.raises(ClientError):
        read(root, store)


def test_disabling_the_key_stops_reads_and_writes_until_it_is_enabled(filled: Filled) -> None:
    _, root, caller, key, store = filled
    root.call("kms:DisableKey", KeyId=key)
    for interaction in (read, write):
        with pytest.raises(ClientError, match="DisabledException"):
            interaction(caller, store)
    root.call("kms:EnableKey", KeyId=key)
    assert read(caller, store)["gender"] == "female"


def test_deleting_the_data_store_retires_the_grant(filled: Filled) -> None:
    cloud, root, caller, key, store = filled
    caller.call("healthlake:DeleteFHIRDatastore", DatastoreId=store)
    assert root.call("kms:ListGrants", KeyId=key)["Grants"] == []
    (record,) = (r for r in cloud.records if r["eventName"] == "RetireGrant")
    assert record["userIdentity"] == {"type": "AWSService", "invokedBy": "healthlake.amazonaws.com"}


def test_a_data_store_whose_grant_is_gone_can_be_deleted(filled: Filled) -> None:
    _, root, caller, key, store = filled
    (grant,) = root.call("kms:ListGrants", KeyId=key)["Grants"]
    root.call("kms:RevokeGrant", KeyId=key, GrantId=grant["GrantId"])
    caller.call("healthlake:DeleteFHIRDatastore", DatastoreId=store)


def test_the_role_that_created_the_data_store_cannot_retire_the_grant(filled: Filled) -> None:
    _, root, caller, key, _ = filled
    (grant,) = root.call("kms:ListGrants", KeyId=key)["Grants"]
    assert (grant["GranteePrincipal"], grant["RetiringPrincipal"]) == (HEALTHLAKE, HEALTHLAKE)
    with pytest.raises(ClientError) as caught:
        caller.call("kms:RetireGrant", KeyId=key, GrantId=grant["GrantId"])
    assert denied(caught) == "kms:RetireGrant"


def test_a_job_uses_the_data_stores_key_by_healthlakes_grant(filled: Filled) -> None:
    cloud, root, _, key, store = filled
    service = {"Principal": {"Service": "healthlake.amazonaws.com"}}
    trust = json.dumps({"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", **service}})
    jobs = Role(
        HOSPITAL, "Jobs", "AROAJOBSXXXXXXXXXXXXX",
        SavedPolicy(parse_policy(trust, PolicyType.ROLE_TRUST, name="trust")),
        inline={"s3": parse_policy(document(statement("s3:*", "kms:*")), name="s3")},
    )  # fmt: skip
    cloud.state = cloud.state.put("roles", (HOSPITAL, "Jobs"), jobs)
    cloud.state = cloud.state.put("buckets", "exports", Bucket("exports", HOSPITAL, "us-east-1"))

    def run(kind: str, **settings: Any) -> str:
        job = root.call(
            f"healthlake:StartFHIR{kind}Job", DatastoreId=store, DataAccessRoleArn=jobs.arn,
            **settings,
        )["JobId"]  # fmt: skip
        found = root.call(f"healthlake:DescribeFHIR{kind}Job", DatastoreId=store, JobId=job)
        status: str = found[f"{kind}JobProperties"]["JobStatus"]
        return status

    output = {"S3Configuration": {"S3Uri": "s3://exports/clinical", "KmsKeyId": key}}
    source = {"S3Uri": "s3://exports/none"}
    assert run("Export", OutputDataConfig=output) == "COMPLETED"
    assert run("Import", InputDataConfig=source, JobOutputDataConfig=output) == "COMPLETED"
    own = [r for r in cloud.records if r["userIdentity"]["type"] == "AWSService"]
    assert [record["eventName"] for record in own] == ["Decrypt", "GenerateDataKey"]
    (grant,) = root.call("kms:ListGrants", KeyId=key)["Grants"]
    root.call("kms:RevokeGrant", KeyId=key, GrantId=grant["GrantId"])
    assert run("Export", OutputDataConfig=output) == "FAILED"
