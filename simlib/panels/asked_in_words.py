"""A question and its parts in words for people."""

from datetime import datetime, timedelta

from ..cloud.askable import askers
from ..cloud.cloud import Cloud
from ..cloud.context_keys import GLOBAL_SERVICES
from ..cloud.network import PUBLIC_NETWORK
from ..cloud.resources import target_of
from ..cloud.state import State
from ..language.errors import SimlibError
from ..reference import action, resource_types_of
from .context_rows import in_words
from .scene import Asked

__all__ = [
    "action_in_words",
    "hours_in_words",
    "path_in_words",
    "principal_in_words",
    "question_in_words",
    "region_in_words",
    "resource_in_words",
    "usual_path",
]


def question_in_words(cloud: Cloud, asked: Asked) -> str:
    """Who asks for what on the first line; what is unusual about it on a second."""
    who = principal_in_words(cloud.state, asked.who)
    unusual = [
        *([f"in {asked.region}"] if asked.region else []),
        *([path_in_words(cloud, asked.endpoint or asked.address or "", "")]
          if asked.endpoint or asked.address else []),
        *([hours_in_words(cloud.now, asked.hours)] if asked.hours else []),
        *(f"{key} set to {in_words(value)}" if value is not None else f"{key} taken away"
          for key, value in sorted(asked.context.items())),
    ]  # fmt: skip
    first = f"{who} asks for {asked.action} on {asked.resource}"
    return "\n".join([first, *(["; ".join(unusual)] if unusual else [])])


def principal_in_words(state: State, who: str) -> str:
    """`user Alice · hospital`, or the name as it was given."""
    return next((each.label for each in askers(state) if each.who == who), who)


def action_in_words(name: str) -> str:
    """What the reference says of an action, with its access levels; empty for no action.

    >>> action_in_words("s3:ListBucket")
    'List: Grants permission to list some or all of the objects in an Amazon S3 bucket (up to 1000)'
    """
    try:
        found = action(name)
    except SimlibError:
        return ""
    return f"{', '.join(found.access_levels)}: {found.description.rstrip('.')}"


def resource_in_words(cloud: Cloud, arn: str, account: str | None) -> str:
    """What kind of thing an ARN stands for, whose it is, and whether it is there."""
    if arn == "*":
        return "no resource of its own"
    target = target_of(cloud.state, arn, account, cloud.now)
    number = target.resource.account or ""
    owner = cloud.state.accounts.get(number)
    whose = f"in account {owner.name if owner else f'{number}, which is not here'}"
    missing = ", not there" if target.exists is False else ""
    return f"{_kind(arn)} {whose}{missing}"


def _kind(arn: str) -> str:
    try:
        types = resource_types_of(arn)
    except SimlibError:
        types = ()
    return types[0].name if types else "resource"


def usual_path(who: str) -> str:
    """The network path of whoever nobody says anything else of."""
    if who.endswith((".amazonaws.com", ".aws.internal")):
        return "AWS's own network"
    return f"public network, from {PUBLIC_NETWORK.address}"


def path_in_words(cloud: Cloud, path: str, usual: str) -> str:
    """How a request comes in: `public network, from 203.0.113.10`, or through which endpoint."""
    endpoint = cloud.state.endpoints.get(path)
    if endpoint is not None:
        return f"{endpoint.id}, to {endpoint.service} from {endpoint.vpc}"
    return f"public network, from {path}" if path else usual


def region_in_words(region: str, action: str) -> str:
    """What a Region is to a service that has all the same: what its context key says.

    >>> region_in_words("eu-central-1", "iam:GetRole")
    'iam is global: aws:RequestedRegion is us-east-1'
    """
    service = action.partition(":")[0].lower()
    if service in GLOBAL_SERVICES:
        return f"{service} is global: aws:RequestedRegion is us-east-1"
    return f"aws:RequestedRegion is {region}"


def hours_in_words(now: datetime, hours: float) -> str:
    """How far ahead, and the time that it comes to.

    >>> hours_in_words(datetime(2026, 3, 2, 9), 1.5)
    '1.5 hours ahead: Mon 2026-03-02 10:30 UTC'
    """
    then = f"{now + timedelta(hours=hours):%a %Y-%m-%d %H:%M} UTC"
    if not hours:
        return f"now: {then}"
    amount, unit = (hours / 24, "day") if hours > 24 and hours % 24 == 0 else (hours, "hour")
    return f"{amount:g} {unit}{'' if amount == 1 else 's'} ahead: {then}"
