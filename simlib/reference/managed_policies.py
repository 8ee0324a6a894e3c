"""AWS managed policies that the kit carries, each in AWS's own text and its newest version.

AWS has over a thousand; `python -m simlib.reference.refresh.managed_policies FOLDER` writes them
all into a folder. Source: "AWS managed policy reference".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from ..language.document import parse_policy
from ..language.errors import as_text
from ..language.policy import Policy
from ..shipped import shipped_json
from .names import Names

__all__ = ["AwsManagedPolicy", "aws_managed_policies", "aws_managed_policy"]


@dataclass(frozen=True, slots=True)
class AwsManagedPolicy:
    """One AWS managed policy; `version` as AWS counts it, `updated` when that version came."""

    name: str
    path: str
    version: str
    created: datetime
    updated: datetime
    policy: Policy

    @property
    def arn(self) -> str:
        """The ARN by which it is attached, the same in every account."""
        return f"arn:aws:iam::aws:policy{self.path}{self.name}"


def aws_managed_policy(name: str) -> AwsManagedPolicy:
    """The AWS managed policy of that name or ARN. Raises UnknownNameError.

    >>> found = aws_managed_policy("AmazonHealthLakeReadOnlyAccess")
    >>> found.version, found.policy.statements[0].effect.value
    ('v2', 'Allow')
    """
    return aws_managed_policies()[as_text(name, "the policy's name").rpartition("/")[2]]


@cache
def aws_managed_policies() -> Names[AwsManagedPolicy]:
    """Those that the kit carries, by name.

    >>> "AdministratorAccess" in aws_managed_policies()
    True
    """
    rows = shipped_json("reference/aws-managed-policies.json")["policies"]
    return Names("AWS managed policy in the kit", rows, _policy)


def _policy(name: str, row: Mapping[str, Any]) -> AwsManagedPolicy:
    path, document = row["path"], row["document"]
    policy = parse_policy(document, name=name, arn=f"arn:aws:iam::aws:policy{path}{name}")
    created, updated = (datetime.fromisoformat(row[when]) for when in ("created", "updated"))
    return AwsManagedPolicy(name, path, row["version"], created, updated, policy)
