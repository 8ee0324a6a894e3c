"""The scenario troubleshooting: every try of its README comes out as it says there."""

import json
from dataclasses import replace
from typing import Any

import pytest

from simlib import UnknownNameError, load_scenario
from simlib.cloud.caller import Caller
from simlib.cloud.cloud import Cloud
from tests.clouds import refusal

NOTES, ARCHIVE = "clinical-notes-111122223333", "study-archive-111122223333"
NOTE = f"arn:aws:s3:::{NOTES}/2026/admission.txt"
CONSENT = f"arn:aws:s3:::{ARCHIVE}/consent.pdf"
ROSTER = "arn:aws:s3:::duty-rosters-111122223333/march.csv"
REPORTING = "arn:aws:iam::111122223333:role/Reporting"


@pytest.fixture
def cloud() -> Cloud:
    return load_scenario("troubleshooting")


@pytest.fixture
def dana(cloud: Cloud) -> Caller:
    return cloud.as_("Dana")


@pytest.fixture
def root(cloud: Cloud) -> Caller:
    return cloud.as_("root")


def look(who: Caller) -> Any:
    """Lists the notes, which Dana's policies allow."""
    return who.call("s3:ListObjectsV2", Bucket=NOTES)["Contents"]


def launch(who: Caller, profile: str | None = None) -> str:
    """Launches an instance and returns its id."""
    given = {"IamInstanceProfile": {"Name": profile}} if profile else {}
    image = "ami-0abcdef1234567890"
    made = who.call("ec2:RunInstances", ImageId=image, MinCount=1, MaxCount=1, **given)
    return str(made["Instances"][0]["InstanceId"])


def let_pass(cloud: Cloud) -> None:
    """Lets Dana hand over the one role, as try 6 does."""
    passing = {"Effect": "Allow", "Action": "iam:PassRole", "Resource": REPORTING}
    policy = json.dumps({"Version": "2012-10-17", "Statement": passing})
    named = {"UserName": "Dana", "PolicyName": "PassReporting"}
    cloud.as_("Ada").call("iam:PutUserPolicy", **named, PolicyDocument=policy)


def test_dana_deletes_no_note_for_nobody_allowed_it(dana: Caller) -> None:
    found = dana.can("s3:DeleteObject", NOTE)
    assert found.decision == "implicitDeny"
    assert found.why().startswith("Implicit deny: no identity-based policy allows it")


def test_dana_reads_a_note_only_with_mfa(dana: Caller) -> None:
    assert "aws:MultiFactorAuthPresent" in dana.can("s3:GetObject", NOTE).why()
    assert not dana.can("s3:GetObject", NOTE).allowed
    assert dana.with_mfa().can("s3:GetObject", NOTE).allowed


def test_a_wrong_secret_signs_nothing(dana: Caller) -> None:
    assert [each["Key"] for each in look(dana)] == ["2026/admission.txt"]
    assert dana.credentials is not None
    mistyped = replace(dana.credentials, secret_access_key="mistyped")
    error = refusal(lambda: look(dana.cloud.as_(mistyped)))
    assert (error.code, error.evaluation) == ("SignatureDoesNotMatch", None)


def test_a_slow_clock_signs_too_early(dana: Caller) -> None:
    assert refusal(lambda: look(dana.with_clock(minutes=-20))).code == "RequestTimeTooSkewed"
    assert look(dana.with_clock(minutes=-14))


def test_temporary_credentials_are_over_after_twelve_hours(dana: Caller) -> None:
    session = dana.with_mfa()
    dana.cloud.advance(hours=11)
    assert look(session)
    dana.cloud.advance(hours=2)
    assert refusal(lambda: look(session)).code == "ExpiredToken"


def test_dana_launches_without_a_role_and_not_with_one(dana: Caller) -> None:
    assert launch(dana).startswith("i-")
    assert refusal(lambda: launch(dana, "Reporting")).code == "UnauthorizedOperation"


def test_the_decoded_message_names_pass_role(dana: Caller) -> None:
    encoded = refusal(lambda: launch(dana, "Reporting")).message.rpartition(" ")[2]
    answer = dana.call("sts:DecodeAuthorizationMessage", EncodedMessage=encoded)
    told = json.loads(answer["DecodedMessage"])
    asked = (told["context"]["action"], told["context"]["resource"])
    assert (asked, told["explicitDeny"]) == (("iam:PassRole", REPORTING), False)


def test_with_pass_role_the_instance_has_the_role(dana: Caller) -> None:
    let_pass(dana.cloud)
    server = dana.cloud.as_(launch(dana, "Reporting"))
    assert server.can("s3:GetObject", ROSTER).allowed
    assert not server.can("s3:GetObject", NOTE).allowed


def test_dana_may_pass_no_other_role(dana: Caller) -> None:
    let_pass(dana.cloud)
    assert not dana.can("iam:PassRole", "arn:aws:iam::111122223333:role/Other").allowed


def test_an_empty_profile_is_an_invalid_value(dana: Caller) -> None:
    assert refusal(lambda: launch(dana, "Empty")).code == "InvalidParameterValue"


def test_an_emptied_profile_gives_no_credentials(dana: Caller) -> None:
    let_pass(dana.cloud)
    server = launch(dana, "Reporting")
    named = {"InstanceProfileName": "Reporting", "RoleName": "Reporting"}
    dana.cloud.as_("Ada").call("iam:RemoveRoleFromInstanceProfile", **named)
    with pytest.raises(UnknownNameError, match="unable to locate credentials"):
        dana.cloud.as_(server)


def test_root_reads_where_a_bucket_policy_does_not_name_it(root: Caller) -> None:
    assert root.can("s3:GetObject", ROSTER).allowed


def test_dana_reads_there_by_the_bucket_policy_alone(dana: Caller) -> None:
    assert "`bucket policy of duty-rosters-111122223333`" in dana.can("s3:GetObject", ROSTER).why()


def test_root_does_not_read_where_a_bucket_policy_denies(root: Caller) -> None:
    found = root.can("s3:GetObject", CONSENT)
    assert found.decision == "explicitDeny"
    assert "`NobodyButAda`" in found.why()


def test_the_trail_tells_who_closed_the_archive(cloud: Cloud) -> None:
    (record,) = (r for r in cloud.records if r["eventName"] == "PutBucketPolicy")
    assert record["userIdentity"]["arn"] == "arn:aws:iam::111122223333:user/Ada"


def test_a_second_administrator_cannot_open_it(cloud: Cloud) -> None:
    ada = cloud.as_("Ada")
    everything = "arn:aws:iam::aws:policy/AdministratorAccess"
    ada.call("iam:CreateUser", UserName="Ben")
    ada.call("iam:AttachUserPolicy", UserName="Ben", PolicyArn=everything)
    found = cloud.as_("Ben").can("s3:DeleteBucketPolicy", f"arn:aws:s3:::{ARCHIVE}")
    assert found.decision == "explicitDeny"


def test_root_opens_it(root: Caller) -> None:
    root.call("s3:DeleteBucketPolicy", Bucket=ARCHIVE)
    assert root.call("s3:GetObject", Bucket=ARCHIVE, Key="consent.pdf")["Body"] == b"Signed."
