"""Seed 001, the IAM page of Connect Health: what its example policies do when real calls are made.

The policies are those under `data/policies`; what the page gets wrong is I9 of the rules. The
domain that they name is put in place of the one that a call has made.
"""

from typing import Any

import pytest

from simlib import PolicySyntaxError, fill, load_policy, parse_policy, policy_text
from simlib.cloud.caller import Caller
from simlib.cloud.calling import Response
from simlib.cloud.errors import ClientError
from simlib.evaluation.evaluate import Evaluation
from simlib.language.errors import UnknownNameError
from simlib.language.terms import Decision
from simlib.services import SERVICES
from simlib.trace.nodes import Layer
from tests.clouds import HOSPITAL, allow, hospital, role, trusting, user, written

NAMED = "hai-7c4e1f9a2b"  # the domain in the shipped policies
ATTACKER = "777788889999"
DEPUTY = "health-agent.amazonaws.com"
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
    "inputDataConfig": {"s3Sources": [{"uri": "s3://records/p-1"}]},
    "outputDataConfig": {"s3OutputPath": "s3://insights/out"},
}


class Page:
    """The hospital's domain with what is in it, and callers who have one of the page's policies."""

    def __init__(self) -> None:
        self.cloud = hospital()
        self.root = self.cloud.as_("root")
        domain = self.ask(self.root, "CreateDomain", name="clinic", tags={"team": "care"})
        self.id, self.arn = str(domain["domainId"]), str(domain["arn"])
        self.agent = self.made("CreateAgent", "agentId")
        self.integration = self.made("CreateIntegration", "integrationId")
        self.subscription = self.made("CreateSubscription", "subscriptionId")

    def made(self, operation: str, key: str) -> str:
        return str(self.ask(self.root, operation, domainId=self.id)[key])

    def ask(self, caller: Caller, operation: str, /, **parameters: Any) -> Response:
        return caller.call(f"connecthealth:{operation}", **parameters)

    def text(self, name: str) -> str:
        return policy_text(name).replace(NAMED, self.id)

    def user(self, *names: str) -> Caller:
        return user(self.cloud, *(self.text(f"identity-based/{name}") for name in names))

    def session(self, policy: str) -> Caller:
        role(self.cloud, policy)
        return self.cloud.as_("CareRole")

    def outcome(self, caller: Caller, operation: str, **parameters: Any) -> str:
        """`allowed`, or the decision that refused the call on the hospital's own things."""
        known = {
            **{"domainId": self.id, "agentId": self.agent, "integrationId": self.integration},
            **{"subscriptionId": self.subscription, "name": "another", **SCRIBE, **INSIGHTS},
        }
        takes = SERVICES["connecthealth"].operations[operation].takes
        given = {key: value for key, value in known.items() if key in takes}
        try:
            self.ask(caller, operation, **{**given, **parameters})
        except ClientError as error:
            if error.evaluation is None:
                raise
            return str(error.evaluation.decision.value)
        return "allowed"


@pytest.fixture
def page() -> Page:
    return Page()


def in_turn(page: Page, caller: Caller, *operations: str) -> list[str]:
    return [page.outcome(caller, operation) for operation in operations]


def test_the_page_has_a_version_that_aws_refuses_until_it_is_filled() -> None:
    published = policy_text("identity-based/connect-health-full-access")
    published = published.replace("2012-10-17", "{POLICY_VERSION}")
    with pytest.raises(PolicySyntaxError, match="POLICY_VERSION"):
        parse_policy(published)
    assert parse_policy(fill(published, policy_version="2012-10-17")).statements


def test_read_only_console_lists_and_gets_and_does_no_more(page: Page) -> None:
    alice = page.user("connect-health-read-only-console")
    reading = ("ListDomains", "GetDomain", "ListIntegrations", "ListAgents")
    assert in_turn(page, alice, *reading) == ["allowed"] * 4
    others = ("GetAgent", "GetIntegration", "DeleteDomain")
    assert in_turn(page, alice, *others) == ["implicitDeny"] * 3


def test_full_access_to_one_domain_covers_the_domain_and_its_integrations(page: Page) -> None:
    alice = page.user("connect-health-one-domain-as-published")
    covered = ("GetDomain", "ListAgents", "GetIntegration", "UpdateIntegration")
    assert in_turn(page, alice, *covered) == ["allowed"] * 4


