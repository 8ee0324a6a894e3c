"""AWS managed policies that simlib carries, from `data/reference/aws-managed-policies.json`.

Source: "AWS managed policy reference"; a policy's only version here is its newest.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any
from zlib import crc32

from ..language.document import parse_policy
from ..shipped import shipped_json
from .identities import ManagedPolicy, PolicyVersion
from .ids import Ids

__all__ = ["AWS_POLICY", "aws_managed_policies", "aws_managed_policy"]

AWS_POLICY = "arn:aws:iam::aws:policy/"


@cache
def _carried() -> Mapping[str, Mapping[str, Any]]:
    """By ARN, with the policy's name."""
    policies = shipped_json("reference/aws-managed-policies.json")["policies"]
    return {
        f"{AWS_POLICY.removesuffix('/')}{known['path']}{name}": {**known, "name": name}
        for name, known in policies.items()
    }


@cache
def aws_managed_policy(arn: str) -> ManagedPolicy | None:
    """The AWS managed policy of that ARN, if simlib carries it.

    >>> aws_managed_policy("arn:aws:iam::aws:policy/AdministratorAccess").policy.name
    'AdministratorAccess'
    """
    known = _carried().get(arn)
    if known is None:
        return None
    name, version = known["name"], known["version"]
    policy = parse_policy(known["document"], name=name, arn=arn)
    created = datetime.fromisoformat(known["created"])
    updated = datetime.fromisoformat(known["updated"])
    return ManagedPolicy(
        "aws",
        name,
        Ids(crc32(name.encode())).unique("ANPA"),
        (PolicyVersion(version, policy, updated),),
        version,
        known["path"],
        created,
        latest=int(version.removeprefix("v")),
    )


def aws_managed_policies() -> tuple[ManagedPolicy, ...]:
    """All that simlib carries; AWS has over a thousand."""
    found = (aws_managed_policy(arn) for arn in sorted(_carried()))
    return tuple(policy for policy in found if policy is not None)
