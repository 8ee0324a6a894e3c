"""ARNs of things that are not there: new ones of one's own, and somebody else's."""

import re
from collections.abc import Iterator

from ..language.errors import SimlibError
from ..reference import action as defined_action
from ..reference import service
from .state import State

__all__ = ["ELSEWHERE", "absent_resources"]

ELSEWHERE = "000000000000"  # the account of somebody who is not in the cloud
_PART = re.compile(r"\$\{([^}]*)\}")


def absent_resources(state: State, action: str, account: str, region: str) -> tuple[str, ...]:
    """One ARN of each type that an action takes, in the account and elsewhere; none for no type.

    >>> absent_resources(State(), "kms:Decrypt", "111122223333", "us-east-1")
    ('arn:aws:kms:us-east-1:111122223333:key/new', 'arn:aws:kms:us-east-1:000000000000:key/new')
    """
    patterns = sorted(_patterns(action), key=lambda pattern: "${BucketName}" not in pattern)
    buckets = sorted(state.buckets, key=lambda name: state.buckets[name].account != account)
    known = [
        {"Partition": "aws", "Region": region, "Account": each, "BucketName": bucket}
        for each in (account, ELSEWHERE)
        for bucket in (*buckets, "new-bucket")
    ]
    arns = (_filled(pattern, parts) for pattern in patterns for parts in known)
    return tuple(dict.fromkeys(arn for arn in arns if _is_absent(state, arn)))


def _patterns(action: str) -> Iterator[str]:
    try:
        found = defined_action(action)
    except SimlibError:
        return
    types = service(found.service).resource_types
    yield from (types[name].arn for name in found.resource_types)


def _filled(pattern: str, parts: dict[str, str]) -> str:
    return _PART.sub(lambda part: parts.get(part[1], "new"), pattern)


def _is_absent(state: State, arn: str) -> bool:
    return arn.partition(":::")[2] not in state.buckets
