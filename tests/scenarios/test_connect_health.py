"""Connect Health at the hospital: what AWS's example policies do, and what they do not."""

from typing import Any

import pytest

from simlib import ClientError, Evaluation, load_scenario
from simlib.cloud.caller import Caller
from simlib.cloud.cloud import Cloud

ALLOWED, EXPLICIT, IMPLICIT = "allowed", "explicitDeny", "implicitDeny"
ALICE = "arn:aws:iam::111122223333:user/Alice"
NURSE = "arn:aws:identitystore:::user/nurse-1"
SERVICE = "health-agent.amazonaws.com"
FULL_ACCESS = "arn:aws:iam::111122223333:policy/ConnectHealthFullAccess"


@pytest.fixture
def cloud() -> Cloud:
    return load_scenario("connect-health")


def domain(cloud: Cloud, name: str = "cardiology") -> dict[str, Any]:
    listed = cloud.as_("Maya").call("connecthealth:ListDomains")["domains"]
    return next(each for each in listed if each["name"] == name)


def inside(cloud: Cloud, kind: str) -> dict[str, Any]:
    """What Maya finds in the cardiology domain."""
    maya, id_ = cloud.as_("Maya"), domain(cloud)["domainId"]
    found: dict[str, Any] = maya.call(f"connecthealth:List{kind}s", domainId=id_)
    return found[f"{kind.lower()}s"][0]


def ask(caller: Caller, action: str, arn: str) -> Evaluation:
    return caller.can(f"health-agent:{action}", arn)


def decided(caller: Caller, arn: str, *actions: str) -> list[str]:
    return [ask(caller, action, arn).decision for action in actions]


# 1. Administrators


def test_maya_made_two_domains_with_tags(cloud: Cloud):
    maya = cloud.as_("Maya")
    for name in ("cardiology", "radiology"):
        got = maya.call("connecthealth:GetDomain", domainId=domain(cloud, name)["domainId"])
        assert got["tags"] == {"department": name}


@pytest.mark.parametrize(
    ("service", "decision"), [(SERVICE, ALLOWED), ("ec2.amazonaws.com", IMPLICIT)]
)
def test_maya_passes_the_service_role_to_connect_health_alone(
    cloud: Cloud, service: str, decision: str
):
    role = cloud.role_arn("ConnectHealthServiceRole")
    passing = cloud.as_("Maya").can("iam:PassRole", role, iam_PassedToService=service)
    assert passing.decision == decision


# 2. The console's reader


def test_the_reader_lists_agents_and_gets_none(cloud: Cloud):
    reader, cardiology = cloud.as_("ConsoleReaderRole"), domain(cloud)["domainId"]
    agent = reader.call("connecthealth:ListAgents", domainId=cardiology)["agents"][0]
    with pytest.raises(ClientError) as caught:
        reader.call("connecthealth:GetAgent", domainId=cardiology, agentId=agent["agentId"])
    assert "no identity-based policy allows the health-agent:GetAgent action" in str(caught.value)


# 3. The clinician


def test_a_clinician_starts_sessions_and_does_not_read_the_domain(cloud: Cloud):
    clinician = cloud.as_("Alice").assume("ClinicianRole", "alice")
    asked = ("StartMedicalScribeListeningSession", "GetDomain")
    assert decided(clinician, domain(cloud)["arn"], *asked) == [ALLOWED, IMPLICIT]


def test_a_clinician_gets_the_session_that_was_started(cloud: Cloud):
    clinician = cloud.as_("Alice").assume("ClinicianRole", "alice")
    got = clinician.call(
        "connecthealth:GetMedicalScribeListeningSession",
        domainId=domain(cloud)["domainId"],
        subscriptionId=inside(cloud, "Subscription")["subscriptionId"],
        sessionId="0f8fad5b-d9cb-469f-a165-70867728950e",
    )
    assert got["medicalScribeListeningSessionDetails"]["streamStatus"] == "IN_PROGRESS"


# 4. "Full access" to one domain


def get_as_keeper(cloud: Cloud, kind: str) -> dict[str, Any]:
    key = f"{kind.lower()}Id"
    named = {"domainId": domain(cloud)["domainId"], key: inside(cloud, kind)[key]}
    return cloud.as_("DomainRole").call(f"connecthealth:Get{kind}", **named)


