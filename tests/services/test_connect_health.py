"""Connect Health asks for what the Service Authorization Reference says, and does it."""

import json
from typing import Any

import botocore.session
import pytest

from simlib.cloud.caller import Caller
from simlib.cloud.calling import Response
from simlib.cloud.cloud import Cloud
from simlib.cloud.errors import ClientError, NotModelledError
from simlib.language.errors import UnknownNameError
from simlib.services import SERVICES
from simlib.services.connect_health import SERVICE, acting_for
from tests.clouds import allow, hospital, role, trusting, user, written

# Written from the Service Authorization Reference, without the table under test: every action with
# its access level (R read, L list, W write, T tagging) and its required resource types.
REFERENCE = """
ActivateSubscription W Domain Subscription | CancelAppointment W Domain Integration
CreateAgent W Agent Domain | CreateDomain W | CreateIntegration W Domain Integration
CreateSession W Agent Domain Session | CreateSubscription W Domain Subscription
DeactivateSubscription W Domain Subscription | DeleteAgent W Agent Domain | DeleteDomain W Domain
DeleteIntegration W Domain Integration | GetAgent R Agent Domain
GetCareTeamProvider R Domain Integration | GetDomain R Domain | GetDomainAnalytics R Domain
GetIntegration R Domain Integration | GetMedicalScribeListeningSession R Domain Subscription
GetPatient R Domain Integration | GetPatientInsightsJob R Domain PatientInsightsJob
GetPractitioner R Domain Integration | GetSessionContext R Domain Session
GetSubscription R Domain Subscription | InvokeAgent W Domain Session | ListAgents L Domain
ListAppointmentSlots R Domain Integration | ListDomains L | ListIntegrations L Domain
ListPatientAppointments R Domain Integration | ListPatientInsuranceCoverages R Domain Integration
ListPatientMedications R Domain Integration | ListProviders R Domain Integration
ListSessionRecords L Domain | ListSubscriptions L Domain | ListTagsForResource L Domain
MatchPatient R Domain Integration | PublishAgent W Agent Domain
RescheduleAppointment W Domain Integration | ResetPassword W Domain Integration
ScheduleAppointment W Domain Integration
StartMedicalScribeListeningSession W Domain Subscription
StartPatientInsightsJob W Domain PatientInsightsJob | SubmitMedicationRenewal W Domain Integration
TagResource T Domain | UntagResource T Domain | UpdateAgent W Agent Domain
UpdateIntegration W Domain Integration | UpdateSession W Domain Session
"""
ACTIONS = {
    name: (level, sorted(types))
    for name, level, *types in (
        row.split() for row in REFERENCE.replace("\n", "|").split("|") if row.strip()
    )
}
TYPES = {
    "agent": "Agent",
    "integration": "Integration",
    "session": "Session",
    "subscription": "Subscription",
    "patient-insights-job": "PatientInsightsJob",
}
EVERYTHING = written(allow("*"))
SCRIBE: dict[str, Any] = {
    "sessionId": "0f8fad5b-d9cb-469f-a165-70867728950e",
    "languageCode": "en-US",
    "mediaSampleRateHertz": 16000,
    "mediaEncoding": "pcm",
}
INSIGHTS: dict[str, Any] = {
    "patientContext": {"patientId": "p-1"},
    "insightsContext": {"insightsType": "PRE_VISIT"},
    "encounterContext": {"encounterReason": "check up"},
    "userContext": {"role": "CLINICIAN", "userId": "u-1"},
    "inputDataConfig": {
        "fhirServer": {"fhirEndpoint": "https://fhir.example", "oauthToken": "secret-token"}
    },
    "outputDataConfig": {"s3OutputPath": "s3://insights/out"},
}
EHR = {"idcInstanceId": "ssoins-1", "idcRegion": "us-east-1"}


def call(caller: Caller, operation: str, /, **parameters: Any) -> Response:
    return caller.call(f"connecthealth:{operation}", **parameters)


def refused(caller: Caller, operation: str, /, **parameters: Any) -> ClientError:
    with pytest.raises(ClientError) as caught:
        call(caller, operation, **parameters)
    return caught.value


