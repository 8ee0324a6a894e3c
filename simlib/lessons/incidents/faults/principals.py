"""Faults in the element Principal: somebody else is named, or somebody is left out."""

from collections.abc import Iterator
from typing import Any

from .policies_in_force import Document, InForce, document_with
from .resources import ACCOUNTS

__all__ = ["another_account", "no_longer_named"]

NOT_HERE = "999999999999"  # no account of the story but the organization's own


def another_account(policy: InForce) -> Iterator[tuple[str, Document]]:
    """The account that is named is not the caller's."""
    principal = policy.statement.get("Principal")
    for kind, name in _named(principal):
        account = name.split(":")[4] if name.startswith("arn:") else name
        whole = kind == "AWS" and (name.endswith(":root") or name == account)
        if whole and account in ACCOUNTS:
            changed = name.replace(account, NOT_HERE)
            told = f"it names the account {NOT_HERE} where it named {account}"
            yield told, _with(policy, principal, name, changed)


def no_longer_named(policy: InForce) -> Iterator[tuple[str, Document]]:
    """Of several who were named, the caller is missing."""
    principal: Any = policy.statement.get("Principal")
    own = {policy.request.principal.arn, policy.request.principal.role_arn}
    for kind, name in _named(principal):
        others = [each for _, each in _named(principal) if each != name]
        if kind == "AWS" and name in own and others:
            told = f"`{name}` is not among the principals any more"
            value = others if len(others) > 1 else others[0]
            changed = {**policy.statement, "Principal": {**principal, "AWS": value}}
            yield told, document_with(policy, changed)


def _named(principal: Any) -> list[tuple[str, str]]:
    if not isinstance(principal, dict):
        return []
    return [
        (kind, name)
        for kind, names in principal.items()
        for name in (names if isinstance(names, list) else [names])
    ]


def _with(policy: InForce, principal: Any, name: str, changed: str) -> Document:
    names = principal["AWS"]
    value = (
        [changed if each == name else each for each in names]
        if isinstance(names, list)
        else changed
    )
    return document_with(policy, {**policy.statement, "Principal": {**principal, "AWS": value}})
