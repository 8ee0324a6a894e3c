"""An organization: its root, organizational units and accounts, and the policies attached there.

Source: "SCP evaluation", "Resource control policies (RCPs)", "AWS Organizations terminology".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache

from ..evaluation.policy_set import Account as AccountLayers
from ..evaluation.policy_set import Level
from ..language.document import parse_policy
from ..language.policy import Policy
from ..language.terms import PolicyType
from .ids import Ids

__all__ = [
    "FULL_AWS_ACCESS",
    "RCP_FULL_AWS_ACCESS",
    "Account",
    "ControlType",
    "Node",
    "NodeType",
    "Organization",
    "OrganizationPolicy",
    "account_layers",
    "full_access_policies",
    "new_organization",
    "path_of",
    "policy_arn",
    "way_down",
    "with_account",
    "with_node",
]

FULL_AWS_ACCESS = "p-FullAWSAccess"
RCP_FULL_AWS_ACCESS = "p-RCPFullAWSAccess"


class ControlType(StrEnum):
    """The types of organization policies that decide requests, in the API's spelling."""

    SERVICE_CONTROL = "SERVICE_CONTROL_POLICY"
    RESOURCE_CONTROL = "RESOURCE_CONTROL_POLICY"


class NodeType(StrEnum):
    """What an organization is made of, in the API's spelling."""

    ROOT = "ROOT"
    UNIT = "ORGANIZATIONAL_UNIT"
    ACCOUNT = "ACCOUNT"


@dataclass(frozen=True, slots=True)
class Account:
    """An AWS account, in an organization or alone.

    `public_access_block` is the account's own, None where none was ever set.
    """

    id: str
    name: str
    email: str = ""
    alias: str | None = None
    organization_unknown: bool = False  # loaded from an export that says nothing of it
    public_access_block: frozenset[str] | None = None

    @property
    def root_arn(self) -> str:
        """The root user's ARN."""
        return f"arn:aws:iam::{self.id}:root"


@dataclass(frozen=True, slots=True)
class OrganizationPolicy:
    """An SCP or RCP, to be attached to nodes."""

    id: str
    name: str
    type: ControlType
    policy: Policy
    aws_managed: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """The root, an organizational unit or an account, with the ids of what is attached to it."""

    id: str
    name: str
    type: NodeType
    parent: str | None
    attached: tuple[str, ...] = (FULL_AWS_ACCESS, RCP_FULL_AWS_ACCESS)


@dataclass(frozen=True, eq=False)
class Organization:
    """One organization. `nodes` are by id; an account's node has the account's id."""

    id: str
    management_account: str
    nodes: Mapping[str, Node] = field(default_factory=dict)
    policies: Mapping[str, OrganizationPolicy] = field(default_factory=dict)
    enabled: frozenset[ControlType] = frozenset(ControlType)

    @property
    def root(self) -> Node:
        """The node without a parent."""
        return next(node for node in self.nodes.values() if node.type is NodeType.ROOT)

    @property
    def arn(self) -> str:
        """The organization's ARN."""
        return f"arn:aws:organizations::{self.management_account}:organization/{self.id}"


def new_organization(ids: Ids, management_account: str, name: str = "management") -> Organization:
    """An organization of one account, with full access attached and both kinds of policies on.

    >>> new_organization(Ids(), "111122223333").root.name
    'Root'
    """
    root = Node(f"r-{ids.lower('root', 4)}", "Root", NodeType.ROOT, None)
    account = Node(management_account, name, NodeType.ACCOUNT, root.id)
    managed = {each.id: each for each in full_access_policies()}
    nodes = {each.id: each for each in (root, account)}
    return Organization(f"o-{ids.lower('organization', 10)}", management_account, nodes, managed)


def with_node(organization: Organization, node: Node) -> Organization:
    """The organization with this node, new or changed."""
    return replace(organization, nodes={**organization.nodes, node.id: node})


def with_account(
    organization: Organization, account: str, name: str, parent: str | None = None
) -> Organization:
    """The organization with one more account, under the root or another parent.

    >>> organization = with_account(new_organization(Ids(), "111122223333"), "444455556666", "lab")
    >>> path_of(organization, "444455556666") == path_of(organization, "111122223333")
    True
    """
    above = parent if parent is not None else organization.root.id
    return with_node(organization, Node(account, name, NodeType.ACCOUNT, above))


_EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
_MANAGED_ARN = "arn:aws:organizations::aws:policy/"


def full_access_policies() -> tuple[OrganizationPolicy, OrganizationPolicy]:
    """What AWS attaches to every node: FullAWSAccess and RCPFullAWSAccess."""
    return _full_access(), _rcp_full_access()


def policy_arn(organization: str, management_account: str, kind: ControlType, id: str) -> str:
    """The ARN of a customer's SCP or RCP, by the organization's id and the policy's."""
    return f"arn:aws:organizations::{management_account}:policy/{organization}/{kind.lower()}/{id}"


def _full_access() -> OrganizationPolicy:
    name = FULL_AWS_ACCESS.removeprefix("p-")
    policy = parse_policy(
        {"Version": "2012-10-17", "Statement": [_EVERYTHING]},
        PolicyType.SERVICE_CONTROL,
        name=name,
        arn=f"{_MANAGED_ARN}service_control_policy/{FULL_AWS_ACCESS}",
    )
    kind, described = ControlType.SERVICE_CONTROL, "Allows access to every operation"
    return OrganizationPolicy(FULL_AWS_ACCESS, name, kind, policy, True, described)


def _rcp_full_access() -> OrganizationPolicy:
    """Only AWS's own RCP allows; the grammar of customers' RCPs knows no Allow (rule E15)."""
    name = RCP_FULL_AWS_ACCESS.removeprefix("p-")
    policy = parse_policy(
        {"Version": "2012-10-17", "Statement": [{**_EVERYTHING, "Principal": "*"}]},
        PolicyType.RESOURCE_BASED,
        name=name,
        arn=f"{_MANAGED_ARN}resource_control_policy/{RCP_FULL_AWS_ACCESS}",
    )
    policy = replace(policy, policy_type=PolicyType.RESOURCE_CONTROL)
    kind, described = ControlType.RESOURCE_CONTROL, "Allows access to every resource"
    return OrganizationPolicy(RCP_FULL_AWS_ACCESS, name, kind, policy, True, described)


def way_down(organization: Organization, account: str) -> tuple[Node, ...]:
    """The nodes from the root down to an account; none for an account outside."""

    def up() -> Iterator[Node]:
        node = organization.nodes.get(account)
        while node is not None:
            yield node
            node = organization.nodes.get(node.parent) if node.parent else None

    return tuple(reversed(list(up())))


def path_of(organization: Organization, account: str) -> str | None:
    """The value of aws:PrincipalOrgPaths and its kin: `o-a/r-b/ou-c/`; None outside (rule D2)."""
    nodes = way_down(organization, account)
    if not nodes:
        return None
    above = [node.id for node in nodes if node.type is not NodeType.ACCOUNT]
    return "/".join([organization.id, *above]) + "/"


@lru_cache(maxsize=256)
def account_layers(organization: Organization | None, account: str) -> AccountLayers:
    """What the organization puts on an account, as evaluation takes it (rules E11 to E16)."""
    nodes = way_down(organization, account) if organization is not None else ()
    if organization is None or not nodes:
        return AccountLayers(account)
    return AccountLayers(
        account,
        organization.id,
        account == organization.management_account,
        _levels(organization, nodes, ControlType.SERVICE_CONTROL),
        _levels(organization, nodes, ControlType.RESOURCE_CONTROL),
    )


def _levels(
    organization: Organization, nodes: tuple[Node, ...], kind: ControlType
) -> tuple[Level, ...] | None:
    if kind not in organization.enabled:
        return None
    return tuple(Level(_called(node), _attached(organization, node, kind)) for node in nodes)


def _attached(organization: Organization, node: Node, kind: ControlType) -> tuple[Policy, ...]:
    """RCPFullAWSAccess is left out: evaluation knows that it is always there (rule E15)."""
    found = (organization.policies[each] for each in node.attached if each in organization.policies)
    return tuple(p.policy for p in found if p.type is kind and p.id != RCP_FULL_AWS_ACCESS)


def _called(node: Node) -> str:
    if node.type is NodeType.ROOT:
        return "the root"
    kind = "the OU" if node.type is NodeType.UNIT else "the account"
    return f"{kind} {node.name}"
