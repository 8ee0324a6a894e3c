"""Context keys fill themselves from the credentials, the network path and the state."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from simlib import PrincipalType, new_cloud, parse_policy
from simlib.cloud.authorizing import gates_of
from simlib.cloud.caller import Caller
from simlib.cloud.cloud import Cloud
from simlib.cloud.identities import InstanceProfile, Role, User
from simlib.cloud.issuing import issue, role_session
from simlib.cloud.network import Instance, VpcEndpoint
from simlib.cloud.organization import Node, NodeType, Organization
from simlib.cloud.saved_policy import SavedPolicy
from simlib.cloud.sessions import CredentialType, Session
from simlib.cloud.storage import Bucket
from simlib.language.errors import QuestionError
from simlib.language.terms import PolicyType
from simlib.trace import Match, walk

HOSPITAL = "111122223333"
CASES = Path(__file__).parents[1] / "cases" / "context.jsonl"
FIELDS = {
    "id", "area", "kind", "title", "setup", "request", "expected", "confidence", "source",
}  # fmt: skip
BUCKET = "arn:aws:s3:::records"
STORE = f"arn:aws:healthlake:us-east-1:{HOSPITAL}:datastore/fhir/eeb8005725ae22b35b4edbdc68cf2dfd"


def a_cloud() -> Cloud:
    """The hospital with Alice, CareRole, an instance, a bucket and an endpoint."""
    cloud = new_cloud()
    cloud.add_account(HOSPITAL, "hospital")
    for name in ("Alice", "broker"):
        put(cloud, "users", name, User(HOSPITAL, name, cloud.ids.unique("AIDA")))
    role = Role(HOSPITAL, "CareRole", cloud.ids.unique("AROA"), trust(), tags={"data": "phi"})
    put(cloud, "roles", "CareRole", role)
    profile = InstanceProfile(HOSPITAL, "Scanner", cloud.ids.unique("AIPA"), role="CareRole")
    put(cloud, "instance_profiles", "Scanner", profile)
    instance = Instance("i-0abc", HOSPITAL, "us-east-1", "vpc-1", "10.0.0.7", profile.arn)
    endpoint = VpcEndpoint("vpce-1", HOSPITAL, "us-east-1", "vpc-1", "s3")
    bucket = Bucket("records", HOSPITAL, "us-east-1", tags={"data": "phi"})
    cloud.state = cloud.state.put("instances", "i-0abc", instance)
    cloud.state = cloud.state.put("endpoints", "vpce-1", endpoint)
    cloud.state = cloud.state.put("buckets", "records", bucket)
    return cloud


def put(cloud: Cloud, table: str, name: str, thing: object) -> None:
    cloud.state = cloud.state.put(table, (HOSPITAL, name), thing)


def trust() -> SavedPolicy:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "ec2.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    text = {"Version": "2012-10-17", "Statement": statement}
    return SavedPolicy(parse_policy(text, PolicyType.ROLE_TRUST))


# The cases


def user_session(cloud: Cloud, asked: dict[str, Any]) -> Session:
    long_term = cloud.as_(asked["arn"]).session
    if asked.get("credential") != "session_token":
        return long_term
    mfa = bool(asked.get("mfa"))
    known = {
        name: getattr(long_term, name)
        for name in ("principal", "account", "arn", "identity", "unique_id")
    }
    return issue(
        cloud.ids, cloud.now, 3600, type=CredentialType.SESSION_TOKEN, **known,
        mfa=mfa, mfa_at=cloud.now if mfa else None,
    )  # fmt: skip


def session_of_role(cloud: Cloud, asked: dict[str, Any]) -> Session:
    if asked.get("ec2"):
        return cloud.as_("i-0abc").session
    role = cloud.state.roles[HOSPITAL, "CareRole"]
    name = asked["arn"].rpartition("/")[2]
    if "idp" in asked:
        kind, provider = CredentialType.WEB_IDENTITY, asked["idp"]
        return role_session(cloud.ids, role, name, cloud.now, type=kind, provider=provider)
    return role_session(cloud.ids, role, name, cloud.now, mfa=False)


def root_session(cloud: Cloud, asked: dict[str, Any]) -> Session:
    if asked.get("credential") != "assume_root":
        return cloud.as_("root").session
    root = cloud.as_("root").session
    return issue(
        cloud.ids, cloud.now, 900, type=CredentialType.ASSUMED_ROOT, principal=PrincipalType.ROOT,
        account=HOSPITAL, arn=root.arn, identity=root.identity, unique_id=HOSPITAL,
    )  # fmt: skip


def federated_session(cloud: Cloud, asked: dict[str, Any]) -> Session:
    broker = cloud.as_(asked["parent_user_arn"]).session
    return issue(
        cloud.ids, cloud.now, 3600, type=CredentialType.FEDERATION_TOKEN,
        principal=PrincipalType.FEDERATED_USER, account=HOSPITAL, arn=asked["arn"],
        identity=broker.arn, unique_id=broker.unique_id, name=asked["arn"].rpartition("/")[2],
    )  # fmt: skip


SESSIONS = {
    "user": user_session,
    "role_session": session_of_role,
    "root": root_session,
    "federated_user": federated_session,
    "anonymous": lambda cloud, asked: cloud.as_("anonymous").session,
    "service": lambda cloud, asked: cloud.as_(asked["service"]).session,
}
ASKED = {
    "type", "account", "arn", "identity", "credential", "mfa", "role_arn", "ec2", "idp",
    "parent_user_arn", "service", "fas_chain", "source_ip", "vpce",
}  # fmt: skip


def caller_of(cloud: Cloud, asked: dict[str, Any]) -> Caller:
    assert set(asked) <= ASKED, set(asked) - ASKED
    session = SESSIONS[asked["type"]](cloud, asked)
    caller = Caller(cloud, cloud.keep(session) if session.temporary else session)
    if "vpce" in asked:
        caller = caller.through(asked["vpce"])
    return caller.at(asked["source_ip"]) if "source_ip" in asked else caller


def context_for(cloud: Cloud, asked: dict[str, Any]) -> dict[str, Any]:
    caller = caller_of(cloud, asked)
    if "fas_chain" not in asked:
        return {key: value for key, (value, _) in caller.context("s3:GetObject", BUCKET).items()}
    return forwarded(caller, tuple(asked["fas_chain"]))


def forwarded(caller: Caller, via: tuple[str, ...]) -> dict[str, Any]:
    """The context of a call that services make in the caller's name."""
    from simlib.evaluation.context import derived_keys

    asking = caller._asking("s3:GetObject")._replace(via=via)
    (gate,) = gates_of(caller.cloud.state, asking, "s3:GetObject", BUCKET)
    found = {**derived_keys(gate.request, gate.policies), **gate.request.context}
    return {key: value for key, value in found.items() if value is not None}


