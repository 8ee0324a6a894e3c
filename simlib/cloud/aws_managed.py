"""AWS managed policies as a cloud has them: those that the reference carries, with ids.

Source: "AWS managed policy reference"; a policy's only version here is its newest.
"""

from functools import cache
from zlib import crc32

from ..reference.managed_policies import aws_managed_policies as carried
from .identities import ManagedPolicy, PolicyVersion
from .ids import Ids

__all__ = ["AWS_POLICY", "aws_managed_policies", "aws_managed_policy"]

AWS_POLICY = "arn:aws:iam::aws:policy/"


@cache
def aws_managed_policy(arn: str) -> ManagedPolicy | None:
    """The AWS managed policy of that ARN, if simlib carries it.

    >>> aws_managed_policy("arn:aws:iam::aws:policy/AdministratorAccess").policy.name
    'AdministratorAccess'
    """
    found = carried().get(arn.rpartition("/")[2])
    if found is None or found.arn != arn:
        return None
    return ManagedPolicy(
        "aws",
        found.name,
        Ids(crc32(found.name.encode())).unique("ANPA"),
        (PolicyVersion(found.version, found.policy, found.updated),),
        found.version,
        found.path,
        found.created,
        latest=int(found.version.removeprefix("v")),
    )


def aws_managed_policies() -> tuple[ManagedPolicy, ...]:
    """All that simlib carries; AWS has over a thousand."""
    found = (aws_managed_policy(arn) for arn in sorted(each.arn for each in carried().values()))
    return tuple(policy for policy in found if policy is not None)
