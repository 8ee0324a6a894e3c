"""The resource types of Amazon EC2, as far as roles and VPC endpoints go.

A VPC is only an id here: subnets, routes and address ranges decide nothing about a request's
authorization, so `CidrBlock`, `SubnetIds` and their like are read over.
Source: "AWS::EC2 resource type reference", "Control access to VPC endpoints using endpoint
policies", "AWS services that integrate with AWS PrivateLink" (service names).
"""

import json
from collections.abc import Mapping

from ...cloud.errors import ClientError
from ...cloud.network import VpcEndpoint
from ...language.document import parse_policy
from ...language.errors import PolicySyntaxError
from ...language.policy import Policy
from ...language.terms import PolicyType
from .iam_types import TAGS, TEXTS
from .intrinsics import MadeResource
from .resource_types import Making, ResourceType
from .shapes import BOOLEAN, OBJECT, TEXT, structure

__all__ = ["NETWORK_TYPES"]


def _vpc(making: Making) -> MadeResource:
    vpc = "vpc-" + making.cloud.ids.hex("vpc", 17)
    return MadeResource(vpc, {"VpcId": vpc})


def _endpoint(making: Making) -> MadeResource:
    made = VpcEndpoint(
        "vpce-" + making.cloud.ids.hex("vpce", 17),
        making.account,
        making.region,
        making["VpcId"],
        _prefix(making["ServiceName"], making.region),
        _endpoint_policy(making),
    )
    making.cloud.state = making.cloud.state.put("endpoints", made.id, made)
    return MadeResource(made.id, {"Id": made.id})


def _prefix(service_name: str, region: str) -> str:
    """The service behind `com.amazonaws.REGION.SERVICE`. Raises ClientError."""
    start = f"com.amazonaws.{region}."
    if not service_name.startswith(start):
        told = f"The Vpc Endpoint Service '{service_name}' does not exist"
        raise ClientError("InvalidServiceName", told, 400, hint=f"it begins with `{start}`")
    return service_name.removeprefix(start)


def _endpoint_policy(making: Making) -> Policy | None:
    if "PolicyDocument" not in making.properties:
        return None
    text = json.dumps(making["PolicyDocument"], indent=2)
    try:
        return parse_policy(text, PolicyType.VPC_ENDPOINT, name=making.logical_id)
    except PolicySyntaxError as error:
        told = f"Policy document is invalid: {error.findings[0].message}"
        raise ClientError("InvalidPolicyDocument", told, 400, hint=str(error)) from None


def _instance(making: Making) -> MadeResource:
    parameters = making.only("ImageId", "InstanceType", "SubnetId", "PrivateIpAddress")
    profile = making.get("IamInstanceProfile")
    tags = [{"ResourceType": "instance", "Tags": making["Tags"]}] if making.get("Tags") else None
    answer = making.call(
        "ec2:RunInstances",
        MinCount=1,
        MaxCount=1,
        IamInstanceProfile={"Name": profile} if profile else None,
        TagSpecifications=tags,
        **parameters,
    )
    instance: Mapping[str, str] = answer["Instances"][0]
    attributes = {"PrivateIp": instance["PrivateIpAddress"], "VpcId": instance["VpcId"]}
    return MadeResource(
        instance["InstanceId"], {"InstanceId": instance["InstanceId"], **attributes}
    )


NETWORK_TYPES: Mapping[str, ResourceType] = {
    "AWS::EC2::Instance": ResourceType(
        structure(
            "AWS::EC2::Instance",
            {"ImageId": TEXT},
            {
                "IamInstanceProfile": TEXT,
                "InstanceType": TEXT,
                "PrivateIpAddress": TEXT,
                "SubnetId": TEXT,
                "Tags": TAGS,
            },
        ),
        _instance,
        ("InstanceId", "PrivateIp", "VpcId"),
    ),
    "AWS::EC2::VPC": ResourceType(
        structure(
            "AWS::EC2::VPC",
            {},
            {
                "CidrBlock": TEXT,
                "EnableDnsHostnames": BOOLEAN,
                "EnableDnsSupport": BOOLEAN,
                "Tags": TAGS,
            },
        ),
        _vpc,
        ("VpcId",),
    ),
    "AWS::EC2::VPCEndpoint": ResourceType(
        structure(
            "AWS::EC2::VPCEndpoint",
            {"ServiceName": TEXT, "VpcId": TEXT},
            {
                "PolicyDocument": OBJECT,
                "PrivateDnsEnabled": BOOLEAN,
                "RouteTableIds": TEXTS,
                "SecurityGroupIds": TEXTS,
                "SubnetIds": TEXTS,
                "VpcEndpointType": TEXT,
            },
        ),
        _endpoint,
        ("Id",),
    ),
}