@pytest.mark.parametrize(
    "operation",
    [
        *("GetAgent", "DeleteAgent", "StartPatientInsightsJob", "GetSubscription"),
        *("StartMedicalScribeListeningSession", "ListDomains", "CreateDomain"),
    ],
)
def test_full_access_to_one_domain_is_not_full(operation: str, page: Page) -> None:
    alice = page.user("connect-health-one-domain-as-published")
    assert in_turn(page, alice, operation) == ["implicitDeny"]


def test_the_agent_is_what_the_policy_does_not_name(page: Page) -> None:
    alice = page.user("connect-health-one-domain-as-published")
    with pytest.raises(ClientError) as caught:
        page.ask(alice, "GetAgent", domainId=page.id, agentId=page.agent)
    assert f"on resource: {page.arn}/agent/{page.agent} because" in caught.value.message


def test_everything_below_the_domain_mends_it(page: Page) -> None:
    alice = page.user("connect-health-one-domain")
    mended = ("GetAgent", "StartPatientInsightsJob", "GetSubscription", "ListDomains")
    assert in_turn(page, alice, *mended) == ["allowed"] * 4


def test_the_mended_policy_is_still_for_one_domain(page: Page) -> None:
    other = page.ask(page.root, "CreateDomain", name="lab")["domainId"]
    alice = page.user("connect-health-one-domain")
    assert page.outcome(alice, "GetDomain", domainId=other) == "implicitDeny"


def test_ambient_documentation_starts_and_gets_sessions_alone(page: Page) -> None:
    alice = page.user("connect-health-ambient-documentation")
    scribing = ("StartMedicalScribeListeningSession", "GetMedicalScribeListeningSession")
    assert in_turn(page, alice, *scribing) == ["allowed"] * 2
    assert in_turn(page, alice, "GetSubscription") == ["implicitDeny"]


def test_read_only_ambient_documentation_gets_and_does_not_start(page: Page) -> None:
    in_turn(page, page.root, "StartMedicalScribeListeningSession")
    alice = page.user("connect-health-ambient-read-only-as-published")
    asked = ("GetMedicalScribeListeningSession", "StartMedicalScribeListeningSession")
    assert in_turn(page, alice, *asked) == ["allowed", "implicitDeny"]


@pytest.mark.parametrize(
    "operation",
    ["ListMedicalScribeListeningSessions", "ListAgentVersions", "GenerateMedicalCodes"],
)
def test_some_actions_of_the_page_belong_to_no_operation(operation: str, page: Page) -> None:
    with pytest.raises(UnknownNameError, match=operation):
        page.ask(page.root, operation, domainId=page.id)


def test_full_access_has_no_limits(page: Page) -> None:
    alice = page.user("connect-health-full-access")
    every = ("CreateDomain", "GetAgent", "StartPatientInsightsJob", "DeleteDomain")
    assert in_turn(page, alice, *every) == ["allowed"] * 4


def test_read_only_with_deny_cannot_even_list_domains(page: Page) -> None:
    alice = page.user("connect-health-read-only-deny-delete-as-published")
    asked = ("GetDomain", "ListAgents", "GetAgent", "ListDomains")
    assert in_turn(page, alice, *asked) == ["allowed"] * 3 + ["implicitDeny"]


def test_its_deny_says_no_louder_and_nothing_else(page: Page) -> None:
    reading = allow(["health-agent:GetDomain", "health-agent:ListAgents", "health-agent:GetAgent"])
    with_deny = page.user("connect-health-read-only-deny-delete-as-published")
    without = user(page.cloud, written(reading), name="Bob")
    deleting = ("DeleteDomain", "DeleteAgent")
    assert in_turn(page, with_deny, *deleting) == ["explicitDeny"] * 2
    assert in_turn(page, without, *deleting) == ["implicitDeny"] * 2


def test_its_deny_counts_against_other_policies(page: Page) -> None:
    own = "connect-health-read-only-deny-delete-as-published"
    alice = page.user(own, "connect-health-full-access")
    assert in_turn(page, alice, "DeleteDomain", "GetSubscription") == ["explicitDeny", "allowed"]


def test_users_view_their_own_permissions(page: Page) -> None:
    alice = page.user("view-own-permissions-as-published")
    own, other = (f"arn:aws:iam::{HOSPITAL}:user/{name}" for name in ("Alice", "Bob"))
    assert alice.can("iam:GetUser", own).allowed
    assert not alice.can("iam:GetUser", other).allowed


def test_roles_have_no_user_name_and_so_no_permissions_of_their_own_to_view(page: Page) -> None:
    session = page.session(page.text("identity-based/view-own-permissions-as-published"))
    for name in ("CareRole", "Alice", ""):
        assert not session.can("iam:GetUser", f"arn:aws:iam::{HOSPITAL}:user/{name}").allowed
    assert session.can("iam:ListUsers").allowed


