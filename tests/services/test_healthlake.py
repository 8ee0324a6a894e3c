"""AWS HealthLake: data stores, FHIR interactions, and jobs that a role is handed over to."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import botocore.session
import pytest

from simlib import PolicyType, new_cloud, parse_policy
from simlib.cloud.caller import Caller
from simlib.cloud.cloud import Cloud
from simlib.cloud.errors import ClientError, NotModelledError, ParamValidationError
from simlib.cloud.identities import Role, User
from simlib.cloud.saved_policy import SavedPolicy
from simlib.cloud.storage import Bucket, StoredObject
from simlib.services import SERVICES

HOSPITAL = "111122223333"
HEALTHLAKE = SERVICES["healthlake"]
MODEL = botocore.session.get_session().get_service_model("healthlake")
ROLE = f"arn:aws:iam::{HOSPITAL}:role/HealthLakeJobs"


def policy(*statements: Mapping[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(*actions: str, resource: object = "*", **more: object) -> dict[str, object]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": resource, **more}


def add_user(cloud: Cloud, name: str, *statements: Mapping[str, Any]) -> Caller:
    inline = {"own": parse_policy(policy(*statements), name="own")} if statements else {}
    user = User(HOSPITAL, name, f"AIDA{name.upper():X<16}", inline=inline)
    cloud.state = cloud.state.put("users", (HOSPITAL, name), user)
    return cloud.as_(user.arn)


def add_job_role(cloud: Cloud, *statements: Mapping[str, Any], **trust: object) -> None:
    who = {"Service": "healthlake.amazonaws.com"}
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": who, **trust}
    saved = SavedPolicy(parse_policy(policy(statement), PolicyType.ROLE_TRUST, name="trust"))
    inline = {"own": parse_policy(policy(*statements), name="own")} if statements else {}
    role = Role(HOSPITAL, "HealthLakeJobs", "AROAHEALTHLAKEJOBSXX", saved, inline=inline)
    cloud.state = cloud.state.put("roles", (HOSPITAL, "HealthLakeJobs"), role)


def add_bucket(cloud: Cloud, name: str, **files: str) -> None:
    cloud.state = cloud.state.put("buckets", name, Bucket(name, HOSPITAL, "us-east-1"))
    stored = {key: StoredObject(key, text.encode()) for key, text in files.items()}
    cloud.state = cloud.state.put("objects", name, stored)


def refused(code: str, caller: Caller, operation: str, **parameters: Any) -> ClientError:
    with pytest.raises(ClientError) as caught:
        caller.call(operation, **parameters)
    assert caught.value.code == code, str(caught.value)
    return caught.value


@pytest.fixture
def cloud() -> Cloud:
    made = new_cloud()
    made.add_account(HOSPITAL, "hospital")
    return made


@pytest.fixture
def root(cloud: Cloud) -> Caller:
    return cloud.as_("root")


def new_store(caller: Caller, **settings: Any) -> str:
    identity: str = caller.call(
        "healthlake:CreateFHIRDatastore", DatastoreTypeVersion="R4", **settings
    )["DatastoreId"]
    return identity


@pytest.fixture
def store(root: Caller) -> str:
    return new_store(root, DatastoreName="records")


def arn_of(store: str) -> str:
    return f"arn:aws:healthlake:us-east-1:{HOSPITAL}:datastore/fhir/{store}"


def add_patient(caller: Caller, store: str, identity: str = "p1", **more: object) -> dict[str, Any]:
    resource = {"resourceType": "Patient", **more}
    answer: dict[str, Any] = caller.call(
        "healthlake:UpdateResource", DatastoreId=store, ResourceType="Patient",
        ResourceId=identity, Resource=resource,
    )["Resource"]  # fmt: skip
    return answer


def one(store: str, identity: str = "p1", kind: str = "Patient") -> dict[str, Any]:
    return {"DatastoreId": store, "ResourceType": kind, "ResourceId": identity}


# The table against botocore and the Service Authorization Reference


def test_every_operation_is_of_botocore_or_has_its_own_shape() -> None:
    own = set(HEALTHLAKE.not_in_botocore)
    assert set(HEALTHLAKE.operations) - own <= set(MODEL.operation_names)
    assert own.isdisjoint(MODEL.operation_names)


@pytest.mark.parametrize(
    "name", sorted(set(HEALTHLAKE.operations) - set(HEALTHLAKE.not_in_botocore))
)
def test_parameters_are_those_of_botocore(name: str) -> None:
    operation, shape = HEALTHLAKE.operations[name], MODEL.operation_model(name).input_shape
    assert {*operation.takes, *operation.ignores} <= set(shape.members)
    assert set(shape.required_members) <= set(operation.takes)


@pytest.mark.parametrize("name", ["CreateFHIRDatastore", "DeleteFHIRDatastore"])
def test_answers_have_the_members_that_botocore_requires(root: Caller, name: str) -> None:
    answer = root.call("healthlake:CreateFHIRDatastore", DatastoreTypeVersion="R4")
    if name == "DeleteFHIRDatastore":
        answer = root.call(f"healthlake:{name}", DatastoreId=answer["DatastoreId"])
    output = MODEL.operation_model(name).output_shape
    assert set(output.required_members) <= set(answer) <= set(output.members)


def test_a_description_has_the_members_that_botocore_requires(root: Caller, store: str) -> None:
    found = root.call("healthlake:DescribeFHIRDatastore", DatastoreId=store)
    output = MODEL.operation_model("DescribeFHIRDatastore").output_shape
    shape = output.members["DatastoreProperties"]
    properties = set(found["DatastoreProperties"])
    assert set(shape.required_members) <= properties <= set(shape.members)


# Data stores


def test_a_data_store_has_an_id_of_32_hex_digits(store: str) -> None:
    assert len(store) == 32
    assert int(store, 16)


def test_a_data_store_has_healthlakes_own_key_unless_told_otherwise(
    root: Caller, store: str
) -> None:
    found = root.call("healthlake:DescribeFHIRDatastore", DatastoreId=store)
    config = found["DatastoreProperties"]["SseConfiguration"]["KmsEncryptionConfig"]
    assert config == {"CmkType": "AWS_OWNED_KMS_KEY"}


def test_the_id_of_a_key_goes_with_a_customer_managed_key(root: Caller) -> None:
    config = {"KmsEncryptionConfig": {"CmkType": "CUSTOMER_MANAGED_KMS_KEY"}}
    refused(
        "ValidationException", root, "healthlake:CreateFHIRDatastore",
        DatastoreTypeVersion="R4", SseConfiguration=config,
    )  # fmt: skip


def test_healthlakes_own_key_leaves_no_trace_in_kms(cloud: Cloud, root: Caller, store: str) -> None:
    add_patient(root, store)
    assert {record["eventSource"] for record in cloud.records} == {"healthlake.amazonaws.com"}


def test_the_tags_of_a_data_store_decide(cloud: Cloud, root: Caller) -> None:
    clinical = {"StringEquals": {"aws:ResourceTag/Data": "clinical"}}
    alice = add_user(cloud, "Alice", allow("healthlake:DescribeFHIRDatastore", Condition=clinical))
    tagged = new_store(root, Tags=[{"Key": "Data", "Value": "clinical"}])
    alice.call("healthlake:DescribeFHIRDatastore", DatastoreId=tagged)
    refused(
        "AccessDeniedException", alice, "healthlake:DescribeFHIRDatastore",
        DatastoreId=new_store(root),
    )  # fmt: skip


def test_tags_can_be_demanded_at_creation(cloud: Cloud) -> None:
    demanded = {"StringEquals": {"aws:RequestTag/Data": "clinical"}}
    alice = add_user(
        cloud, "Alice", allow("healthlake:*", Condition=demanded), allow("healthlake:List*")
    )
    new_store(alice, Tags=[{"Key": "Data", "Value": "clinical"}])
    refused(
        "AccessDeniedException", alice, "healthlake:CreateFHIRDatastore", DatastoreTypeVersion="R4"
    )


def test_tags_at_creation_count_as_the_resources_already(cloud: Cloud) -> None:
    clinical = {"StringEquals": {"aws:ResourceTag/Data": "clinical"}}
    alice = add_user(
        cloud, "Alice", allow("healthlake:CreateFHIRDatastore", Condition=clinical),
        allow("healthlake:TagResource"),
    )  # fmt: skip
    new_store(alice, Tags=[{"Key": "Data", "Value": "clinical"}])
    refused(
        "AccessDeniedException", alice, "healthlake:CreateFHIRDatastore", DatastoreTypeVersion="R4"
    )


def test_a_data_store_with_tags_needs_permission_to_tag(cloud: Cloud) -> None:
    alice = add_user(cloud, "Alice", allow("healthlake:CreateFHIRDatastore"))
    error = refused(
        "AccessDeniedException", alice, "healthlake:CreateFHIRDatastore",
        DatastoreTypeVersion="R4", Tags=[{"Key": "Data", "Value": "clinical"}],
    )  # fmt: skip
    assert "healthlake:TagResource" in error.message


def test_tags_are_put_listed_and_taken_away(root: Caller, store: str) -> None:
    tag = {"Key": "Data", "Value": "clinical"}
    root.call("healthlake:TagResource", ResourceARN=arn_of(store), Tags=[tag])
    assert root.call("healthlake:ListTagsForResource", ResourceARN=arn_of(store))["Tags"] == [tag]
    root.call("healthlake:UntagResource", ResourceARN=arn_of(store), TagKeys=["Data"])
    assert root.call("healthlake:ListTagsForResource", ResourceARN=arn_of(store))["Tags"] == []


def test_a_missing_data_store_is_not_found_only_by_who_may_look(cloud: Cloud, root: Caller) -> None:
    alice, missing = add_user(cloud, "Alice"), "0" * 32
    call = "healthlake:DescribeFHIRDatastore"
    refused("ResourceNotFoundException", root, call, DatastoreId=missing)
    error = refused("AccessDeniedException", alice, call, DatastoreId=missing)
    assert error.status == 400


def test_data_stores_are_listed_by_name_and_status(root: Caller, store: str) -> None:
    other = new_store(root, DatastoreName="research")
    root.call("healthlake:DeleteFHIRDatastore", DatastoreId=other)

    def listed(**wanted: str) -> list[str]:
        found = root.call("healthlake:ListFHIRDatastores", Filter=wanted)
        return [each["DatastoreId"] for each in found["DatastorePropertiesList"]]

    assert listed(DatastoreName="records") == [store]
    assert listed(DatastoreStatus="DELETED") == [other]
    assert listed() == sorted([store, other])


@pytest.mark.parametrize(
    ("wanted", "count"),
    [({"CreatedAfter": "2026-03-02"}, 1), ({"CreatedBefore": datetime(2026, 3, 2)}, 0)],
)
def test_data_stores_are_listed_by_time(
    root: Caller, store: str, wanted: dict[str, Any], count: int
) -> None:
    found = root.call("healthlake:ListFHIRDatastores", Filter=wanted)
    assert len(found["DatastorePropertiesList"]) == count


def test_a_data_store_can_be_renamed(root: Caller, store: str) -> None:
    root.call("healthlake:UpdateFHIRDatastore", DatastoreId=store, DatastoreName="archive")
    found = root.call("healthlake:DescribeFHIRDatastore", DatastoreId=store)
    assert found["DatastoreProperties"]["DatastoreName"] == "archive"


def test_preloaded_data_is_not_modelled(root: Caller) -> None:
    with pytest.raises(NotModelledError, match="PreloadDataConfig"):
        new_store(root, PreloadDataConfig={"PreloadDataType": "SYNTHEA"})


def test_a_deleted_data_store_takes_nothing_more(root: Caller, store: str) -> None:
    root.call("healthlake:DeleteFHIRDatastore", DatastoreId=store)
    refused("ValidationException", root, "healthlake:ReadResource", **one(store))
    refused("ValidationException", root, "healthlake:DeleteFHIRDatastore", DatastoreId=store)


# FHIR interactions


def test_a_created_resource_gets_an_id_and_a_version(root: Caller, store: str) -> None:
    new = root.call(
        "healthlake:CreateResource", DatastoreId=store, ResourceType="Patient",
        Resource='{"resourceType": "Patient", "gender": "female"}',
    )["Resource"]  # fmt: skip
    again = root.call("healthlake:ReadResource", **one(store, new["id"]))["Resource"]
    assert again == new
    assert new["meta"] == {"versionId": "1", "lastUpdated": "2026-03-02T09:00:00Z"}


def test_versions_can_be_read(root: Caller, store: str) -> None:
    add_patient(root, store, gender="female")
    add_patient(root, store, gender="other")
    first = root.call("healthlake:VersionReadResource", **one(store), VersionId="1")["Resource"]
    history = root.call("healthlake:GetHistoryByResourceId", **one(store))["Bundle"]
    assert first["gender"] == "female"
    assert [each["resource"]["gender"] for each in history["entry"]] == ["other", "female"]


def test_a_deleted_resource_is_gone_but_for_its_history(root: Caller, store: str) -> None:
    add_patient(root, store)
    root.call("healthlake:DeleteResource", **one(store))
    refused("ResourceNotFoundException", root, "healthlake:ReadResource", **one(store))
    refused("ResourceNotFoundException", root, "healthlake:DeleteResource", **one(store))
    history = root.call("healthlake:GetHistoryByResourceId", **one(store))["Bundle"]
    assert history["total"] == 1


def test_a_resource_can_be_patched(root: Caller, store: str) -> None:
    add_patient(root, store, gender="female", name=[{"family": "Li"}])
    patch = [
        {"op": "replace", "path": "/gender", "value": "other"},
        {"op": "add", "path": "/name/-", "value": {"family": "Lee"}},
        {"op": "remove", "path": "/name/0"},
    ]
    found = root.call("healthlake:PatchResource", **one(store), Resource=patch)["Resource"]
    assert (found["gender"], found["name"]) == ("other", [{"family": "Lee"}])


@pytest.mark.parametrize(
    "step", [{"op": "replace", "path": "/gender", "value": 1}, {"op": "remove", "path": "/name/3"}]
)
def test_a_patch_changes_only_what_is_there(root: Caller, store: str, step: object) -> None:
    add_patient(root, store, name=[])
    refused("ValidationException", root, "healthlake:PatchResource", **one(store), Resource=[step])


@pytest.mark.parametrize("method", ["Get", "Post"])
def test_a_search_finds_by_element(root: Caller, store: str, method: str) -> None:
    add_patient(root, store, "p1", gender="female")
    add_patient(root, store, "p2", gender="male")
    found = root.call(
        f"healthlake:SearchWith{method}", DatastoreId=store, ResourceType="Patient",
        Query="gender=female",
    )["Bundle"]  # fmt: skip
    assert [each["resource"]["id"] for each in found["entry"]] == ["p1"]


def test_a_search_that_simlib_does_not_know_is_refused(root: Caller, store: str) -> None:
    add_patient(root, store)
    with pytest.raises(NotModelledError, match="_revinclude"):
        root.call(
            "healthlake:SearchWithGet", DatastoreId=store, ResourceType="Patient",
            Query="_revinclude=Observation:subject",
        )  # fmt: skip


def test_everything_of_a_patient_is_what_refers_to_it(root: Caller, store: str) -> None:
    add_patient(root, store, "p1")
    add_patient(root, store, "p2")
    for identity, patient in (("o1", "p1"), ("o2", "p2")):
        root.call(
            "healthlake:UpdateResource", **one(store, identity, "Observation"),
            Resource={"subject": {"reference": f"Patient/{patient}"}},
        )  # fmt: skip
    found = root.call("healthlake:SearchEverything", DatastoreId=store, ResourceId="p1")["Bundle"]
    assert [each["resource"]["id"] for each in found["entry"]] == ["o1", "p1"]


def test_a_bundle_needs_its_own_permission_only(cloud: Cloud, root: Caller, store: str) -> None:
    alice = add_user(cloud, "Alice", allow("healthlake:ProcessBundle"))
    entry = {"resource": {"gender": "female"}, "request": {"method": "PUT", "url": "Patient/p1"}}
    sent = {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}
    answer = alice.call("healthlake:ProcessBundle", DatastoreId=store, Resource=sent)["Bundle"]
    assert answer["type"] == "transaction-response"
    refused("AccessDeniedException", alice, "healthlake:ReadResource", **one(store))
    root.call("healthlake:ReadResource", **one(store))


def test_a_bundle_is_done_whole_or_not_at_all(root: Caller, store: str) -> None:
    entries = [
        {"resource": {}, "request": {"method": "PUT", "url": "Patient/p1"}},
        {"request": {"method": "DELETE", "url": "Patient/p9"}},
    ]
    sent = {"resourceType": "Bundle", "type": "batch", "entry": entries}
    refused(
        "ResourceNotFoundException", root, "healthlake:ProcessBundle",
        DatastoreId=store, Resource=sent,
    )  # fmt: skip
    refused("ResourceNotFoundException", root, "healthlake:ReadResource", **one(store))


def test_a_resource_that_is_no_json_is_refused(root: Caller, store: str) -> None:
    refused(
        "ValidationException", root, "healthlake:UpdateResource", **one(store), Resource="{broken"
    )


def test_reads_and_writes_are_data_events(cloud: Cloud, root: Caller, store: str) -> None:
    add_patient(root, store)
    root.call("healthlake:SearchWithPost", DatastoreId=store, ResourceType="Patient")
    write, search = cloud.records[-2:]
    assert (write["eventCategory"], write["readOnly"]) == ("Data", False)
    assert (search["eventCategory"], search["readOnly"]) == ("Data", True)
    assert search["resources"] == [
        {"accountId": HOSPITAL, "type": "AWS::HealthLake::Datastore", "ARN": arn_of(store)}
    ]


def test_no_patient_data_is_recorded(cloud: Cloud, root: Caller, store: str) -> None:
    add_patient(root, store, gender="nonbinary")
    root.call(
        "healthlake:SearchWithGet", DatastoreId=store, ResourceType="Patient",
        Query="gender=nonbinary",
    )  # fmt: skip
    assert "nonbinary" not in json.dumps(cloud.records)


# Seed 000: what read-only means, and what it does not


READ_ONE_STORE = (
    "DescribeFHIRDatastore", "GetCapabilities", "ReadResource", "VersionReadResource",
    "GetHistoryByResourceId", "SearchWithGet", "SearchWithPost", "SearchEverything",
    "ListTagsForResource",
)  # fmt: skip


def test_a_read_only_policy_lists_read_actions(cloud: Cloud, root: Caller, store: str) -> None:
    actions = [f"healthlake:{name}" for name in READ_ONE_STORE]
    reader = add_user(cloud, "Reader", allow(*actions, resource=arn_of(store)))
    add_patient(root, store)
    reader.call("healthlake:SearchWithPost", DatastoreId=store, ResourceType="Patient")
    reader.call("healthlake:GetCapabilities", DatastoreId=store)
    refused("AccessDeniedException", reader, "healthlake:UpdateResource", **one(store), Resource={})
    other = new_store(root)
    refused("AccessDeniedException", reader, "healthlake:ReadResource", **one(other))


def test_a_condition_key_that_does_not_exist_allows_nothing(
    cloud: Cloud, root: Caller, store: str
) -> None:
    read_only = {"StringEquals": {"healthlake:DatastoreAccessLevel": "READ_ONLY"}}
    alice = add_user(cloud, "Alice", allow("healthlake:*", Condition=read_only))
    error = refused(
        "AccessDeniedException", alice, "healthlake:DescribeFHIRDatastore", DatastoreId=store
    )
    assert error.evaluation is not None
    assert error.evaluation.missing_context_keys == ("healthlake:DatastoreAccessLevel",)


def test_a_data_store_is_named_by_its_id_and_type(cloud: Cloud, root: Caller, store: str) -> None:
    wrong = f"arn:aws:healthlake:us-east-1:{HOSPITAL}:fhir-datastore/records"
    alice = add_user(cloud, "Alice", allow("healthlake:*", resource=wrong))
    refused("AccessDeniedException", alice, "healthlake:ReadResource", **one(store))


# Jobs


READS_INPUT = allow(
    "s3:ListBucket", "s3:GetObject", resource=["arn:aws:s3:::input", "arn:aws:s3:::input/*"]
)
WRITES_OUTPUT = allow("s3:PutObject", resource="arn:aws:s3:::output/*")
USES_KEY = allow("kms:DescribeKey", "kms:GenerateDataKey", "kms:Decrypt")
PATIENTS = '{"resourceType": "Patient", "id": "p1"}\n{"resourceType": "Patient", "id": "p2"}\n'


@pytest.fixture
def key(root: Caller) -> str:
    arn: str = root.call("kms:CreateKey")["KeyMetadata"]["Arn"]
    return arn


@pytest.fixture
def buckets(cloud: Cloud) -> None:
    add_bucket(cloud, "input", **{"2026/patients.ndjson": PATIENTS})
    add_bucket(cloud, "output")


def to(bucket: str, key: str) -> dict[str, Any]:
    return {"S3Configuration": {"S3Uri": f"s3://{bucket}/jobs", "KmsKeyId": key}}


def start_import(caller: Caller, store: str, key: str) -> dict[str, Any]:
    job = caller.call(
        "healthlake:StartFHIRImportJob", DatastoreId=store, DataAccessRoleArn=ROLE,
        InputDataConfig={"S3Uri": "s3://input/2026"}, JobOutputDataConfig=to("output", key),
    )["JobId"]  # fmt: skip
    found: dict[str, Any] = caller.call(
        "healthlake:DescribeFHIRImportJob", DatastoreId=store, JobId=job
    )["ImportJobProperties"]
    return found


def start_export(caller: Caller, store: str, key: str) -> dict[str, Any]:
    job = caller.call(
        "healthlake:StartFHIRExportJob", DatastoreId=store, DataAccessRoleArn=ROLE,
        OutputDataConfig=to("output", key),
    )["JobId"]  # fmt: skip
    found: dict[str, Any] = caller.call(
        "healthlake:DescribeFHIRExportJob", DatastoreId=store, JobId=job
    )["ExportJobProperties"]
    return found


def test_an_import_reads_what_its_role_may(
    cloud: Cloud, root: Caller, store: str, key: str, buckets: None
) -> None:
    add_job_role(cloud, READS_INPUT, WRITES_OUTPUT, USES_KEY)
    job = start_import(root, store, key)
    assert job["JobStatus"] == "COMPLETED"
    root.call("healthlake:ReadResource", **one(store, "p2"))
    shape = MODEL.operation_model("DescribeFHIRImportJob").output_shape
    properties = shape.members["ImportJobProperties"]
    assert set(properties.required_members) <= set(job) <= set(properties.members)


@pytest.mark.parametrize(
    ("statements", "lacks"),
    [((WRITES_OUTPUT, USES_KEY), "s3:ListBucket"), ((READS_INPUT, USES_KEY), "s3:PutObject")],
)
def test_an_import_fails_where_its_role_may_not(
    cloud: Cloud, root: Caller, store: str, key: str, buckets: None, statements: Any, lacks: str
) -> None:
    add_job_role(cloud, *statements)
    job = start_import(root, store, key)
    assert job["JobStatus"] == "FAILED"
    assert lacks in job["Message"]
    refused("ResourceNotFoundException", root, "healthlake:ReadResource", **one(store, "p2"))


def test_a_line_that_is_no_resource_is_counted(
    cloud: Cloud, root: Caller, store: str, key: str, buckets: None
) -> None:
    add_bucket(cloud, "input", **{"2026/a.ndjson": PATIENTS + "broken\n"})
    add_job_role(cloud, READS_INPUT, WRITES_OUTPUT, USES_KEY)
    job = start_import(root, store, key)
    assert (job["JobStatus"], job["Message"][:6]) == ("COMPLETED_WITH_ERRORS", "1 of 3")


def test_an_export_writes_a_file_for_each_type(
    cloud: Cloud, root: Caller, store: str, key: str, buckets: None
) -> None:
    add_job_role(cloud, WRITES_OUTPUT, USES_KEY)
    add_patient(root, store)
    job = start_export(root, store, key)
    assert job["JobStatus"] == "COMPLETED"
    (name,) = cloud.state.objects["output"]
    assert name == f"jobs/{store}-FHIR_EXPORT-{job['JobId']}/Patient.ndjson"


def test_the_job_makes_its_calls_with_the_roles_session(
    cloud: Cloud, root: Caller, store: str, key: str, buckets: None
) -> None:
    add_job_role(cloud, READS_INPUT, WRITES_OUTPUT, USES_KEY)
    start_import(root, store, key)
    reads = [record for record in cloud.records if record["eventName"] == "GetObject"]
    issuers = [r["userIdentity"]["sessionContext"]["sessionIssuer"]["arn"] for r in reads]
    assert issuers == [ROLE]


def test_the_job_does_not_come_the_way_that_its_caller_came(
    cloud: Cloud, root: Caller, store: str, key: str, buckets: None
) -> None:
    add_job_role(cloud, allow("s3:*", "kms:*"))
    own = {"Effect": "Allow", "Principal": "*", "Action": "healthlake:*", "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": own}
    cloud.add_endpoint("vpce-1", "healthlake", vpc="vpc-1", account=HOSPITAL, policy=policy)
    add_patient(root, store)
    job = start_export(root.through("vpce-1"), store, key)
    assert job["JobStatus"] == "COMPLETED"
    put = next(record for record in cloud.records if record["eventName"] == "PutObject")
    assert put["sourceIPAddress"] == put["userIdentity"]["invokedBy"] == "healthlake.amazonaws.com"
    assert "vpcEndpointId" not in put


def test_a_job_without_an_output_is_refused(
    cloud: Cloud, root: Caller, store: str, buckets: None
) -> None:
    add_job_role(cloud, allow("s3:*", "kms:*"))
    refused(
        "ValidationException", root, "healthlake:StartFHIRExportJob", DatastoreId=store,
        DataAccessRoleArn=ROLE, OutputDataConfig={},
    )  # fmt: skip


def test_what_the_role_lacks_does_not_deny_the_call_itself(
    cloud: Cloud, root: Caller, store: str, key: str, buckets: None
) -> None:
    add_job_role(cloud)
    add_patient(root, store)
    answer = root.call(
        "healthlake:StartFHIRExportJob", DatastoreId=store, DataAccessRoleArn=ROLE,
        OutputDataConfig=to("output", key),
    )  # fmt: skip
    assert answer.evaluation is not None
    assert answer.evaluation.allowed


def test_a_job_needs_permission_to_pass_the_role(
    cloud: Cloud, root: Caller, store: str, key: str, buckets: None
) -> None:
    add_job_role(cloud, READS_INPUT, WRITES_OUTPUT, USES_KEY)
    alice = add_user(cloud, "Alice", allow("healthlake:*"))
    with pytest.raises(ClientError, match="iam:PassRole"):
        start_import(alice, store, key)


@pytest.mark.parametrize(
    ("service", "passes"), [("healthlake.amazonaws.com", True), ("ec2.amazonaws.com", False)]
)
def test_the_role_is_passed_to_healthlake(
    cloud: Cloud, root: Caller, store: str, key: str, buckets: None, service: str, passes: bool
) -> None:
    add_job_role(cloud, READS_INPUT, WRITES_OUTPUT, USES_KEY)
    only = {"StringEquals": {"iam:PassedToService": service}}
    pass_role = allow("iam:PassRole", resource=ROLE, Condition=only)
    alice = add_user(cloud, "Alice", allow("healthlake:*"), pass_role)
    if passes:
        start_import(alice, store, key)
    else:
        with pytest.raises(ClientError, match="iam:PassRole"):
            start_import(alice, store, key)


def test_the_role_must_trust_healthlake(
    cloud: Cloud, root: Caller, store: str, key: str, buckets: None
) -> None:
    add_job_role(cloud, WRITES_OUTPUT, Principal={"Service": "ec2.amazonaws.com"})
    with pytest.raises(ClientError, match="sts:AssumeRole"):
        start_export(root, store, key)


@pytest.mark.parametrize("own", [True, False])
def test_the_roles_trust_can_be_for_one_data_store(
    cloud: Cloud, root: Caller, store: str, key: str, buckets: None, own: bool
) -> None:
    wanted = arn_of(store if own else "0" * 32)
    condition = {
        "StringEquals": {"aws:SourceAccount": HOSPITAL}, "ArnEquals": {"aws:SourceArn": wanted},
    }  # fmt: skip
    add_job_role(cloud, WRITES_OUTPUT, USES_KEY, Condition=condition)
    if own:
        start_export(root, store, key)
    else:
        with pytest.raises(ClientError, match="sts:AssumeRole"):
            start_export(root, store, key)


def test_the_output_takes_a_customer_managed_key(
    cloud: Cloud, root: Caller, store: str, key: str, buckets: None
) -> None:
    add_job_role(cloud, WRITES_OUTPUT, USES_KEY)
    managed = replace(cloud.state.keys[key], manager="AWS")
    cloud.state = cloud.state.put("keys", key, managed)
    with pytest.raises(ClientError, match="must be a customer managed key"):
        start_export(root, store, key)


def test_jobs_are_listed_by_kind_and_status(
    cloud: Cloud, root: Caller, store: str, key: str, buckets: None
) -> None:
    add_job_role(cloud, READS_INPUT, WRITES_OUTPUT, USES_KEY)
    job = start_import(root, store, key)
    start_export(root, store, key)

    def listed(**wanted: str) -> list[str]:
        found = root.call("healthlake:ListFHIRImportJobs", DatastoreId=store, **wanted)
        return [each["JobId"] for each in found["ImportJobPropertiesList"]]

    assert listed(JobStatus="COMPLETED") == [job["JobId"]]
    assert listed(JobStatus="FAILED") == []


def test_an_import_job_is_no_export_job(
    cloud: Cloud, root: Caller, store: str, key: str, buckets: None
) -> None:
    add_job_role(cloud, READS_INPUT, WRITES_OUTPUT, USES_KEY)
    job = start_import(root, store, key)
    refused(
        "ResourceNotFoundException", root, "healthlake:DescribeFHIRExportJob",
        DatastoreId=store, JobId=job["JobId"],
    )  # fmt: skip


def test_encryption_is_no_parameter_of_an_update(root: Caller, store: str) -> None:
    with pytest.raises(ParamValidationError, match="Unknown parameter"):
        root.call("healthlake:UpdateFHIRDatastore", DatastoreId=store, SseConfiguration={})


def test_healthlakes_own_calls_have_both_of_its_names(cloud: Cloud) -> None:
    context = cloud.as_("healthlake.us-east-1.amazonaws.com").context("kms:Decrypt")
    names = ("healthlake.amazonaws.com", "healthlake.us-east-1.amazonaws.com")
    assert context["aws:PrincipalServiceNamesList"][0] == names
