"""Checks of an ARN as a whole: has it the Region, the account and the form that its service wants?

Source: "Actions, resources, and condition keys for AWS services", "Resource types table".
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TypeAlias

from ...language.arn import Arn
from ...language.edits import Edit, EditKind
from ...language.issues import Issue
from ...language.markup import listed
from ...language.overlap import arn_meets
from ...language.policy import Value
from ...language.wildcard import has_wildcard
from ...reference.catalogue import service, services
from ...reference.records import ResourceType
from ..check import Found, Said, statement_check
from ..samples import READ_OBJECTS, STORE
from ..scope import StatementScope
from .resource_arns import arn_of, closest, fits, kinds_with, last_part_fits, shape, written

_PAGE = "Actions, resources, and condition keys for AWS services"
_READ = {"Effect": "Allow", "Action": "healthlake:ReadResource", "Resource": STORE}
_USER = {
    "Effect": "Allow",
    "Action": "iam:GetUser",
    "Resource": "arn:aws:iam::111122223333:user/Alice",
}

# ARNs that AWS's pages name, or AWS's own policies, and the tables of resource types do not.
_BEYOND_THE_TABLES = (
    "arn:*:apigateway:*::/*",
    "arn:*:cloudformation:*:aws:transform/*",
    "arn:*:resource-explorer-2:*::view/*",
    "arn:*:ssm:*::*",
    "arn:*:waf:*:*:changetoken/*",
    "arn:*:waf-regional:*:*:changetoken/*",
)

_Misfit: TypeAlias = tuple[Value, Arn, tuple[ResourceType, ...]]


_BLANK = re.compile(r"arn:(?:[^:]*:){4}[^/:]*\s")  # before the first slash; object keys have some


def _misfits(scope: StatementScope) -> Iterator[_Misfit]:
    """The ARNs that fit no resource type, each with the types that its last part fits."""
    for value in scope.resources:
        arn, near = arn_of(value.text), _near(value.text)
        if arn is not None and near is not None:
            yield value, arn, near


@lru_cache(maxsize=8192)
def _near(text: str) -> tuple[ResourceType, ...] | None:
    """None where the ARN fits a resource type, or too little is known of its service's."""
    arn = arn_of(text)
    kinds = kinds_with(arn.service) if arn else ()
    if arn is None or not kinds or any(fits(each, arn) for each in kinds):
        return None
    if any(arn_meets(each, text) for each in _BEYOND_THE_TABLES) or _is_collection(kinds, arn):
        return None
    near = tuple(each for each in kinds if last_part_fits(each, arn))
    return near if has_wildcard(arn.resource) else closest(near)


def _is_collection(kinds: tuple[ResourceType, ...], arn: Arn) -> bool:
    """Can it be the place where resources are listed and created, such as `/workspaces`?"""
    return any(shape(each).resource.startswith(f"{arn.resource}/") for each in kinds)


def _all(near: tuple[ResourceType, ...], wanted: Callable[[Arn], bool]) -> bool:
    return bool(near) and all(wanted(shape(each)) for each in near)


def _unlike(
    value: Value, near: tuple[ResourceType, ...], have: str, hint: str, edits: tuple[Edit, ...] = ()
) -> Said:
    """That the ARNs of these resource types differ from the value, which so matches nothing."""
    types = listed(each.name for each in near)
    said = f"`{value.text[:120]}`: ARNs of {types} {have}, so it matches no resource"
    return Said(said, value.source, hint, edits)


def _without(value: Value, near: tuple[ResourceType, ...]) -> tuple[Edit, ...]:
    """The edit that empties the parts which these resource types leave empty."""
    parts = value.text.split(":", 5)
    parts[3] = "" if _all(near, lambda there: not there.region) else parts[3]
    parts[4] = "" if _all(near, lambda there: not there.account) else parts[4]
    return (Edit(EditKind.REPLACE, value.source.pointer, value=":".join(parts)),)


@statement_check(
    Issue.ARN_REGION_NOT_ALLOWED,
    page=_PAGE,
    bad={**_USER, "Resource": "arn:aws:iam:us-east-1:111122223333:user/Alice"},
    good=_USER,
)
def arn_region_not_allowed(scope: StatementScope) -> Found:
    """An ARN with a Region matches no resource where the service's ARNs have none."""
    for value, arn, near in _misfits(scope):
        if arn.region and _all(near, lambda there: not there.region):
            hint = "leave the Region empty"
            yield _unlike(value, near, "have no Region", hint, _without(value, near))


@statement_check(
    Issue.ARN_ACCOUNT_NOT_ALLOWED,
    page=_PAGE,
    bad={**READ_OBJECTS, "Resource": "arn:aws:s3::111122223333:records/*"},
    good=READ_OBJECTS,
)
def arn_account_not_allowed(scope: StatementScope) -> Found:
    """An ARN with an account matches no resource where the service's ARNs have none."""
    for value, arn, near in _misfits(scope):
        if arn.account and _all(near, lambda there: not there.account):
            hint = "leave the account empty"
            yield _unlike(value, near, "have no account", hint, _without(value, near))


@statement_check(
    Issue.MISSING_ARN_REGION,
    page=_PAGE,
    bad={**_READ, "Resource": STORE.replace("us-east-1", "")},
    good=_READ,
)
def missing_arn_region(scope: StatementScope) -> Found:
    """An ARN without Region matches no resource where the service's ARNs have one."""
    for value, arn, near in _misfits(scope):
        if not arn.region and _all(near, lambda there: bool(there.region)):
            hint = "write the Region, or `*` for every Region"
            yield _unlike(value, near, "have a Region", hint)


@statement_check(
    Issue.MISSING_ARN_ACCOUNT,
    page=_PAGE,
    bad={**_READ, "Resource": STORE.replace("111122223333", "")},
    good=_READ,
)
def missing_arn_account(scope: StatementScope) -> Found:
    """An ARN without account matches no resource where the service's ARNs have one."""
    for value, arn, near in _misfits(scope):
        if not arn.account and _all(near, lambda there: bool(there.account)):
            hint = "write the account ID, or `*` for every account"
            yield _unlike(value, near, "have an account", hint)


@statement_check(
    Issue.INVALID_ARN_RESOURCE,
    page=_PAGE,
    bad={**_READ, "Resource": STORE.replace("datastore/fhir/", "datastore/")},
    good=_READ,
)
def invalid_arn_resource(scope: StatementScope) -> Found:
    """An ARN of a form that its service does not have matches no resource."""
    for value in scope.resources:
        if _BLANK.match(value.text):
            what = "has a blank where no name has one, so it matches no resource"
            said = f"`{value.text[:120]}` {what}"
            yield Said(said, value.source, "take the blank out")
    for value, arn, near in _misfits(scope):
        if not near:
            name = service(arn.service).name if arn.service in services() else arn.service
            said = (
                f"`{value.text[:120]}`: {name} has no ARN of this form, so it matches no resource"
            )
            yield Said(said, value.source, _known_form(arn))


def _known_form(arn: Arn) -> str:
    """The ARN of the service that is most like this one."""
    from difflib import SequenceMatcher  # here, because it is for the unlucky only

    def likeness(kind: ResourceType) -> float:
        fixed = shape(kind).resource.replace("?*", "")
        return SequenceMatcher(None, fixed, arn.resource).ratio()

    nearest = max(kinds_with(arn.service), key=likeness)
    return f"write an ARN such as `{written(nearest, arn.partition)}`"
