"""Values of a context key: which can be picked here, and is a typed one of the key's type?

Source: "AWS global condition context keys", "Actions, resources, and condition keys for AWS
services".
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from ..evaluation.request import ContextValue
from ..language.arn import parse_arn
from ..language.condition_values import read_date, read_number
from ..language.errors import QuestionError, UnknownNameError
from ..reference import ConditionKey, GlobalKey, condition_key
from ..reference.regions import regions
from .askable import arns_there
from .organization import path_of
from .questions import as_address
from .state import State

__all__ = ["as_key_value", "pickable_values"]

_CALLER_TYPES = ("Account", "User", "AssumedRole", "FederatedUser", "Anonymous")


def pickable_values(state: State, key: str) -> tuple[str, ...]:
    """What a key can be here, sorted: of tags their values, of Booleans both, of others by name.

    >>> pickable_values(State(), "aws:MultiFactorAuthPresent")
    ('true', 'false')
    """
    if _type(key) == "Bool":
        return "true", "false"
    lower = key.lower()
    if "tag/" in lower:
        return tuple(sorted(set(_tag_values(state, lower.partition("/")[2]))))
    found = _KNOWN.get(lower)
    return tuple(dict.fromkeys(found(state))) if found else ()


def _tags(state: State) -> Iterator[Mapping[str, str]]:
    yield from (each.tags for each in state.users.values())
    yield from (each.tags for each in state.roles.values())
    yield from (each.tags for each in state.sessions.values())
    yield from (each.tags for each in state.data_stores.values())
    yield from (each.tags for each in state.domains.values())
    yield from (each.tags for each in state.keys.values())
    yield from (each.tags for each in state.instances.values())
    yield from (each.tags for kept in state.objects.values() for each in kept.values())


def _tag_values(state: State, tag: str) -> Iterator[str]:
    for tags in _tags(state):
        yield from (value for key, value in tags.items() if key.lower() == tag)


def _tag_keys(state: State) -> list[str]:
    return sorted({key for tags in _tags(state) for key in tags})


def _accounts(state: State) -> list[str]:
    return sorted(state.accounts)


def _organizations(state: State) -> list[str]:
    return [state.organization.id] if state.organization else []


def _paths(state: State) -> list[str]:
    organization = state.organization
    paths = [path_of(organization, each) for each in state.accounts] if organization else []
    return sorted(each for each in paths if each)


def _identities(state: State) -> list[str]:
    users = [each.arn for each in state.users.values()]
    return sorted([*users, *(each.arn for each in state.roles.values())])


def _vpcs(state: State) -> list[str]:
    of_endpoints = {each.vpc for each in state.endpoints.values()}
    return sorted(of_endpoints | {each.vpc for each in state.instances.values()})


def _endpoints(state: State) -> list[str]:
    return sorted(state.endpoints)


def _regions(state: State) -> Iterable[str]:
    return regions()


def _usernames(state: State) -> list[str]:
    return sorted({each.name for each in state.users.values()})


_Known = Callable[[State], Iterable[str]]
_BY_NAMES: Mapping[_Known, tuple[str, ...]] = {
    _accounts: (
        "aws:PrincipalAccount", "aws:ResourceAccount", "aws:SourceAccount", "aws:VpceAccount",
        "s3:ResourceAccount", "kms:CallerAccount", "s3:DataAccessPointAccount",
    ),
    _organizations: (
        "aws:PrincipalOrgID", "aws:ResourceOrgID", "aws:SourceOrgID", "aws:VpceOrgID",
    ),
    _paths: (
        "aws:PrincipalOrgPaths", "aws:ResourceOrgPaths", "aws:SourceOrgPaths", "aws:VpceOrgPaths",
    ),
    _vpcs: ("aws:SourceVpc", "aws:Ec2InstanceSourceVpc"),
    _identities: ("aws:PrincipalArn",),
    _endpoints: ("aws:SourceVpce",),
    _regions: ("aws:RequestedRegion", "ec2:Region"),
    _usernames: ("aws:username", "aws:SourceIdentity"),
    _tag_keys: ("aws:TagKeys",),
    arns_there: ("aws:SourceArn",),
    lambda state: _CALLER_TYPES: ("aws:PrincipalType",),
    lambda state: sorted(state.access_points): ("s3:DataAccessPointArn",),
}  # fmt: skip
_KNOWN = {name.lower(): known for known, names in _BY_NAMES.items() for name in names}


def as_key_value(key: str, text: str) -> ContextValue:
    """A typed value as the key takes it; several are parted by commas. Raises QuestionError.

    >>> as_key_value("aws:TagKeys", "Ward, Purpose")
    ('Ward', 'Purpose')
    >>> as_key_value("aws:MultiFactorAuthPresent", "yes")
    Traceback (most recent call last):
    simlib.language.errors.QuestionError: `yes` is no value of `aws:MultiFactorAuthPresent`; \
expected true or false
    """
    several = [part.strip() for part in text.split(",")] if _multivalued(key) else [text]
    for each in several:
        _check(key, each)
    return tuple(several) if _multivalued(key) else text


def _check(key: str, text: str) -> None:
    kind = _type(key)
    if kind == "IPAddress":
        as_address(text)
    elif kind in _TYPES and not _TYPES[kind][0](text):
        told = f"expected {_TYPES[kind][1]}"
        raise QuestionError(f"`{text}` is no value of `{key}`; {told}")


_TYPES: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "Bool": (lambda text: text in ("true", "false"), "true or false"),
    "Numeric": (lambda text: read_number(text) is not None, "a number such as `3600`"),
    "Date": (lambda text: read_date(text) is not None, "a time such as `2026-03-02T09:00:00Z`"),
    "ARN": (lambda text: parse_arn(text) is not None, "an ARN such as `arn:aws:s3:::records`"),
}


def _type(key: str) -> str:
    known = _reference(key)
    return known.type.removeprefix("ArrayOf") if known else ""


def _multivalued(key: str) -> bool:
    known = _reference(key)
    return known is not None and known.multivalued


def _reference(key: str) -> ConditionKey | GlobalKey | None:
    try:
        return condition_key(key)
    except UnknownNameError:
        return None
