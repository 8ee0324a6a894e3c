"""EC2 launches instances with a role: each resource asked for, the role passed, denials encoded."""

import json
from typing import Any

import botocore.session
import pytest

from simlib.cloud.caller import Caller
from simlib.cloud.calling import Response
from simlib.cloud.cloud import Cloud
from simlib.cloud.errors import ClientError, NotModelledError
from simlib.language.errors import UnknownNameError
from simlib.services import SERVICES
from simlib.services.authorization_message import decoded_message
from tests.clouds import HOSPITAL, allow, hospital, profile, role, trusting, user, written

EVERYTHING = written(allow("*"))
ONE = {"ImageId": "ami-0abcdef1234567890", "MinCount": 1, "MaxCount": 1}
HERE = f"arn:aws:ec2:us-east-1:{HOSPITAL}"
PROFILE = {"Name": "CareProfile"}


def call(caller: Caller, operation: str, /, **parameters: Any) -> Response:
    return caller.call(f"ec2:{operation}", **parameters)


def refused(caller: Caller, operation: str, /, **parameters: Any) -> ClientError:
    with pytest.raises(ClientError) as caught:
        call(caller, operation, **parameters)
    return caught.value


def launch(caller: Caller, **parameters: Any) -> dict[str, Any]:
    instance: dict[str, Any] = call(caller, "RunInstances", **{**ONE, **parameters})["Instances"][0]
    return instance


def decoded(error: ClientError) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(decoded_message(error.message.rpartition(" ")[2]))
    return document


def tagged(kind: str, **tags: str) -> dict[str, Any]:
    pairs = [{"Key": key, "Value": value} for key, value in tags.items()]
    return {"ResourceType": kind, "Tags": pairs}


@pytest.fixture
def cloud() -> Cloud:
    """A hospital whose profile CareProfile holds CareRole."""
    cloud = hospital()
    role(cloud, written(allow("s3:GetObject")))
    profile(cloud, holds="CareRole")
    return cloud


@pytest.fixture
def root(cloud: Cloud) -> Caller:
    return cloud.as_("root")


def asked(response: Response) -> list[tuple[str, str]]:
    assert response.evaluation is not None
    each = [evaluation.request for _, evaluation in response.evaluation.gates]
    return [(request.action, request.resource.arn) for request in each]


def test_a_launch_is_asked_for_on_each_resource_it_touches(root: Caller) -> None:
    response = call(
        root, "RunInstances", **ONE, SubnetId="subnet-1", SecurityGroupIds=["sg-1", "sg-2"]
    )
    assert asked(response) == [
        ("ec2:RunInstances", f"{HERE}:instance/*"),
        ("ec2:RunInstances", "arn:aws:ec2:us-east-1::image/ami-0abcdef1234567890"),
        ("ec2:RunInstances", f"{HERE}:subnet/subnet-1"),
        ("ec2:RunInstances", f"{HERE}:security-group/sg-1"),
        ("ec2:RunInstances", f"{HERE}:security-group/sg-2"),
        ("ec2:RunInstances", f"{HERE}:network-interface/*"),
        ("ec2:RunInstances", f"{HERE}:volume/*"),
    ]


@pytest.mark.parametrize(
    ("operator", "denied_on"), [("StringLike", "image/"), ("StringLikeIfExists", None)]
)
def test_the_instance_type_is_a_key_of_the_instance_alone(
    operator: str, denied_on: str | None, cloud: Cloud
) -> None:
    policy = written(allow("ec2:*", Condition={operator: {"ec2:InstanceType": "t3.*"}}))
    alice = user(cloud, policy)
    if denied_on is None:
        assert launch(alice, InstanceType="t3.micro")["InstanceType"] == "t3.micro"
    else:
        error = refused(alice, "RunInstances", **ONE, InstanceType="t3.micro")
        assert denied_on in decoded(error)["context"]["resource"]


def test_a_larger_instance_type_is_denied_on_the_instance(cloud: Cloud) -> None:
    condition = {"StringLikeIfExists": {"ec2:InstanceType": "t3.*"}}
    alice = user(cloud, written(allow("ec2:*", Condition=condition)))
    error = refused(alice, "RunInstances", **ONE, InstanceType="m5.large")
    assert decoded(error)["context"]["resource"] == f"{HERE}:instance/*"


