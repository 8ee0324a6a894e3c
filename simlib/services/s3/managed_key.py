"""The AWS managed key `aws/s3` of an account, which S3 makes when it is first needed.

Its policy lets everyone of the account use it, but only through S3; nobody can change it, and so
nobody of another account can read what it encrypts.
Source: "AWS managed keys", "Using server-side encryption with AWS KMS keys (SSE-KMS)", "Viewing a
key policy".
"""

from typing import Any

from ...cloud.calling import Call
from ...cloud.keys import Key
from ...cloud.saved_policy import SavedPolicy
from ...language.document import parse_policy
from ...language.terms import PolicyType

__all__ = ["ALIAS", "make_if_missing"]

ALIAS = "alias/aws/s3"
_USES = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
_READS = ["kms:Describe*", "kms:Get*", "kms:List*"]


def make_if_missing(call: Call) -> None:
    """Makes the key of the caller's account in this Region, unless it is there."""
    alias = f"arn:aws:kms:{call.region}:{call.account}:{ALIAS}"
    if alias in call.state.aliases:
        return
    policy = parse_policy(
        _policy(call.account, call.region), PolicyType.KEY_POLICY, name="key policy of aws/s3"
    )
    key = Key(
        call.ids.uuid("key"),
        call.account,
        call.region,
        SavedPolicy(policy),
        manager="AWS",
        description="Default key that protects my S3 objects when no other key is defined",
        created=call.now,
        rotation=True,
    )
    call.put("keys", key.arn, key)
    call.put("aliases", alias, key.arn)


def _policy(account: str, region: str) -> dict[str, Any]:
    through_s3 = {
        "kms:CallerAccount": account,
        "kms:ViaService": f"s3.{region}.amazonaws.com",
    }
    using = {
        "Sid": "Allow access through S3 for all principals in the account",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": _USES,
        "Resource": "*",
        "Condition": {"StringEquals": through_s3},
    }
    reading = {
        "Sid": "Allow direct access to key metadata to the account",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
        "Action": _READS,
        "Resource": "*",
    }
    return {"Version": "2012-10-17", "Id": "auto-s3-2", "Statement": [using, reading]}
