"""Makes the organization that `organization.yaml` describes.

Source: "AWS Organizations terminology and concepts" (the ids).
"""

from collections.abc import Iterator, Mapping

from ...cloud.ids import Ids
from ...cloud.organization import (
    FULL_AWS_ACCESS,
    RCP_FULL_AWS_ACCESS,
    ControlType,
    Node,
    NodeType,
    Organization,
    OrganizationPolicy,
)
from ...language.document import parse_policy
from ...language.terms import PolicyType
from .organization_checks import FULL_ACCESS
from .organization_file import OrganizationFile, Unit

__all__ = ["organization_of"]

_ALLOW_ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def organization_of(written: OrganizationFile, ids: Ids) -> Organization | None:
    """The organization, with ids of its own where none are given; None where there is none."""
    if written.root is None or written.management_account is None:
        return None
    policies = {each.id: each for each in (*_aws_managed(), *_own(written, ids))}
    by_name = {each.name: each.id for each in policies.values()}
    root_id = written.root.id or "r-" + ids.lower("root", 4)
    nodes = {node.id: node for node in _tree(written, root_id, by_name, ids)}
    return Organization(
        written.id or "o-" + ids.lower("organization", 10),
        written.accounts[written.management_account].id,
        nodes,
        policies,
    )


def _aws_managed() -> Iterator[OrganizationPolicy]:
    """What AWS attaches to every node; that the RCP is there, evaluation knows (rule E15)."""
    for id_, name, type_, kind, principal in (
        (FULL_AWS_ACCESS, FULL_ACCESS, ControlType.SERVICE_CONTROL, PolicyType.SERVICE_CONTROL, {}),
        (
            RCP_FULL_AWS_ACCESS, "RCPFullAWSAccess", ControlType.RESOURCE_CONTROL,
            PolicyType.RESOURCE_BASED, {"Principal": "*"},
        ),
    ):  # fmt: skip
        document = {"Version": "2012-10-17", "Statement": [{**_ALLOW_ALL, **principal}]}
        policy = parse_policy(document, kind, name=name)
        yield OrganizationPolicy(id_, name, type_, policy, aws_managed=True)


def _own(written: OrganizationFile, ids: Ids) -> Iterator[OrganizationPolicy]:
    for each in written.policies.values():
        id_ = "p-" + ids.lower("organization policy", 8)
        yield OrganizationPolicy(
            id_, each.name, each.type, each.policy, description=each.description
        )


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
