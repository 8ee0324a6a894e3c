"""Resource types become calls that the SDK would send, in the order that makes them work."""

from dataclasses import dataclass
from typing import Any

import botocore.session
import pytest
from botocore.model import Shape
from botocore.validate import ParamValidator

from simlib import new_cloud
from simlib.cloud.calling import Response
from simlib.services import SERVICES
from simlib.services.cloudformation import RESOURCE_TYPES, MadeResource
from simlib.services.cloudformation.resource_types import Making
from simlib.services.deploying import as_sent
from tests.refresh_api import shape

SESSION = botocore.session.get_session()
DOCUMENT = {"Version": "2012-10-17", "Statement": []}
TAGS = [{"Key": "team", "Value": "care"}]
IDENTITY = {
    "Path": "/care/",
    "Tags": TAGS,
    "PermissionsBoundary": "arn:aws:iam::111122223333:policy/Boundary",
    "Policies": [{"PolicyName": "own", "PolicyDocument": DOCUMENT}],
    "ManagedPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
}
WHOM = {"Users": ["Alice"], "Groups": ["Nurses"], "Roles": ["Care"]}


def example(of: Shape, above: tuple[str, ...] = ()) -> Any:
    """A response with every member there is."""
    if of.name in above:
        return {}
    if of.type_name == "structure":
        return {name: example(inner, (*above, of.name)) for name, inner in of.members.items()}
    if of.type_name == "list":
        return [example(of.member, (*above, of.name))]
    return of.name.ljust(20, "x") if of.type_name == "string" else 0


@dataclass(frozen=True)
class Rehearsal(Making):
    """A making whose calls are checked by botocore and answered from its models."""

    calls: list[tuple[str, Any]]

    def call(self, operation: str, **parameters: Any) -> Response:
        client, _, name = operation.partition(":")
        assert client in SERVICES
        model = SESSION.get_service_model(client).operation_model(name)
        given = {key: value for key, value in parameters.items() if value is not None}
        sent = as_sent(shape(model.input_shape), given)
        report = ParamValidator().validate(sent, model.input_shape)
        assert not report.has_errors(), report.generate_report()
        self.calls.append((operation, sent))
        return Response(example(model.output_shape) if model.output_shape else {})


def rehearsed(type_: str, **properties: Any) -> tuple[list[tuple[str, Any]], MadeResource]:
    calls: list[tuple[str, Any]] = []
    making = Rehearsal(
        new_cloud(), "111122223333", "us-east-1", "hospital", "It", properties, calls
    )
    return calls, RESOURCE_TYPES[type_].make(making)


