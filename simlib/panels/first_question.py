"""Which question to begin with in a cloud, and what is left of one in another cloud."""

import re
from collections.abc import Iterator
from dataclasses import replace

from ..cloud.absent_resources import absent_resources
from ..cloud.askable import arns_there, askers, fitting
from ..cloud.cloud import Cloud
from ..language.wildcard import text_glob
from ..reference import AccessLevel, action, actions_on, required_actions
from .scene import Asked

__all__ = ["first_question", "kept_question", "resource_for"]

_PART = re.compile(r"\$?\{[^}]*\}")
_NO_RESOURCE = "s3:ListAllMyBuckets"
_QUIET = {AccessLevel.LIST, AccessLevel.READ}


def first_question(cloud: Cloud) -> Asked:
    """The first who can ask reads the first thing that is there."""
    who = askers(cloud.state)[0].who
    arn = next(iter(arns_there(cloud.state)), "")
    read = next(_readings(arn), "") if arn else ""
    return Asked(who, read, arn) if read else Asked(who, _NO_RESOURCE)


def _readings(arn: str) -> Iterator[str]:
    yield from (each for each in actions_on(arn) if set(action(each).access_levels) <= _QUIET)


def kept_question(asked: Asked, before: Cloud, now: Cloud) -> Asked:
    """The question in another cloud: what is not there any more is asked of something that is."""
    known = {each.who for each in askers(now.state)}
    gone = asked.who in {each.who for each in askers(before.state)} - known
    who = first_question(now).who if gone else asked.who
    lost = asked.resource in set(arns_there(before.state)) - set(arns_there(now.state))
    resource = resource_for(now, asked.action, "", "") if lost else asked.resource
    endpoint = asked.endpoint if asked.endpoint in now.state.endpoints else None
    return replace(asked, who=who, resource=resource, endpoint=endpoint)


def resource_for(cloud: Cloud, name: str, account: str, before: str, operation: str = "") -> str:
    """A resource that fits an action: the one before, else the first there, else a new one.

    An operation says of which type it must be, where its action takes several.
    """
    offered = [before, *fitting(name, arns_there(cloud.state))]
    offered += absent_resources(cloud.state, name, account, cloud.region)
    fits = [arn for arn in fitting(name, offered) if arn]
    return next((arn for arn in fits if _asked_on(operation, name, arn)), (fits or ["*"])[0])


def _asked_on(operation: str, name: str, arn: str) -> bool:
    needed = required_actions(operation) if operation else ()
    patterns = [each.resource for each in needed if each.action == name]
    return not patterns or any(text_glob(_PART.sub("*", each))(arn) for each in patterns)
