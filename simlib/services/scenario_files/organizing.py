"""Makes the organization that `organization.yaml` describes.

Source: "AWS Organizations terminology and concepts" (the ids).
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ...cloud.ids import Ids
from ...cloud.organization import (
    RCP_FULL_AWS_ACCESS,
    Node,
    NodeType,
    Organization,
    OrganizationPolicy,
    full_access_policies,
    policy_arn,
)
from .organization_file import OrganizationFile, Unit

__all__ = ["organization_of"]


def organization_of(written: OrganizationFile, ids: Ids) -> Organization | None:
    """The organization, with ids of its own where none are given; None where there is none."""
    if written.root is None or written.management_account is None:
        return None
    id_ = written.id or "o-" + ids.lower("organization", 10)
    management = written.accounts[written.management_account].id
    own = _own(written, id_, management, ids)
    policies = {each.id: each for each in (*full_access_policies(), *own)}
    by_name = {each.name: each.id for each in policies.values()}
    root_id = written.root.id or "r-" + ids.lower("root", 4)
    nodes = {node.id: node for node in _tree(written, root_id, by_name, ids)}
    return Organization(id_, management, nodes, policies)


def _own(
    written: OrganizationFile, organization: str, management: str, ids: Ids
) -> Iterator[OrganizationPolicy]:
    """The customer's policies, each with the ARN that AWS's messages name."""
    for each in written.policies.values():
        id_ = "p-" + ids.lower("organization policy", 8)
        policy = replace(each.policy, arn=policy_arn(organization, management, each.type, id_))
        yield OrganizationPolicy(id_, each.name, each.type, policy, description=each.description)


def _tree(
    written: OrganizationFile, root_id: str, by_name: Mapping[str, str], ids: Ids
) -> Iterator[Node]:
    assert written.root is not None  # INVARIANT: the caller has looked
    outside = {written.management_account} - written.root.placed
    root = written.root._replace(accounts=(*written.root.accounts, *filter(None, outside)))

    def below(unit: Unit, id_: str, parent: str | None) -> Iterator[Node]:
        kind = NodeType.UNIT if parent else NodeType.ROOT
        yield Node(id_, unit.name, kind, parent, _ids(unit.attached, by_name))
        for name in unit.accounts:
            account = written.accounts[name]
            attached = _ids(account.attached, by_name)
            yield Node(account.id, name, NodeType.ACCOUNT, id_, attached)
        for inner in unit.units:
            made_up = f"ou-{root_id.removeprefix('r-')}-{ids.lower('unit', 8)}"
            yield from below(inner, inner.id or made_up, id_)

    return below(root, root_id, None)


def _ids(attached: tuple[str, ...], by_name: Mapping[str, str]) -> tuple[str, ...]:
    return (*(by_name[name] for name in attached), RCP_FULL_AWS_ACCESS)