def the_cases() -> list[dict[str, Any]]:
    return [json.loads(line) for line in CASES.read_text().splitlines()]


def pattern_matches(value: Any, wanted: str) -> bool:
    """`AIDA...` means a unique id of that kind; what stands behind it in brackets is a remark."""
    if "..." not in wanted:
        return bool(value == wanted)
    head, _, tail = wanted.partition(" (")[0].partition("...")
    return isinstance(value, str) and value.startswith(head) and value.endswith(tail)


@pytest.mark.parametrize("case", the_cases(), ids=lambda case: case["id"])
def test_context(case: dict[str, Any]) -> None:
    assert set(case) == FIELDS
    expected = case["expected"]
    assert set(expected) == {"present", "absent", "values"}
    context = context_for(a_cloud(), case["setup"]["principal"])
    assert [key for key in expected["present"] if key not in context] == []
    assert [key for key in expected["absent"] if key in context] == []
    wrong = {
        key: (context.get(key), wanted)
        for key, wanted in expected["values"].items()
        if not pattern_matches(context.get(key), wanted)
    }
    assert wrong == {}


# Values that the cases do not name


def test_the_age_of_mfa_grows_with_the_clock() -> None:
    cloud = a_cloud()
    asked = {"type": "user", "arn": f"arn:aws:iam::{HOSPITAL}:user/Alice"}
    caller = caller_of(cloud, {**asked, "credential": "session_token", "mfa": True})
    cloud.advance(minutes=5)
    assert caller.context("s3:GetObject", BUCKET)["aws:MultiFactorAuthAge"][0] == "300"


def test_a_long_term_key_carries_mfa_as_false_in_a_forwarded_call() -> None:
    caller = a_cloud().as_("Alice")
    assert forwarded(caller, ("s3.amazonaws.com",))["aws:MultiFactorAuthPresent"] == "false"


