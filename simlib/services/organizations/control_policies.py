"""Service control policies and resource control policies, and where they are attached.

Source: "AWS Organizations API Reference", "SCP syntax", "RCP syntax", "Quotas and service limits
for AWS Organizations" (rules A23, E11 to E16).
"""

from dataclasses import replace
from typing import Any

from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.operation import Operation
from ...cloud.organization import (
    FULL_AWS_ACCESS,
    RCP_FULL_AWS_ACCESS,
    ControlType,
    Node,
    NodeType,
    Organization,
    OrganizationPolicy,
    with_node,
)
from ...language.policy import Policy
from ...language.terms import PolicyType
from ..saving import Refusal, read_policy
from .finding import (
    control_type,
    keep,
    managed_organization,
    new_policy_arn,
    node_arn,
    node_of,
    policy_arn,
    policy_of,
    row,
)
from .tree import shown_root

__all__ = ["OPERATIONS"]

Shown = dict[str, Any]
# Attached to one root, OU or account, the full access policy included.
MOST = {ControlType.SERVICE_CONTROL: 10, ControlType.RESOURCE_CONTROL: 5}
FULL_ACCESS = {
    ControlType.SERVICE_CONTROL: FULL_AWS_ACCESS,
    ControlType.RESOURCE_CONTROL: RCP_FULL_AWS_ACCESS,
}
_LANGUAGE = {
    ControlType.SERVICE_CONTROL: PolicyType.SERVICE_CONTROL,
    ControlType.RESOURCE_CONTROL: PolicyType.RESOURCE_CONTROL,
}
_REFUSAL = Refusal(
    "MalformedPolicyDocumentException",
    "ConstraintViolationException",
    "You have exceeded the maximum size of {limit} characters for a policy.",
    "",
)


def _constraint(reason: str, message: str) -> ClientError:
    return ClientError("ConstraintViolationException", message, 400, hint=reason)


def _summary(organization: Organization, policy: OrganizationPolicy) -> Shown:
    return {
        "Id": policy.id,
        "Arn": policy_arn(organization, policy),
        "Name": policy.name,
        "Description": policy.description,
        "Type": str(policy.type),
        "AwsManaged": policy.aws_managed,
    }


def _shown(organization: Organization, policy: OrganizationPolicy) -> Shown:
    summary = _summary(organization, policy)
    return {"Policy": {"PolicySummary": summary, "Content": policy.policy.text}}


def _read(call: Call, kind: ControlType, name: str, arn: str) -> Policy:
    return read_policy(call["Content"], _LANGUAGE[kind], _REFUSAL, name=name, arn=arn)


def _check_name(organization: Organization, kind: ControlType, name: str, own: str = "") -> None:
    others = (each for each in organization.policies.values() if each.id != own)
    if any((each.type, each.name) == (kind, name) for each in others):
        message = "A policy with the same name already exists."
        raise ClientError("DuplicatePolicyException", message, 400)


def _keep(call: Call, policy: OrganizationPolicy) -> Shown:
    organization = managed_organization(call)
    keep(call, replace(organization, policies={**organization.policies, policy.id: policy}))
    return _shown(organization, policy)


def _create(call: Call) -> Shown:
    organization, kind = managed_organization(call), control_type(call, "Type")
    name, policy_id = call["Name"], f"p-{call.ids.lower('organization policy', 8)}"
    _check_name(organization, kind, name)
    policy = _read(call, kind, name, new_policy_arn(organization, kind, policy_id))
    described = call["Description"]
    return _keep(call, OrganizationPolicy(policy_id, name, kind, policy, description=described))


def _own(call: Call) -> OrganizationPolicy:
    """The policy, to be changed. Raises ClientError: AWS's own never change."""
    policy = policy_of(call)
    if policy.aws_managed:
        message = "You can't modify a policy that is managed by AWS."
        raise ClientError("InvalidInputException", message, 400, hint="IMMUTABLE_POLICY")
    return policy


def _update(call: Call) -> Shown:
    before = _own(call)
    name = call.get("Name", before.name)
    _check_name(managed_organization(call), before.type, name, before.id)
    policy = replace(before.policy, name=name)
    if "Content" in call.parameters:
        policy = _read(call, before.type, name, policy.arn or "")
    described = call.get("Description", before.description)
    return _keep(call, replace(before, name=name, policy=policy, description=described))


def _targets(organization: Organization, policy: OrganizationPolicy) -> list[Node]:
    found = (each for each in organization.nodes.values() if policy.id in each.attached)
    return sorted(found, key=lambda each: each.id)


def _delete(call: Call) -> Shown:
    policy, organization = _own(call), managed_organization(call)
    if _targets(organization, policy):
        message = "The policy is attached to one or more entities. You must detach it from all "
        message += "roots, OUs, and accounts before performing this operation."
        raise ClientError("PolicyInUseException", message, 400)
    kept = {key: each for key, each in organization.policies.items() if key != policy.id}
    keep(call, replace(organization, policies=kept))
    return {}


def _describe(call: Call) -> Shown:
    return _shown(managed_organization(call), policy_of(call))


def _list(call: Call) -> Shown:
    organization, kind = managed_organization(call), control_type(call, "Filter")
    named = sorted(organization.policies.values(), key=lambda each: (each.name, each.id))
    return {"Policies": [_summary(organization, each) for each in named if each.type is kind]}


def _attached(organization: Organization, node: Node, kind: ControlType) -> list[str]:
    """The ids of what is attached there; of a type that is not enabled nothing is."""
    if kind not in organization.enabled:
        return []
    known = organization.policies
    return [each for each in node.attached if each in known and known[each].type is kind]