class Clinic:
    """One domain with an agent, an integration, a session, a subscription and a job."""

    def __init__(self) -> None:
        self.cloud = hospital()
        self.root = self.cloud.as_("root")
        self.domain = call(self.root, "CreateDomain", name="clinic", tags={"team": "care"})
        self.ids = {"domainId": self.domain["domainId"]}
        self.ids["subscriptionId"] = self.made("CreateSubscription", "subscriptionId")
        self.ids["agentId"] = self.made("CreateAgent", "agentId", name="scheduler")
        self.ids["integrationId"] = self.made("CreateIntegration", "integrationId", name="ehr")
        self.ids["sessionId"] = self.made("CreateSession", "sessionId", agentId=self.ids["agentId"])
        self.ids["jobId"] = self.made("StartPatientInsightsJob", "jobId", **INSIGHTS)
        self.named("StartMedicalScribeListeningSession", **SCRIBE)

    def made(self, operation: str, key: str, /, **parameters: Any) -> str:
        return str(call(self.root, operation, domainId=self.ids["domainId"], **parameters)[key])

    def named(self, operation: str, /, **parameters: Any) -> Response:
        """Calls with every id that the operation takes."""
        return call(self.root, operation, **{**self.parameters(operation), **parameters})

    def parameters(self, name: str) -> dict[str, Any]:
        takes = SERVICE.operations[name].takes
        scribe = "MedicalScribe" in name
        known = {**self.ids, **(SCRIBE if scribe else {}), **self.given(name)}
        return {key: value for key, value in known.items() if key in takes}

    def given(self, name: str) -> dict[str, Any]:
        tagging = {"resourceArn": self.domain["arn"], "tags": {"a": "b"}, "tagKeys": ["a"]}
        return {**INSIGHTS, **tagging, "name": "other", "input": "hello", "attributes": {"k": "v"}}


@pytest.fixture
def clinic() -> Clinic:
    return Clinic()


def types_asked(cloud: Cloud, response: Response, action: str) -> list[str]:
    """The resource types on which a call asked for one action."""
    evaluation = response.evaluation
    assert evaluation is not None
    every = [each for _, each in evaluation.gates] or [evaluation]
    arns = [e.request.resource.arn for e in every if e.request.action == f"health-agent:{action}"]
    return sorted(TYPES[arn.split("/")[2]] if arn.count("/") > 1 else "Domain" for arn in arns)


@pytest.mark.parametrize("name", sorted(ACTIONS.keys() - {"CreateDomain", "ListDomains"}))
def test_every_action_is_asked_for_on_each_required_resource_type(
    name: str, clinic: Clinic
) -> None:
    response = clinic.named(name)
    assert types_asked(clinic.cloud, response, name) == ACTIONS[name][1]


@pytest.mark.parametrize("name", ["CreateDomain", "ListDomains"])
def test_what_has_no_resource_type_is_asked_for_on_everything(name: str, clinic: Clinic) -> None:
    evaluation = clinic.named(name).evaluation
    assert evaluation is not None
    assert evaluation.request.resource.arn == "*"


def test_every_action_of_the_reference_is_modelled() -> None:
    assert sorted(SERVICE.operations) == sorted(ACTIONS)


def test_a_call_reads_only_where_its_access_level_says_so() -> None:
    reading = {name for name, each in SERVICE.operations.items() if each.read_only}
    assert reading == {name for name, (level, _) in ACTIONS.items() if level in "RL"}


def test_operations_whose_action_nobody_documents_are_refused_by_name() -> None:
    with pytest.raises(NotModelledError, match="connecthealth:CreateDataset"):
        call(hospital().as_("root"), "CreateDataset", domainId="hai-0123456789abcdef")


def test_a_customer_managed_key_is_refused_by_name() -> None:
    key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd"
    with pytest.raises(NotModelledError, match="kmsKeyArn"):
        call(hospital().as_("root"), "CreateDomain", name="clinic", kmsKeyArn=key)


@pytest.mark.parametrize("name", sorted(set(ACTIONS) - set(SERVICE.not_in_botocore)))
def test_answers_have_every_member_that_botocore_requires(name: str, clinic: Clinic) -> None:
    model = botocore.session.get_session().get_service_model("connecthealth")
    output = model.operation_model(name).output_shape
    response = clinic.named(name)
    assert missing(output, response) == []


def missing(shape: Any, value: Any) -> list[str]:
    """What botocore requires of an answer and does not find, and what it does not know."""
    if shape is None or shape.type_name == "list":
        items = value if shape is not None else []
        return [each for item in items for each in missing(shape.member, item)]
    if shape.type_name != "structure":
        return []
    known = [*shape.required_members, *value]
    absent = [each for each in known if each not in value or each not in shape.members]
    inner = (missing(shape.members[key], value[key]) for key in value if key in shape.members)
    return [*absent, *(each for found in inner for each in found)]


def test_a_domain_is_made_with_its_tags(clinic: Clinic) -> None:
    assert clinic.named("GetDomain")["tags"] == {"team": "care"}


def test_ids_fit_the_patterns_of_the_api(clinic: Clinic) -> None:
    assert [len(clinic.ids[key]) for key in ("domainId", "subscriptionId")] == [25, 25]


