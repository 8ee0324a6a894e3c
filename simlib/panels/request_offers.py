"""What a request form offers for each part of a question: pure functions of a cloud."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache

from ..cloud.absent_resources import absent_resources
from ..cloud.askable import (
    Asker,
    arns_there,
    askable_actions,
    askers,
    fitting,
    regions_there,
)
from ..cloud.cloud import Cloud
from ..cloud.resources import target_of
from ..cloud.state import State
from ..language.arn import parse_arn
from ..language.errors import SimlibError
from ..reference import operations, services
from ..reference.regions import partitions
from .asked_in_words import hours_in_words, path_in_words
from .asked_parts import as_hours, as_path, as_resource
from .offered import Offered, fitting_text

__all__ = [
    "action_offers",
    "hour_offers",
    "path_offers",
    "principal_offers",
    "region_offers",
    "resource_offers",
]

_KINDS = {"": "Nobody known", "service": "AWS services"}
_HOURS = (0, 1, 2, 6, 12, 24, 7 * 24, 90 * 24)


def principal_offers(state: State, typed: str = "") -> tuple[Offered, ...]:
    """Everybody who can ask, grouped by account and kind."""
    return fitting_text((_principal(each) for each in askers(state)), typed)


def _principal(each: Asker) -> Offered:
    group = f"{each.account} · {each.kind}s" if each.account else _KINDS[each.kind]
    return Offered(each.who, each.label, group, each.credentials)


def action_offers(cloud: Cloud, typed: str = "") -> tuple[Offered, ...]:
    """IAM actions and API operations; of every AWS service once its prefix is typed."""
    prefix = typed.partition(":")[0].lower()
    named = (prefix,) if ":" in typed and prefix in services() else ()
    return fitting_text(_actions_of(named or _prefixes(cloud)), typed)


def _prefixes(cloud: Cloud) -> tuple[str, ...]:
    """The services that simlib models, those first of which something is there."""
    arns = (parse_arn(arn) for arn in arns_there(cloud.state))
    there = [arn.service for arn in arns if arn is not None]
    return tuple(dict.fromkeys([*there, *(each.prefix for each in cloud.services.values())]))


@lru_cache(maxsize=64)
def _actions_of(prefixes: tuple[str, ...]) -> tuple[Offered, ...]:
    actions = [Offered(each, each, "IAM actions") for each in askable_actions(prefixes)]
    if len(prefixes) == 1:
        return tuple(actions)
    return (*actions, *(Offered(each, each, "API operations") for each in operations()))


def resource_offers(
    cloud: Cloud, action: str, account: str | None, typed: str = ""
) -> tuple[Offered, ...]:
    """What fits the action: by account what is there, then what is not; and an ARN as typed."""
    return (*_as_typed(typed, action), *fitting_text(_resources(cloud, action, account), typed))


def _as_typed(typed: str, action: str) -> Iterator[Offered]:
    try:
        yield Offered(as_resource(typed, action), typed, "As typed")
    except SimlibError:
        return


def _resources(cloud: Cloud, action: str, account: str | None) -> Iterator[Offered]:
    there = fitting(action, arns_there(cloud.state))
    for arn in there:
        if arn == "*":
            yield Offered("*", "*", "", "the action takes no resource of its own")
    for arn in sorted((each for each in there if each != "*"), key=lambda a: _owner(cloud, a)):
        yield Offered(arn, arn, _owner(cloud, arn))
    for arn in absent_resources(cloud.state, action, account or "", cloud.region):
        yield Offered(arn, arn, "Not there: a new one, or somebody else's")


def _owner(cloud: Cloud, arn: str) -> str:
    """The name of the account that something belongs to."""
    number = target_of(cloud.state, arn, None, cloud.now).resource.account or ""
    account = cloud.state.accounts.get(number)
    return account.name if account else number


def region_offers(cloud: Cloud, typed: str = "") -> tuple[Offered, ...]:
    """The cloud's own Region, those in which something is, then every other of AWS's."""
    here = [each for each in regions_there(cloud.state) if each != cloud.region]
    others = [each for each in partitions()["aws"] if each not in (cloud.region, *here)]
    own = Offered("", cloud.region, "Regions used here", "where requests go by themselves")
    used = (Offered(each, each, "Regions used here") for each in here)
    return fitting_text([own, *used, *(Offered(r, r, "Other Regions") for r in others)], typed)


def path_offers(cloud: Cloud, action: str, usual: str, typed: str = "") -> tuple[Offered, ...]:
    """The usual address, every VPC endpoint, and any public address that is typed."""
    service = action.partition(":")[0].lower()
    places = [Offered("", path_in_words(cloud, "", usual), "Without a VPC endpoint")]
    for id_, each in sorted(cloud.state.endpoints.items()):
        told = "" if each.service == service else f"leads to {each.service}, not to {service}"
        places.append(Offered(id_, path_in_words(cloud, id_, usual), "VPC endpoints", told))
    found = fitting_text(places, typed)
    return found or tuple(_address_as_typed(cloud, typed, usual))


def _address_as_typed(cloud: Cloud, typed: str, usual: str) -> Iterator[Offered]:
    try:
        as_path(cloud, typed)
    except SimlibError:
        return
    yield Offered(typed, path_in_words(cloud, typed, usual), "As typed")


def hour_offers(now: datetime, typed: str = "") -> tuple[Offered, ...]:
    """Some times ahead, and any number of hours that is typed."""
    known = [Offered(f"{each:g}", hours_in_words(now, each)) for each in _HOURS]
    begin = (each for each in known if each.text.startswith(typed))
    return (*_hours_as_typed(now, typed), *begin)


def _hours_as_typed(now: datetime, typed: str) -> Iterable[Offered]:
    try:
        hours = as_hours(now, typed) if typed else 0
    except SimlibError:
        return ()
    if not typed or hours in _HOURS:
        return ()
    return (Offered(f"{hours:g}", hours_in_words(now, hours), "As typed"),)
