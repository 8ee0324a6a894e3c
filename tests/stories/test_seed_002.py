"""Seed 002: each of its causes for "access denied", met and told apart in one scenario.

A refused call is diagnosed from its error alone: was a policy asked at all, which layer decided,
which nearest miss. What the document says of EC2 stands in `test_seed_002_ec2.py` too.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from simlib import UnknownNameError, load_scenario
from simlib.cloud.caller import Caller
from simlib.cloud.cloud import Cloud
from tests.clouds import refusal

HOSPITAL = "111122223333"
NOTES, ROSTERS, ARCHIVE = (
    f"{name}-{HOSPITAL}" for name in ("clinical-notes", "duty-rosters", "study-archive")
)
NOTE = {"Bucket": NOTES, "Key": "2026/admission.txt"}
ROSTER = {"Bucket": ROSTERS, "Key": "march.csv"}
CONSENT = {"Bucket": ARCHIVE, "Key": "consent.pdf"}
LAUNCH = {"ImageId": "ami-0abcdef1234567890", "MinCount": 1, "MaxCount": 1}


class Diagnosis(NamedTuple):
    """The error's code, and what policies decided; nothing where none was asked."""

    code: str
    decision: str | None = None
    missed: str = ""  # the condition key that the nearest miss wanted


@pytest.fixture
def cloud() -> Cloud:
    return load_scenario("troubleshooting")


@pytest.fixture
def dana(cloud: Cloud) -> Caller:
    return cloud.as_("Dana")


@pytest.fixture
def root(cloud: Cloud) -> Caller:
    return cloud.as_("root")


def diagnosis(who: Caller, operation: str, **parameters: Any) -> Diagnosis:
    """What a refused call tells of its cause."""
    error = refusal(lambda: who.call(operation, **parameters))
    if error.evaluation is None:
        return Diagnosis(error.code)
    absent = re.search(r"(\w+:\w+): the key is not in the request", error.why())
    return Diagnosis(error.code, error.evaluation.decision, absent[1] if absent else "")


def give(cloud: Cloud, user: str, **statement: object) -> None:
    """Ada gives a user one statement more."""
    document = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", **statement}}
    named = {"UserName": user, "PolicyName": "More"}
    cloud.as_("Ada").call("iam:PutUserPolicy", **named, PolicyDocument=json.dumps(document))


# "Permissions and Policies"


def test_what_is_not_allowed_is_denied(dana: Caller) -> None:
    assert diagnosis(dana, "s3:DeleteObject", **NOTE) == Diagnosis("AccessDenied", "implicitDeny")


def test_other_resources_than_the_allowed_ones_are_denied(dana: Caller) -> None:
    assert dana.call("s3:ListObjectsV2", Bucket=NOTES)["KeyCount"] == 1
    found = diagnosis(dana, "s3:ListObjectsV2", Bucket=ROSTERS)
    assert found == Diagnosis("AccessDenied", "implicitDeny")


def test_an_unmet_mfa_condition_is_the_nearest_miss(dana: Caller) -> None:
    found = diagnosis(dana, "s3:GetObject", **NOTE)
    assert found == Diagnosis("AccessDenied", "implicitDeny", "aws:MultiFactorAuthPresent")


def test_with_mfa_the_condition_is_met(dana: Caller) -> None:
    assert dana.with_mfa().call("s3:GetObject", **NOTE)["Body"] == b"Admitted on 2 March."


def test_temporary_credentials_without_mfa_do_not_meet_it(dana: Caller) -> None:
    answer = dana.call("sts:GetSessionToken")["Credentials"]
    credentials = dana.cloud.state.sessions[answer["AccessKeyId"]].credentials
    assert credentials is not None
    found = diagnosis(dana.cloud.as_(credentials), "s3:GetObject", **NOTE)
    assert found.decision == "implicitDeny"


def test_a_policy_on_the_resource_is_enough_in_the_same_account(dana: Caller) -> None:
    assert dana.call("s3:GetObject", **ROSTER)["Body"] == b"day,on duty\n1,Ada\n"


def test_and_so_is_one_of_the_users_own(cloud: Cloud) -> None:
    """The document says the user must be a principal in the bucket policy; here none names Ada."""
    assert cloud.as_("Ada").call("s3:GetObject", **ROSTER)["Body"]


# "Manually Signed Requests"


def manually(dana: Caller, **changed: Any) -> Caller:
    """Dana, who signs by hand with credentials that are not quite hers."""
    assert dana.credentials is not None
    return dana.cloud.as_(replace(dana.credentials, **changed))


def test_a_request_that_is_signed_properly_is_authorized(dana: Caller) -> None:
    assert manually(dana).call("s3:ListObjectsV2", Bucket=NOTES)["KeyCount"] == 1


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"secret_access_key": "mistyped"}, "SignatureDoesNotMatch"),
        ({"access_key_id": "AKIAIOSFODNN7EXAMPLE"}, "InvalidAccessKeyId"),
        ({"session_token": "from elsewhere"}, "InvalidToken"),
    ],
)
def test_one_that_is_not_is_refused_before_any_policy_is_asked(
    dana: Caller, changed: Mapping[str, str], code: str
) -> None:
    found = diagnosis(manually(dana, **changed), "s3:ListObjectsV2", Bucket=NOTES)
    assert found == Diagnosis(code)


