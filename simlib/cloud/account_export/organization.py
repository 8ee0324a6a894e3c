"""The organization of an export: its tree, its accounts, and the SCPs and RCPs attached there.

Source: "SCP evaluation", "Resource control policies (RCPs)", the AWS CLI's reference of
`organizations` (outputs).
"""

from collections.abc import Iterator, Mapping

from ...language.terms import PolicyType
from ..organization import (
    FULL_AWS_ACCESS,
    ControlType,
    Node,
    NodeType,
    Organization,
    OrganizationPolicy,
)
from .part import Part
from .reading import Reading
from .texts import Place

__all__ = ["read_organization"]

_TYPES = {
    ControlType.SERVICE_CONTROL: PolicyType.SERVICE_CONTROL,
    ControlType.RESOURCE_CONTROL: PolicyType.RESOURCE_CONTROL,
}


def read_organization(reading: Reading) -> Organization | None:
    """The organization, None where the account is in none. Raises AccountExportError."""
    account = f"arn:aws:iam::{reading.account}:root"
    otherwise = "the account is taken to be in no organization"
    answer = reading.known("organization/organization.json", account, otherwise)
    roots = reading.known("organization/roots.json", account, otherwise) if answer else None
    if answer is None or roots is None:
        return None
    told, root = answer.needed("Organization"), _first(roots)
    policies = {each.id: each for each in _policies(reading)}
    attached = _attached(reading, policies)
    nodes = {node.id: node for node in _nodes(reading, root, attached)}
    organization = Organization(
        told.text("Id"), told.text("MasterAccountId"), nodes, policies, _enabled(root)
    )
    _check(reading, organization)
    return organization


def _first(roots: Part) -> Part:
    found = roots.parts("Roots")
    if len(found) != 1:
        raise roots.wrong("Roots", "a list of one root")
    return found[0]


def _enabled(root: Part) -> frozenset[ControlType]:
    kinds = root.parts("PolicyTypes")
    on = {each.text("Type") for each in kinds if each.text("Status") == "ENABLED"}
    return frozenset(kind for kind in ControlType if kind in on)


def _policies(reading: Reading) -> Iterator[OrganizationPolicy]:
    """SCPs and RCPs; the other types of organization policies decide no request."""
    for name in reading.files.names("organization/policies", ".targets.json"):
        file = f"organization/policies/{name}.json"
        answer = reading.known(file, name, "the policy is left out")
        told = answer.needed("Policy") if answer else None
        summary = told.needed("PolicySummary") if told else None
        if told and summary and summary.text("Type") in set(ControlType):
            yield _policy(reading, told, summary)


def _policy(reading: Reading, told: Part, summary: Part) -> OrganizationPolicy:
    kind, arn = ControlType(summary.text("Type")), summary.text("Arn")
    place = Place(_TYPES[kind], summary.text("Name"), arn, arn)
    return OrganizationPolicy(
        summary.text("Id"),
        place.name,
        kind,
        reading.policies.read(told.get("Content"), place),
        summary.flag("AwsManaged"),
        summary.text("Description", ""),
    )


def _attached(
    reading: Reading, policies: Mapping[str, OrganizationPolicy]
) -> Mapping[str, tuple[str, ...]]:
    """The ids of the policies that are attached to each node."""
    found: dict[str, tuple[str, ...]] = {}
    for name, policy in policies.items():
        file = f"organization/policies/{name}.targets.json"
        arn = policy.policy.arn or name
        answer = reading.known(file, arn, "the policy is taken to be attached nowhere")
        for part in answer.parts("Targets") if answer else ():
            target = part.text("TargetId")
            found[target] = (*found.get(target, ()), name)
    return found


def _nodes(reading: Reading, root: Part, attached: Mapping[str, tuple[str, ...]]) -> Iterator[Node]:
    waiting: list[tuple[Part, NodeType, str | None]] = [(root, NodeType.ROOT, None)]
    while waiting:
        part, kind, parent = waiting.pop()
        node = part.text("Id")
        yield Node(node, part.text("Name"), kind, parent, attached.get(node, ()))
        if kind is not NodeType.ACCOUNT:
            units = _children(reading, node, "units", "OrganizationalUnits")
            accounts = _children(reading, node, "accounts", "Accounts")
            waiting += [(each, NodeType.UNIT, node) for each in units]
            waiting += [(each, NodeType.ACCOUNT, node) for each in accounts]


def _children(reading: Reading, parent: str, kind: str, member: str) -> list[Part]:
    file = f"organization/{parent}.{kind}.json"
    answer = reading.known(file, parent, f"it is taken to have no {kind} below it")
    return answer.parts(member) if answer else []


def _check(reading: Reading, organization: Organization) -> None:
    """What would make every decision wrong is said."""
    account = f"arn:aws:iam::{reading.account}:root"
    if reading.account not in organization.nodes:
        told = f"the account is not in the tree of {organization.id}: no SCP and no RCP counts"
        reading.policies.problem(account, told)
    scps = ControlType.SERVICE_CONTROL in organization.enabled
    if scps and FULL_AWS_ACCESS not in organization.policies:
        told = f"organization/policies has no {FULL_AWS_ACCESS}.json: is it detached everywhere?"
        reading.policies.problem(organization.arn, told)
