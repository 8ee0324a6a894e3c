"""Seed 000, retold: one AccessDeniedException, eight causes that look alike and are not.

For each cause: the error that the caller sees, the layer that the trace names, and what stands in
the CloudTrail record. The seed document names only two of them, and a security group that is none.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import pytest

from simlib import PolicyType, parse_policy
from simlib.cloud.caller import Caller
from simlib.cloud.cloud import Cloud
from simlib.cloud.errors import ClientError
from simlib.cloud.identities import ManagedPolicy, PolicyVersion
from simlib.cloud.organization import ControlType, Node, NodeType, Organization, OrganizationPolicy
from tests.clouds import HOSPITAL, add_role, add_user, allow, document, hospital, trust

STORE_NAME = "records"
READ = ["healthlake:ReadResource", "healthlake:SearchWithGet"]


class World(NamedTuple):
    cloud: Cloud
    store: str  # ARN
    patient: str  # the id of a patient


def world(key: str | None = None) -> World:
    """A data store with one patient in it, made by an administrator."""
    cloud = hospital()
    add_user(cloud, "Admin", allow("*"))
    admin = cloud.as_("Admin")
    more = {}
    if key is not None:
        more["SseConfiguration"] = {
            "KmsEncryptionConfig": {"CmkType": "CUSTOMER_MANAGED_KMS_KEY", "KmsKeyId": key}
        }
    made = admin.call(
        "healthlake:CreateFHIRDatastore",
        DatastoreName=STORE_NAME,
        DatastoreTypeVersion="R4",
        **more,
    )
    return with_patient(cloud, admin, made["DatastoreArn"])


def with_patient(cloud: Cloud, admin: Caller, store: str) -> World:
    made = admin.call(
        "healthlake:CreateResource",
        DatastoreId=store.rpartition("/")[2],
        ResourceType="Patient",
        Resource={"resourceType": "Patient", "name": [{"family": "Doe"}]},
    )
    return World(cloud, store, made["Resource"]["id"])


def read(found: World, caller: Caller) -> None:
    caller.call(
        "healthlake:ReadResource",
        DatastoreId=found.store.rpartition("/")[2],
        ResourceType="Patient",
        ResourceId=found.patient,
    )


def identity() -> tuple[World, Caller]:
    found = world()
    add_user(found.cloud, "Nurse", allow("healthlake:Describe*", found.store))
    return found, found.cloud.as_("Nurse")


def resource_part() -> tuple[World, Caller]:
    """The published ARN shape `fhir-datastore/NAME` names nothing."""
    found = world()
    published = f"arn:aws:healthlake:us-east-1:{HOSPITAL}:fhir-datastore/{STORE_NAME}"
    add_user(found.cloud, "Nurse", allow("healthlake:*", published))
    return found, found.cloud.as_("Nurse")


def boundary() -> tuple[World, Caller]:
    found = world()
    arn = f"arn:aws:iam::{HOSPITAL}:policy/OnlyS3"
    policy = parse_policy(document(allow("s3:*")), name="OnlyS3", arn=arn)
    managed = ManagedPolicy(HOSPITAL, "OnlyS3", "ANPA1", (PolicyVersion("v1", policy),))
    found.cloud.state = found.cloud.state.put("policies", arn, managed)
    add_user(found.cloud, "Nurse", allow(READ), boundary=arn)
    return found, found.cloud.as_("Nurse")


def service_control() -> tuple[World, Caller]:
    found = world()
    add_user(found.cloud, "Nurse", allow(READ))
    scp = parse_policy(document(allow("s3:*")), PolicyType.SERVICE_CONTROL, name="OnlyS3")
    control = OrganizationPolicy("p-s3", "OnlyS3", ControlType.SERVICE_CONTROL, scp)
    nodes = {
        "r-1": Node("r-1", "Root", NodeType.ROOT, None, ("p-s3",)),
        HOSPITAL: Node(HOSPITAL, "hospital", NodeType.ACCOUNT, "r-1", ("p-s3",)),
    }
    organization = Organization("o-1", "999988887777", nodes, {"p-s3": control})
    found.cloud.state = replace(found.cloud.state, organization=organization)
    return found, found.cloud.as_("Nurse")


def session() -> tuple[World, Caller]:
    found = world()
    add_user(found.cloud, "Alice", allow("sts:AssumeRole"))
    add_role(found.cloud, "CareRole", trust({"AWS": HOSPITAL}), allow(READ))
    only_s3 = json.dumps(document(allow("s3:*")))
    return found, found.cloud.as_("Alice").assume("CareRole", "shift1", Policy=only_s3)


def endpoint() -> tuple[World, Caller]:
    found = world()
    add_user(found.cloud, "Nurse", allow(READ))
    only_other = document({**allow("healthlake:*", f"{found.store}-other"), "Principal": "*"})
    found.cloud.add_endpoint(
        "vpce-1", "healthlake", vpc="vpc-1", account=HOSPITAL, policy=only_other
    )
    return found, found.cloud.as_("Nurse").through("vpce-1")


def key_permission() -> tuple[World, Caller]:
    """The key policy delegates to the account, and the nurse has no kms:Decrypt."""
    cloud = hospital()
    add_user(cloud, "Admin", allow("*"))
    admin = cloud.as_("Admin")
    key = admin.call("kms:CreateKey")["KeyMetadata"]["Arn"]
    more = {"KmsEncryptionConfig": {"CmkType": "CUSTOMER_MANAGED_KMS_KEY", "KmsKeyId": key}}
    made = admin.call(
        "healthlake:CreateFHIRDatastore", DatastoreTypeVersion="R4", SseConfiguration=more
    )
    found = with_patient(cloud, admin, made["DatastoreArn"])
    add_user(cloud, "Nurse", allow([*READ, "kms:DescribeKey"]))
    return found, cloud.as_("Nurse")


def expired() -> tuple[World, Caller]:
    found = world()
    add_role(found.cloud, "CareRole", trust({"AWS": HOSPITAL}), allow(READ))
    caller = found.cloud.as_("CareRole")
    found.cloud.advance(hours=2)
    return found, caller


class Cause(NamedTuple):
    make: Callable[[], tuple[World, Caller]]
    code: str
    message: str
    layer: str | None


CAUSES = {
    "identity-based policy": Cause(
        identity,
        "AccessDeniedException",
        "no identity-based policy allows",
        "identity-based policy",
    ),
    "resource part": Cause(
        resource_part,
        "AccessDeniedException",
        "no identity-based policy allows",
        "identity-based policy",
    ),
    "permissions boundary": Cause(
        boundary, "AccessDeniedException", "no permissions boundary allows", "permissions boundary"
    ),
    "service control policy": Cause(
        service_control,
        "AccessDeniedException",
        "no service control policy allows",
        "service control policy",
    ),
    "session policy": Cause(
        session, "AccessDeniedException", "no session policy allows", "session policy"
    ),
    "VPC endpoint policy": Cause(
        endpoint, "AccessDeniedException", "no VPC endpoint policy allows", "VPC endpoint policy"
    ),
    "KMS permission": Cause(
        key_permission, "AccessDeniedException", "kms:Decrypt", "identity-based policy"
    ),
    "expired credentials": Cause(expired, "ExpiredTokenException", "expired", None),
}


@pytest.mark.parametrize("name", CAUSES)
def test_the_error_the_trace_and_the_record_tell_the_cause(name: str) -> None:
    cause = CAUSES[name]
    found, caller = cause.make()
    with pytest.raises(ClientError) as caught:
        read(found, caller)
    error = caught.value
    assert error.code == cause.code
    assert cause.message in error.message
    if cause.layer is None:
        assert error.evaluation is None
    else:
        assert error.evaluation is not None
        assert error.evaluation.layers[0] == cause.layer
    made = [r for r in found.cloud.records if r["eventCategory"] != "NetworkActivity"]
    records = [record for record in made if record["eventName"] == "ReadResource"]
    assert records[-1]["errorCode"] == cause.code
    assert cause.message in records[-1]["errorMessage"]


def test_the_wrong_resource_is_told_from_the_wrong_action_by_the_nearest_miss() -> None:
    found, nurse = resource_part()
    with pytest.raises(ClientError) as caught:
        read(found, nurse)
    why = caught.value.why()
    assert "Resource: no value matches" in why
    assert "fhir-datastore/records" in why


def test_the_missing_key_permission_is_told_by_the_record_of_the_kms_call() -> None:
    found, nurse = key_permission()
    with pytest.raises(ClientError):
        read(found, nurse)
    kms = [r for r in found.cloud.records if r["eventSource"] == "kms.amazonaws.com"][-1]
    assert kms["eventName"] == "Decrypt"
    assert kms["errorCode"] == "AccessDeniedException"
    assert kms["userIdentity"]["invokedBy"] == "healthlake.amazonaws.com"
