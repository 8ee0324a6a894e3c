"""Who can ask and what for: everybody in a cloud is offered, and each can be asked about."""

import pytest

from simlib import load_scenario, shipped_scenarios
from simlib.cloud.absent_resources import absent_resources
from simlib.cloud.askable import (
    arns_there,
    askable_actions,
    askers,
    fitting,
    region_of,
    regions_there,
)
from simlib.cloud.cloud import Cloud
from simlib.cloud.network import Instance
from simlib.cloud.state import State
from simlib.language.errors import UnknownNameError
from simlib.reference import actions_on
from tests.clouds import HOSPITAL, add_role, add_user, allow, hospital, profile, trust

DANA = f"arn:aws:iam::{HOSPITAL}:user/Dana"


def ward() -> Cloud:
    """Dana with a device, a role that she may assume, and an instance with that role."""
    cloud = hospital()
    add_user(cloud, "Dana", allow("sts:*"), mfa_device=f"arn:aws:iam::{HOSPITAL}:mfa/Dana")
    trusted = [trust({"AWS": HOSPITAL}, ["sts:AssumeRole", "sts:TagSession"])]
    add_role(cloud, "Care", [*trusted, trust({"Service": "ec2.amazonaws.com"})], allow("s3:*"))
    return cloud


def with_instance(cloud: Cloud, id_: str, **known: str) -> Cloud:
    arn = profile(cloud, holds="Care").arn
    made = Instance(id_, HOSPITAL, "us-east-1", "vpc-1", "10.0.0.9", **{"profile": arn, **known})
    cloud.state = cloud.state.put("instances", id_, made)
    return cloud


def kinds(cloud: Cloud) -> list[str]:
    return [each.kind for each in askers(cloud.state)]


@pytest.mark.parametrize("name", shipped_scenarios())
def test_everybody_who_is_offered_can_ask(name: str) -> None:
    cloud = load_scenario(name)
    for each in askers(cloud.state):
        assert cloud.copy().as_(each.who).can("s3:GetObject", "arn:aws:s3:::a/b") is not None


def test_people_come_before_services_and_nobody_known() -> None:
    assert kinds(ward()) == ["user", "role", "root user", "service", ""]
    assert askers(ward().state)[0].label == "user Dana · hospital"


def test_a_running_instance_whose_profile_holds_a_role_can_ask() -> None:
    cloud = with_instance(ward(), "i-0a")
    found = next(each for each in askers(cloud.state) if each.kind == "instance")
    assert "Care" in found.credentials
    assert cloud.as_(found.who).session.instance == "i-0a"


def test_an_instance_that_was_stopped_cannot_ask() -> None:
    assert "instance" not in kinds(with_instance(ward(), "i-0a", state="stopped"))


def test_a_session_is_told_by_what_its_credentials_carry() -> None:
    cloud = ward()
    cloud.as_("Dana").assume("Care", Tags=[{"Key": "Ward", "Value": "3"}])
    cloud.as_("Dana").assume("Care")
    sessions = [each for each in askers(cloud.state) if each.kind == "session"]
    assert len(sessions) == 2
    (tagged,) = (each for each in sessions if "Ward=3" in each.credentials)
    assert dict(cloud.as_(tagged.who).session.tags) == {"Ward": "3"}


def test_of_equal_sessions_one_is_offered() -> None:
    cloud = ward()
    cloud.as_("Care")
    cloud.as_("Care")
    assert kinds(cloud).count("session") == 1


def test_a_user_with_mfa_is_told_from_the_user_with_the_access_key() -> None:
    cloud = ward()
    cloud.as_("Dana").with_mfa()
    with_mfa = next(each for each in askers(cloud.state) if each.kind == "session of user")
    assert "with MFA" in with_mfa.credentials
    assert cloud.as_(with_mfa.who).session.mfa is True
    assert cloud.as_(DANA).session.mfa is None


def test_a_federated_user_can_ask() -> None:
    cloud = ward()
    cloud.as_("Dana").call("sts:GetFederationToken", Name="kiosk")
    found = next(each for each in askers(cloud.state) if each.kind == "federated user")
    assert found.name == "kiosk"
    assert cloud.as_(found.who).name.endswith("federated-user/kiosk")


def test_an_access_key_id_that_nobody_has_is_answered_as_any_unknown_name() -> None:
    with pytest.raises(UnknownNameError):
        ward().as_("AKIANOBODYHASTHIS")


def test_only_what_an_action_takes_fits_it() -> None:
    there = arns_there(load_scenario("troubleshooting").state)
    buckets = fitting("s3:ListBucket", there)
    assert buckets
    assert all("s3:ListBucket" in actions_on(arn) for arn in buckets)
    assert set(fitting("s3:GetObject", there)).isdisjoint(buckets)


def test_an_action_that_takes_no_resource_is_asked_on_the_star() -> None:
    assert fitting("s3:ListAllMyBuckets", ["arn:aws:s3:::a"]) == ("*",)


def test_an_action_that_is_not_fits_everything_and_a_text_that_is_no_arn_nothing() -> None:
    assert fitting("s3:Nothing", ["arn:aws:s3:::a"]) == ("*", "arn:aws:s3:::a")
    assert fitting("s3:ListBucket", ["records"]) == ()


def test_things_that_are_not_there_are_new_or_somebody_elses() -> None:
    state = load_scenario("troubleshooting").state
    found = absent_resources(state, "s3:PutObject", HOSPITAL, "us-east-1")
    assert f"arn:aws:s3:::clinical-notes-{HOSPITAL}/new" in found
    assert any(":000000000000:accesspoint/" in arn for arn in found)
    assert set(found).isdisjoint(arns_there(state))


def test_no_bucket_that_is_there_is_called_new() -> None:
    state = load_scenario("troubleshooting").state
    assert absent_resources(state, "s3:CreateBucket", HOSPITAL, "us-east-1") == (
        "arn:aws:s3:::new-bucket",
    )


def test_services_that_are_not_are_passed_over() -> None:
    assert askable_actions(["no-such-service"]) == ()
    assert "kms:Decrypt" in askable_actions(["s3", "kms"])


def test_the_regions_are_those_in_which_something_is() -> None:
    cloud = hospital()
    cloud.as_("root").in_region("eu-central-1").call("kms:CreateKey")
    there = {"CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}}
    cloud.as_("root").in_region("eu-west-1").call("s3:CreateBucket", Bucket="records", **there)
    assert regions_there(cloud.state) == ("eu-central-1", "eu-west-1")
    assert region_of(cloud.state, "arn:aws:s3:::records/a") == "eu-west-1"


@pytest.mark.parametrize("arn", ["*", "", "arn:aws:kms:mars-1:1:key/k", "arn:aws:kms:*:1:key/k"])
def test_what_names_no_region_has_none(arn: str) -> None:
    assert region_of(State(), arn) == ""
