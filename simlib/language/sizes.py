"""How large a policy may be, by policy type, and how its size is counted.

Source: "IAM and AWS STS quotas", "Quotas and service limits for AWS Organizations", the S3, KMS
and AWS PrivateLink quota pages.
"""

from typing import NamedTuple

from .terms import PolicyType

__all__ = ["QUOTAS", "Quota", "policy_size"]


class Quota(NamedTuple):
    """The most characters a policy may have; whether white space counts; what the number is of."""

    characters: int
    white_space_counts: bool
    of: str


QUOTAS = {
    PolicyType.IDENTITY_BASED: Quota(6_144, False, "a managed policy"),
    PolicyType.PERMISSIONS_BOUNDARY: Quota(6_144, False, "a managed policy"),
    PolicyType.SESSION: Quota(2_048, True, "session policies as sent"),
    PolicyType.ROLE_TRUST: Quota(2_048, False, "a role trust policy, unless raised to 4,096"),
    PolicyType.RESOURCE_BASED: Quota(20_480, True, "a bucket or access point policy"),
    PolicyType.KEY_POLICY: Quota(32_768, True, "a key policy"),
    # 10,240 since 2026-05-15, 5,120 before (rule M10).
    PolicyType.SERVICE_CONTROL: Quota(10_240, True, "a service control policy"),
    PolicyType.RESOURCE_CONTROL: Quota(5_120, True, "a resource control policy"),
    PolicyType.VPC_ENDPOINT: Quota(20_480, True, "a VPC endpoint policy"),
}


def policy_size(text: str, *, white_space_counts: bool) -> int:
    """The size of a policy's text in characters, as AWS counts it for its type.

    IAM does not count white space, wherever it stands; the others count all that is sent.

    >>> policy_size('{ "Version" : "2012-10-17" }', white_space_counts=False)
    24
    """
    return len(text) if white_space_counts else len("".join(text.split()))
