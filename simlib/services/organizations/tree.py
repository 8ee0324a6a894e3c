"""The tree: the organization, its root, organizational units and accounts.

Source: "AWS Organizations API Reference", "Access a member account that has
OrganizationAccountAccessRole with AWS Organizations", "Quotas and service limits for AWS
Organizations".
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ...cloud.aws_managed import AWS_POLICY, aws_managed_policy
from ...cloud.calling import Call
from ...cloud.errors import ClientError, NotModelledError
from ...cloud.identities import Role
from ...cloud.operation import Operation
from ...cloud.organization import (
    Account,
    ControlType,
    Node,
    NodeType,
    Organization,
    new_organization,
    way_down,
    with_account,
    with_node,
)
from ...cloud.saved_policy import SavedPolicy
from ...language.document import parse_policy
from ...language.terms import PolicyType
from .finding import keep, managed_organization, node_arn, node_of, organization_of, row

__all__ = ["OPERATIONS", "shown_root"]

Shown = dict[str, Any]
DEEPEST = 5  # levels of organizational units below the root
_PARENTS = (NodeType.ROOT, NodeType.UNIT)


def _shown_organization(call: Call, organization: Organization) -> Shown:
    owner = organization.management_account
    management = call.state.accounts.get(owner)
    return {
        "Id": organization.id,
        "Arn": organization.arn,
        "FeatureSet": "ALL",
        "MasterAccountArn": node_arn(organization, organization.nodes[owner]),
        "MasterAccountId": owner,
        "MasterAccountEmail": management.email if management else "",
        "AvailablePolicyTypes": _types(organization),
    }


def _types(organization: Organization) -> list[Shown]:
    return [{"Type": str(each), "Status": "ENABLED"} for each in sorted(organization.enabled)]


def shown_root(organization: Organization) -> Shown:
    """The root, with the policy types that are enabled in it."""
    root = organization.root
    arn = node_arn(organization, root)
    return {"Id": root.id, "Arn": arn, "Name": root.name, "PolicyTypes": _types(organization)}


def _shown_unit(organization: Organization, unit: Node) -> Shown:
    return {"Id": unit.id, "Arn": node_arn(organization, unit), "Name": unit.name}


def _shown_account(call: Call, organization: Organization, node: Node) -> Shown:
    account = call.state.accounts.get(node.id)
    return {
        "Id": node.id,
        "Arn": node_arn(organization, node),
        "Email": account.email if account else "",
        "Name": node.name,
        "Status": "ACTIVE",
        "State": "ACTIVE",
    }


def _of_type(nodes: Iterable[Node], kind: NodeType, parent: str | None = None) -> list[Node]:
    found = (each for each in nodes if each.type is kind and parent in (None, each.parent))
    return sorted(found, key=lambda each: each.id)


def _create_organization(call: Call) -> Shown:
    if call.get("FeatureSet", "ALL") != "ALL":
        raise NotModelledError("simlib does not model organizations without all features")
    before = call.state.organization
    if before is not None and call.account in before.nodes:
        message = "The provided account is already a member of an organization."
        raise ClientError("AlreadyInOrganizationException", message, 400)
    if before is not None:
        raise NotModelledError("simlib has one organization in a cloud")
    account = call.state.accounts.get(call.account)
    new = new_organization(call.ids, call.account, account.name if account else "management")
    organization = replace(new, enabled=frozenset({ControlType.SERVICE_CONTROL}))
    keep(call, organization)
    return {"Organization": _shown_organization(call, organization)}


def _describe_organization(call: Call) -> Shown:
    """From every account of the organization."""
    return {"Organization": _shown_organization(call, organization_of(call))}


def _list_roots(call: Call) -> Shown:
    return {"Roots": [shown_root(managed_organization(call))]}


def _list_parents(call: Call) -> Shown:
    child = node_of(call, "ChildId", NodeType.UNIT, NodeType.ACCOUNT)
    parent = managed_organization(call).nodes[child.parent or ""]
    return {"Parents": [{"Id": parent.id, "Type": str(parent.type)}]}


def _list_children(call: Call) -> Shown:
    organization, parent = managed_organization(call), node_of(call, "ParentId", *_PARENTS)
    kind = NodeType(call["ChildType"])
    children = _of_type(organization.nodes.values(), kind, parent.id)
    return {"Children": [{"Id": each.id, "Type": str(each.type)} for each in children]}


def _list_accounts(call: Call) -> Shown:
    organization = managed_organization(call)
    parent = node_of(call, "ParentId", *_PARENTS).id if "ParentId" in call.parameters else None
    nodes = _of_type(organization.nodes.values(), NodeType.ACCOUNT, parent)
    return {"Accounts": [_shown_account(call, organization, each) for each in nodes]}


def _list_units(call: Call) -> Shown:
    organization, parent = managed_organization(call), node_of(call, "ParentId", *_PARENTS)
    units = _of_type(organization.nodes.values(), NodeType.UNIT, parent.id)
    return {"OrganizationalUnits": [_shown_unit(organization, each) for each in units]}


def _create_unit(call: Call) -> Shown:
    organization, parent = managed_organization(call), node_of(call, "ParentId", *_PARENTS)
    siblings = _of_type(organization.nodes.values(), NodeType.UNIT, parent.id)
    if any(each.name == call["Name"] for each in siblings):
        message = "An OU with the same name already exists."
        raise ClientError("DuplicateOrganizationalUnitException", message, 400)
    if len(way_down(organization, parent.id)) > DEEPEST:
        message = "You exceeded the number of levels that you can nest OUs in."
        hint = f"OU_DEPTH_LIMIT_EXCEEDED: at most {DEEPEST} levels below the root"
        raise ClientError("ConstraintViolationException", message, 400, hint=hint)
    family = organization.root.id.removeprefix("r-")
    unit_id = f"ou-{family}-{call.ids.lower('organizational unit', 8)}"
    unit = Node(unit_id, call["Name"], NodeType.UNIT, parent.id)
    keep(call, with_node(organization, unit))
    return {"OrganizationalUnit": _shown_unit(organization, unit)}


def _describe_unit(call: Call) -> Shown:
    unit = node_of(call, "OrganizationalUnitId", NodeType.UNIT)
    return {"OrganizationalUnit": _shown_unit(managed_organization(call), unit)}


def _delete_unit(call: Call) -> Shown:
    unit, organization = (
        node_of(call, "OrganizationalUnitId", NodeType.UNIT),
        managed_organization(call),
    )
    if any(each.parent == unit.id for each in organization.nodes.values()):
        message = "The specified OU is not empty."
        raise ClientError("OrganizationalUnitNotEmptyException", message, 400)
    kept = {key: each for key, each in organization.nodes.items() if key != unit.id}
    keep(call, replace(organization, nodes=kept))
    return {}


def _describe_account(call: Call) -> Shown:
    node = node_of(call, "AccountId", NodeType.ACCOUNT)
    return {"Account": _shown_account(call, managed_organization(call), node)}


def _move_account(call: Call) -> Shown:
    node = node_of(call, "AccountId", NodeType.ACCOUNT)
    source = node_of(call, "SourceParentId", *_PARENTS)
    destination = node_of(call, "DestinationParentId", *_PARENTS)
    if node.parent != source.id:
        message = "We can't find a source root or OU with the ParentId that you specified."
        hint = f"{node.id} is under {node.parent}"
        raise ClientError("SourceParentNotFoundException", message, 400, hint=hint)
    if node.parent == destination.id:
        message = "That account is already present in the specified destination."
        raise ClientError("DuplicateAccountException", message, 400)
    keep(call, with_node(managed_organization(call), replace(node, parent=destination.id)))
    return {}


def _create_account(call: Call) -> Shown:
    """At once, where AWS takes minutes: the account, its node, and the role to get in."""
    organization, name = managed_organization(call), call["AccountName"]
    account = f"{int(call.ids.hex('account', 16), 16) % 10**12:012}"
    call.put("accounts", account, Account(account, name, call["Email"]))
    keep(call, with_account(organization, account, name))
    _give_access(call, account, call.get("RoleName", "OrganizationAccountAccessRole"))
    status = {
        "Id": f"car-{call.ids.hex('account request')}",
        "AccountName": name,
        "State": "SUCCEEDED",
        "RequestedTimestamp": call.now,
        "CompletedTimestamp": call.now,
        "AccountId": account,
    }
    return {"CreateAccountStatus": status}


def _give_access(call: Call, account: str, name: str) -> None:
    """A role for the management account's administrators, with AdministratorAccess."""
    arn = f"{AWS_POLICY}AdministratorAccess"
    call.put("policies", arn, aws_managed_policy(arn))
    trusted = {"AWS": f"arn:aws:iam::{call.account}:root"}
    statement = {"Effect": "Allow", "Principal": trusted, "Action": "sts:AssumeRole"}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    trust = parse_policy(document, PolicyType.ROLE_TRUST, name=f"trust policy of {name}")
    role = Role(
        account, name, call.ids.unique("AROA"), SavedPolicy(trust), created=call.now,
        attached=(arn,),
    )  # fmt: skip
    call.put("roles", (account, name), role)