def test_a_denial_has_ec2_code_and_message(cloud: Cloud) -> None:
    error = refused(user(cloud, written(allow("s3:*"))), "RunInstances", **ONE)
    assert (error.code, error.status) == ("UnauthorizedOperation", 403)
    assert error.message.startswith(
        "You are not authorized to perform this operation. "
        f"User: arn:aws:iam::{HOSPITAL}:user/Alice is not authorized to perform: ec2:RunInstances "
        f"on resource: {HERE}:instance/* because no identity-based policy allows the "
        "ec2:RunInstances action. Encoded authorization failure message: "
    )


def test_a_denial_is_recorded_as_a_fault_of_the_client(cloud: Cloud) -> None:
    refused(user(cloud, written(allow("s3:*"))), "RunInstances", **ONE)
    assert cloud.records[-1]["errorCode"] == "Client.UnauthorizedOperation"


def test_a_profile_passes_its_role_to_ec2(cloud: Cloud, root: Caller) -> None:
    response = call(root, "RunInstances", **ONE, IamInstanceProfile=PROFILE)
    assert asked(response)[-1] == ("iam:PassRole", f"arn:aws:iam::{HOSPITAL}:role/CareRole")


@pytest.mark.parametrize(
    ("service", "code"),
    [("ec2.amazonaws.com", None), ("health-agent.amazonaws.com", "UnauthorizedOperation")],
)
def test_a_role_is_passed_to_ec2_alone(service: str, code: str | None, cloud: Cloud) -> None:
    condition = {"StringEquals": {"iam:PassedToService": service}}
    alice = user(cloud, written(allow("ec2:*"), allow("iam:PassRole", Condition=condition)))
    if code is None:
        assert launch(alice, IamInstanceProfile=PROFILE)["IamInstanceProfile"]["Arn"]
    else:
        assert refused(alice, "RunInstances", **ONE, IamInstanceProfile=PROFILE).code == code


def test_a_profile_may_be_named_by_its_arn(root: Caller) -> None:
    arn = f"arn:aws:iam::{HOSPITAL}:instance-profile/CareProfile"
    assert launch(root, IamInstanceProfile={"Arn": arn})["IamInstanceProfile"]["Arn"] == arn


@pytest.mark.parametrize(
    ("named", "message"),
    [
        (
            {"Name": "Lost"},
            "Value (Lost) for parameter iamInstanceProfile.name is invalid. "
            "Invalid IAM Instance Profile name",
        ),
        (
            {"Arn": "arn:lost"},
            "Value (arn:lost) for parameter iamInstanceProfile.arn is invalid. "
            "Invalid IAM Instance Profile ARN",
        ),
    ],
)
def test_a_missing_profile_is_an_invalid_value(
    named: dict[str, str], message: str, root: Caller
) -> None:
    error = refused(root, "RunInstances", **ONE, IamInstanceProfile=named)
    assert (error.code, error.message) == ("InvalidParameterValue", message)


@pytest.mark.parametrize("named", [{}, {"Name": "CareProfile", "Arn": "arn:x"}])
def test_a_profile_is_named_by_one_of_name_and_arn(named: dict[str, str], root: Caller) -> None:
    error = refused(root, "RunInstances", **ONE, IamInstanceProfile=named)
    assert error.code == "InvalidParameterCombination"


def test_a_profile_of_another_account_is_not_found(cloud: Cloud) -> None:
    cloud.add_account("444455556666", "partner")
    bob = user(cloud, EVERYTHING, name="Bob", account="444455556666")
    arn = f"arn:aws:iam::{HOSPITAL}:instance-profile/CareProfile"
    error = refused(bob, "RunInstances", **ONE, IamInstanceProfile={"Arn": arn})
    assert error.code == "InvalidParameterValue"


def test_tags_at_a_launch_need_create_tags_for_launches(cloud: Cloud) -> None:
    tags = [tagged("instance", team="care")]
    condition = {"StringEquals": {"ec2:CreateAction": "RunInstances"}}
    without = user(cloud, written(allow("ec2:RunInstances")))
    error = refused(without, "RunInstances", **ONE, TagSpecifications=tags)
    assert decoded(error)["context"]["action"] == "ec2:CreateTags"
    policy = written(allow("ec2:RunInstances"), allow("ec2:CreateTags", Condition=condition))
    launched = launch(user(cloud, policy, name="Bob"), TagSpecifications=tags)
    assert launched["Tags"] == [{"Key": "team", "Value": "care"}]


