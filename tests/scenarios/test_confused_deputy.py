"""The confused deputy: every attack succeeds first, and fails where the trust asks for whom."""

import json

import pytest

from simlib import ClientError, load_scenario
from simlib.cloud.caller import Caller
from simlib.cloud.cloud import Cloud
from simlib.trace.nodes import Layer

LAB_RESULT = {"Bucket": "lab-results-111122223333", "Key": "patient-0017.txt"}
OURS, THEIRS = "hospital-4d21", "mallory-9c05"
ROLE = "VendorAccessWithExternalId"


@pytest.fixture
def cloud() -> Cloud:
    return load_scenario("confused-deputy")


def stolen(session: Caller) -> bytes:
    """What the session reads of the hospital's lab results."""
    read: bytes = session.call("s3:GetObject", **LAB_RESULT)["Body"]
    return read


# The vendor's service is the deputy.


@pytest.mark.parametrize("customer", ["for-hospital", "for-mallory"])
def test_without_a_condition_the_deputy_serves_whoever_asks(cloud: Cloud, customer: str):
    session = cloud.as_("IntegrationService").assume("VendorAccess", customer)
    assert stolen(session) == b"haemoglobin 13.9 g/dl"


def test_the_hospital_s_trail_tells_customers_apart_by_the_session_s_name_alone(cloud: Cloud):
    for customer in ("for-hospital", "for-mallory"):
        cloud.as_("IntegrationService").assume("VendorAccess", customer)
    assumed = [
        record
        for record in cloud.records
        if (record["eventName"], record["recipientAccountId"]) == ("AssumeRole", "111122223333")
    ]
    assert assumed[0]["userIdentity"] == assumed[1]["userIdentity"]
    names = [record["requestParameters"].pop("roleSessionName") for record in assumed]
    assert names == ["for-hospital", "for-mallory"]
    assert assumed[0]["requestParameters"] == assumed[1]["requestParameters"]


def test_mallory_needs_the_deputy(cloud: Cloud):
    evaluation = cloud.as_("Mallory").can("sts:AssumeRole", cloud.role_arn("VendorAccess"))
    assert (evaluation.decision, evaluation.layers) == ("implicitDeny", (Layer.ROLE_TRUST,))


def test_mallory_needs_no_deputy_where_the_account_is_trusted(cloud: Cloud):
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "777788889999"},
        "Action": "sts:AssumeRole",
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": statement})
    updating = {"RoleName": "VendorAccess", "PolicyDocument": document}
    root = cloud.as_("root", account="111122223333")
    root.call("iam:UpdateAssumeRolePolicy", **updating)
    assert cloud.as_("Mallory").can("sts:AssumeRole", cloud.role_arn("VendorAccess")).allowed


def test_with_the_hospital_s_external_id_the_work_goes_on(cloud: Cloud):
    session = cloud.as_("IntegrationService").assume(ROLE, "for-hospital", ExternalId=OURS)
    assert stolen(session) == b"haemoglobin 13.9 g/dl"


@pytest.mark.parametrize("sent", [{"ExternalId": THEIRS}, {}])
def test_with_another_external_id_or_none_the_attack_fails(cloud: Cloud, sent: dict[str, str]):
    with pytest.raises(ClientError) as caught:
        cloud.as_("IntegrationService").assume(ROLE, "for-mallory", **sent)
    assert "because no role trust policy allows the sts:AssumeRole action" in str(caught.value)
    assert "StringEquals sts:ExternalId" in caught.value.why()


def test_knowing_the_external_id_does_not_help_mallory(cloud: Cloud):
    with pytest.raises(ClientError) as caught:
        cloud.as_("Mallory").assume(ROLE, "mallory", ExternalId=OURS)
    assert "Principal: it does not name this principal" in caught.value.why()


# Connect Health is the deputy.


def working_for(cloud: Cloud, domain: str, below: str = "") -> Caller:
    """Connect Health on behalf of a domain, by its name, or of something below it."""
    arns = {each.name: each.arn for each in cloud.state.domains.values()}
    return cloud.as_("health-agent.amazonaws.com").for_resource(arns[domain] + below)


def lets_in(cloud: Cloud, role: str, domain: str, below: str = "") -> bool:
    service = working_for(cloud, domain, below)
    return service.can("sts:AssumeRole", cloud.role_arn(role)).allowed


def test_the_open_role_is_used_for_a_domain_of_another_account(cloud: Cloud):
    session = working_for(cloud, "mallory").assume("ServiceRoleOpen", "connect-health")
    assert stolen(session) == b"haemoglobin 13.9 g/dl"


@pytest.mark.parametrize(
    "role", ["ServiceRoleForAccount", "ServiceRoleAsPublished", "ServiceRoleForDomain"]
)
def test_guarded_roles_are_not_used_for_a_domain_of_another_account(cloud: Cloud, role: str):
    for below in ("", "/agent/a-1"):
        with pytest.raises(ClientError) as caught:
            working_for(cloud, "mallory", below).assume(role, "connect-health")
        assert "aws:SourceAccount" in caught.value.why()


def test_a_source_account_lets_every_domain_of_the_account_in(cloud: Cloud):
    role = "ServiceRoleForAccount"
    assert lets_in(cloud, role, "clinic")
    assert lets_in(cloud, role, "research")


def test_the_published_pattern_does_not_match_the_domain_itself(cloud: Cloud):
    role = "ServiceRoleAsPublished"
    assert not lets_in(cloud, role, "clinic")
    assert lets_in(cloud, role, "clinic", "/agent/a-1")


def test_the_domain_and_what_is_below_it_match_where_both_are_listed(cloud: Cloud):
    role = "ServiceRoleForDomain"
    assert lets_in(cloud, role, "clinic")
    assert lets_in(cloud, role, "clinic", "/agent/a-1")
    assert not lets_in(cloud, role, "research")


def test_no_role_calls_with_a_source_account(cloud: Cloud):
    role = cloud.role_arn("ServiceRoleForAccount")
    context = cloud.as_("IntegrationService").context("sts:AssumeRole", role)
    assert not {"aws:SourceArn", "aws:SourceAccount"} & set(context)