def test_the_service_role_manages_agents_and_integrations_of_its_domain(page: Page) -> None:
    session = page.session(page.text("identity-based/connect-health-service-role-as-published"))
    managed = ("GetDomain", "ListAgents", "CreateAgent", "GetAgent", "DeleteAgent")
    assert in_turn(page, session, *managed, "CreateIntegration") == ["allowed"] * 6
    assert in_turn(page, session, "DeleteDomain", "ListDomains") == ["implicitDeny"] * 2


def describe_user(caller: Caller, arn: str, **context: object) -> Evaluation:
    return caller.can("identitystore:DescribeUser", arn, **context)


def test_the_service_role_describes_users_only_with_a_source_identity(page: Page) -> None:
    session = page.session(page.text("identity-based/connect-health-service-role-as-published"))
    nurse = "arn:aws:identitystore:::user/nurse-1"
    assert describe_user(session, nurse, aws_SourceIdentity="nurse-1").allowed
    assert not describe_user(session, nurse).allowed


def test_the_service_role_lacks_the_identity_store_that_describe_user_asks_for(page: Page) -> None:
    session = page.session(page.text("identity-based/connect-health-service-role-as-published"))
    store = f"arn:aws:identitystore::{HOSPITAL}:identitystore/d-1234567890"
    assert not describe_user(session, store, aws_SourceIdentity="nurse-1").allowed


@pytest.mark.parametrize(("team", "outcome"), [("care", "allowed"), ("billing", "implicitDeny")])
def test_domains_are_reached_by_their_tags(team: str, outcome: str, page: Page) -> None:
    condition = {"StringEquals": {"aws:ResourceTag/team": team}}
    alice = user(page.cloud, written(allow("health-agent:*", Condition=condition)))
    assert in_turn(page, alice, "GetDomain", "ListAgents") == [outcome] * 2


def test_agents_are_not_reached_by_tags_for_they_cannot_have_any(page: Page) -> None:
    condition = {"StringEquals": {"aws:ResourceTag/team": "care"}}
    alice = user(page.cloud, written(allow("health-agent:*", Condition=condition)))
    assert in_turn(page, alice, "GetAgent") == ["implicitDeny"]


def deputy(page: Page, arn: str, account: str, trust: str) -> Evaluation:
    """May Connect Health, on behalf of a resource, assume the hospital's role?"""
    trusted = role(page.cloud, written(allow("health-agent:*")), trusted=trust)
    service = page.cloud.as_(DEPUTY).for_resource(arn, account)
    return service.can("sts:AssumeRole", trusted.arn)


def attack(page: Page, trust: str) -> Evaluation:
    """The vendor lets Connect Health work for a domain of its own with the hospital's role."""
    domain = f"arn:aws:health-agent:us-east-1:{ATTACKER}:domain/hai-vendor0123456789"
    return deputy(page, domain, ATTACKER, trust)


def test_without_a_condition_the_deputy_is_confused(page: Page) -> None:
    assert attack(page, trusting(DEPUTY)).allowed


@pytest.mark.parametrize("key", ["aws:SourceArn", "aws:SourceAccount"])
def test_a_source_condition_stops_the_attack_and_not_the_hospital(key: str, page: Page) -> None:
    trust = {
        "aws:SourceArn": trusting(DEPUTY, ArnLike={key: page.arn}),
        "aws:SourceAccount": trusting(DEPUTY, StringEquals={key: HOSPITAL}),
    }[key]
    evaluation = attack(page, trust)
    assert (evaluation.decision, evaluation.layers) == (
        Decision.IMPLICIT_DENY,
        (Layer.ROLE_TRUST,),
    )
    assert deputy(page, page.arn, HOSPITAL, trust).allowed


@pytest.mark.parametrize(("below", "allowed"), [("", False), ("/agent/a-1", True)])
def test_the_published_trust_policy_does_not_match_the_domain_itself(
    below: str, allowed: bool, page: Page
) -> None:
    trust = page.text("role-trust/connect-health-service-role-as-published")
    assert deputy(page, page.arn + below, HOSPITAL, trust).allowed is allowed
    assert not attack(page, trust).allowed


def test_the_console_policy_passes_any_role_to_any_service() -> None:
    console = load_policy("identity-based/connect-health-full-access-console-as-published")
    alice = user(hospital(), console.text)
    passing = alice.can(
        "iam:PassRole",
        f"arn:aws:iam::{HOSPITAL}:role/Administrator",
        iam_PassedToService="ec2.amazonaws.com",
    )
    assert passing.allowed
