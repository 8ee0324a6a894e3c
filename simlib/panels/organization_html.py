"""An organization as a tree: nodes with what is attached, and a switch for every attachment."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from ..cloud.detached import Attachment
from ..cloud.organization import (
    RCP_FULL_AWS_ACCESS,
    Account,
    ControlType,
    Node,
    NodeType,
    Organization,
    OrganizationPolicy,
)
from ..cloud.state import State
from ..language.markup import shortened, shown
from .table_html import named

__all__ = ["Tree", "organization_html"]

_KINDS = {
    NodeType.ROOT: "the root",
    NodeType.UNIT: "OU",
    NodeType.ACCOUNT: "account",
}
_TYPES = {ControlType.SERVICE_CONTROL: "SCP", ControlType.RESOURCE_CONTROL: "RCP"}
_UNBOUND = "the management account: SCPs and RCPs do not bind it"


class Tree(NamedTuple):
    """What is drawn: the state, what is switched off, and the places of policies by their id."""

    state: State
    off: Collection[Attachment]
    places: Mapping[str, str]


def organization_html(tree: Tree) -> str:
    """The tree from the root down, then the accounts that are in no organization."""
    organization = tree.state.organization
    if organization is None:
        none = "There is no organization here, so there are no SCPs and no RCPs."
        return f'<p class="simlib-empty">{none}</p>{_alone(tree)}'
    head = f"<p>Organization {named(organization.id)}{_turned_off(organization)}</p>"
    return (
        f'{head}<ul class="simlib-tree">{_node(tree, organization, organization.root)}</ul>'
        f"{_alone(tree)}"
    )


def _turned_off(organization: Organization) -> str:
    off = [f"{_TYPES[each]}s" for each in ControlType if each not in organization.enabled]
    return f"; {' and '.join(off)} are turned off and bind nobody" if off else ""


def _alone(tree: Tree) -> str:
    """The accounts outside: no guardrail of the organization reaches them."""
    organization = tree.state.organization
    inside = organization.nodes if organization is not None else {}
    outside = [each for each in tree.state.accounts.values() if each.id not in inside]
    if not outside:
        return ""
    title = "<p>Outside the organization</p>" if organization is not None else ""
    items = "".join(map(_account, sorted(outside, key=lambda each: each.id)))
    return f'{title}<ul class="simlib-tree">{items}</ul>'


def _account(account: Account) -> str:
    return f"<li>account <b>{shown(account.name)}</b> <code>{shown(account.id)}</code></li>"


def _node(tree: Tree, organization: Organization, node: Node) -> str:
    below = sorted(_children(organization, node), key=lambda each: (each.type, each.name, each.id))
    inner = "".join(_node(tree, organization, each) for each in below)
    attached = "".join(_attachments(tree, organization, node))
    return (
        f'<li><details open data-fold="node:{shown(node.id)}">'
        f"<summary>{_heading(organization, node)}</summary>"
        f'<ul class="simlib-attached" aria-label="Attached to {shown(node.name)}">{attached}</ul>'
        f"{_warnings(tree, organization, node)}"
        f"{f'<ul>{inner}</ul>' if inner else ''}</details></li>"
    )


def _children(organization: Organization, node: Node) -> Iterator[Node]:
    return (each for each in organization.nodes.values() if each.parent == node.id)


def _heading(organization: Organization, node: Node) -> str:
    called = shown(shortened(node.name, 60))
    name = f"{_KINDS[node.type]} <b>{called}</b> <code>{shown(node.id)}</code>"
    if node.type is NodeType.ROOT:
        name = f"the root <code>{shown(node.id)}</code>"
    management = node.id == organization.management_account
    return f'{name} <span class="simlib-note">★ {_UNBOUND}</span>' if management else name


def _attachments(tree: Tree, organization: Organization, node: Node) -> Iterator[str]:
    """SCPs first, then RCPs; what is attached and not there is left out."""
    found = [organization.policies[each] for each in node.attached if each in organization.policies]
    for kind in ControlType:
        for policy in found:
            if policy.type is kind:
                yield _attachment(tree, node, policy)


def _attachment(tree: Tree, node: Node, policy: OrganizationPolicy) -> str:
    off = (node.id, policy.id) in tree.off
    css = ' class="off"' if off else ""
    kind, name = _TYPES[policy.type], _policy(tree, policy)
    said = ' <span class="simlib-note">tried without</span>' if off else ""
    return f"<li{css}>{_switch(node, policy, off)} {kind} {name}{said}</li>"


def _switch(node: Node, policy: OrganizationPolicy, off: bool) -> str:
    """AWS's own RCP is always attached: it cannot be switched."""
    fixed = policy.id == RCP_FULL_AWS_ACCESS
    label = shown(f"{_TYPES[policy.type]} {policy.name} attached to {node.name}")
    point = shown(f"switch:{node.id}:{policy.id}")
    state = " checked" * (not off) + ' disabled title="AWS keeps it attached"' * fixed
    return f'<input type="checkbox" data-point="{point}" aria-label="{label}"{state}>'


def _policy(tree: Tree, policy: OrganizationPolicy) -> str:
    """One's own policies open in the editor; AWS's own cannot be edited."""
    if policy.id not in tree.places:
        return f'{named(policy.name)} <span class="simlib-note">AWS managed</span>'
    title = shown(policy.description or f"{policy.name}: open in the editor")
    return (
        f'<button class="simlib-link" data-point="{shown(f"policy:{policy.id}")}" '
        f'title="{title}">{shown(shortened(policy.name, 60))}</button>'
    )


def _warnings(tree: Tree, organization: Organization, node: Node) -> str:
    """AWS refuses to detach the last SCP; tried without, all below is denied."""
    if ControlType.SERVICE_CONTROL not in organization.enabled:
        return ""
    left = [
        each
        for each in node.attached
        if (node.id, each) not in tree.off
        and each in organization.policies
        and organization.policies[each].type is ControlType.SERVICE_CONTROL
    ]
    if left:
        return ""
    told = "No SCP is left here, so all is denied from here down; AWS keeps the last one attached."
    return f'<p class="simlib-note" role="status">{told}</p>'
