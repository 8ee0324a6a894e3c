"""Checks of the parts of an ARN: partition, service, Region, account; and of values too many.

Source: "Identify AWS resources with Amazon Resource Names (ARNs)", "IAM JSON policy elements:
Resource".
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..language.arn import Arn
from ..language.edits import Edit, EditKind
from ..language.errors import did_you_mean, is_slip
from ..language.issues import Issue
from ..language.overlap import arn_covers, meets
from ..language.policy import Value
from ..reference.catalogue import services
from ..reference.index import prefixes_with_arn
from ..reference.regions import partitions, regions
from .check import Found, Said, statement_check
from .resource_arns import arn_of, kinds_with, shape
from .scope import StatementScope

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


def _named(near: str) -> str:
    """The name in `did you mean …?`."""
    return near.partition("`")[2].partition("`")[0]


def _is_pattern(part: str) -> bool:
    return "*" in part or "?" in part


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
            near = did_you_mean(partition, partitions())
            hint = near or f"the partitions are {', '.join(partitions())}"
            what = f"there is no partition `{partition[:60]}`"
            yield each.said(what, hint, each.with_part(1, _named(near)))


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
        if _is_pattern(named):  # forbidden by "IAM JSON policy elements: Resource"
            said = f"`{each.value.text[:120]}`: AWS takes no wildcard for the service of an ARN"
            yield Said(said, each.value.source, "name the service")
        elif not _is_service(named.lower()):
            near = did_you_mean(named, services())
            what = f"there is no service `{named[:60]}`" if named else "it names no service"
            yield each.said(what, near, each.with_part(2, _named(near)))


@statement_check(
    Issue.WILDCARD_IN_SERVICE_NAME,
    page=_RESOURCE,
    bad={**_GOOD, "Resource": "arn:aws:k*:us-east-1:111122223333:key/*"},
    good=_GOOD,
)
def wildcard_in_service_name(scope: StatementScope) -> Found:
    """A wildcard for the service reaches every service that fits, also one to come."""
    for each in _written(scope):
        if _is_pattern(each.arn.service):
            reached = [f"`{name}`" for name in services() if meets(each.arn.service, name)]
            listed = f"{len(reached)} services: {', '.join(reached[:3])} …" if reached else "none"
            said = f"`{each.value.text[:120]}`: the pattern of its service fits {listed}"
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
        if not region or _is_pattern(region) or region in there:
            continue
        near = did_you_mean(region, there)
        where = f"partition `{partition}`" if region in regions() else "AWS"
        yield each.said(
            f"{where} has no Region `{region[:60]}`", near, each.with_part(3, _named(near))
        )


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
        if re.fullmatch(r"[0-9]{12}|", account) or _is_pattern(account):
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
    for value, wider in _covered(scope.resources):
        said = f"`{value.text[:120]}` changes nothing: `{wider[:120]}` has it already"
        edit = Edit(EditKind.REMOVE, value.source.pointer)
        yield Said(said, value.source, "take it out", (edit,))


def _covered(values: tuple[Value, ...]) -> Iterator[tuple[Value, str]]:
    """The values that one of the others has already, each with that other."""
    seen: set[str] = set()
    patterns: list[str] = []
    plain = (value for value in values if not re.search(r"\$\{[*?]\}", value.text))
    for value in sorted(plain, key=lambda value: (not _is_pattern(value.text), len(value.text))):
        same = [value.text] if value.text in seen else []
        wider = next((text for text in [*same, *patterns] if arn_covers(text, value.text)), None)
        if wider is not None:
            yield value, wider
        elif _is_pattern(value.text):
            patterns.append(value.text)
        seen.add(value.text)