EVERYTHING: dict[str, tuple[dict[str, Any], str]] = {
    "AWS::IAM::User": (
        {**IDENTITY, "UserName": "Alice", "Groups": ["Nurses"], "LoginProfile": {"Password": "x"}},
        "CreateUser PutUserPolicy AttachUserPolicy AddUserToGroup",
    ),
    "AWS::IAM::Group": (
        {
            "GroupName": "Nurses",
            "Path": "/care/",
            "Policies": IDENTITY["Policies"],
            "ManagedPolicyArns": IDENTITY["ManagedPolicyArns"],
        },
        "CreateGroup PutGroupPolicy AttachGroupPolicy",
    ),
    "AWS::IAM::Role": (
        {
            **IDENTITY,
            "RoleName": "Care",
            "AssumeRolePolicyDocument": DOCUMENT,
            "MaxSessionDuration": "7200",
            "Description": "care",
        },
        "CreateRole PutRolePolicy AttachRolePolicy",
    ),
    "AWS::IAM::Policy": (
        {"PolicyName": "care", "PolicyDocument": DOCUMENT, **WHOM},
        "PutUserPolicy PutGroupPolicy PutRolePolicy",
    ),
    "AWS::IAM::ManagedPolicy": (
        {"ManagedPolicyName": "Care", "PolicyDocument": DOCUMENT, "Path": "/care/", **WHOM},
        "CreatePolicy AttachUserPolicy AttachGroupPolicy AttachRolePolicy",
    ),
    "AWS::IAM::InstanceProfile": (
        {"Roles": ["Care"], "Path": "/care/"},
        "CreateInstanceProfile AddRoleToInstanceProfile",
    ),
    "AWS::IAM::AccessKey": (
        {"UserName": "Alice", "Status": "Inactive"},
        "CreateAccessKey UpdateAccessKey",
    ),
    "AWS::IAM::UserToGroupAddition": (
        {"GroupName": "Nurses", "Users": ["Alice", "Bob"]},
        "AddUserToGroup AddUserToGroup",
    ),
    "AWS::IAM::SAMLProvider": (
        {"Name": "idp", "SamlMetadataDocument": "x" * 1000, "Tags": TAGS},
        "CreateSAMLProvider",
    ),
    "AWS::IAM::OIDCProvider": (
        {"Url": "https://login.example.org", "ClientIdList": ["app"], "Tags": TAGS},
        "CreateOpenIDConnectProvider",
    ),
    "AWS::S3::Bucket": (
        {
            "BucketName": "records",
            "Tags": TAGS,
            "PublicAccessBlockConfiguration": {"BlockPublicAcls": "true"},
            "BucketEncryption": {
                "ServerSideEncryptionConfiguration": [
                    {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}
                ]
            },
        },
        "CreateBucket PutPublicAccessBlock PutBucketEncryption PutBucketTagging",
    ),
    "AWS::S3::BucketPolicy": (
        {"Bucket": "records", "PolicyDocument": DOCUMENT},
        "PutBucketPolicy",
    ),
    "AWS::S3::AccessPoint": (
        {
            "Name": "research",
            "Bucket": "records",
            "Policy": DOCUMENT,
            "VpcConfiguration": {"VpcId": "vpc-1"},
            "PublicAccessBlockConfiguration": {"BlockPublicAcls": True},
        },
        "CreateAccessPoint PutAccessPointPolicy",
    ),
    "AWS::KMS::Key": (
        {
            "KeyPolicy": DOCUMENT,
            "EnableKeyRotation": True,
            "Enabled": "false",
            "Description": "records",
            "Tags": TAGS,
            "PendingWindowInDays": 7,
        },
        "CreateKey EnableKeyRotation DisableKey",
    ),
    "AWS::KMS::Alias": ({"AliasName": "alias/records", "TargetKeyId": "key"}, "CreateAlias"),
    "AWS::HealthLake::FHIRDatastore": (
        {
            "DatastoreTypeVersion": "R4",
            "DatastoreName": "records",
            "Tags": TAGS,
            "SseConfiguration": {
                "KmsEncryptionConfig": {"CmkType": "CUSTOMER_MANAGED_KMS_KEY", "KmsKeyId": "key"}
            },
        },
        "CreateFHIRDatastore",
    ),
    "AWS::EC2::Instance": (
        {"ImageId": "ami-1", "InstanceType": "t3.micro", "IamInstanceProfile": "p", "Tags": TAGS},
        "RunInstances",
    ),
    "AWS::EC2::VPC": ({"CidrBlock": "10.0.0.0/16"}, ""),
}


@pytest.mark.parametrize("name", sorted(EVERYTHING))
def test_a_resource_becomes_calls_that_the_sdk_sends(name: str):
    properties, operations = EVERYTHING[name]
    calls, made = rehearsed(name, **properties)
    assert [operation.partition(":")[2] for operation, _ in calls] == operations.split()
    assert made.ref


@pytest.mark.parametrize("name", sorted(EVERYTHING))
def test_every_attribute_has_a_value(name: str):
    _, made = rehearsed(name, **EVERYTHING[name][0])
    assert set(made.attributes) == set(RESOURCE_TYPES[name].attributes)


def test_every_type_is_rehearsed():
    assert set(RESOURCE_TYPES) - set(EVERYTHING) == {"AWS::EC2::VPCEndpoint"}  # makes no call


def test_a_policy_document_is_sent_as_json():
    calls, _ = rehearsed("AWS::S3::BucketPolicy", Bucket="records", PolicyDocument=DOCUMENT)
    assert calls[0][1]["Policy"].startswith('{\n  "Version"')


def test_the_default_region_has_no_location_constraint():
    calls, _ = rehearsed("AWS::S3::Bucket", BucketName="records")
    assert calls == [("s3:CreateBucket", {"Bucket": "records"})]
