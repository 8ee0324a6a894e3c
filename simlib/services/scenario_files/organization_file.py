"""Reads `organization.yaml`: the accounts, the organization with its policies, and the stacks.

    Accounts:
      hospital: {Id: "111122223333"}
    Organization:
      ManagementAccount: hospital
      Policies:
        DenyLeaving: {Type: SERVICE_CONTROL_POLICY, Content: {Version: "2012-10-17", …}}
      Root:
        OrganizationalUnits:
          Clinical: {Accounts: [hospital], ServiceControlPolicies: [FullAWSAccess, DenyLeaving]}

Where no `ServiceControlPolicies` are listed, FullAWSAccess alone is attached, as AWS does; a list
is the whole list. RCPFullAWSAccess is always attached. Accounts that stand in no `Accounts` list
are outside; only the management account is then below the root. `Stacks` may say which template
becomes a stack of which account, `{Template, Account, Name, Region, Parameters}`; without it, each
account's stack comes from the template that has its name.
Source: "AWS Organizations terminology and concepts", "Attaching SCPs".
"""

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ...cloud.organization import ControlType
from ...language.document import parse_policy
from ...language.errors import PolicySyntaxError, did_you_mean
from ...language.policy import Policy
from ...language.sizes import QUOTAS, policy_size
from ...language.terms import PolicyType
from ..cloudformation.nodes import Kind, Node, Place, Problems, plain
from ..cloudformation.shapes import NAME, OBJECT, check, list_of, map_of, structure
from .organization_checks import (
    FULL_ACCESS,
    check_accounts,
    check_attached,
    check_outside,
    check_tree,
)

__all__ = [
    "AccountFile",
    "ControlPolicy",
    "OrganizationFile",
    "StackFile",
    "Unit",
    "organization_file",
]

_NAMES = list_of(NAME)
_ATTACHED = {"ServiceControlPolicies": _NAMES, "ResourceControlPolicies": _NAMES}
_UNIT = structure(
    "an organizational unit",
    {},
    {"Id": NAME, "Accounts": _NAMES, "OrganizationalUnits": map_of(OBJECT), **_ATTACHED},
)
_POLICY = structure("a policy", {"Type": NAME, "Content": OBJECT}, {"Description": NAME})
_FILE = structure(
    "organization.yaml",
    {"Accounts": map_of(structure("an account", {"Id": NAME}, {"Email": NAME, **_ATTACHED}))},
    {
        "Organization": structure(
            "an organization",
            {"ManagementAccount": NAME},
            {"Id": NAME, "Policies": map_of(_POLICY), "Root": _UNIT},
        ),
        "Stacks": list_of(
            structure(
                "a stack",
                {"Template": NAME, "Account": NAME},
                {"Name": NAME, "Region": NAME, "Parameters": OBJECT},
            )
        ),
    },
)
_POLICY_TYPES = {
    ControlType.SERVICE_CONTROL: PolicyType.SERVICE_CONTROL,
    ControlType.RESOURCE_CONTROL: PolicyType.RESOURCE_CONTROL,
}


class AccountFile(NamedTuple):
    """An account and the names of the policies attached to it."""

    name: str
    id: str
    email: str
    attached: tuple[str, ...]


class Unit(NamedTuple):
    """The root or an organizational unit, with what is below it; accounts by their names."""

    name: str
    id: str | None
    accounts: tuple[str, ...] = ()
    units: "tuple[Unit, ...]" = ()
    attached: tuple[str, ...] = (FULL_ACCESS,)

    @property
    def placed(self) -> frozenset[str]:
        """The names of all accounts at it and below it."""
        return frozenset(self.accounts).union(*(each.placed for each in self.units))


class ControlPolicy(NamedTuple):
    """An SCP or RCP."""

    name: str
    type: ControlType
    policy: Policy
    description: str


class StackFile(NamedTuple):
    """Which template becomes a stack of which account; `region` is None for the scenario's own."""

    template: str
    account: str
    name: str
    region: str | None
    parameters: Node
    place: Place


class OrganizationFile(NamedTuple):
    """The whole file; `root` is None where accounts stand alone, `stacks` where it names none."""

    accounts: Mapping[str, AccountFile]
    id: str | None = None
    management_account: str | None = None
    root: Unit | None = None
    policies: Mapping[str, ControlPolicy] = {}
    stacks: tuple[StackFile, ...] | None = None


