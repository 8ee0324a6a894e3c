"""Callers: who is meant, what they may do and do, and what happens when a name is wrong."""

from collections.abc import Callable
from typing import Any

import pytest

from simlib.cloud.caller import Caller
from simlib.cloud.canonical_request import HttpRequest
from simlib.cloud.cloud import Cloud
from simlib.cloud.errors import ClientError, NotModelledError, ParamValidationError
from simlib.language.errors import QuestionError, UnknownNameError
from tests.clouds import HOSPITAL, PARTNER, add_role, add_user, allow, deny, hospital, trust


def world() -> Cloud:
    cloud = hospital()
    add_user(cloud, "Alice", allow("s3:*"))
    add_role(cloud, "CareRole", trust({"AWS": HOSPITAL}), allow("s3:*"), path="/clinic/")
    return cloud


WHO = {
    "Alice": f"arn:aws:iam::{HOSPITAL}:user/Alice",
    f"arn:aws:iam::{HOSPITAL}:user/Alice": f"arn:aws:iam::{HOSPITAL}:user/Alice",
    "CareRole": f"arn:aws:sts::{HOSPITAL}:assumed-role/CareRole/session",
    f"arn:aws:iam::{HOSPITAL}:role/clinic/CareRole": (
        f"arn:aws:sts::{HOSPITAL}:assumed-role/CareRole/session"
    ),
    "root": f"arn:aws:iam::{HOSPITAL}:root",
    "cloudtrail.amazonaws.com": "cloudtrail.amazonaws.com",
    "anonymous": "anonymous",
}


@pytest.mark.parametrize("who", WHO)
def test_a_caller_is_found_by_name_and_by_arn(who: str) -> None:
    assert world().as_(who).name == WHO[who]


def test_a_wrong_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean `Alice`"):
        world().as_("Alise")


def test_a_name_in_two_accounts_asks_which() -> None:
    cloud = world()
    cloud.add_account(PARTNER, "partner")
    add_user(cloud, "Alice", account=PARTNER)
    with pytest.raises(UnknownNameError, match="several"):
        cloud.as_("Alice")
    assert cloud.as_("Alice", account=PARTNER).session.account == PARTNER


def test_an_account_is_named_by_number_or_name() -> None:
    cloud = world()
    cloud.add_account(PARTNER, "partner")
    add_user(cloud, "Maya")
    assert cloud.as_("Root", account="partner").name == f"arn:aws:iam::{PARTNER}:root"
    with pytest.raises(UnknownNameError, match=f"there is arn:aws:iam::{HOSPITAL}:user/Maya"):
        cloud.as_("Maya", account="partner")
    with pytest.raises(UnknownNameError, match="no account `vendor`"):
        cloud.as_("root", account="vendor")


def test_a_slip_in_a_context_key_is_answered_with_the_nearest() -> None:
    with pytest.raises(QuestionError, match="did you mean `aws:MultiFactorAuthPresent`"):
        world().as_("Alice").can("s3:ListAllMyBuckets", aws_MultiFactorAuthPresnt="true")


def test_a_services_prefix_leads_to_its_client() -> None:
    with pytest.raises(UnknownNameError, match="did you mean `connecthealth`"):
        world().as_("Alice").call("health-agent:ListDomains")


@pytest.mark.parametrize("name", ["s3://records-1", "records-1/2026"])
def test_what_is_no_buckets_name_is_refused_before_anything_is_sent(name: str) -> None:
    with pytest.raises(ParamValidationError, match="Invalid bucket name"):
        world().as_("Alice").call("s3:GetObject", Bucket=name, Key="1")


def test_the_hint_stands_below_awss_message() -> None:
    cloud = world()
    add_user(cloud, "Ada", allow("*"))
    with pytest.raises(ClientError) as caught:
        cloud.as_("Ada").assume(
            "CareRole", Policy='{"Version": "2012-10-17", "Statement": [{"Efect": 1}]}'
        )
    first, *hint = str(caught.value).splitlines()
    assert "MalformedPolicyDocument" in first
    assert "line 1" in "\n".join(hint)


def test_a_session_is_found_by_its_arn() -> None:
    cloud = world()
    nurse = cloud.as_("CareRole", session_name="shift1")
    assert cloud.as_(nurse.name).session is nurse.session


def test_a_bucket_s_name_is_no_resource_and_an_example_is_shown() -> None:
    with pytest.raises(QuestionError, match="arn:aws:s3:::bucket/key"):
        world().as_("Alice").can("s3:GetObject", "records/1.json")


