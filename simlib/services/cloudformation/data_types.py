"""The resource types that hold data and keys: Amazon S3, AWS KMS and AWS HealthLake, as calls.

A key's `PendingWindowInDays` is read over: it counts when a stack is deleted.
Source: "AWS::S3 …", "AWS::KMS …" and "AWS::HealthLake resource type reference".
"""

from collections.abc import Mapping
from typing import Any

from .iam_types import TAGS
from .intrinsics import MadeResource
from .resource_types import Making, ResourceType
from .shapes import BOOLEAN, NUMBER, OBJECT, TEXT, list_of, structure

__all__ = ["DATA_TYPES"]

_BLOCK = structure(
    "a PublicAccessBlockConfiguration",
    {},
    {
        "BlockPublicAcls": BOOLEAN,
        "BlockPublicPolicy": BOOLEAN,
        "IgnorePublicAcls": BOOLEAN,
        "RestrictPublicBuckets": BOOLEAN,
    },
)
_ENCRYPTION = structure(
    "a BucketEncryption",
    {
        "ServerSideEncryptionConfiguration": list_of(
            structure(
                "an encryption rule",
                {
                    "ServerSideEncryptionByDefault": structure(
                        "a default encryption", {"SSEAlgorithm": TEXT}, {"KMSMasterKeyID": TEXT}
                    )
                },
                {"BucketKeyEnabled": BOOLEAN},
            )
        )
    },
)
_SSE = structure(
    "an SseConfiguration",
    {
        "KmsEncryptionConfig": structure(
            "a KmsEncryptionConfig", {"CmkType": TEXT}, {"KmsKeyId": TEXT}
        )
    },
)


def _bucket(making: Making) -> MadeResource:
    name = making.name("BucketName", lower=True)
    elsewhere = making.region != "us-east-1"
    where = {"LocationConstraint": making.region} if elsewhere else None
    making.call("s3:CreateBucket", Bucket=name, CreateBucketConfiguration=where)
    if "PublicAccessBlockConfiguration" in making.properties:
        block = making.only("PublicAccessBlockConfiguration")
        making.call("s3:PutPublicAccessBlock", Bucket=name, **block)
    if "BucketEncryption" in making.properties:
        rules = {"Rules": [_rule(each) for each in _rules(making)]}
        making.call("s3:PutBucketEncryption", Bucket=name, ServerSideEncryptionConfiguration=rules)
    if making.get("Tags"):
        making.call("s3:PutBucketTagging", Bucket=name, Tagging={"TagSet": making["Tags"]})
    domain = f"{name}.s3.amazonaws.com"
    regional = f"{name}.s3.{making.region}.amazonaws.com"
    attributes = {"Arn": f"arn:aws:s3:::{name}", "DomainName": domain}
    return MadeResource(name, {**attributes, "RegionalDomainName": regional})