def test_a_wrong_clock_is_no_matter_of_policies_either(dana: Caller) -> None:
    for minutes in (-20, 20):
        found = diagnosis(dana.with_clock(minutes=minutes), "s3:ListObjectsV2", Bucket=NOTES)
        assert found == Diagnosis("RequestTimeTooSkewed")


# "Making Requests with Temporary Credentials"


def test_expired_credentials_say_so_and_do_not_say_access_denied(dana: Caller) -> None:
    session = dana.with_mfa()
    dana.cloud.advance(hours=12)
    assert diagnosis(session, "s3:GetObject", **NOTE) == Diagnosis("ExpiredToken")


def test_new_ones_work(dana: Caller) -> None:
    dana.cloud.advance(hours=12)
    assert dana.with_mfa().call("s3:GetObject", **NOTE)["Body"]


# "Launching an EC2 instance with a role"


def test_a_launch_without_a_profile_shows_that_the_trouble_is_the_role(dana: Caller) -> None:
    profile = {"Name": "Reporting"}
    found = diagnosis(dana, "ec2:RunInstances", **LAUNCH, IamInstanceProfile=profile)
    assert found == Diagnosis("UnauthorizedOperation", "implicitDeny")
    assert dana.call("ec2:RunInstances", **LAUNCH)["Instances"]


def test_the_document_does_not_say_that_pass_role_is_missing_but_the_message_does(
    dana: Caller,
) -> None:
    profile = {"Name": "Reporting"}
    error = refusal(lambda: dana.call("ec2:RunInstances", **LAUNCH, IamInstanceProfile=profile))
    encoded = error.message.rpartition(" ")[2]
    answer = dana.call("sts:DecodeAuthorizationMessage", EncodedMessage=encoded)
    assert json.loads(answer["DecodedMessage"])["context"]["action"] == "iam:PassRole"


def test_pass_role_is_the_cure(dana: Caller) -> None:
    give(dana.cloud, "Dana", Action="iam:PassRole", Resource=dana.cloud.role_arn("Reporting"))
    profile = {"Name": "Reporting"}
    made = dana.call("ec2:RunInstances", **LAUNCH, IamInstanceProfile=profile)
    server = dana.cloud.as_(made["Instances"][0]["InstanceId"])
    assert server.call("s3:GetObject", **ROSTER)["Body"]


def test_an_empty_profile_is_told_as_such(dana: Caller) -> None:
    profile = {"Name": "Empty"}
    found = diagnosis(dana, "ec2:RunInstances", **LAUNCH, IamInstanceProfile=profile)
    assert found == Diagnosis("InvalidParameterValue")


def test_an_instance_whose_profile_is_empty_has_no_credentials(cloud: Cloud) -> None:
    (server,) = cloud.state.instances
    assert cloud.as_(server).call("s3:GetObject", **ROSTER)["Body"]
    named = {"InstanceProfileName": "Reporting", "RoleName": "Reporting"}
    cloud.as_("Ada").call("iam:RemoveRoleFromInstanceProfile", **named)
    with pytest.raises(UnknownNameError, match="unable to locate credentials"):
        cloud.as_(server)


# "Root user and S3 bucket"


def test_a_bucket_policy_that_only_omits_root_does_not_lock_it_out(root: Caller) -> None:
    """The document says that it does; only a Deny does (contested in AWS's own pages)."""
    assert root.call("s3:GetObject", **ROSTER)["Body"]


def test_a_deny_locks_root_out(root: Caller) -> None:
    assert diagnosis(root, "s3:GetObject", **CONSENT) == Diagnosis("AccessDenied", "explicitDeny")
    found = diagnosis(root, "s3:ListObjectsV2", Bucket=ARCHIVE)
    assert found == Diagnosis("AccessDenied", "explicitDeny")


def test_roots_way_out_is_to_replace_the_policy(root: Caller) -> None:
    policy = json.loads(root.call("s3:GetBucketPolicy", Bucket=ARCHIVE)["Policy"])
    spared = {"aws:PrincipalArn": [f"arn:aws:iam::{HOSPITAL}:user/Ada", root.name]}
    policy["Statement"][0]["Condition"] = {"ArnNotEquals": spared}
    root.call("s3:PutBucketPolicy", Bucket=ARCHIVE, Policy=json.dumps(policy))
    assert root.call("s3:GetObject", **CONSENT)["Body"] == b"Signed."


def test_nobody_else_has_this_way_out(dana: Caller) -> None:
    give(dana.cloud, "Dana", Action="s3:*", Resource="*")
    found = diagnosis(dana, "s3:DeleteBucketPolicy", Bucket=ARCHIVE)
    assert found == Diagnosis("AccessDenied", "explicitDeny")