OPERATIONS: dict[str, Operation] = {
    "CreateOrganization": row("CreateOrganization", (), _create_organization, "FeatureSet"),
    "DescribeOrganization": row(
        "DescribeOrganization", (), _describe_organization, read_only=True
    ),
    "ListRoots": row("ListRoots", (), _list_roots, paged=True),
    "ListParents": row("ListParents", ("ChildId",), _list_parents, paged=True),
    "ListChildren": row("ListChildren", ("ParentId",), _list_children, "ChildType", paged=True),
    "ListAccounts": row("ListAccounts", (), _list_accounts, paged=True),
    "ListAccountsForParent": row(
        "ListAccountsForParent", ("ParentId",), _list_accounts, paged=True
    ),
    "ListOrganizationalUnitsForParent": row(
        "ListOrganizationalUnitsForParent", ("ParentId",), _list_units, paged=True
    ),
    "CreateOrganizationalUnit": row(
        "CreateOrganizationalUnit", ("ParentId",), _create_unit, "Name"
    ),
    "DescribeOrganizationalUnit": row(
        "DescribeOrganizationalUnit", ("OrganizationalUnitId",), _describe_unit, read_only=True
    ),
    "DeleteOrganizationalUnit": row(
        "DeleteOrganizationalUnit", ("OrganizationalUnitId",), _delete_unit
    ),
    "DescribeAccount": row("DescribeAccount", ("AccountId",), _describe_account, read_only=True),
    "MoveAccount": row(
        "MoveAccount", ("AccountId", "SourceParentId", "DestinationParentId"), _move_account
    ),
    "CreateAccount": row("CreateAccount", (), _create_account, "Email", "AccountName", "RoleName"),
}  # fmt: skip
