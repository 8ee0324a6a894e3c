"""Which services to ask: by the service in an ARN, and by the prefix of a condition key.

Neither need be the service's own: AWS STS takes IAM's roles, EC2 Instance Connect lists
`ec2:osuser`. `data/reference/index.json` says it, and the services' names, so that a list of all
services reads one file; it is made by the refresh alone.
Source: "Actions, resources, and condition keys for AWS services".
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from ..shipped import shipped_json
from .names import Names

__all__ = ["prefixes_with_arn", "prefixes_with_key", "service_in_arn", "service_name"]


def prefixes_with_arn(arn_service: str) -> tuple[str, ...]:
    """The services with resource types whose ARN names this service.

    >>> prefixes_with_arn("kms")
    ('events', 'kinesis', 'kms')
    """
    return tuple(_index()["arns"].get(arn_service, ()))


def prefixes_with_key(key_prefix: str) -> tuple[str, ...]:
    """The services that list condition keys under this prefix, in any case.

    >>> prefixes_with_key("saml"), prefixes_with_key("agent.ward.buildkite.dev")
    (('sts',), ('sts',))
    """
    found: tuple[str, ...] = _by_key_prefix().get(key_prefix, ())
    return found


def service_name(prefix: str) -> str:
    """A service's name by its prefix, empty where there is no such service.

    >>> service_name("s3"), service_name("no-such")
    ('Amazon S3', '')
    """
    return str(_index()["names"].get(prefix, ""))


def service_in_arn(pattern: str, prefix: str) -> str:
    """The service in a resource type's ARN; of AWS Backup's recovery points, which can be any
    service's, Backup itself.

    >>> service_in_arn("arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}", "sts")
    'iam'
    """
    named = pattern.split(":")[2]
    return prefix if "$" in named else named


@cache
def _index() -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = shipped_json("reference/index.json")
    return found


@cache
def _by_key_prefix() -> Names[tuple[str, ...]]:
    return Names("prefix of condition keys", _index()["keys"], lambda name, row: tuple(row))
