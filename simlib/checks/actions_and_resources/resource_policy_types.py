"""What a resource-based policy is attached to, by IAM Access Analyzer's names.

Source: "ValidatePolicy" (IAM Access Analyzer API Reference), "Key policies in AWS KMS".
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from ...language.errors import UnknownNameError, did_you_mean
from ...language.terms import PolicyType

__all__ = ["Carrier", "ResourcePolicyType"]


class Carrier(NamedTuple):
    """What carries a policy: the service whose actions the policy takes, and its ARNs' pattern."""

    service: str
    arn: str
    policy_type: PolicyType = PolicyType.RESOURCE_BASED


class ResourcePolicyType(StrEnum):
    """A type of resource that carries policies. Access Analyzer has no name for keys.

    >>> ResourcePolicyType("AWS::S3::Buckets")
    Traceback (most recent call last):
    simlib.language.errors.UnknownNameError: no `AWS::S3::Buckets`; did you mean `AWS::S3::Bucket`?
    """

    BUCKET = "AWS::S3::Bucket"
    ACCESS_POINT = "AWS::S3::AccessPoint"
    MULTI_REGION_ACCESS_POINT = "AWS::S3::MultiRegionAccessPoint"
    OBJECT_LAMBDA_ACCESS_POINT = "AWS::S3ObjectLambda::AccessPoint"
    ROLE = "AWS::IAM::AssumeRolePolicyDocument"
    TABLE = "AWS::DynamoDB::Table"
    KEY = "AWS::KMS::Key"

    @property
    def carrier(self) -> Carrier:
        """What carries policies of this type."""
        return _CARRIERS[self]

    @classmethod
    def _missing_(cls, value: object) -> "ResourcePolicyType":
        near = did_you_mean(str(value), cls)
        hint = near or f"there are {', '.join(cls)}"
        raise UnknownNameError(f"no `{str(value)[:60]}`; {hint}")


_Type = ResourcePolicyType
_CARRIERS: Mapping[ResourcePolicyType, Carrier] = {
    _Type.BUCKET: Carrier("s3", "arn:*:s3:::*"),
    _Type.ACCESS_POINT: Carrier("s3", "arn:*:s3:?*:*:accesspoint/*"),
    # The reference lists the actions on access points, but not those on Multi-Region ones.
    _Type.MULTI_REGION_ACCESS_POINT: Carrier("s3", "arn:*:s3:*:*:accesspoint/*"),
    _Type.OBJECT_LAMBDA_ACCESS_POINT: Carrier(
        "s3-object-lambda", "arn:*:s3-object-lambda:*:*:accesspoint/*"
    ),
    _Type.ROLE: Carrier("sts", "arn:*:iam::*:role/*", PolicyType.ROLE_TRUST),
    _Type.TABLE: Carrier("dynamodb", "arn:*:dynamodb:*:*:table/*"),
    _Type.KEY: Carrier("kms", "arn:*:kms:*:*:key/*", PolicyType.KEY_POLICY),
}
