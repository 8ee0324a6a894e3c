"""AWS STS: durations, chains, tags, source identity, MFA, federation, and what sessions may not."""

import json
from dataclasses import replace
from typing import Any

import pytest

from simlib.cloud.caller import Caller
from simlib.cloud.cloud import Cloud
from simlib.cloud.errors import ClientError
from simlib.cloud.identities import IdentityProvider
from simlib.cloud.organization import new_organization, with_account
from simlib.services.sts.identity_tokens import saml_assertion, web_identity_token
from tests.cases_reader import cases
from tests.clouds import (
    HOSPITAL,
    PARTNER,
    VENDOR,
    add_role,
    add_user,
    allow,
    deny,
    document,
    hospital,
    trust,
)

ROLE = f"arn:aws:iam::{HOSPITAL}:role/CareRole"
MFA = f"arn:aws:iam::{HOSPITAL}:mfa/Alice"
EVERYTHING = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
ANYONE_HERE = trust({"AWS": HOSPITAL}, EVERYTHING)


def world(**role: Any) -> Cloud:
    """Alice and a role that everybody in the account may assume, sessions of the role too."""
    cloud = hospital()
    add_user(cloud, "Alice", allow("*"), mfa_device=MFA)
    add_role(cloud, "CareRole", ANYONE_HERE, allow("*"), **role)
    add_role(cloud, "NextRole", ANYONE_HERE, allow("*"), **role)
    return cloud


