"""Faults in the element Condition: one more, another key, another value, another operator."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from .policies_in_force import Document, InForce, document_with

__all__ = [
    "address_demanded",
    "another_key",
    "another_value",
    "made_up_key",
    "mfa_demanded",
    "other_case_of_value",
    "over_since",
    "plain_operator",
    "via_service_without_region",
]

Written = tuple[str, str, Any]  # operator, key, value

# Keys that are taken for one another.
KEYS: Mapping[str, str] = {
    "aws:PrincipalOrgID": "aws:ResourceOrgID",
    "aws:ResourceOrgID": "aws:PrincipalOrgID",
    "aws:SourceAccount": "aws:PrincipalAccount",
    "aws:SourceArn": "aws:PrincipalArn",
    "sts:ExternalId": "sts:SourceIdentity",
    "sts:SourceIdentity": "aws:SourceIdentity",
    "s3:DataAccessPointAccount": "aws:SourceAccount",
    "aws:MultiFactorAuthPresent": "aws:MultiFactorAuthAge",
    "iam:PermissionsBoundary": "iam:PolicyARN",
    "iam:PassedToService": "iam:AssociatedResourceArn",
    "aws:RequestedRegion": "aws:SourceRegion",
}
TYPING_ERRORS = {"department": "departement", "ward": "wards"}
VALUES: Mapping[str, str] = {
    "us-east-1": "us-west-2",
    "us-west-2": "us-east-1",
    "111122223333": "444455556666",
    "o-exampleorgid": "o-exampleorg1d",
    "ec2.amazonaws.com": "lambda.amazonaws.com",
    "health-agent.amazonaws.com": "healthlake.amazonaws.com",
    "hospital-4d21": "hospital-4d12",
    "4-west": "west-4",
}


def address_demanded(policy: InForce) -> Iterator[tuple[str, Document]]:
    """Only from the hospital's old address range."""
    yield _more(policy, "IpAddress", "aws:SourceIp", "198.51.100.0/24")


def mfa_demanded(policy: InForce) -> Iterator[tuple[str, Document]]:
    """Only with MFA, where nobody signs in with it."""
    yield _more(policy, "Bool", "aws:MultiFactorAuthPresent", "true")


def over_since(policy: InForce) -> Iterator[tuple[str, Document]]:
    """Only until a day that is over."""
    yield _more(policy, "DateLessThan", "aws:CurrentTime", "2026-03-01T00:00:00Z")


def _more(policy: InForce, operator: str, key: str, value: str) -> tuple[str, Document]:
    condition = dict(policy.statement.get("Condition", {}))
    condition[operator] = {**condition.get(operator, {}), key: value}
    told = f"it allows on one more condition: `{key}` must be `{value}` ({operator})"
    return told, document_with(policy, {**policy.statement, "Condition": condition})


def another_key(policy: InForce) -> Iterator[tuple[str, Document]]:
    """A key of a similar name, which this request does not have, or has otherwise."""
    return _each(policy, lambda each: (each[0], KEYS.get(each[1], each[1]), each[2]))


def made_up_key(policy: InForce) -> Iterator[tuple[str, Document]]:
    """The tag's name behind the key is misspelt: there is no such tag."""

    def changed(each: Written) -> Written:
        family, _, tag = each[1].partition("/")
        return each[0], f"{family}/{TYPING_ERRORS.get(tag, tag)}" if tag else family, each[2]

    return _each(policy, changed)


def another_value(policy: InForce) -> Iterator[tuple[str, Document]]:
    """The value is nearly right: another Region, account, service or id."""
    for pair in VALUES.items():
        yield from _each(policy, partial(_with_value, partial(_replaced, pair)))


def _replaced(pair: tuple[str, str], text: str) -> str:
    return text.replace(*pair)


def other_case_of_value(policy: InForce) -> Iterator[tuple[str, Document]]:
    """Keys are compared without regard to case, values of StringEquals are not."""
    return _each(policy, partial(_with_value, _capital))


def _capital(text: str) -> str:
    return text if text.startswith(("arn:", "$")) else text[:1].upper() + text[1:]


def via_service_without_region(policy: InForce) -> Iterator[tuple[str, Document]]:
    """kms:ViaService as it is often published, without the Region that every request has."""

    def changed(each: Written) -> Written:
        if each[1] != "kms:ViaService":
            return each
        return _with_value(lambda text: ".".join([text.split(".")[0], *text.split(".")[2:]]), each)

    return _each(policy, changed)


def plain_operator(policy: InForce) -> Iterator[tuple[str, Document]]:
    """An operator for which `*` is a star and nothing else."""
    plain = {"ArnLike": "StringEquals", "StringLike": "StringEquals"}
    return _each(policy, lambda each: (plain.get(each[0], each[0]), each[1], each[2]))


def _with_value(change: Callable[[str], str], each: Written) -> Written:
    value = each[2]
    changed = [change(text) for text in value] if isinstance(value, list) else change(str(value))
    return each[0], each[1], changed


def _each(policy: InForce, change: Callable[[Written], Written]) -> Iterator[tuple[str, Document]]:
    """The statement with each single condition changed for which there is a change."""
    written = [
        (operator, key, value)
        for operator, keys in policy.statement.get("Condition", {}).items()
        for key, value in keys.items()
    ]
    for place, each in enumerate(written):
        changed = change(each)
        if changed != each:
            condition = _condition([*written[:place], changed, *written[place + 1 :]])
            yield (
                _told(each, changed),
                document_with(policy, {**policy.statement, "Condition": condition}),
            )


def _condition(written: list[Written]) -> Document:
    found: Document = {}
    for operator, key, value in written:
        found.setdefault(operator, {})[key] = value
    return found


def _told(before: Written, after: Written) -> str:
    pair = [f"`{' '.join(map(str, each))}`" for each in (after, before)]
    return f"a condition reads {pair[0]} where it was {pair[1]}"