def _rules(making: Making) -> list[dict[str, Any]]:
    rules: list[dict[str, Any]] = making["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    return rules


def _rule(written: Mapping[str, Any]) -> dict[str, Any]:
    """CloudFormation says ServerSideEncryptionByDefault where the API says Apply…"""
    rule = dict(written)
    return {"ApplyServerSideEncryptionByDefault": rule.pop("ServerSideEncryptionByDefault"), **rule}


def _bucket_policy(making: Making) -> MadeResource:
    making.call("s3:PutBucketPolicy", Bucket=making["Bucket"], Policy=making["PolicyDocument"])
    return MadeResource(making["Bucket"])


def _access_point(making: Making) -> MadeResource:
    named = {"AccountId": making.account, "Name": making.name("Name", lower=True)}
    parameters = making.only(
        "Bucket", "BucketAccountId", "PublicAccessBlockConfiguration", "VpcConfiguration"
    )
    answer = making.call("s3control:CreateAccessPoint", **named, **parameters)
    if "Policy" in making.properties:
        making.call("s3control:PutAccessPointPolicy", **named, Policy=making["Policy"])
    origin = "VPC" if "VpcConfiguration" in making.properties else "Internet"
    attributes = {"Arn": answer["AccessPointArn"], "Alias": answer["Alias"]}
    return MadeResource(named["Name"], {**attributes, "NetworkOrigin": origin})


def _key(making: Making) -> MadeResource:
    tags = [{"TagKey": tag["Key"], "TagValue": tag["Value"]} for tag in making.get("Tags", ())]
    answer = making.call(
        "kms:CreateKey",
        Policy=making.get("KeyPolicy"),
        Tags=tags or None,
        **making.only("Description", "KeySpec", "KeyUsage", "BypassPolicyLockoutSafetyCheck"),
    )
    key: Mapping[str, Any] = answer["KeyMetadata"]
    if making.get("EnableKeyRotation") in (True, "true"):
        making.call("kms:EnableKeyRotation", KeyId=key["KeyId"])
    if making.get("Enabled") in (False, "false"):
        making.call("kms:DisableKey", KeyId=key["KeyId"])
    return MadeResource(key["KeyId"], {"Arn": key["Arn"], "KeyId": key["KeyId"]})


def _alias(making: Making) -> MadeResource:
    making.call("kms:CreateAlias", **making.properties)
    return MadeResource(making["AliasName"])


def _data_store(making: Making) -> MadeResource:
    answer = making.call("healthlake:CreateFHIRDatastore", **making.properties)
    names = ("DatastoreArn", "DatastoreEndpoint", "DatastoreId", "DatastoreStatus")
    return MadeResource(answer["DatastoreId"], {name: answer[name] for name in names})


DATA_TYPES: Mapping[str, ResourceType] = {
    "AWS::HealthLake::FHIRDatastore": ResourceType(
        structure(
            "AWS::HealthLake::FHIRDatastore",
            {"DatastoreTypeVersion": TEXT},
            {"DatastoreName": TEXT, "SseConfiguration": _SSE, "Tags": TAGS},
        ),
        _data_store,
        ("DatastoreArn", "DatastoreEndpoint", "DatastoreId", "DatastoreStatus"),
    ),
    "AWS::KMS::Alias": ResourceType(
        structure("AWS::KMS::Alias", {"AliasName": TEXT, "TargetKeyId": TEXT}), _alias
    ),
    "AWS::KMS::Key": ResourceType(
        structure(
            "AWS::KMS::Key",
            {},
            {
                "BypassPolicyLockoutSafetyCheck": BOOLEAN,
                "Description": TEXT,
                "EnableKeyRotation": BOOLEAN,
                "Enabled": BOOLEAN,
                "KeyPolicy": OBJECT,
                "KeySpec": TEXT,
                "KeyUsage": TEXT,
                "PendingWindowInDays": NUMBER,
                "Tags": TAGS,
            },
        ),
        _key,
        ("Arn", "KeyId"),
    ),
    "AWS::S3::AccessPoint": ResourceType(
        structure(
            "AWS::S3::AccessPoint",
            {"Bucket": TEXT},
            {
                "BucketAccountId": TEXT,
                "Name": TEXT,
                "Policy": OBJECT,
                "PublicAccessBlockConfiguration": _BLOCK,
                "VpcConfiguration": structure("a VpcConfiguration", {"VpcId": TEXT}),
            },
        ),
        _access_point,
        ("Alias", "Arn", "NetworkOrigin"),
    ),
    "AWS::S3::Bucket": ResourceType(
        structure(
            "AWS::S3::Bucket",
            {},
            {
                "BucketEncryption": _ENCRYPTION,
                "BucketName": TEXT,
                "PublicAccessBlockConfiguration": _BLOCK,
                "Tags": TAGS,
            },
        ),
        _bucket,
        ("Arn", "DomainName", "RegionalDomainName"),
    ),
    "AWS::S3::BucketPolicy": ResourceType(
        structure("AWS::S3::BucketPolicy", {"Bucket": TEXT, "PolicyDocument": OBJECT}),
        _bucket_policy,
    ),
}