def test_the_tags_of_a_volume_are_no_keys_of_the_instance(cloud: Cloud) -> None:
    condition = {"StringEquals": {"aws:RequestTag/team": "care"}}
    deny_untagged = {
        "Effect": "Deny",
        "Action": "ec2:RunInstances",
        "Resource": "arn:aws:ec2:*:*:instance/*",
        "Condition": {"StringNotEquals": condition["StringEquals"]},
    }
    alice = user(cloud, written(allow("*"), deny_untagged))
    on_volume = {"TagSpecifications": [tagged("volume", team="care")]}
    on_instance = {"TagSpecifications": [tagged("instance", team="care")]}
    assert decoded(refused(alice, "RunInstances", **ONE, **on_volume))["explicitDeny"] is True
    assert launch(alice, **on_instance)["Tags"]


def test_tags_on_other_things_are_refused_by_name(root: Caller) -> None:
    with pytest.raises(NotModelledError, match="spot-instances-request"):
        launch(root, TagSpecifications=[tagged("spot-instances-request", a="b")])


def test_a_dry_run_launches_nothing(cloud: Cloud, root: Caller) -> None:
    assert refused(root, "RunInstances", **ONE, DryRun=True).code == "DryRunOperation"
    assert cloud.state.instances == {}


def test_a_dry_run_is_denied_like_a_launch(cloud: Cloud) -> None:
    alice = user(cloud, written(allow("s3:*")))
    assert refused(alice, "RunInstances", **ONE, DryRun=True).code == "UnauthorizedOperation"


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"MinCount": 2}, "InvalidParameterValue"),
        ({"MinCount": 0}, "InvalidParameterValue"),
        ({"MaxCount": 1_000_000_000}, "InstanceLimitExceeded"),
        ({"ImageId": None}, "MissingParameter"),
        ({"ImageId": "windows"}, "InvalidAMIID.Malformed"),
        ({"TagSpecifications": [tagged("instance", **{"": "x"})]}, "InvalidParameterValue"),
    ],
)
def test_parameters_that_make_no_sense_are_refused(
    parameters: dict[str, Any], code: str, root: Caller
) -> None:
    assert refused(root, "RunInstances", **{**ONE, **parameters}).code == code


def test_instances_of_one_launch_share_a_reservation(root: Caller) -> None:
    call(root, "RunInstances", **{**ONE, "MaxCount": 3})
    launch(root)
    reservations = call(root, "DescribeInstances")["Reservations"]
    assert sorted(len(each["Instances"]) for each in reservations) == [1, 3]


def test_an_unknown_instance_is_not_found(root: Caller) -> None:
    error = refused(root, "DescribeInstances", InstanceIds=["i-1"])
    assert (error.code, error.message) == (
        "InvalidInstanceID.NotFound",
        "The instance ID 'i-1' does not exist",
    )


def test_another_region_has_its_own_instances(root: Caller) -> None:
    launch(root)
    assert call(root.in_region("eu-west-1"), "DescribeInstances")["Reservations"] == []


@pytest.mark.parametrize(("team", "ends"), [("care", True), ("billing", False)])
@pytest.mark.parametrize("key", ["aws:ResourceTag/team", "ec2:ResourceTag/team"])
def test_the_tags_of_an_instance_decide_who_ends_it(
    team: str, ends: bool, key: str, cloud: Cloud, root: Caller
) -> None:
    made = launch(root, TagSpecifications=[tagged("instance", team=team)])
    alice = user(cloud, written(allow("ec2:*", Condition={"StringEquals": {key: "care"}})))
    if ends:
        call(alice, "TerminateInstances", InstanceIds=[made["InstanceId"]])
        assert cloud.state.instances[made["InstanceId"]].state == "terminated"
    else:
        error = refused(alice, "TerminateInstances", InstanceIds=[made["InstanceId"]])
        assert error.code == "UnauthorizedOperation"


@pytest.mark.parametrize(("kind", "ends"), [("t3.micro", True), ("m5.large", False)])
def test_the_type_of_an_instance_decides_who_ends_it(
    kind: str, ends: bool, cloud: Cloud, root: Caller
) -> None:
    made = launch(root, InstanceType=kind)["InstanceId"]
    condition = {"StringLike": {"ec2:InstanceType": "t3.*"}}
    alice = user(cloud, written(allow("ec2:*", Condition=condition)))
    assert alice.can("ec2:TerminateInstances", f"{HERE}:instance/{made}").allowed is ends