def test_creating_with_tags_needs_tag_resource() -> None:
    alice = user(hospital(), written(allow("health-agent:CreateDomain")))
    assert (
        "health-agent:TagResource"
        in refused(alice, "CreateDomain", name="clinic", tags={"team": "care"}).message
    )


def test_creating_without_tags_does_not_need_tag_resource() -> None:
    alice = user(hospital(), written(allow("health-agent:CreateDomain")))
    assert call(alice, "CreateDomain", name="clinic")["status"] == "ACTIVE"


def test_request_tags_reach_the_policy() -> None:
    condition = {"StringEquals": {"aws:RequestTag/team": "care"}}
    policy = written(
        allow(["health-agent:CreateDomain", "health-agent:TagResource"], Condition=condition)
    )
    alice = user(hospital(), policy)
    assert call(alice, "CreateDomain", name="a", tags={"team": "care"})["name"] == "a"
    assert refused(alice, "CreateDomain", name="a", tags={"team": "billing"}).status == 403


def test_setting_up_the_web_application_passes_its_role() -> None:
    cloud = hospital()
    ehr = role(cloud, EVERYTHING, "EhrRole")
    alice = user(cloud, written(allow("health-agent:*")))
    error = refused(
        alice, "CreateDomain", name="a", webAppSetupConfiguration={"ehrRole": ehr.arn, **EHR}
    )
    assert f"iam:PassRole on resource: {ehr.arn}" in error.message


@pytest.mark.parametrize(
    ("service", "allowed"), [("health-agent.amazonaws.com", True), ("ec2.amazonaws.com", False)]
)
def test_the_role_is_passed_to_connect_health_alone(service: str, allowed: bool) -> None:
    cloud = hospital()
    ehr = role(cloud, EVERYTHING, "EhrRole")
    condition = {"StringEquals": {"iam:PassedToService": service}}
    policy = written(allow("health-agent:*"), allow("iam:PassRole", Condition=condition))
    alice = user(cloud, policy)
    web_app = {"ehrRole": ehr.arn, **EHR}
    if allowed:
        made = call(alice, "CreateDomain", name="a", webAppSetupConfiguration=web_app)
        assert made["webAppConfiguration"]["ehrRole"] == ehr.arn
    else:
        error = refused(alice, "CreateDomain", name="a", webAppSetupConfiguration=web_app)
        assert error.code == "AccessDeniedException"


def test_passing_a_role_leaves_no_record_of_its_own(clinic: Clinic) -> None:
    web_app = {"ehrRole": "arn:aws:iam::111122223333:role/EhrRole", **EHR}
    call(clinic.root, "CreateDomain", name="a", webAppSetupConfiguration=web_app)
    assert "PassRole" not in {record["eventName"] for record in clinic.cloud.records}


def test_only_domains_can_be_tagged(clinic: Clinic) -> None:
    agent = clinic.named("GetAgent")["arn"]
    error = refused(clinic.root, "TagResource", resourceArn=agent, tags={"a": "b"})
    assert error.code == "ValidationException"


def test_tags_come_and_go(clinic: Clinic) -> None:
    clinic.named("TagResource", tags={"stage": "test"})
    clinic.named("UntagResource", tagKeys=["team"])
    assert clinic.named("ListTagsForResource")["tags"] == {"stage": "test"}


def test_a_domain_of_another_account_is_denied(clinic: Clinic) -> None:
    clinic.cloud.add_account("444455556666", "partner")
    bob = user(clinic.cloud, EVERYTHING, name="Bob", account="444455556666")
    error = refused(bob, "TagResource", resourceArn=clinic.domain["arn"], tags={"a": "b"})
    assert error.code == "AccessDeniedException"


def test_a_missing_domain_is_denied_before_it_is_not_found() -> None:
    cloud = hospital()
    nobody, root = user(cloud, written(allow("s3:*"))), cloud.as_("root")
    missing = {"domainId": "hai-0123456789abcdef"}
    assert refused(nobody, "GetDomain", **missing).code == "AccessDeniedException"
    assert refused(root, "GetDomain", **missing).code == "ResourceNotFoundException"


def test_an_id_of_another_form_is_a_validation_error() -> None:
    error = refused(hospital().as_("root"), "GetDomain", domainId="clinic")
    assert (error.code, error.status) == ("ValidationException", 400)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("GetAgent", "agentId"),
        ("GetPatient", "integrationId"),
        ("InvokeAgent", "sessionId"),
    ],
)
def test_what_is_not_in_the_domain_is_not_found(name: str, kind: str, clinic: Clinic) -> None:
    with pytest.raises(ClientError, match="not found") as caught:
        clinic.named(name, **{kind: "nothing"})
    assert caught.value.code == "ResourceNotFoundException"


