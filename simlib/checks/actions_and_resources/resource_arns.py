"""A policy's ARN against the ARNs of the resource types that services define.

Both are patterns: the policy's by `*`, `?` and its variables, a resource type's by the `${…}` in
its ARN. An ARN with wildcards fits a type if it can mean a resource of it.
Source: "Actions, resources, and condition keys for AWS services", "Resource types table".
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from ...language.arn import Arn, parse_arn
from ...language.overlap import arn_covers, meets
from ...reference.catalogue import service
from ...reference.index import prefixes_with_arn, service_in_arn
from ...reference.records import Action, ResourceType

__all__ = [
    "arn_of",
    "closest",
    "fits",
    "kinds_of",
    "kinds_taken_by",
    "kinds_with",
    "last_part_fits",
    "means",
    "shape",
    "written",
]

_VARIABLE = re.compile(r"\$\{[^{}]*\}")


@lru_cache(maxsize=8192)
def arn_of(text: str) -> Arn | None:
    """The parts of a policy's ARN, its variables as `*`; None for `*` and what is no ARN."""
    return parse_arn(_VARIABLE.sub("*", text))


@lru_cache(maxsize=4096)
def shape(kind: ResourceType) -> Arn:
    """The parts of a resource type's ARN, `?*` where something stands that differs."""
    found = parse_arn(_VARIABLE.sub("?*", kind.arn))
    assert found is not None  # INVARIANT: the reference holds ARNs
    return found


def written(kind: ResourceType, partition: str = "aws") -> str:
    """A resource type's ARN for people: `arn:aws:kms:Region:Account:key/KeyId`."""
    there = kind.arn.replace("${Partition}", partition)
    return _VARIABLE.sub(lambda found: found[0][2:-1], there)


def fits(kind: ResourceType, arn: Arn) -> bool:
    """Can the ARN mean a resource of this type?"""
    return all(map(meets, shape(kind)[1:], arn[1:]))


def last_part_fits(kind: ResourceType, arn: Arn) -> bool:
    """The same of the last part alone."""
    return meets(shape(kind).resource, arn.resource)


@lru_cache(maxsize=8192)
def kinds_of(text: str) -> tuple[ResourceType, ...]:
    """The resource types that a policy's ARN can mean; of its own service, where that has one."""
    arn = arn_of(text)
    kinds = [each for each in kinds_with(arn.service) if means(each, text)] if arn else []
    own = tuple(each for each in kinds if arn and each.service == arn.service)
    return own or tuple(kinds)


@lru_cache(maxsize=65536)
def means(kind: ResourceType, text: str) -> bool:
    """Can a policy's ARN mean a resource of this type, and not of one that fits it closer?"""
    arn = arn_of(text)
    return arn is not None and fits(kind, arn) and not _outdone(kind, text)


def _outdone(kind: ResourceType, text: str) -> bool:
    """Says another type of the service more of all that the ARN can mean?

    `records/*` would fit a bucket's ARN too, had a bucket's name slashes: it means objects. Lambda
    takes the ARN of a function's version or alias wherever it takes the function.
    """
    if kind.service == "lambda":
        return False
    plain = _VARIABLE.sub("*", text)
    others = service(kind.service).resource_types.values()
    closer = (each for each in others if _fixed(each) > _fixed(kind))
    return any(arn_covers(_VARIABLE.sub("*", each.arn), plain) for each in closer)


@lru_cache(maxsize=4096)
def _fixed(kind: ResourceType) -> int:
    return len(_VARIABLE.sub("", kind.arn).replace("*", ""))


def closest(kinds: Iterable[ResourceType]) -> tuple[ResourceType, ...]:
    """Those with the most that is fixed."""
    there = tuple(kinds)
    most = max(map(_fixed, there), default=0)
    return tuple(each for each in there if _fixed(each) == most)


@lru_cache(maxsize=4096)
def kinds_taken_by(actions: tuple[Action, ...]) -> frozenset[ResourceType]:
    """The resource types that one of the actions takes."""
    return frozenset(
        service(each.service).resource_types[name]
        for each in actions
        for name in each.resource_types
    )


@cache
def kinds_with(named: str) -> tuple[ResourceType, ...]:
    """The resource types with this service in their ARN, of whatever service they are.

    AWS Backup's recovery points, whose ARN can be any service's, are found by Backup's own.
    """
    kinds = (k for each in prefixes_with_arn(named) for k in service(each).resource_types.values())
    return tuple(each for each in kinds if service_in_arn(each.arn, each.service) == named)
