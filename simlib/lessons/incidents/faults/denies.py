"""Faults by a Deny that was well meant: one more statement in a policy that bears on the work."""

from collections.abc import Iterator
from typing import Any

from ....language.terms import PolicyType
from .policies_in_force import Document, InForce

__all__ = [
    "denies_other_networks",
    "denies_other_organizations",
    "denies_other_regions",
    "denies_outright",
    "denies_unencrypted",
]

_WITHOUT_PRINCIPAL = (PolicyType.IDENTITY_BASED, PolicyType.SERVICE_CONTROL)


def denies_other_networks(policy: InForce) -> Iterator[tuple[str, Document]]:
    """All but one VPC endpoint, which these requests do not come through."""
    unless = {"StringNotEquals": {"aws:SourceVpce": "vpce-0a1b2c3d4e5f60718"}}
    yield _with_deny(policy, "OnlyFromTheWards", unless)


def denies_other_regions(policy: InForce) -> Iterator[tuple[str, Document]]:
    """All Regions but one, in which nothing of this is."""
    unless = {"StringNotEquals": {"aws:RequestedRegion": "eu-central-1"}}
    yield _with_deny(policy, "OnlyInFrankfurt", unless)


def denies_other_organizations(policy: InForce) -> Iterator[tuple[str, Document]]:
    """Everybody who is not in an organization whose id has a letter wrong."""
    unless = {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-exampleorg1d"}}
    yield _with_deny(policy, "OnlyOurOrganization", unless)


def denies_unencrypted(policy: InForce) -> Iterator[tuple[str, Document]]:
    """Uploads that do not ask for AWS KMS in a header."""
    if policy.request.action == "s3:PutObject":
        unless = {"StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}}
        yield _with_deny(policy, "OnlyEncryptedUploads", unless)


def denies_outright(policy: InForce) -> Iterator[tuple[str, Document]]:
    """The action itself, left over from some emergency."""
    yield _with_deny(policy, "StopForNow", {})


def _with_deny(policy: InForce, sid: str, condition: Any) -> tuple[str, Document]:
    statement: Document = {"Sid": sid, "Effect": "Deny"}
    kind, document = policy.place.policy.policy_type, policy.document
    if kind not in _WITHOUT_PRINCIPAL:
        statement["Principal"] = "*"
    statement["Action"] = policy.request.action
    if kind is not PolicyType.ROLE_TRUST:
        statement["Resource"] = _resource(document) if kind is PolicyType.RESOURCE_BASED else "*"
    if condition:
        statement["Condition"] = condition
    document["Statement"].append(statement)
    return f"its statement `{sid}` denies `{policy.request.action}`", document


def _resource(document: Document) -> Any:
    """What the policy's first statement is about: a bucket policy may name its own bucket alone."""
    return document["Statement"][0]["Resource"]