def test_an_instance_calls_with_its_role(cloud: Cloud, root: Caller) -> None:
    made = launch(root, IamInstanceProfile=PROFILE)
    instance = cloud.as_(made["InstanceId"])
    assert instance.name == f"arn:aws:sts::{HOSPITAL}:assumed-role/CareRole/{made['InstanceId']}"
    assert instance.can("s3:GetObject", "arn:aws:s3:::records/1").allowed


def test_an_instance_whose_role_does_not_trust_ec2_has_no_credentials(
    cloud: Cloud, root: Caller
) -> None:
    role(cloud, EVERYTHING, trusted=trusting("lambda.amazonaws.com"))
    made = launch(root, IamInstanceProfile=PROFILE)
    with pytest.raises(UnknownNameError, match="EC2 cannot assume the role `CareRole`"):
        cloud.as_(made["InstanceId"])


def test_an_instance_that_was_ended_has_no_credentials(cloud: Cloud, root: Caller) -> None:
    made = launch(root, IamInstanceProfile=PROFILE)
    call(root, "TerminateInstances", InstanceIds=[made["InstanceId"]])
    with pytest.raises(UnknownNameError, match="terminated"):
        cloud.as_(made["InstanceId"])


def test_a_profile_can_be_associated_later(cloud: Cloud, root: Caller) -> None:
    made = launch(root)["InstanceId"]
    call(root, "AssociateIamInstanceProfile", InstanceId=made, IamInstanceProfile=PROFILE)
    assert cloud.as_(made).session.instance == made


def test_associating_passes_the_role_too(cloud: Cloud, root: Caller) -> None:
    made = launch(root)["InstanceId"]
    alice = user(cloud, written(allow("ec2:*")))
    error = refused(
        alice, "AssociateIamInstanceProfile", InstanceId=made, IamInstanceProfile=PROFILE
    )
    context = decoded(error)["context"]
    keys = {each["key"]: each["values"]["items"] for each in context["conditions"]["items"]}
    assert context["action"] == "iam:PassRole"
    assert keys["iam:AssociatedResourceArn"] == [{"value": f"{HERE}:instance/{made}"}]


def test_an_instance_has_one_association(root: Caller) -> None:
    made = launch(root, IamInstanceProfile=PROFILE)["InstanceId"]
    error = refused(
        root, "AssociateIamInstanceProfile", InstanceId=made, IamInstanceProfile=PROFILE
    )
    assert (error.code, error.message) == (
        "IncorrectState",
        f"There is an existing association for instance {made}",
    )


def associations(caller: Caller) -> list[dict[str, Any]]:
    answer = call(caller, "DescribeIamInstanceProfileAssociations")
    found: list[dict[str, Any]] = answer["IamInstanceProfileAssociations"]
    return found


def test_an_association_is_replaced_by_a_new_one(cloud: Cloud, root: Caller) -> None:
    role(cloud, EVERYTHING, "NightRole")
    profile(cloud, "NightProfile", holds="NightRole")
    made = launch(root, IamInstanceProfile=PROFILE)["InstanceId"]
    (old,) = associations(root)
    call(
        root,
        "ReplaceIamInstanceProfileAssociation",
        AssociationId=old["AssociationId"],
        IamInstanceProfile={"Name": "NightProfile"},
    )
    (new,) = associations(root)
    assert new["AssociationId"] != old["AssociationId"]
    assert "assumed-role/NightRole" in cloud.as_(made).name


def test_a_profile_is_disassociated(cloud: Cloud, root: Caller) -> None:
    made = launch(root, IamInstanceProfile=PROFILE)["InstanceId"]
    (association,) = associations(root)
    call(root, "DisassociateIamInstanceProfile", AssociationId=association["AssociationId"])
    assert associations(root) == []
    with pytest.raises(UnknownNameError, match="no profile"):
        cloud.as_(made)


@pytest.mark.parametrize(
    "operation", ["DisassociateIamInstanceProfile", "ReplaceIamInstanceProfileAssociation"]
)
def test_an_unknown_association_is_not_found(operation: str, root: Caller) -> None:
    more = {"IamInstanceProfile": PROFILE} if operation.startswith("Replace") else {}
    error = refused(root, operation, AssociationId="iip-assoc-0", **more)
    assert error.code == "InvalidAssociationID.NotFound"


def test_every_parameter_that_is_modelled_is_one_of_botocore() -> None:
    model = botocore.session.get_session().get_service_model("ec2")
    for name, operation in SERVICES["ec2"].operations.items():
        known = set(model.operation_model(name).input_shape.members)
        assert {*operation.takes, *operation.ignores} <= known