def _list_for_target(call: Call) -> Shown:
    organization, kind = managed_organization(call), control_type(call, "Filter")
    attached = _attached(organization, node_of(call, "TargetId"), kind)
    return {"Policies": [_summary(organization, organization.policies[each]) for each in attached]}


def _list_targets(call: Call) -> Shown:
    organization, policy = managed_organization(call), policy_of(call)
    nodes = _targets(organization, policy) if policy.type in organization.enabled else []
    targets = [
        {
            "TargetId": each.id,
            "Arn": node_arn(organization, each),
            "Name": each.name,
            "Type": str(each.type),
        }
        for each in nodes
    ]
    return {"Targets": targets}


def _enabled(call: Call, kind: ControlType) -> Organization:
    organization = managed_organization(call)
    if kind not in organization.enabled:
        message = "This operation can be performed only for enabled policy types."
        hint = f"call EnablePolicyType for {kind} first"
        raise ClientError("PolicyTypeNotEnabledException", message, 400, hint=hint)
    return organization


def _attach(call: Call) -> Shown:
    policy, node = policy_of(call), node_of(call, "TargetId")
    organization = _enabled(call, policy.type)
    if policy.id in node.attached:
        message = "The selected policy is already attached to the specified target."
        raise ClientError("DuplicatePolicyAttachmentException", message, 400)
    if len(_attached(organization, node, policy.type)) >= MOST[policy.type]:
        message = "You have attached the maximum number of policies to the specified target."
        raise _constraint("MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED", message)
    keep(call, with_node(organization, replace(node, attached=(*node.attached, policy.id))))
    return {}


def _detach(call: Call) -> Shown:
    policy, node = policy_of(call), node_of(call, "TargetId")
    organization = _enabled(call, policy.type)
    if policy.id not in node.attached:
        message = "The policy isn't attached to the specified target in the specified root."
        raise ClientError("PolicyNotAttachedException", message, 400)
    if policy.id == RCP_FULL_AWS_ACCESS:
        message = "You can't detach this policy."
        raise ClientError("InvalidInputException", message, 400, hint="NON_DETACHABLE_POLICY")
    if len(_attached(organization, node, policy.type)) == 1:
        message = (
            "You cannot remove the last policy attached to the specified target. You must have at "
            "least one attached at all times."
        )
        raise _constraint("MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED", message)
    kept = tuple(each for each in node.attached if each != policy.id)
    keep(call, with_node(organization, replace(node, attached=kept)))
    return {}


def _only_full_access(organization: Organization, kind: ControlType) -> Organization:
    """Nothing of this type attached anywhere but its full access policy."""

    def cleared(node: Node) -> Node:
        known = organization.policies
        kept = [each for each in node.attached if each in known and known[each].type is not kind]
        return replace(node, attached=(FULL_ACCESS[kind], *kept))

    return replace(
        organization, nodes={key: cleared(node) for key, node in organization.nodes.items()}
    )


def _enable(call: Call) -> Shown:
    """Enabling attaches the full access policy everywhere; what was attached before is gone."""
    node_of(call, "RootId", NodeType.ROOT)
    organization, kind = managed_organization(call), control_type(call, "PolicyType")
    if kind in organization.enabled:
        message = "The specified policy type is already enabled."
        raise ClientError("PolicyTypeAlreadyEnabledException", message, 400)
    changed = replace(_only_full_access(organization, kind), enabled=organization.enabled | {kind})
    keep(call, changed)
    return {"Root": shown_root(changed)}


def _disable(call: Call) -> Shown:
    node_of(call, "RootId", NodeType.ROOT)
    kind = control_type(call, "PolicyType")
    organization = _enabled(call, kind)
    changed = replace(_only_full_access(organization, kind), enabled=organization.enabled - {kind})
    keep(call, changed)
    return {"Root": shown_root(changed)}


def _given_type(parameter: str) -> Any:
    return lambda call: {"organizations:PolicyType": call[parameter]}


def _policy_type(call: Call) -> dict[str, object]:
    """organizations:PolicyType of the policy that the call names."""
    organization = call.state.organization
    found = organization.policies.get(call["PolicyId"]) if organization is not None else None
    return {"organizations:PolicyType": str(found.type)} if found is not None else {}


_ONE = ("PolicyId",)
_BOTH = ("PolicyId", "TargetId")

OPERATIONS: dict[str, Operation] = {
    "CreatePolicy": row(
        "CreatePolicy", (), _create, "Content", "Description", "Name", "Type",
        keys=_given_type("Type"),
    ),
    "UpdatePolicy": row(
        "UpdatePolicy", _ONE, _update, "Name", "Description", "Content", keys=_policy_type
    ),
    "DeletePolicy": row("DeletePolicy", _ONE, _delete, keys=_policy_type),
    "DescribePolicy": row("DescribePolicy", _ONE, _describe, keys=_policy_type, read_only=True),
    "ListPolicies": row(
        "ListPolicies", (), _list, "Filter", keys=_given_type("Filter"), paged=True
    ),
    "ListPoliciesForTarget": row(
        "ListPoliciesForTarget", ("TargetId",), _list_for_target, "Filter",
        keys=_given_type("Filter"), paged=True,
    ),
    "ListTargetsForPolicy": row(
        "ListTargetsForPolicy", _ONE, _list_targets, keys=_policy_type, paged=True
    ),
    "AttachPolicy": row("AttachPolicy", _BOTH, _attach, keys=_policy_type),
    "DetachPolicy": row("DetachPolicy", _BOTH, _detach, keys=_policy_type),
    "EnablePolicyType": row(
        "EnablePolicyType", ("RootId",), _enable, "PolicyType", keys=_given_type("PolicyType")
    ),
    "DisablePolicyType": row(
        "DisablePolicyType", ("RootId",), _disable, "PolicyType", keys=_given_type("PolicyType")
    ),
}  # fmt: skip
