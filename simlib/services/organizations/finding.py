"""What a call to AWS Organizations names, its ARN, and who may ask.

Source: "AWS Organizations API Reference", "Actions, resources, and condition keys for AWS
Organizations".
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...cloud.calling import Call
from ...cloud.errors import ClientError, NotModelledError
from ...cloud.operation import Arns, Effect, Keys, Need, Operation
from ...cloud.organization import ControlType, Node, NodeType, Organization, OrganizationPolicy

__all__ = [
    "control_type",
    "keep",
    "managed_organization",
    "new_policy_arn",
    "node_arn",
    "node_of",
    "organization_of",
    "policy_arn",
    "policy_of",
    "row",
]

PAGING = ("NextToken", "MaxResults")
_ARN_TYPES = {NodeType.ROOT: "root", NodeType.UNIT: "ou", NodeType.ACCOUNT: "account"}
_NOT_FOUND: Mapping[str, tuple[str, str]] = {
    "ParentId": ("ParentNotFoundException", "a parent"),
    "ChildId": ("ChildNotFoundException", "a child"),
    "AccountId": ("AccountNotFoundException", "an account"),
    "TargetId": ("TargetNotFoundException", "a target"),
    "RootId": ("RootNotFoundException", "a root"),
    "OrganizationalUnitId": ("OrganizationalUnitNotFoundException", "an organizational unit"),
    "SourceParentId": ("SourceParentNotFoundException", "a source root or parent"),
    "DestinationParentId": ("DestinationParentNotFoundException", "a destination container"),
}


def row(
    action: str,
    on: tuple[str, ...],
    effect: Effect,
    *takes: str,
    keys: Keys | None = None,
    read_only: bool = False,
    paged: bool = False,
) -> Operation:
    """An operation on what these parameters name, on `*` where they are none."""
    need = Need(f"organizations:{action}", arns_of(*on) if on else None)
    ignores = PAGING if paged else ()
    every = tuple(dict.fromkeys((*on, *takes)))
    return Operation((need,), effect, every, ignores, keys, read_only=read_only or paged)


def organization_of(call: Call) -> Organization:
    """The organization of the caller's account. Raises ClientError where it is in none."""
    organization = call.state.organization
    if organization is None or call.account not in organization.nodes:
        message = "Your account is not a member of an organization."
        raise ClientError("AWSOrganizationsNotInUseException", message, 400)
    return organization


def managed_organization(call: Call) -> Organization:
    """The same, for calls from the management account alone. Raises ClientError."""
    organization = organization_of(call)
    if call.account != organization.management_account:
        message = "You don't have permissions to access this resource."
        hint = f"only the management account {organization.management_account} may call this"
        raise ClientError("AccessDeniedException", message, 400, hint=hint)
    return organization


def keep(call: Call, organization: Organization) -> None:
    """The call's state with this organization."""
    call.state = replace(call.state, organization=organization)


def node_of(call: Call, parameter: str, *types: NodeType) -> Node:
    """The root, OU or account that a parameter names. Raises ClientError where there is none."""
    node = managed_organization(call).nodes.get(call[parameter])
    if node is None or (types and node.type not in types):
        code, what = _NOT_FOUND[parameter]
        raise ClientError(code, f"You specified {what} that doesn't exist.", 400)
    return node


def node_arn(organization: Organization, node: Node) -> str:
    """The ARN of a root, OU or account: the management account owns them all."""
    owner, kind = organization.management_account, _ARN_TYPES[node.type]
    return f"arn:aws:organizations::{owner}:{kind}/{organization.id}/{node.id}"


def policy_arn(organization: Organization, policy: OrganizationPolicy) -> str:
    """The ARN of an SCP or RCP."""
    return policy.policy.arn or new_policy_arn(organization, policy.type, policy.id)


def new_policy_arn(organization: Organization, kind: ControlType, policy_id: str) -> str:
    """The ARN of a policy of the organization's own."""
    owner, path = organization.management_account, kind.value.lower()
    return f"arn:aws:organizations::{owner}:policy/{organization.id}/{path}/{policy_id}"


def policy_of(call: Call) -> OrganizationPolicy:
    """The policy that the call names. Raises ClientError PolicyNotFoundException."""
    policy = managed_organization(call).policies.get(call["PolicyId"])
    if policy is None:
        message = "We can't find a policy with the PolicyId that you specified."
        raise ClientError("PolicyNotFoundException", message, 400)
    return policy


def arns_of(*parameters: str) -> Arns:
    """The ARNs of what parameters name; `*` for what is not there."""

    def on(call: Call) -> list[str]:
        return [_arn(call.state.organization, call[name]) for name in parameters]

    return on


def _arn(organization: Organization | None, named: str) -> str:
    if organization is not None and named in organization.nodes:
        return node_arn(organization, organization.nodes[named])
    if organization is not None and named in organization.policies:
        return policy_arn(organization, organization.policies[named])
    return "*"


def control_type(call: Call, parameter: str) -> ControlType:
    """SCPs or RCPs. Raises NotModelledError for the other policy types of Organizations."""
    value: Any = call[parameter]
    if value not in list(ControlType):
        modelled = ", ".join(ControlType)
        raise NotModelledError(f"simlib does not model {value}; it models {modelled}")
    return ControlType(value)