def test_context_keys_can_be_set_in_pythons_spelling() -> None:
    cloud = hospital()
    inside = {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}
    add_user(cloud, "Alice", allow("s3:*", Condition=inside))
    alice = cloud.as_("Alice")
    assert not alice.can("s3:ListAllMyBuckets").allowed
    assert alice.can("s3:ListAllMyBuckets", aws_SourceIp="192.0.2.7").allowed
    assert alice.at("192.0.2.7").can("s3:ListAllMyBuckets").allowed


def test_a_private_address_does_not_come_over_the_public_network() -> None:
    with pytest.raises(QuestionError, match="private address"):
        world().as_("Alice").at("10.0.0.1")
    assert world().as_("Alice").at("203.0.113.7").path.address == "203.0.113.7"


def test_nothing_happens_when_a_caller_only_asks() -> None:
    cloud = world()
    alice = cloud.as_("Alice")
    before = cloud.state
    alice.can("s3:PutObject", "arn:aws:s3:::records/1")
    assert cloud.state is before
    assert cloud.records == []


def test_the_sdks_way_of_calling_works_too() -> None:
    answer = world().as_("Alice").client("s3").create_bucket(Bucket="records-1")
    assert answer["Location"] == "/records-1"
    assert answer.evaluation.allowed


def test_an_unknown_method_is_answered_with_the_nearest() -> None:
    client = world().as_("Alice").client("s3")
    with pytest.raises(UnknownNameError, match="did you mean `put_object`"):
        client.put_objct(Bucket="records", Key="1")
    assert not hasattr(client, "_repr_html_")


def test_an_operation_that_aws_has_and_simlib_does_not_is_said_to_be_so() -> None:
    with pytest.raises(NotModelledError, match="simlib does not model s3:PutBucketAcl"):
        world().as_("Alice").call("s3:PutBucketAcl", Bucket="records")


def test_of_many_operations_it_is_said_where_they_are_listed() -> None:
    with pytest.raises(NotModelledError, match=r'what `dir\(caller.client\("iam"\)\)` lists'):
        world().as_("Alice").call("iam:GetAccountSummary")


def test_an_operation_that_does_not_exist_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean `PutObject`"):
        world().as_("Alice").call("s3:PutObjekt")


def test_an_unknown_client_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean `healthlake`"):
        world().as_("Alice").call("healthlak:ReadResource")


def test_a_wrong_parameter_is_refused_before_anything_is_sent() -> None:
    cloud = world()
    with pytest.raises(ParamValidationError, match="did you mean Bucket"):
        cloud.as_("Alice").call("s3:PutObject", Buckt="records", Key="1")
    assert cloud.records == []


def test_two_clouds_of_one_seed_have_the_same_ids() -> None:
    one, other = world(), world()
    assert one.as_("Alice").credentials == other.as_("Alice").credentials
    assert hospital(seed=1).ids.uuid("x") != hospital(seed=2).ids.uuid("x")


def test_an_attempt_shows_the_error_with_its_trace_and_raises_nothing() -> None:
    cloud = world()
    add_user(cloud, "Eve")
    tried = cloud.as_("Eve").attempt("s3:CreateBucket", Bucket="<img src=x>")
    shown = tried._repr_mimebundle_()
    assert not tried.succeeded
    assert "CreateBucket failed: AccessDenied (HTTP 403)" in shown["text/plain"]
    assert "no identity-based policy is attached" in tried.why()
    assert "<img" not in shown["text/html"]
    assert [record["errorCode"] for record in tried.records] == ["AccessDenied"]


def test_an_attempt_that_succeeds_has_the_answer_and_what_allowed_it() -> None:
    tried = world().as_("Alice").attempt("s3:CreateBucket", Bucket="records-1")
    assert tried.response is not None
    assert tried.response["Location"] == "/records-1"
    assert repr(tried) == "<CreateBucket succeeded>"
    assert tried.evaluation is not None
    assert tried.evaluation.allowed


def test_an_attempt_that_no_policy_decides_says_why_in_one_sentence() -> None:
    role = f"arn:aws:iam::{HOSPITAL}:role/clinic/CareRole"
    asked = {"RoleArn": role, "RoleSessionName": "alice", "DurationSeconds": 7200}
    add_user(cloud := world(), "Ina", allow("sts:*"))
    assert cloud.as_("Ina").attempt("sts:AssumeRole", **asked).why() == (
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role; "
        "this role's sessions last at most 3,600 seconds"
    )


def test_print_shows_what_is_there() -> None:
    shown = str(world())
    assert "users: Alice" in shown
    assert "roles: CareRole" in shown


def add_endpoint(cloud: Cloud, **settings: Any) -> object:
    return cloud.add_endpoint("vpce-1", "s3", **{"vpc": "vpc-1", "account": HOSPITAL, **settings})