def code(call: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call()
    return caught.value.code


CALLERS = {
    "user": lambda cloud: cloud.as_("Alice"),
    "root": lambda cloud: cloud.as_("root"),
    "role_session": lambda cloud: cloud.as_("Alice").assume("CareRole"),
    "user_session_token": lambda cloud: token_session(cloud),
    "federated_user": lambda cloud: kiosk(cloud.as_("Alice")),
}


def kiosk(alice: Caller) -> Caller:
    policy = json.dumps(document(allow("*")))
    answer = alice.call("sts:GetFederationToken", Name="kiosk", Policy=policy)
    return alice.cloud.as_(answer["FederatedUser"]["Arn"])


def token_session(cloud: Cloud) -> Caller:
    alice = cloud.as_("Alice")
    answer = alice.call("sts:GetSessionToken")
    return alice._with_session(answer)


def seconds(answer: dict[str, Any], cloud: Cloud) -> float:
    return (answer["Credentials"]["Expiration"] - cloud.now).total_seconds()


def run(case: dict[str, Any]) -> tuple[Cloud, Any]:
    """A case as a call: what its request names is passed on as the parameter of that name."""
    request = case["request"]
    cloud = world(max_session_duration=request.get("role_max_session", 3600))
    caller = CALLERS[request.get("caller", "user")](cloud)
    if "caller_source_identity" in request:
        source = request["caller_source_identity"]
        caller = cloud.as_("Alice").assume("CareRole", SourceIdentity=source)
    parameters: dict[str, Any] = {}
    if request["action"] == "sts:AssumeRole":
        role = ROLE.replace("Care", "Next") if "role" in str(caller.session.principal) else ROLE
        parameters = {"RoleArn": request.get("RoleArn", role), "RoleSessionName": "shift1"}
    if request["action"] == "sts:GetFederationToken":
        parameters = {"Name": "kiosk"}
    known = ("DurationSeconds", "SourceIdentity", "RoleSessionName")
    parameters |= {name: request[name] for name in known if name in request}
    if "Policy_length" in request:
        parameters["Policy"] = " " * request["Policy_length"]
    if "Tags_count" in request:
        parameters["Tags"] = [{"Key": f"k{n}", "Value": "v"} for n in range(request["Tags_count"])]
    if "packed_percent" in request:  # long and all different: it does not pack
        tags = [{"Key": f"k{n}", "Value": cloud.ids.token("t", 200)} for n in range(40)]
        parameters["Tags"] = tags
    return cloud, caller.call(request["action"], **parameters)


SIMPLE = [
    case
    for case in cases("sts")
    if case["request"]["action"].startswith(("sts:", "iam:"))
    and not {"maximum", "arn"} & set(case["expected"])
    and case["expected"].get("decision") is None
]


@pytest.mark.parametrize("case", SIMPLE, ids=[case["id"] for case in SIMPLE])
def test_sts_case(case: dict[str, Any]) -> None:
    expected = case["expected"]
    if "error" not in expected:
        cloud, answer = run(case)
        assert seconds(answer, cloud) == expected["duration"]
        return
    with pytest.raises(ClientError) as caught:
        run(case)
    assert caught.value.code == expected["error"]
    assert expected.get("message_contains", "") in caught.value.message


@pytest.mark.parametrize("caller", ["federated_user", "user_session_token"])
def test_iam_takes_neither_federated_users_nor_session_tokens_without_mfa(caller: str) -> None:
    evaluation = CALLERS[caller](world()).can("iam:ListUsers")
    assert not evaluation.allowed
    assert "are not taken by IAM" in evaluation.why()


def test_iam_takes_a_session_token_with_mfa() -> None:
    assert world().as_("Alice").with_mfa().can("iam:ListUsers").allowed


def test_a_federation_token_lasts_twelve_hours_and_at_most_thirty_six() -> None:
    cloud = world()
    alice = cloud.as_("Alice")
    assert seconds(alice.call("sts:GetFederationToken", Name="kiosk"), cloud) == 43_200
    longest = alice.call("sts:GetFederationToken", Name="kiosk", DurationSeconds=129_600)
    assert seconds(longest, cloud) == 129_600
    too_long = {"Name": "kiosk", "DurationSeconds": 129_601}
    assert code(lambda: alice.call("sts:GetFederationToken", **too_long)) == "ValidationError"


def test_a_root_users_federation_token_lasts_an_hour_at_most() -> None:
    root = world().as_("root")
    call = {"Name": "kiosk", "DurationSeconds": 3601}
    assert code(lambda: root.call("sts:GetFederationToken", **call)) == "ValidationError"


def test_the_session_arn_drops_the_roles_path() -> None:
    cloud = hospital()
    add_user(cloud, "Alice", allow("sts:*"))
    add_role(cloud, "CareRole", ANYONE_HERE, path="/clinic/")
    answer = cloud.as_("Alice").call(
        "sts:AssumeRole",
        RoleArn=f"arn:aws:iam::{HOSPITAL}:role/clinic/CareRole",
        RoleSessionName="s1",
    )
    user = answer["AssumedRoleUser"]
    assert user["Arn"] == f"arn:aws:sts::{HOSPITAL}:assumed-role/CareRole/s1"
    assert user["AssumedRoleId"] == f"{cloud.state.roles[HOSPITAL, 'CareRole'].unique_id}:s1"


def test_transitive_tags_survive_chaining_and_others_do_not() -> None:
    cloud = world()
    tags = [{"Key": "dept", "Value": "icu"}, {"Key": "x", "Value": "1"}]
    first = cloud.as_("Alice").assume("CareRole", Tags=tags, TransitiveTagKeys=["dept"])
    second = first.assume("NextRole")
    assert first.session.tags == {"dept": "icu", "x": "1"}
    assert second.session.tags == {"dept": "icu"}


def test_a_transitive_tag_cannot_be_overridden_in_the_chain() -> None:
    tags = [{"Key": "dept", "Value": "icu"}]
    first = world().as_("Alice").assume("CareRole", Tags=tags, TransitiveTagKeys=["dept"])
    other = [{"Key": "Dept", "Value": "er"}]
    assert code(lambda: first.assume("NextRole", Tags=other)) == "InvalidParameterValue"


def test_session_tags_override_the_roles_tags_whatever_their_case() -> None:
    cloud = world(tags={"Dept": "er"})
    nurse = cloud.as_("Alice").assume("CareRole", Tags=[{"Key": "dept", "Value": "icu"}])
    found = nurse.can("s3:ListAllMyBuckets").request.principal.tags
    assert found == (("dept", "icu"),)


def test_tags_need_tag_session_in_the_trust_policy() -> None:
    cloud = hospital()
    add_user(cloud, "Alice", allow("sts:*"))
    add_role(cloud, "CareRole", trust({"AWS": HOSPITAL}))
    with pytest.raises(ClientError) as caught:
        cloud.as_("Alice").assume("CareRole", Tags=[{"Key": "dept", "Value": "icu"}])
    assert "sts:TagSession" in caught.value.message


def test_a_source_identity_stays_through_the_chain_and_in_the_context() -> None:
    cloud = world()
    second = cloud.as_("Alice").assume("CareRole", SourceIdentity="alice").assume("NextRole")
    assert second.session.source_identity == "alice"
    assert second.context("s3:ListAllMyBuckets")["aws:SourceIdentity"][0] == "alice"


def test_the_external_id_lets_in_and_its_absence_keeps_out() -> None:
    cloud = hospital()
    add_user(cloud, "Bob", allow("sts:AssumeRole"))
    wanted = {"StringEquals": {"sts:ExternalId": "clinic-42"}}
    add_role(cloud, "VendorRole", trust({"AWS": HOSPITAL}, Condition=wanted))
    bob = cloud.as_("Bob")
    assert bob.assume("VendorRole", ExternalId="clinic-42").session.name == "session"
    with pytest.raises(ClientError) as caught:
        bob.assume("VendorRole")
    assert "absent: the request sends no such value" in caught.value.why()


def test_both_halves_of_assume_role_stand_side_by_side_in_the_trace() -> None:
    evaluation = world().as_("Alice").can("sts:AssumeRole", ROLE)
    halves = next(child for child in evaluation.trace.children if child.label == "both halves")
    labels = [child.label for child in halves.children]
    assert labels == ["role trust policy: trust policy of CareRole", "the caller's side"]
    assert 'class="halves"' in evaluation._repr_mimebundle_()["text/html"]


def test_across_accounts_both_halves_must_allow() -> None:
    cloud = world()
    cloud.add_account(PARTNER, "partner")
    add_user(cloud, "Bob", account=PARTNER)
    add_role(cloud, "ShareRole", trust({"AWS": PARTNER}))
    evaluation = cloud.as_("Bob").can("sts:AssumeRole", cloud.role_arn("ShareRole"))
    assert "no identity-based policy is attached" in evaluation.why()


def test_the_root_user_assumes_no_role() -> None:
    assert code(lambda: world().as_("root").assume("CareRole")) == "AccessDenied"


def test_a_role_assumes_itself_only_where_its_trust_policy_says_so() -> None:
    cloud = hospital()
    add_role(cloud, "CareRole", trust({"Service": "ec2.amazonaws.com"}), allow("*"))
    assert code(lambda: cloud.as_("CareRole").assume("CareRole")) == "AccessDenied"


def test_a_wrong_mfa_code_is_refused_with_its_device_named() -> None:
    cloud = world()
    with pytest.raises(ClientError) as caught:
        cloud.as_("Alice").with_mfa(code="000000")
    assert caught.value.code == "AccessDenied"
    assert "one time pass code" in caught.value.message


def test_mfa_in_the_call_counts_for_the_trust_policy() -> None:
    cloud = hospital()
    wanted = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    add_user(cloud, "Alice", allow("sts:*"), mfa_device=MFA)
    add_role(cloud, "CareRole", trust({"AWS": HOSPITAL}, Condition=wanted))
    alice = cloud.as_("Alice")
    assert code(lambda: alice.assume("CareRole")) == "AccessDenied"
    nurse = alice.assume("CareRole", SerialNumber=MFA, TokenCode="123456")
    assert nurse.session.mfa is True


def test_a_session_policy_limits_the_session() -> None:
    only_lists = (
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:List*","Resource":"*"}}'
    )
    nurse = world().as_("Alice").assume("CareRole", Policy=only_lists)
    assert nurse.can("s3:ListAllMyBuckets").allowed
    assert nurse.can("s3:GetObject", "arn:aws:s3:::records/1").layers == ("session policy",)


def test_an_expired_session_is_refused_before_any_policy_is_asked() -> None:
    cloud = world()
    nurse = cloud.as_("Alice").assume("CareRole")
    cloud.advance(seconds=3599)
    assert nurse.can("s3:ListAllMyBuckets").allowed
    cloud.advance(seconds=1)
    assert code(lambda: nurse.can("s3:ListAllMyBuckets")) == "ExpiredToken"


def test_sessions_older_than_the_revocation_are_denied_and_new_ones_are_not() -> None:
    cloud = world()
    before = cloud.as_("Alice").assume("CareRole")
    cloud.advance(minutes=10)
    stamp = {"DateLessThan": {"aws:TokenIssueTime": "2026-03-02T09:05:00Z"}}
    revoke = json.dumps(document(deny("*", Condition=stamp)))
    named = {"RoleName": "CareRole", "PolicyName": "AWSRevokeOlderSessions"}
    cloud.as_("root").call("iam:PutRolePolicy", **named, PolicyDocument=revoke)
    assert before.can("s3:ListAllMyBuckets").decision == "explicitDeny"
    assert cloud.as_("Alice").assume("CareRole").can("s3:ListAllMyBuckets").allowed


def central() -> Cloud:
    """The management account, and the hospital below it with a bucket that locks everybody out."""
    cloud = hospital()
    cloud.add_account(VENDOR, "management")
    organization = with_account(new_organization(cloud.ids, VENDOR), HOSPITAL, "hospital")
    cloud.state = replace(cloud.state, organization=organization)
    add_user(cloud, "Chief", allow("sts:AssumeRoot"), account=VENDOR)
    root = cloud.as_("root", account=HOSPITAL)
    root.call("s3:CreateBucket", Bucket="locked-records")
    lock = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": LOCKED}
    root.call("s3:PutBucketPolicy", Bucket="locked-records", Policy=json.dumps(document(lock)))
    return cloud


LOCKED = ["arn:aws:s3:::locked-records", "arn:aws:s3:::locked-records/*"]
UNLOCK = {"arn": "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"}


def test_a_root_session_mends_a_bucket_policy_and_may_do_nothing_else() -> None:
    cloud = central()
    chief = cloud.as_("Chief")
    answer = chief.call("sts:AssumeRoot", TargetPrincipal=HOSPITAL, TaskPolicyArn=UNLOCK)
    assert seconds(answer, cloud) == 900
    root = chief._with_session(answer)
    assert root.context("s3:GetObject", LOCKED[0])["aws:AssumedRoot"][0] == "true"
    root.call("s3:DeleteBucketPolicy", Bucket="locked-records")
    assert cloud.state.buckets["locked-records"].policy is None
    assert root.can("s3:GetObject", f"{LOCKED[0]}/1").layers == ("session policy",)


def test_only_the_management_account_makes_root_sessions() -> None:
    cloud = central()
    add_user(cloud, "Alice", allow("*"))
    call = {"TargetPrincipal": VENDOR, "TaskPolicyArn": UNLOCK}
    assert code(lambda: cloud.as_("Alice").call("sts:AssumeRoot", **call)) == "AccessDenied"


def test_at_most_ten_managed_session_policies_are_passed() -> None:
    arns = [{"arn": f"arn:aws:iam::aws:policy/P{n}"} for n in range(11)]
    alice = world().as_("Alice")
    assert code(lambda: alice.assume("CareRole", PolicyArns=arns)) == "ValidationError"


def test_a_session_tag_does_not_begin_with_aws() -> None:
    tags = [{"Key": "aws:x", "Value": "1"}]
    assert code(lambda: world().as_("Alice").assume("CareRole", Tags=tags)) == "ValidationError"


def test_get_caller_identity_cannot_be_denied() -> None:
    cloud = hospital()
    add_user(cloud, "Bob", {"Effect": "Deny", "Action": "*", "Resource": "*"})
    answer = cloud.as_("Bob").call("sts:GetCallerIdentity")
    assert answer["Arn"] == f"arn:aws:iam::{HOSPITAL}:user/Bob"


def web_world(**condition: Any) -> Cloud:
    cloud = hospital()
    google = trust(
        {"Federated": "accounts.google.com"}, "sts:AssumeRoleWithWebIdentity", **condition
    )
    add_role(cloud, "WebRole", google, allow("s3:ListAllMyBuckets"))
    return cloud


def with_token(cloud: Cloud, **claims: Any) -> Any:
    token = web_identity_token(iss="https://accounts.google.com", sub="42", **claims)
    return cloud.as_("anonymous").call(
        "sts:AssumeRoleWithWebIdentity",
        RoleArn=cloud.role_arn("WebRole"),
        RoleSessionName="ana",
        WebIdentityToken=token,
    )


def test_a_web_identity_of_the_right_audience_gets_a_session() -> None:
    wanted = {"StringEquals": {"accounts.google.com:aud": "app1"}}
    cloud = web_world(Condition=wanted)
    answer = with_token(cloud, aud="app1")
    ana = cloud.as_(answer["AssumedRoleUser"]["Arn"])
    assert ana.can("s3:ListAllMyBuckets").allowed
    keys = ana.context("s3:ListAllMyBuckets")
    assert keys["aws:FederatedProvider"][0] == "accounts.google.com"
    assert keys["accounts.google.com:sub"] == ("42", "present: from the credentials")
    assert code(lambda: with_token(cloud, aud="app2")) == "AccessDenied"


def test_an_expired_web_identity_token_is_refused() -> None:
    assert code(lambda: with_token(web_world(), aud="a", exp=1)) == "ExpiredTokenException"


def test_a_provider_that_the_account_does_not_know_is_refused() -> None:
    cloud = web_world()
    token = web_identity_token(iss="https://token.example.org", sub="42", aud="a")
    call = {
        "RoleArn": cloud.role_arn("WebRole"),
        "RoleSessionName": "ana",
        "WebIdentityToken": token,
    }
    anonymous = cloud.as_("anonymous")
    assert (
        code(lambda: anonymous.call("sts:AssumeRoleWithWebIdentity", **call))
        == "InvalidIdentityToken"
    )


PROVIDER = f"arn:aws:iam::{HOSPITAL}:saml-provider/HospitalIdP"


def test_saml_users_get_sessions_with_the_tags_of_their_assertion() -> None:
    cloud = hospital()
    wanted = {"StringEquals": {"saml:aud": "https://signin.aws.amazon.com/saml"}}
    actions = ["sts:AssumeRoleWithSAML", "sts:TagSession"]
    add_role(cloud, "ClinicRole", trust({"Federated": PROVIDER}, actions, Condition=wanted))
    provider = IdentityProvider(PROVIDER, "saml-provider", "https://idp.hospital.example")
    cloud.state = cloud.state.put("providers", PROVIDER, provider)
    assertion = saml_assertion(
        issuer="https://idp.hospital.example",
        role=cloud.role_arn("ClinicRole"),
        provider=PROVIDER,
        session_name="ana@hospital.example",
        tags={"dept": "icu"},
    )
    answer = cloud.as_("anonymous").call(
        "sts:AssumeRoleWithSAML",
        RoleArn=cloud.role_arn("ClinicRole"),
        PrincipalArn=PROVIDER,
        SAMLAssertion=assertion,
    )
    ana = cloud.as_(answer["AssumedRoleUser"]["Arn"])
    assert ana.session.tags == {"dept": "icu"}
    assert cloud.records[-1]["userIdentity"]["type"] == "SAMLUser"


def test_a_service_assumes_its_service_role_for_the_right_account_only() -> None:
    cloud = hospital()
    guard = {"StringEquals": {"aws:SourceAccount": HOSPITAL}}
    trusted = trust({"Service": "health-agent.amazonaws.com"}, Condition=guard)
    add_role(cloud, "ServiceRole", trusted, allow("s3:ListAllMyBuckets"))
    agent = cloud.as_("health-agent.amazonaws.com")
    domain = f"arn:aws:health-agent:us-east-1:{HOSPITAL}:domain/hai-abc"
    session = agent.for_resource(domain).assume(cloud.role_arn("ServiceRole"))
    assert session.can("s3:ListAllMyBuckets").allowed
    assert session.context("s3:ListAllMyBuckets")["aws:ViaAWSService"][0] == "false"
    hospitals = cloud.as_("ServiceRole").context("s3:ListAllMyBuckets")["aws:SourceIp"]
    assert session.context("s3:ListAllMyBuckets")["aws:SourceIp"] != hospitals
    other = agent.for_resource(domain.replace(HOSPITAL, PARTNER))
    assert code(lambda: other.assume(cloud.role_arn("ServiceRole"))) == "AccessDenied"


def test_a_federated_user_has_nothing_without_a_session_policy() -> None:
    cloud = world()
    answer = cloud.as_("Alice").call("sts:GetFederationToken", Name="kiosk")
    kiosk = cloud.as_(answer["FederatedUser"]["Arn"])
    evaluation = kiosk.can("s3:ListAllMyBuckets")
    assert evaluation.layers == ("session policy",)


def test_a_bad_session_policy_is_malformed_with_its_place_in_the_hint() -> None:
    alice = world().as_("Alice")
    with pytest.raises(ClientError) as caught:
        alice.assume("CareRole", Policy='{"Version":"2012-10-17","Statement":[{"Efect":"Allow"}]}')
    assert caught.value.code == "MalformedPolicyDocument"
    assert "line 1" in caught.value.hint


def test_records_show_no_token_of_a_provider_and_no_code_of_a_device() -> None:
    cloud = world()
    cloud.as_("Alice").with_mfa()
    anonymous, token = cloud.as_("anonymous"), web_identity_token(iss="i", aud="a", sub="s")
    call = {"RoleArn": ROLE, "RoleSessionName": "ana"}
    for bad in (token, "x"):
        with pytest.raises(ClientError):
            anonymous.call("sts:AssumeRoleWithWebIdentity", WebIdentityToken=bad, **call)
    requests = [record["requestParameters"] for record in cloud.records]
    assert requests[0] == {"serialNumber": MFA}
    assert requests[1] == {"roleArn": ROLE, "roleSessionName": "ana"}
    assert "'x'" not in cloud.records[-1]["errorMessage"]


def test_records_show_no_secret() -> None:
    cloud = world()
    cloud.as_("Alice").assume("CareRole")
    shown = cloud.records[-1]["responseElements"]["credentials"]
    assert sorted(shown) == ["accessKeyId", "expiration", "sessionToken"]


WHO_MAY_NOT = [
    ("root", "sts:AssumeRole", ROLE),
    ("root", "sts:AssumeRoot", f"arn:aws:iam::{PARTNER}:root"),
    ("role_session", "sts:GetSessionToken", "*"),
    ("role_session", "sts:GetFederationToken", f"arn:aws:sts::{HOSPITAL}:federated-user/kiosk"),
]


@pytest.mark.parametrize(("who", "action", "resource"), WHO_MAY_NOT)
def test_asking_and_calling_agree_on_what_credentials_may_not(
    who: str, action: str, resource: str
) -> None:
    evaluation = CALLERS[who](world()).can(action, resource)
    assert not evaluation.allowed
    assert f"{action} is not taken from" in evaluation.why()


def member_cloud() -> Cloud:
    """Alice of the management account, and a member account whose bucket nobody can open."""
    cloud = world()
    cloud.add_account(PARTNER, "partner")
    organization = new_organization(cloud.ids, HOSPITAL)
    cloud.state = replace(cloud.state, organization=with_account(organization, PARTNER, "partner"))
    partner = cloud.as_("root", account=PARTNER)
    partner.call("s3:CreateBucket", Bucket="locked")
    locked = {**deny("s3:*", "arn:aws:s3:::locked"), "Principal": "*"}
    partner.call("s3:PutBucketPolicy", Bucket="locked", Policy=json.dumps(document(locked)))
    return cloud


TASK = {"arn": "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"}


def assumed_root(cloud: Cloud) -> Caller:
    alice = cloud.as_("Alice")
    call = {"TargetPrincipal": PARTNER, "TaskPolicyArn": TASK}
    return alice._with_session(alice.call("sts:AssumeRoot", **call))


def test_the_management_account_unlocks_a_members_bucket_as_its_root() -> None:
    cloud = member_cloud()
    assumed_root(cloud).call("s3:DeleteBucketPolicy", Bucket="locked")
    assert cloud.state.buckets["locked"].policy is None
    identity = cloud.records[-1]["userIdentity"]
    assert (identity["type"], identity["accountId"]) == ("Root", PARTNER)


def test_a_task_policy_leaves_an_assumed_root_its_task_alone() -> None:
    root = assumed_root(member_cloud())
    assert root.context("s3:ListAllMyBuckets")["aws:AssumedRoot"][0] == "true"
    assert root.can("s3:CreateBucket", "arn:aws:s3:::another").decision == "explicitDeny"


def test_another_policy_is_no_task_policy() -> None:
    alice = member_cloud().as_("Alice")
    policy = {"arn": "arn:aws:iam::aws:policy/AdministratorAccess"}
    call = {"TargetPrincipal": PARTNER, "TaskPolicyArn": policy}
    assert code(lambda: alice.call("sts:AssumeRoot", **call)) == "ValidationError"


def test_assume_root_needs_permission_and_a_member_account() -> None:
    cloud = member_cloud()
    add_user(cloud, "Bob")
    call = {"TargetPrincipal": PARTNER, "TaskPolicyArn": TASK}
    assert code(lambda: cloud.as_("Bob").call("sts:AssumeRoot", **call)) == "AccessDenied"
    stranger = {**call, "TargetPrincipal": "999999999999"}
    assert code(lambda: cloud.as_("Alice").call("sts:AssumeRoot", **stranger)) == "AccessDenied"
    nobody = {**call, "TargetPrincipal": "arn:aws:kms:us-east-1"}
    assert code(lambda: cloud.as_("Alice").call("sts:AssumeRoot", **nobody)) == "AccessDenied"


def test_a_managed_session_policy_may_be_one_of_aws_that_nothing_has_used_yet() -> None:
    policies = [{"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}]
    nurse = world().as_("Alice").assume("CareRole", PolicyArns=policies)
    assert nurse.can("s3:GetObject", "arn:aws:s3:::records/a").allowed
    assert not nurse.can("s3:PutObject", "arn:aws:s3:::records/a").allowed


def test_a_token_whose_end_is_no_time_is_no_token() -> None:
    token = web_identity_token(iss="https://accounts.google.com", aud="a", sub="s", exp="soon")
    call = {"RoleArn": ROLE, "RoleSessionName": "ana", "WebIdentityToken": token}
    anonymous = world().as_("anonymous")
    assert code(lambda: anonymous.call("sts:AssumeRoleWithWebIdentity", **call)) == (
        "InvalidIdentityToken"
    )


def test_both_halves_are_told_where_a_trust_policy_leaves_it_to_the_account() -> None:
    why = world().as_("Alice").can("sts:AssumeRole", ROLE).why()
    assert "(role trust policy, line" in why
    assert "(identity-based policy, line" in why
