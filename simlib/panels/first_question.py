"""Which question to begin with in a cloud, and what is left of one in another cloud."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

from ..cloud.absent_resources import absent_resources
from ..cloud.askable import arns_there, askers, fitting, region_of
from ..cloud.cloud import Cloud
from ..reference import (
    AccessLevel,
    RequiredAction,
    action,
    actions_on,
    operations,
    required_actions,
)
from .scene import Asked

__all__ = ["first_question", "kept_question", "region_for", "resource_for"]

_PART = re.compile(r"\$?\{[^}]*\}")
_NO_RESOURCE = "s3:ListAllMyBuckets"
_QUIET = {AccessLevel.LIST, AccessLevel.READ}


def first_question(cloud: Cloud) -> Asked:
    """The first who can ask reads the first thing that is there."""
    who = askers(cloud.state)[0].who
    arn = next(iter(arns_there(cloud.state)), "")
    read = next(_readings(arn), "") if arn else ""
    if not read:
        return Asked(who, _NO_RESOURCE)
    return Asked(who, read, arn, region=region_for(cloud, arn, None))


def region_for(cloud: Cloud, arn: str, before: str | None) -> str | None:
    """Where a request about a resource goes: to its own Region, where it is in one."""
    named = region_of(cloud.state, arn) or before
    return None if named == cloud.region else named


def _readings(arn: str) -> Iterator[str]:
    """The actions of operations that only read, the plainest first: few types, a short name."""
    asked = actions_of_operations()
    on = (each for each in actions_on(arn) if each in asked)
    reading = (each for each in on if set(action(each).access_levels) <= _QUIET)
    yield from sorted(reading, key=_plainness)


def _plainness(name: str) -> tuple[int, int, str]:
    required = [each for each in action(name).resources if each.required]
    return len(required), len(name), name


@cache
def actions_of_operations() -> frozenset[str]:
    """Every action that an API operation asks for."""
    return frozenset(each.action for name in operations() for each in required_actions(name))


def kept_question(asked: Asked, before: Cloud, now: Cloud) -> Asked:
    """The question in another cloud: what is not there any more is asked of something that is."""
    known = {each.who for each in askers(now.state)}
    gone = asked.who in {each.who for each in askers(before.state)} - known
    who = first_question(now).who if gone else asked.who
    lost = asked.resource in set(arns_there(before.state)) - set(arns_there(now.state))
    resource = (
        resource_for(now, RequiredAction(asked.action, ""), "", "") if lost else asked.resource
    )
    endpoint = asked.endpoint if asked.endpoint in now.state.endpoints else None
    region = region_for(now, resource, asked.region) if lost else asked.region
    return replace(asked, who=who, resource=resource, endpoint=endpoint, region=region)


def resource_for(cloud: Cloud, needed: RequiredAction, account: str, before: str) -> str:
    """A resource that fits an action: the one before, else the first there, else a new one.

    Where the action takes several types, one such as `needed` has it.
    """
    offered = [before, *fitting(needed.action, arns_there(cloud.state))]
    offered += absent_resources(cloud.state, needed.action, account, cloud.region)
    fits = [arn for arn in fitting(needed.action, offered) if arn]
    such = re.compile(_PART.sub("[^/]+", needed.resource) or ".*")
    near = _nearness(before)
    return min(fits, key=lambda arn: (not such.fullmatch(arn), near(arn)), default="*")


def _nearness(before: str) -> Callable[[str], int]:
    """The one before first, then what is in it or what it is in: an object and its bucket."""

    def nearness(arn: str) -> int:
        inside = arn.startswith(f"{before}/") or before.startswith(f"{arn}/")
        return 0 if arn == before else 1 if before and inside else 2

    return nearness