def test_full_access_to_a_domain_reaches_its_integrations(cloud: Cloud):
    assert get_as_keeper(cloud, "Integration")["name"] == "health records"


def test_full_access_to_a_domain_reaches_no_agents(cloud: Cloud):
    with pytest.raises(ClientError) as caught:
        get_as_keeper(cloud, "Agent")
    assert "the first statement of `FullAccessToOneDomain`" in caught.value.why()


# 5. Read-only with a Deny


def test_the_auditor_s_deny_only_says_no_louder(cloud: Cloud):
    auditor = cloud.as_("AuditorRole")
    asked = ("GetDomain", "CreateAgent", "DeleteDomain")
    assert decided(auditor, domain(cloud)["arn"], *asked) == [ALLOWED, IMPLICIT, EXPLICIT]


def test_the_auditor_s_deny_wins_over_full_access(cloud: Cloud):
    attaching = {"RoleName": "AuditorRole", "PolicyArn": FULL_ACCESS}
    cloud.as_("Ines").call("iam:AttachRolePolicy", **attaching)
    agent = inside(cloud, "Agent")["arn"]
    asked = ("CreateAgent", "DeleteAgent")
    assert decided(cloud.as_("AuditorRole"), agent, *asked) == [ALLOWED, EXPLICIT]


# 6. Own permissions


def test_alice_views_her_own_permissions(cloud: Cloud):
    assert cloud.as_("Alice").can("iam:GetUser", ALICE).allowed


def test_a_role_session_has_no_user_name_to_view_permissions_of(cloud: Cloud):
    evaluation = cloud.as_("Alice").assume("ClinicianRole", "alice").can("iam:GetUser", ALICE)
    assert evaluation.decision == IMPLICIT
    assert "whose variable has no value in this request" in evaluation.why()


# 7. and 8. Tags


def test_tags_open_the_domain_of_the_own_department(cloud: Cloud):
    department = cloud.as_("DepartmentRole")
    arns = [domain(cloud, name)["arn"] for name in ("cardiology", "radiology")]
    assert [ask(department, "GetDomain", arn).decision for arn in arns] == [ALLOWED, IMPLICIT]


def test_whoever_tags_a_domain_opens_it(cloud: Cloud):
    radiology, tags = domain(cloud, "radiology")["arn"], {"department": "cardiology"}
    cloud.as_("Maya").call("connecthealth:TagResource", resourceArn=radiology, tags=tags)
    assert ask(cloud.as_("DepartmentRole"), "GetDomain", radiology).allowed


def test_tags_open_no_agents_for_they_have_none(cloud: Cloud):
    evaluation = ask(cloud.as_("DepartmentRole"), "GetAgent", inside(cloud, "Agent")["arn"])
    assert evaluation.decision == IMPLICIT
    assert evaluation.missing_context_keys == ("aws:ResourceTag/department",)


# 9. The service role


def working(cloud: Cloud, **parameters: str) -> Caller:
    service = cloud.as_(SERVICE).for_resource(domain(cloud)["arn"])
    return service.assume("ConnectHealthServiceRole", "connect-health", **parameters)


def test_connect_health_works_in_the_domain_that_its_role_names(cloud: Cloud):
    arns = [domain(cloud, name)["arn"] for name in ("cardiology", "radiology")]
    session = working(cloud)
    assert [ask(session, "GetDomain", arn).decision for arn in arns] == [ALLOWED, IMPLICIT]


def test_connect_health_does_not_get_in_for_a_domain_of_another_account(cloud: Cloud):
    theirs = domain(cloud)["arn"].replace("111122223333", "777788889999")
    service = cloud.as_(SERVICE).for_resource(theirs)
    with pytest.raises(ClientError) as caught:
        service.assume("ConnectHealthServiceRole", "connect-health")
    assert "aws:SourceAccount" in caught.value.why()


def test_users_are_described_only_in_sessions_with_a_source_identity(cloud: Cloud):
    sessions = [working(cloud, SourceIdentity="nurse-1"), working(cloud)]
    asked = [session.can("identitystore:DescribeUser", NURSE) for session in sessions]
    assert [evaluation.decision for evaluation in asked] == [ALLOWED, IMPLICIT]