BUCKET = "arn:aws:s3:::records"
NOTHING: Any = None
NO_QUESTIONS: dict[str, Callable[[Caller], object]] = {
    "nobody calls": lambda caller: caller.cloud.as_(NOTHING),
    "no session's name": lambda caller: caller.cloud.as_("CareRole", session_name="the shift"),
    "no account id": lambda caller: caller.cloud.add_account("hospital", "hospital"),
    "no action": lambda caller: caller.can(NOTHING),
    "no resource": lambda caller: caller.can("s3:GetObject", NOTHING),
    "bytes": lambda caller: caller.can("s3:GetObject", aws_SourceIp=b"203.0.113.7"),
    "half an ARN": lambda caller: caller.can("s3:GetObject", "arn:aws:s3"),
    "half an ARN in a context": lambda caller: caller.context("s3:GetObject", "arn:aws:s3"),
    "a pattern of resources": lambda caller: caller.can("s3:GetObject", f"{BUCKET}/*"),
    "no operation": lambda caller: caller.call(NOTHING),
    "no client": lambda caller: caller.client(NOTHING),
    "no role": lambda caller: caller.assume(NOTHING),
    "no endpoint": lambda caller: caller.through(NOTHING),
    "no address": lambda caller: caller.at("the ward"),
    "no Region": lambda caller: caller.in_region("Virginia"),
    "no source": lambda caller: caller.for_resource("the trail"),
    "no time": lambda caller: caller.cloud.advance(hours="two"),
    "no unit of time": lambda caller: caller.cloud.advance(hour=2),
    "no time that the calendar has": lambda caller: caller.cloud.advance(days=1e9),
    "no wrong time": lambda caller: caller.with_clock(minutes="twenty"),
    "no request": lambda caller: caller.cloud.receive(NOTHING, service="s3"),
    "no service": lambda caller: caller.cloud.receive(HttpRequest("GET"), service=NOTHING),
    "no endpoint policy": lambda caller: add_endpoint(caller.cloud, policy=b"{}"),
    "no VPC": lambda caller: add_endpoint(caller.cloud, vpc=NOTHING),
}


@pytest.mark.parametrize("wrong", NO_QUESTIONS)
def test_what_is_no_question_is_answered_with_what_was_expected(wrong: str) -> None:
    with pytest.raises(QuestionError, match="expected"):
        NO_QUESTIONS[wrong](world().as_("Alice"))


def test_a_deny_on_a_part_is_not_missed_by_asking_for_all() -> None:
    cloud = hospital()
    add_user(cloud, "Alice", allow("s3:*"), deny("s3:*", f"{BUCKET}/Bob/*"))
    with pytest.raises(QuestionError, match="name one resource"):
        cloud.as_("Alice").can("s3:GetObject", f"{BUCKET}/*")
    assert cloud.as_("Alice").can("s3:ListAllMyBuckets", "*").allowed


@pytest.mark.parametrize("asks", ["can", "context"])
def test_a_key_in_another_region_is_asked_for_there(asks: str) -> None:
    alice, key = world().as_("Alice"), f"arn:aws:kms:eu-west-1:{HOSPITAL}:key/1"
    with pytest.raises(QuestionError, match=r'NotFoundException; ask with `in_region\("eu-west-1"'):
        getattr(alice, asks)("kms:Decrypt", key)
    assert getattr(alice.in_region("eu-west-1"), asks)("kms:Decrypt", key)


@pytest.mark.parametrize("asks", ["can", "context"])
def test_credentials_that_expired_are_not_asked_with(asks: str) -> None:
    cloud = world()
    nurse = cloud.as_("CareRole")
    cloud.advance(hours=13)
    with pytest.raises(ClientError, match="ExpiredToken"):
        getattr(nurse, asks)("s3:ListAllMyBuckets")


def test_a_root_user_of_no_account_is_nobody() -> None:
    with pytest.raises(UnknownNameError, match="no account arn:root"):
        world().as_("arn:root")


def test_a_service_that_calls_for_a_bucket_says_whose_it_is() -> None:
    cloud = world()
    cloud.as_("Alice").call("s3:CreateBucket", Bucket="records")
    context = cloud.as_("s3.amazonaws.com").for_resource(BUCKET).context("sns:Publish")
    assert context["aws:SourceAccount"][0] == HOSPITAL


def test_a_bare_cloud_in_a_notebook_shows_the_time_and_what_is_there() -> None:
    from IPython.lib.pretty import pretty

    assert pretty(world()).splitlines()[:3] == [
        "2026-03-02 09:00 UTC",
        f"{HOSPITAL} hospital",
        "  users: Alice",
    ]