def organization_file(document: Node, problems: Problems) -> OrganizationFile:
    """What the file says; it counts only if no problem was reported."""
    check(document, _FILE, problems, "organization.yaml")
    organization = document.get("Organization")
    accounts = {each.name: each for each in _accounts(document)}
    stacks = _stacks(document) if document.get("Stacks") is not None else None
    check_accounts(document, problems)
    if organization is None:
        check_outside(document, (), problems)
        return OrganizationFile(accounts, stacks=stacks)
    root = organization.get("Root")
    unit = _unit("Root", root, problems) if root is not None else Unit("Root", None)
    policies = {each.name: each for each in _policies(organization, problems)}
    check_attached(document, {each.name: each.type for each in policies.values()}, problems)
    check_tree(organization, accounts, problems)
    management = _text(organization, "ManagementAccount")
    check_outside(document, {management, *unit.placed}, problems)
    return OrganizationFile(accounts, _text(organization, "Id"), management, unit, policies, stacks)


def _accounts(document: Node) -> Iterator[AccountFile]:
    found = document.get("Accounts")
    for member in found.members if found is not None else ():
        node = member.value
        id_, email = _text(node, "Id") or "", _text(node, "Email") or ""
        yield AccountFile(member.key, id_, email, _attached(node))


def _unit(name: str, node: Node, problems: Problems) -> Unit:
    if name != "Root":
        check(node, _UNIT, problems, name)
    below = node.get("OrganizationalUnits")
    members = below.members if below is not None else ()
    units = tuple(_unit(member.key, member.value, problems) for member in members)
    return Unit(name, _text(node, "Id"), _texts(node, "Accounts"), units, _attached(node))


def _attached(node: Node) -> tuple[str, ...]:
    service = _texts(node, "ServiceControlPolicies")
    if node.get("ServiceControlPolicies") is None:
        service = (FULL_ACCESS,)
    return (*service, *_texts(node, "ResourceControlPolicies"))


def _policies(organization: Node, problems: Problems) -> Iterator[ControlPolicy]:
    found = organization.get("Policies")
    for member in found.members if found is not None else ():
        type_, content = _text(member.value, "Type"), member.value.get("Content")
        if type_ not in list(ControlType):
            hint = did_you_mean(type_ or "", ControlType) or f"use {' or '.join(ControlType)}"
            problems.report(member.place, f"`{type_}` is no type of policy simlib models", hint)
        elif content is not None and content.kind is Kind.MAP:
            kind = ControlType(type_)
            policy = _policy(member.key, content, _POLICY_TYPES[kind], problems)
            if policy is not None:
                description = _text(member.value, "Description") or ""
                yield ControlPolicy(member.key, kind, policy, description)


def _policy(name: str, content: Node, kind: PolicyType, problems: Problems) -> Policy | None:
    try:
        policy = parse_policy(json.dumps(plain(content), indent=2), kind, name=name)
    except PolicySyntaxError as error:
        for finding in error.findings:
            place = _at_pointer(content, finding.source.pointer)
            problems.report(place, f"`{name}`: {finding.message}", finding.suggestion)
        return None
    quota = QUOTAS[kind]
    compact = json.dumps(plain(content), separators=(",", ":"))
    size = policy_size(compact, white_space_counts=quota.white_space_counts)
    if size > quota.characters:
        told = f"`{name}` has {size:,} characters; {quota.of} has at most {quota.characters:,}"
        problems.report(content.place, told)
    return policy


def _at_pointer(node: Node, pointer: str) -> Place:
    """The place that a JSON Pointer means, or the nearest one around it."""
    for part in pointer.split("/")[1:]:
        found = node.get(part.replace("~1", "/").replace("~0", "~"))
        if found is None and part.isdecimal() and int(part) < len(node.items):
            found = node.items[int(part)]
        if found is None:
            break
        node = found
    return node.place


def _stacks(document: Node) -> tuple[StackFile, ...]:
    found = document.get("Stacks")
    return tuple(_stack(node) for node in (found.items if found is not None else ()))


def _stack(node: Node) -> StackFile:
    template = _text(node, "Template") or ""
    name = _text(node, "Name") or template.rpartition(".")[0]
    parameters = node.get("Parameters") or Node(Kind.MAP, (), node.place)
    account, region = _text(node, "Account") or "", _text(node, "Region")
    return StackFile(template, account, name, region, parameters, node.place)


def _text(node: Node, key: str) -> str | None:
    found = node.get(key)
    return str(found.value) if found is not None and found.kind is Kind.TEXT else None


def _texts(node: Node, key: str) -> tuple[str, ...]:
    found = node.get(key)
    items = found.items if found is not None else ()
    return tuple(item.value for item in items if item.kind is Kind.TEXT)