def test_deleting_a_domain_deletes_what_is_in_it(clinic: Clinic) -> None:
    clinic.named("DeleteDomain")
    state = clinic.cloud.state
    assert (state.domains, state.health_parts, state.jobs) == ({}, {}, {})


def test_a_new_subscription_is_active(clinic: Clinic) -> None:
    assert clinic.named("GetSubscription")["subscription"]["status"] == "ACTIVE"


def test_a_subscription_is_deactivated_and_activated(clinic: Clinic) -> None:
    answers = [clinic.named(f"{verb}Subscription") for verb in ("Deactivate", "Activate")]
    assert [each["subscription"]["status"] for each in answers] == ["INACTIVE", "ACTIVE"]


def test_listening_with_an_inactive_subscription_is_refused_by_name(clinic: Clinic) -> None:
    clinic.named("DeactivateSubscription")
    with pytest.raises(NotModelledError, match="INACTIVE"):
        clinic.named("StartMedicalScribeListeningSession")


def test_what_simlib_does_not_model_leaves_no_record(clinic: Clinic) -> None:
    clinic.named("DeactivateSubscription")
    before = len(clinic.cloud.records)
    with pytest.raises(NotModelledError):
        clinic.named("StartMedicalScribeListeningSession")
    assert len(clinic.cloud.records) == before


def test_two_subscriptions_may_have_sessions_of_one_id(clinic: Clinic) -> None:
    other = clinic.made("CreateSubscription", "subscriptionId")
    clinic.named("StartMedicalScribeListeningSession", subscriptionId=other, languageCode="multi")
    session = clinic.named("GetMedicalScribeListeningSession")
    assert session["medicalScribeListeningSessionDetails"]["languageCode"] == "en-US"


def test_a_published_agent_that_is_updated_has_a_new_draft(clinic: Clinic) -> None:
    clinic.named("PublishAgent")
    updated = clinic.named("UpdateAgent", name="renewals")
    assert (updated["status"], updated["version"]) == ("DRAFT", 2)


def test_an_agent_without_a_draft_cannot_be_published(clinic: Clinic) -> None:
    clinic.named("PublishAgent")
    with pytest.raises(ClientError, match="no draft"):
        clinic.named("PublishAgent")


def test_a_new_subscription_is_recorded_as_in_aws_own_example(clinic: Clinic) -> None:
    record = next(r for r in clinic.cloud.records if r["eventName"] == "CreateSubscription")
    assert record["eventSource"] == "health-agent.amazonaws.com"
    assert record["resources"] == [
        {
            "accountId": "111122223333",
            "type": "AWS::HealthAgent::Subscription",
            "ARN": f"{clinic.domain['arn']}/subscription/*",
        }
    ]


def test_calls_about_patients_are_data_events(clinic: Clinic) -> None:
    clinic.named("GetPatient")
    clinic.named("GetDomain")
    assert [r["eventCategory"] for r in clinic.cloud.records[-2:]] == ["Data", "Management"]


def test_a_token_for_the_fhir_server_is_neither_recorded_nor_kept(clinic: Clinic) -> None:
    told = json.dumps([clinic.cloud.records, clinic.named("GetPatientInsightsJob")], default=str)
    assert "fhir.example" in told
    assert "secret-token" not in told


def test_a_service_role_is_assumed_for_the_domain() -> None:
    if "AssumeRole" not in SERVICES["sts"].operations:
        pytest.skip("sts:AssumeRole is not there yet")
    cloud = hospital()
    trust = trusting(
        "health-agent.amazonaws.com", StringEquals={"aws:SourceAccount": "111122223333"}
    )
    ehr = role(cloud, written(allow("health-agent:GetDomain")), "EhrRole", trusted=trust)
    web_app = {"ehrRole": ehr.arn, **EHR}
    root = cloud.as_("root")
    domain = call(root, "CreateDomain", name="clinic", webAppSetupConfiguration=web_app)
    session = acting_for(cloud, domain["arn"])
    assert call(session, "GetDomain", domainId=domain["domainId"])["name"] == "clinic"


def test_a_domain_without_a_role_has_nobody_to_act_for_it(clinic: Clinic) -> None:
    with pytest.raises(UnknownNameError, match="without a service role"):
        acting_for(clinic.cloud, clinic.domain["arn"])


def test_records_show_nothing_of_the_patient_or_the_clinician(clinic: Clinic) -> None:
    records = str([r for r in clinic.cloud.records if r["eventName"] == "StartPatientInsightsJob"])
    assert "fhir.example" in records
    for private in ("p-1", "u-1", "check up", "secret-token"):
        assert private not in records
