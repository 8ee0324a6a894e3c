"""What must be true of `organization.yaml` beyond its shape: names exist, and stand once.

Source: "AWS Organizations terminology and concepts", "Attaching SCPs".
"""

import re
from collections.abc import Collection, Iterator, Mapping

from ...cloud.organization import ControlType
from ...language.errors import did_you_mean
from ..cloudformation.nodes import Kind, Node, Problems

__all__ = ["FULL_ACCESS", "check_accounts", "check_attached", "check_outside", "check_tree"]

FULL_ACCESS = "FullAWSAccess"
_ACCOUNT_ID = re.compile("[0-9]{12}")
_LISTS = {
    "ServiceControlPolicies": ControlType.SERVICE_CONTROL,
    "ResourceControlPolicies": ControlType.RESOURCE_CONTROL,
}


def check_accounts(document: Node, problems: Problems) -> None:
    """Account ids have twelve digits and stand once."""
    seen: set[str] = set()
    found = document.get("Accounts")
    for member in found.members if found is not None else ():
        id_ = member.value.get("Id")
        if id_ is None or id_.kind is not Kind.TEXT:
            continue
        if not _ACCOUNT_ID.fullmatch(id_.value):
            problems.report(id_.place, f"`{id_.value}` is no account id", "it has twelve digits")
        if id_.value in seen:
            problems.report(id_.place, f"the account id {id_.value} stands here twice")
        seen.add(id_.value)


def _nodes(document: Node, organization: Node) -> Iterator[Node]:
    """All that policies can be attached to: accounts, the root and the units."""
    accounts, root = document.get("Accounts"), organization.get("Root")
    yield from (member.value for member in (accounts.members if accounts is not None else ()))
    if root is not None:
        yield from _units(root)


def _units(node: Node) -> Iterator[Node]:
    yield node
    below = node.get("OrganizationalUnits")
    for member in below.members if below is not None else ():
        yield from _units(member.value)


def check_attached(document: Node, policies: Mapping[str, ControlType], problems: Problems) -> None:
    """What is attached exists and is of that type; no node is without an SCP."""
    organization = document.get("Organization") or document
    written = organization.get("Policies")
    unread = {m.key for m in written.members} - set(policies) if written is not None else set()
    for key, type_ in _LISTS.items():
        known = [name for name, each in policies.items() if each is type_] + sorted(unread)
        known += [FULL_ACCESS] if type_ is ControlType.SERVICE_CONTROL else []
        for node in _nodes(document, organization):
            _check_names(node.get(key), known, type_.lower().replace("_", " "), problems)
    for node in _nodes(document, organization):
        listed = node.get("ServiceControlPolicies")
        if listed is not None and listed.kind is Kind.LIST and not listed.items:
            told = "no SCP is attached; AWS keeps at least one"
            problems.report(listed.place, told, f"list {FULL_ACCESS}")


def check_outside(document: Node, inside: Collection[str | None], problems: Problems) -> None:
    """Nothing is attached to accounts outside the organization."""
    accounts = document.get("Accounts")
    for member in accounts.members if accounts is not None else ():
        for key in _LISTS:
            if member.value.get(key) is not None and member.key not in inside:
                told = f"`{member.key}` is outside the organization and cannot have `{key}`"
                problems.report(member.place, told)


def check_tree(organization: Node, accounts: Collection[str], problems: Problems) -> None:
    """Accounts in the tree exist and stand there once."""
    management, root = organization.get("ManagementAccount"), organization.get("Root")
    if management is not None:
        only = Node(Kind.LIST, (management,), management.place)
        _check_names(only, accounts, "account", problems)
    seen: set[str] = set()
    for unit in _units(root) if root is not None else ():
        listed = unit.get("Accounts")
        _check_names(listed, accounts, "account", problems)
        for item in listed.items if listed is not None else ():
            if str(item.value) in seen:
                problems.report(item.place, f"the account `{item.value}` stands in two places")
            seen.add(str(item.value))


def _check_names(
    listed: Node | None, known: Collection[str], what: str, problems: Problems
) -> None:
    for item in listed.items if listed is not None else ():
        if item.kind is Kind.TEXT and item.value not in known:
            hint = did_you_mean(item.value, known) or f"there are {', '.join(known) or 'none'}"
            problems.report(item.place, f"there is no {what} `{item.value}`", hint)
