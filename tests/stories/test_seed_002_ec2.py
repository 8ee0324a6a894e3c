"""Seed 002 on roles for EC2: what it leaves out is iam:PassRole; what it says of empty profiles."""

import json
from typing import Any

import pytest

from simlib.cloud.caller import Caller
from simlib.cloud.cloud import Cloud
from simlib.cloud.errors import ClientError
from simlib.language.errors import UnknownNameError
from simlib.services.authorization_message import decoded_message
from tests.clouds import allow, hospital, profile, role, user, written

PROFILE = {"Name": "CareProfile"}


def launch(caller: Caller, **parameters: Any) -> str:
    answer = caller.call(
        "ec2:RunInstances", ImageId="ami-0abc", MinCount=1, MaxCount=1, **parameters
    )
    return str(answer["Instances"][0]["InstanceId"])


@pytest.fixture
def cloud() -> Cloud:
    cloud = hospital()
    role(cloud, written(allow("s3:GetObject")))
    profile(cloud, holds="CareRole")
    return cloud


@pytest.fixture
def alice(cloud: Cloud) -> Caller:
    """She may do everything in EC2, and passes no role."""
    return user(cloud, written(allow("ec2:*")))


def test_launching_without_a_profile_works_and_so_points_at_the_role(alice: Caller) -> None:
    assert launch(alice).startswith("i-")


def test_the_encoded_message_tells_that_pass_role_is_missing(alice: Caller) -> None:
    with pytest.raises(ClientError) as caught:
        launch(alice, IamInstanceProfile=PROFILE)
    document = json.loads(decoded_message(caught.value.message.rpartition(" ")[2]))
    assert document["explicitDeny"] is False
    assert document["context"]["action"] == "iam:PassRole"
    assert document["context"]["resource"] == "arn:aws:iam::111122223333:role/CareRole"


def test_pass_role_on_that_role_is_the_cure(cloud: Cloud) -> None:
    passing = allow("iam:PassRole", "arn:aws:iam::111122223333:role/CareRole")
    bob = user(cloud, written(allow("ec2:*"), passing), name="Bob")
    assert cloud.as_(launch(bob, IamInstanceProfile=PROFILE)).can("s3:GetObject").allowed


def test_an_empty_profile_is_an_invalid_value_and_no_access_denied(
    cloud: Cloud, alice: Caller
) -> None:
    empty = profile(cloud, "Empty")
    with pytest.raises(ClientError) as caught:
        launch(alice, IamInstanceProfile={"Name": "Empty"})
    assert (caught.value.code, caught.value.message) == (
        "InvalidParameterValue",
        f'IAM Instance Profile "{empty.arn}" has no associated IAM Roles',
    )


def test_a_profile_that_was_emptied_leaves_the_instance_without_credentials(cloud: Cloud) -> None:
    instance = launch(cloud.as_("root"), IamInstanceProfile=PROFILE)
    profile(cloud, holds=None)
    with pytest.raises(UnknownNameError, match="profile CareProfile has no role"):
        cloud.as_(instance)