def test_healthlake_does_not_fill_called_via_and_athena_does() -> None:
    caller = a_cloud().as_("Alice")
    assert "aws:CalledVia" not in forwarded(caller, ("healthlake.amazonaws.com",))
    found = forwarded(caller, ("athena.amazonaws.com", "healthlake.amazonaws.com"))
    assert found["aws:CalledVia"] == ("athena.amazonaws.com",)


def test_iam_is_asked_in_us_east_1_wherever_the_caller_is() -> None:
    context = a_cloud().as_("Alice").in_region("eu-west-1").context("iam:ListRoles")
    assert context["aws:RequestedRegion"][0] == "us-east-1"


def test_plain_http_is_told() -> None:
    context = a_cloud().as_("Alice").without_tls().context("s3:GetObject", BUCKET)
    assert context["aws:SecureTransport"][0] == "false"
    assert "s3:TlsVersion" not in context


def test_source_keys_are_there_where_a_service_calls_for_a_resource() -> None:
    trail = f"arn:aws:cloudtrail:us-east-1:{HOSPITAL}:trail/audit"
    caller = a_cloud().as_("cloudtrail.amazonaws.com").for_resource(trail)
    context = caller.context("s3:PutObject", BUCKET)
    assert context["aws:SourceArn"][0] == trail
    assert context["aws:SourceAccount"][0] == HOSPITAL


def test_source_keys_are_absent_for_a_user_whatever_is_said_of_a_resource() -> None:
    trail = f"arn:aws:cloudtrail:us-east-1:{HOSPITAL}:trail/audit"
    context = a_cloud().as_("Alice").for_resource(trail).context("s3:PutObject", BUCKET)
    assert "aws:SourceArn" not in context


def test_the_endpoints_owner_is_known_to_s3_and_not_to_sts() -> None:
    cloud = a_cloud()
    cloud.add_endpoint("vpce-2", "sts", vpc="vpc-1", account=HOSPITAL)
    alice = cloud.as_("Alice")
    to_s3 = alice.through("vpce-1").context("s3:GetObject", BUCKET)
    assert to_s3["aws:VpceAccount"][0] == HOSPITAL
    assert "aws:VpceAccount" not in alice.through("vpce-2").context("sts:GetCallerIdentity")


def test_no_request_goes_through_an_endpoint_to_another_service() -> None:
    alice = a_cloud().as_("Alice").through("vpce-1")
    told = "`vpce-1` leads to s3, not to kms"
    for ask in (alice.can, alice.context):
        with pytest.raises(QuestionError, match=told):
            ask("kms:ListKeys")
    with pytest.raises(QuestionError, match=told):
        alice.call("kms:ListKeys")


def test_no_request_goes_through_an_endpoint_in_another_region() -> None:
    cloud = a_cloud()
    cloud.add_endpoint("vpce-9", "iam", vpc="vpc-1", account=HOSPITAL)
    abroad = cloud.as_("Alice").in_region("eu-central-1")
    told = "leads to s3 in `us-east-1`, and the request goes to `eu-central-1`"
    for caller in (abroad.through("vpce-1"), cloud.as_("Alice").through("vpce-1")):
        with pytest.raises(QuestionError, match=told):
            caller.in_region("eu-central-1").can("s3:GetObject", BUCKET)
    with pytest.raises(QuestionError, match=told):
        abroad.through("vpce-1").call("s3:ListBuckets")
    assert abroad.through("vpce-9").can("iam:ListUsers")  # iam is in us-east-1 for everybody


def test_an_instance_tells_its_vpc_and_address() -> None:
    context = a_cloud().as_("i-0abc").context("s3:GetObject", BUCKET)
    assert context["aws:Ec2InstanceSourceVpc"][0] == "vpc-1"
    assert context["aws:Ec2InstanceSourcePrivateIPv4"][0] == "10.0.0.7"


# Where a key comes from


def trace_of(
    condition: dict[str, Any], *, who: str = "Alice", action: str = "s3:GetObject",
    on: str = BUCKET, changed: Any = lambda caller: caller, **said: object,
) -> Match:  # fmt: skip
    """The node of a condition in the trace of `can`, with the statement attached to the caller."""
    cloud = a_cloud()
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition}
    policy = parse_policy({"Version": "2012-10-17", "Statement": statement}, name="asking")
    for table in (cloud.state.users, cloud.state.roles):
        for (_, name), identity in list(table.items()):
            holder = replace(identity, inline={"asking": policy})
            put(cloud, "users" if isinstance(identity, User) else "roles", name, holder)
    evaluation = changed(cloud.as_(who)).can(action, on, **said)
    nodes = [node for _, node in walk(evaluation.trace) if isinstance(node, Match)]
    return next(node for node in nodes if " " in node.label and node.wanted and not node.effect)


MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
ADDRESS = {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
ENDPOINT = {"StringEquals": {"aws:SourceVpce": "vpce-1"}}


def test_mfa_is_absent_for_a_long_term_key_and_the_trace_says_never() -> None:
    assert trace_of(MFA).origin == (
        "absent: a long-term access key never carries it, with MFA or without"
    )


def test_mfa_is_absent_for_an_instance() -> None:
    assert trace_of(MFA, who="i-0abc").origin == (
        "absent: it is not carried by an EC2 instance's role credentials"
    )


def test_mfa_is_present_from_the_credentials_of_a_role_session() -> None:
    assert trace_of(MFA, who="CareRole").origin == "present: from the credentials"


def test_a_key_that_you_set_is_set_by_you() -> None:
    assert trace_of(MFA, aws_MultiFactorAuthPresent="true").origin == "set by you"
    assert trace_of(MFA, aws_MultiFactorAuthPresent="true").matched


def test_a_key_that_you_took_away_is_set_by_you_too() -> None:
    node = trace_of(ADDRESS, aws_SourceIp=None)
    assert (node.matched, node.origin) == (False, "set by you: taken away")


def test_an_address_comes_from_the_network_path() -> None:
    assert trace_of(ADDRESS).origin == "present: from the network path"


def test_an_address_is_absent_through_an_endpoint() -> None:
    node = trace_of(ADDRESS, changed=lambda caller: caller.through("vpce-1"))
    assert node.origin == "absent: the request came through a VPC endpoint"


def test_an_endpoint_is_absent_on_the_public_network() -> None:
    assert trace_of(ENDPOINT).origin == "absent: the request came over the public network"


def test_an_endpoint_is_present_from_the_network_path() -> None:
    node = trace_of(ENDPOINT, changed=lambda caller: caller.through("vpce-1"))
    assert (node.matched, node.origin) == (True, "present: from the network path")


ROLE = {"action": "iam:GetRole", "on": f"arn:aws:iam::{HOSPITAL}:role/CareRole"}


def test_a_tag_of_the_resource_comes_from_the_resource() -> None:
    node = trace_of({"StringEquals": {"aws:ResourceTag/data": "phi"}}, **ROLE)
    assert (node.matched, node.origin) == (True, "present: from the resource")


def test_a_tag_that_the_resource_lacks_is_named() -> None:
    node = trace_of({"StringEquals": {"aws:ResourceTag/owner": "icu"}}, **ROLE)
    assert node.origin == "absent: the resource has no tag `owner`"


def test_a_tag_of_a_bucket_is_absent_without_abac() -> None:
    node = trace_of({"StringEquals": {"aws:ResourceTag/data": "phi"}})
    assert node.origin == "absent: a bucket's tags count only where ABAC was turned on for it"


def test_a_tag_in_the_request_is_absent_where_nothing_sends_it() -> None:
    node = trace_of({"StringEquals": {"aws:RequestTag/data": "phi"}})
    assert node.origin == "absent: the request sends no such value"


def test_a_key_that_aws_has_not_is_said_not_to_exist() -> None:
    node = trace_of({"StringEquals": {"aws:ShoeSize": "43"}})
    assert node.origin == "absent: AWS's reference has no such global key"


def test_a_key_that_aws_has_and_simlib_never_fills_is_said_so() -> None:
    node = trace_of({"StringEquals": {"s3:signatureAge": "600"}})
    assert node.origin == "absent: simlib does not fill it"


def test_an_organization_is_absent_outside_one_and_present_within() -> None:
    condition = {"StringEquals": {"aws:PrincipalOrgID": "o-exampleorgid"}}
    assert trace_of(condition).origin == "absent: the caller's account is in no organization"

    def joined(caller: Caller) -> Caller:
        nodes = {
            "r-ab12": Node("r-ab12", "Root", NodeType.ROOT, None),
            HOSPITAL: Node(HOSPITAL, "hospital", NodeType.ACCOUNT, "r-ab12"),
        }
        organization = Organization("o-exampleorgid", "999999999999", nodes, {}, frozenset())
        caller.cloud.state = replace(caller.cloud.state, organization=organization)
        return caller

    node = trace_of(condition, changed=joined)
    assert (node.matched, node.origin) == (True, "present: from the principal")


def test_every_key_of_a_context_tells_where_it_comes_from() -> None:
    context = a_cloud().as_("CareRole").context("s3:GetObject", BUCKET)
    assert len(context) > 15
    assert all(origin.startswith("present: from ") for _, origin in context.values())


KEY = f"arn:aws:kms:us-east-1:{HOSPITAL}:key/0f8fad5b-d9cb-469f-a165-70867728950e"
CONFIG = "config.amazonaws.com"
WHY_ABSENT = [
    ("anonymous", "s3", "aws:PrincipalArn", "anonymous callers have none"),
    ("anonymous", "s3", "s3:authType", "the request is not signed"),
    ("root", "s3", "aws:PrincipalTag/dept", "root users have none"),
    ("root", "s3", "aws:PrincipalServiceName", "only service principals have one"),
    ("CareRole", "s3", "aws:PrincipalTag/d", "neither the caller nor its session has the tag `d`"),
    (CONFIG, "s3", "aws:PrincipalOrgID", "service principals have none"),
    (CONFIG, "s3", "aws:UserAgent", "it is redacted where a service calls"),
    (
        CONFIG,
        "s3",
        "aws:SourceArn",
        "the service does not say for which resource, or whose, it calls",
    ),
    (CONFIG, "s3", "ec2:RoleDelivery", "it is not carried by a service principal's own call"),
    (CONFIG, "s3", "aws:MultiFactorAuthAge", "it is not carried by a service principal's own call"),
    ("Alice", "s3", "kms:CallerAccount", "only requests to kms carry it"),
    ("Alice", "kms", "s3:prefix", "only requests to s3 carry it"),
    ("Alice", "kms", "kms:ResourceAliases", "the key has no alias"),
    ("through", "s3", "aws:VpceOrgID", "the endpoint's account is in no organization"),
]
ACTIONS = {"s3": ("s3:GetObject", BUCKET), "kms": ("kms:Decrypt", KEY)}


def origin_of(caller: Caller, service: str, key: str, via: tuple[str, ...] = ()) -> str:
    action, arn = ACTIONS[service]
    asking = caller._asking(action)._replace(via=via)
    (gate,) = gates_of(caller.cloud.state, asking, action, arn)
    assert gate.request.origins is not None
    return gate.request.origins(key.lower())


@pytest.mark.parametrize(("who", "service", "key", "why"), WHY_ABSENT)
def test_why_a_key_is_absent(who: str, service: str, key: str, why: str) -> None:
    cloud = a_cloud()
    caller = cloud.as_("Alice").through("vpce-1") if who == "through" else cloud.as_(who)
    assert origin_of(caller, service, key) == f"absent: {why}"


def test_a_forwarded_call_tells_what_its_service_does_not_fill() -> None:
    alice, via = a_cloud().as_("Alice"), ("healthlake.amazonaws.com",)
    assert origin_of(alice, "kms", "aws:CalledVia", via) == "absent: healthlake does not fill it"


def test_mfa_of_a_forwarded_long_term_key_comes_from_the_service() -> None:
    alice, via = a_cloud().as_("Alice"), ("s3.amazonaws.com",)
    told = origin_of(alice, "kms", "aws:MultiFactorAuthPresent", via)
    assert told == "present: from the service that calls in the principal's name"


def test_a_session_tag_comes_from_the_credentials_and_a_roles_tag_from_the_principal() -> None:
    cloud = a_cloud()
    role = cloud.state.roles[HOSPITAL, "CareRole"]
    session = role_session(cloud.ids, role, "shift1", cloud.now, tags={"Dept": "icu"})
    context = Caller(cloud, cloud.keep(session)).context("s3:GetObject", BUCKET)
    assert context["aws:PrincipalTag/Dept"] == ("icu", "present: from the credentials")
    assert context["aws:PrincipalTag/data"] == ("phi", "present: from the principal")


def test_neither_a_direct_call_nor_its_region_is_one_of_its_parameters() -> None:
    context = a_cloud().as_("Alice").context("s3:GetObject", BUCKET)
    assert context["aws:ViaAWSService"][1] == "present: from the principal, who calls directly"
    assert context["aws:RequestedRegion"][1] == "present: from the Region that the request went to"
