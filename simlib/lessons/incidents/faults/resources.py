"""Faults in the element Resource: ARNs with one part wrong."""

import re
from collections.abc import Callable, Iterator
from functools import partial

from .policies_in_force import Document, InForce, document_with

__all__ = [
    "other_account",
    "other_case",
    "other_name",
    "other_region",
    "other_type",
    "without_wildcard",
]

ACCOUNTS = ("111122223333", "444455556666")  # the hospital's and its partner's
REGIONS = ("us-east-1", "us-west-2")
# How a type is written, and how people write it who remember it half.
TYPES = (
    (":datastore/fhir/", ":fhir-datastore/"),
    (":role/", ":"),
    (":user/", ":"),
    ("/object/", "/"),
    (":domain/", ":domains/"),
    (":key/", ":"),
    (":policy/", ":policies/"),
)


def without_wildcard(policy: InForce) -> Iterator[tuple[str, Document]]:
    """The container is named and not what is in it: a bucket and not its objects."""
    return _each(policy, lambda arn: arn.removesuffix("/*"))


def other_account(policy: InForce) -> Iterator[tuple[str, Document]]:
    """The ARN names the other account of the story."""
    return _each(policy, lambda arn: _with_field(arn, 4, ACCOUNTS))


def other_region(policy: InForce) -> Iterator[tuple[str, Document]]:
    """The ARN names another Region."""
    return _each(policy, lambda arn: _with_field(arn, 3, REGIONS))


def other_type(policy: InForce) -> Iterator[tuple[str, Document]]:
    """The type of the resource is written as nothing in AWS is named, such as without `role/`."""
    for pair in TYPES:
        yield from _each(policy, partial(_replaced, pair))


def _replaced(pair: tuple[str, str], arn: str) -> str:
    return arn.replace(*pair, 1)


def other_name(policy: InForce) -> Iterator[tuple[str, Document]]:
    """The name or id is written with two letters changed over."""
    return _each(policy, _changed_over)


def other_case(policy: InForce) -> Iterator[tuple[str, Document]]:
    """A capital letter is written small; ARNs are compared as they are written."""
    return _each(policy, lambda arn: re.sub(r"([/:])([A-Z])(?=[A-Za-z]+/\*$)", _small, arn))


def _small(found: re.Match[str]) -> str:
    return found[1] + found[2].lower()


def _each(policy: InForce, change: Callable[[str], str]) -> Iterator[tuple[str, Document]]:
    """The statement with the ARNs of Resource changed."""
    written = policy.statement.get("Resource", [])
    values = written if isinstance(written, list) else [written]
    changed = [change(each) for each in values]
    if changed != values:
        first = next(pair for pair in zip(values, changed, strict=True) if pair[0] != pair[1])
        told = f"the resource is written `{first[1]}` where it was `{first[0]}`"
        value = changed if isinstance(written, list) else changed[0]
        yield told, document_with(policy, {**policy.statement, "Resource": value})


def _with_field(arn: str, number: int, pair: tuple[str, str]) -> str:
    fields = arn.split(":", 5)
    if len(fields) == 6 and fields[number]:
        fields[number] = pair[1] if fields[number] == pair[0] else pair[0]
    return ":".join(fields)


def _changed_over(arn: str) -> str:
    """Two neighbouring letters in the middle of the name, the other way round."""
    names = [each for each in re.finditer(r"[A-Za-z0-9-]{6,}", arn) if each.start() > 8]
    if not names:
        return arn
    start = names[-1].start() + 2
    while start + 1 < names[-1].end() and arn[start] == arn[start + 1]:
        start += 1
    return arn[:start] + arn[start + 1 : start + 2] + arn[start : start + 1] + arn[start + 2 :]
