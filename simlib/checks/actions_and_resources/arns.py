"""Checks of the parts of an ARN: partition, service, Region, account; and of values too many.

Source: "Identify AWS resources with Amazon Resource Names (ARNs)", "IAM JSON policy elements:
Resource".
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from ...language.arn import Arn
from ...language.edits import Edit, EditKind
from ...language.errors import is_slip, meant, nearest
from ...language.issues import Issue
from ...language.markup import listed
from ...language.overlap import arn_covers, meets
from ...language.policy import Value
from ...language.wildcard import has_wildcard
from ...reference.catalogue import services
from ...reference.index import prefixes_with_arn
from ...reference.regions import partitions, regions
from ..check import Found, Said, statement_check
from ..scope import StatementScope
from .redundant_values import redundant
from .resource_arns import arn_of, kinds_with, shape

_ARNS = "Identify AWS resources with Amazon Resource Names (ARNs)"
_RESOURCE = "IAM JSON policy elements: Resource"
_KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
_GOOD = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": _KEY}


class _Written(NamedTuple):
    """A value of Resource or NotResource that is an ARN."""

    value: Value
    arn: Arn

    def said(self, what: str, suggestion: str = "", edits: tuple[Edit, ...] = ()) -> Said:
        """That the value is so, and that it therefore matches nothing."""
        message = f"`{self.value.text[:120]}`: {what}, so it matches no resource"
        return Said(message, self.value.source, suggestion, edits)

    def with_part(self, number: int, part: str) -> tuple[Edit, ...]:
        """The edit that writes a part as it is meant; none where it may be meant otherwise."""
        parts = self.value.text.split(":", 5)
        if not part or not is_slip(parts[number], part):
            return ()
        written = ":".join([*parts[:number], part, *parts[number + 1 :]])
        return (Edit(EditKind.REPLACE, self.value.source.pointer, value=written),)


def _written(scope: StatementScope) -> Iterator[_Written]:
    for value in scope.resources:
        arn = arn_of(value.text)
        if arn:
            yield _Written(value, arn)


@statement_check(
    Issue.INVALID_PARTITION,
    page=_ARNS,
    bad={**_GOOD, "Resource": _KEY.replace("arn:aws:", "arn:amazon:")},
    good=_GOOD,
)
def invalid_partition(scope: StatementScope) -> Found:
    """An ARN in a partition that does not exist matches no resource."""
    for each in _written(scope):
        partition = each.arn.partition
        if not any(meets(partition, known) for known in partitions()):
            near = nearest(partition, partitions())
            hint = meant(near) or f"write one of {', '.join(partitions())}"
            what = f"there is no partition `{partition[:60]}`"
            yield each.said(what, hint, each.with_part(1, near))


@statement_check(
    Issue.INVALID_ARN_SERVICE_CASE,
    page=_ARNS,
    bad={**_GOOD, "Resource": _KEY.replace(":kms:", ":KMS:")},
    good=_GOOD,
)
def invalid_arn_service_case(scope: StatementScope) -> Found:
    """A service in capitals matches no resource, because ARNs mind case."""
    for each in _written(scope):
        named, lower = each.arn.service, each.arn.service.lower()
        if named != lower and _is_service(lower):
            hint = f"write `{lower}`"
            yield each.said(
                f"`{named}` is not written in lower case", hint, each.with_part(2, lower)
            )


def _is_service(named: str) -> bool:
    return named in services() or bool(prefixes_with_arn(named))


@statement_check(
    Issue.INVALID_SERVICE,
    page=_ARNS,
    bad={**_GOOD, "Resource": _KEY.replace(":kms:", ":kmss:")},
    good=_GOOD,
)
def invalid_service(scope: StatementScope) -> Found:
    """An ARN of a service that does not exist matches no resource; a wildcard is no service."""
    for each in _written(scope):
        named = each.arn.service
        if has_wildcard(named):  # forbidden by "IAM JSON policy elements: Resource"
            said = f"`{each.value.text[:120]}`: AWS takes no wildcard for the service of an ARN"
            yield Said(said, each.value.source, "name the service")
        elif not _is_service(named.lower()):
            near = nearest(named, services())
            what = f"there is no service `{named[:60]}`" if named else "it names no service"
            yield each.said(what, meant(near), each.with_part(2, near))


@statement_check(
    Issue.WILDCARD_IN_SERVICE_NAME,
    page=_RESOURCE,
    bad={**_GOOD, "Resource": "arn:aws:k*:us-east-1:111122223333:key/*"},
    good=_GOOD,
)
def wildcard_in_service_name(scope: StatementScope) -> Found:
    """A wildcard for the service reaches every service that fits, also one to come."""
    for each in _written(scope):
        if has_wildcard(each.arn.service):
            reached = [name for name in services() if meets(each.arn.service, name)]
            fits = listed(reached) or "none"
            said = f"`{each.value.text[:120]}`: the pattern of its service fits {fits}"
            yield Said(said, each.value.source, "name the service")


@statement_check(
    Issue.INVALID_ARN_REGION,
    page="AWS Regions",
    bad={**_GOOD, "Resource": _KEY.replace("us-east-1", "us-east1")},
    good=_GOOD,
)
def invalid_arn_region(scope: StatementScope) -> Found:
    """An ARN in a Region that does not exist, or not in its partition, matches no resource."""
    for each in _written(scope):
        region, partition = each.arn.region, each.arn.partition
        there = partitions().get(partition, regions())
        if not region or has_wildcard(region) or region in there:
            continue
        near = nearest(region, there)
        where = f"partition `{partition}`" if region in regions() else "AWS"
        what = f"{where} has no Region `{region[:60]}`"
        yield each.said(what, meant(near), each.with_part(3, near))


@statement_check(
    Issue.INVALID_ARN_ACCOUNT,
    page=_ARNS,
    bad={**_GOOD, "Resource": _KEY.replace("111122223333", "1111-2222-3333")},
    good=_GOOD,
)
def invalid_arn_account(scope: StatementScope) -> Found:
    """An account ID that has not twelve digits matches no resource."""
    for each in _written(scope):
        account = each.arn.account
        if re.fullmatch(r"[0-9]{12}|", account) or has_wildcard(account):
            continue
        if account not in {"aws", *(shape(kind).account for kind in kinds_with(each.arn.service))}:
            digits = re.sub("[^0-9]", "", account)
            twelve = digits if len(digits) == 12 else ""
            hint = f"write `{twelve}`" if twelve else "write the twelve digits of the account"
            what = f"`{account[:60]}` is no account ID"
            yield each.said(what, hint, each.with_part(4, twelve))


@statement_check(
    Issue.EMPTY_ARRAY_RESOURCE,
    page=_RESOURCE,
    bad={**_GOOD, "Resource": []},
    good=_GOOD,
)
def empty_array_resource(scope: StatementScope) -> Found:
    """A statement whose list of resources is empty names none."""
    element = scope.statement.resource
    node = scope.policy.node(element.source.pointer) if element else None
    if element and node and node.kind == "array" and not node.value:
        effect = "leaves none out" if element.negated else scope.nothing
        said = f"`{element.name}` lists no resources, so the statement {effect}"
        yield Said(said, element.source, "list the ARNs that are meant")


@statement_check(
    Issue.REDUNDANT_RESOURCE,
    page=_RESOURCE,
    bad={**_GOOD, "Resource": ["arn:aws:kms:us-east-1:111122223333:key/*", _KEY]},
    good=_GOOD,
)
def redundant_resource(scope: StatementScope) -> Found:
    """A resource that another value of the list has already changes nothing."""
    yield from redundant(filter(_is_plain, scope.resources), arn_covers)


def _is_plain(value: Value) -> bool:
    """Has it no `${*}` or `${?}`, characters that look like wildcards?"""
    return not re.search(r"\$\{[*?]\}", value.text)
