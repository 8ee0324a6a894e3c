"""AWS HealthLake: who reads what, and which policies only seem to be read-only."""

from typing import Any

import pytest

from simlib import ClientError, load_scenario
from simlib.cloud.caller import Caller
from simlib.cloud.cloud import Cloud

ALLOWED, IMPLICIT = "allowed", "implicitDeny"


@pytest.fixture
def cloud() -> Cloud:
    return load_scenario("healthlake-basics")


def store(cloud: Cloud, name: str = "records") -> str:
    """The ARN of a data store by its name."""
    return next(each.arn for each in cloud.state.data_stores.values() if each.name == name)


def patient(cloud: Cloud) -> dict[str, str]:
    """The parameters that name a patient in the records."""
    named = {"ResourceType": "Patient", "ResourceId": "patient-0017"}
    return {"DatastoreId": store(cloud).rpartition("/")[2], **named}


def decided(caller: Caller, arn: str, *actions: str) -> list[str]:
    return [caller.can(f"healthlake:{action}", arn).decision for action in actions]


# 1. and 2. Read-only done right


def test_the_nurse_reads_a_patient(cloud: Cloud):
    got = cloud.as_("NurseRole").call("healthlake:ReadResource", **patient(cloud))
    assert got["Resource"]["name"][0]["family"] == "Okafor"


def test_the_nurse_is_told_in_aws_s_words_that_she_does_not_write(cloud: Cloud):
    with pytest.raises(ClientError) as caught:
        cloud.as_("NurseRole").call("healthlake:UpdateResource", **patient(cloud), Resource={})
    assert caught.value.code == "AccessDeniedException"
    assert caught.value.message == (
        "User: arn:aws:sts::111122223333:assumed-role/NurseRole/session is not authorized to "
        f"perform: healthlake:UpdateResource on resource: {store(cloud)} because no identity-based "
        "policy allows the healthlake:UpdateResource action"
    )


def test_the_nurse_searches_by_post(cloud: Cloud):
    searching: dict[str, Any] = {**patient(cloud)}
    del searching["ResourceId"]
    found = cloud.as_("NurseRole").call("healthlake:SearchWithPost", **searching)
    assert found["Bundle"]["total"] == 2


def test_the_nurse_reads_one_data_store(cloud: Cloud):
    nurse, research = cloud.as_("NurseRole"), store(cloud, "research")
    assert decided(nurse, research, "ReadResource") == [IMPLICIT]


# 3. Read-only by name


def test_names_that_sound_like_reading_let_writing_in_and_reading_out(cloud: Cloud):
    asked = ("SearchWithPost", "GenerateDocumentWithGet", "StartFHIRExportJobWithGet")
    decisions = decided(cloud.as_("ReportsRole"), store(cloud), *asked)
    assert decisions == [IMPLICIT, ALLOWED, ALLOWED]


# 4. The published condition


def test_a_condition_key_that_does_not_exist_allows_nothing(cloud: Cloud):
    evaluation = cloud.as_("AnalystRole").can("healthlake:ReadResource", store(cloud))
    assert evaluation.decision == IMPLICIT
    assert evaluation.missing_context_keys == ("healthlake:DatastoreAccessLevel",)


def test_no_request_has_that_key(cloud: Cloud):
    context = cloud.as_("AnalystRole").context("healthlake:ReadResource", store(cloud))
    assert [key for key in context if key.startswith("healthlake:")] == []


def test_with_that_key_the_policy_would_allow_everything(cloud: Cloud):
    dreaming = cloud.as_("AnalystRole").with_context(healthlake_DatastoreAccessLevel="READ_ONLY")
    assert decided(dreaming, store(cloud), "DeleteFHIRDatastore") == [ALLOWED]


# 5. The published ARN


def test_the_published_shape_of_an_arn_names_no_data_store(cloud: Cloud):
    evaluation = cloud.as_("BillingRole").can("healthlake:ReadResource", store(cloud))
    assert evaluation.decision == IMPLICIT
    assert "Resource: no value matches" in evaluation.why()


# 6. Everything, in one data store


@pytest.mark.parametrize(("name", "decision"), [("research", ALLOWED), ("records", IMPLICIT)])
def test_healthlake_user_writes_to_one_data_store(cloud: Cloud, name: str, decision: str):
    user = cloud.as_("HealthLakeUser")
    assert decided(user, store(cloud, name), "UpdateResource") == [decision]


def test_an_arn_does_not_cover_listing(cloud: Cloud):
    with pytest.raises(ClientError, match="AccessDeniedException"):
        cloud.as_("HealthLakeUser").call("healthlake:ListFHIRDatastores")


def test_a_policy_is_for_whomever_it_is_attached_to(cloud: Cloud):
    root = cloud.as_("root")
    named = {"UserName": "HealthLakeUser", "PolicyName": "EverythingInResearch"}
    document = root.call("iam:GetUserPolicy", **named)["PolicyDocument"]
    assert "HealthLakeUser" not in str(document)


# 7. Tags


def test_tags_open_the_data_store_of_the_own_department(cloud: Cloud):
    department = cloud.as_("DepartmentRole")
    arns = [store(cloud, name) for name in ("records", "research")]
    decisions = [decided(department, arn, "ReadResource") for arn in arns]
    assert decisions == [[ALLOWED], [IMPLICIT]]


def test_tagging_is_granting(cloud: Cloud):
    tags = [{"Key": "department", "Value": "cardiology"}]
    research = store(cloud, "research")
    cloud.as_("StewardRole").call("healthlake:TagResource", ResourceARN=research, Tags=tags)
    assert decided(cloud.as_("DepartmentRole"), research, "ReadResource") == [ALLOWED]


# 8. Layers


def test_the_trace_names_every_layer_and_no_security_group(cloud: Cloud):
    told = str(cloud.as_("NurseRole").can("healthlake:UpdateResource", store(cloud)))
    for layer in ("service control", "permissions boundary", "session", "VPC endpoint"):
        assert layer in told
    assert "security group" not in told
