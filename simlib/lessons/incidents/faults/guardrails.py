"""Faults in the organization: a service or resource control policy that was attached too high."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from ....cloud.organization import ControlType, OrganizationPolicy, with_node
from ....language.document import parse_policy
from ....language.terms import PolicyType
from ..fault import Action, Healthy, Site, Situation

__all__ = ["rcp_attached", "scp_attached"]

TYPES = {
    ControlType.SERVICE_CONTROL: PolicyType.SERVICE_CONTROL,
    ControlType.RESOURCE_CONTROL: PolicyType.RESOURCE_CONTROL,
}
EVERYTHING: dict[str, Any] = {"Effect": "Deny", "Resource": "*"}
SCPS = {
    "FrankfurtOnly": {
        **EVERYTHING,
        "NotAction": ["iam:*", "organizations:*", "sts:*", "support:*"],
        "Condition": {"StringNotEquals": {"aws:RequestedRegion": "eu-central-1"}},
    },
    "NoNewRoles": {**EVERYTHING, "Action": ["iam:CreateRole", "iam:PassRole"]},
    "NoChaining": {**EVERYTHING, "Action": "sts:AssumeRole"},
}
RCPS = {
    "WardsOnly": {
        **EVERYTHING,
        "Principal": "*",
        "Action": ["s3:*", "kms:Decrypt"],
        "Condition": {"StringNotEqualsIfExists": {"aws:SourceVpce": "vpce-0a1b2c3d4e5f60718"}},
    },
    "OurPeopleOnly": {
        **EVERYTHING,
        "Principal": "*",
        "Action": ["s3:*", "sts:AssumeRole"],
        "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-exampleorg1d"}},
    },
}


def scp_attached(healthy: Healthy) -> Iterator[Site]:
    """A service control policy that was meant for other accounts."""
    yield from _attached(healthy, ControlType.SERVICE_CONTROL, SCPS)


def rcp_attached(healthy: Healthy) -> Iterator[Site]:
    """A resource control policy that was meant for other accounts."""
    yield from _attached(healthy, ControlType.RESOURCE_CONTROL, RCPS)


def _attached(healthy: Healthy, kind: ControlType, statements: dict[str, Any]) -> Iterator[Site]:
    organization = healthy.cloud.state.organization
    if organization is None or kind not in organization.enabled:
        return
    called = "SCP" if kind is ControlType.SERVICE_CONTROL else "RCP"
    root = organization.root.id
    for name, statement in statements.items():
        told = f"the {called} {name} was attached to the root of the organization"
        mend = Action(f"Detach the {called} {name} from the root", partial(_without, root, name))
        yield f"{called} {name}", told, partial(_with, root, kind, name, statement), mend


def _with(
    root: str, kind: ControlType, name: str, statement: dict[str, Any], situation: Situation
) -> Situation:
    organization = situation.state.organization
    assert organization is not None  # INVARIANT: it was there when the site was found
    node, id_ = organization.nodes[root], f"p-{name.lower()}"
    policies = dict(organization.policies)
    policies.setdefault(id_, _policy(id_, kind, name, statement))
    if id_ not in node.attached:
        node = replace(node, attached=(*node.attached, id_))
    changed = with_node(replace(organization, policies=policies), node)
    return _when_changed(situation, changed)


def _without(root: str, name: str, situation: Situation) -> Situation:
    organization = situation.state.organization
    assert organization is not None  # INVARIANT: it was there when the site was found
    node, id_ = organization.nodes[root], f"p-{name.lower()}"
    kept = tuple(each for each in node.attached if each != id_)
    policies = {key: each for key, each in organization.policies.items() if key != id_}
    changed = with_node(replace(organization, policies=policies), replace(node, attached=kept))
    return _when_changed(situation, changed)


def _when_changed(situation: Situation, organization: Any) -> Situation:
    """Organizations are compared by identity, so that one that is the same must stay the same."""
    old = situation.state.organization
    if old is not None and (old.nodes, old.policies) == (organization.nodes, organization.policies):
        return situation
    return situation._replace(state=replace(situation.state, organization=organization))


def _policy(
    id_: str, kind: ControlType, name: str, statement: dict[str, Any]
) -> OrganizationPolicy:
    document = {"Version": "2012-10-17", "Statement": [{"Sid": name, **statement}]}
    policy = parse_policy(json.dumps(document, indent=2), TYPES[kind], name=name)
    return OrganizationPolicy(id_, name, kind, policy)
