"""Service-linked roles: made and deleted for a service, changed by nobody else (rules E23, E33).

Their permissions are the services' own policies, which simlib does not carry.
Source: "Create a service-linked role", "AWS services that work with IAM".
"""

from typing import Any

from ...cloud.calling import Call
from ...cloud.errors import NotModelledError
from ...cloud.identities import Role
from ...cloud.operation import Operation
from ...language.errors import did_you_mean
from ...language.terms import PolicyType
from ..saving import IAM_REFUSAL, save_policy
from . import shown
from .kinds import ROLE, arn_of, drop, keep, named, row
from .refusals import invalid_input

__all__ = ["OPERATIONS"]

NAMES = {
    "access-analyzer.amazonaws.com": "AWSServiceRoleForAccessAnalyzer",
    "autoscaling.amazonaws.com": "AWSServiceRoleForAutoScaling",
    "cks.kms.amazonaws.com": "AWSServiceRoleForKeyManagementServiceCustomKeyStores",
    "cloudtrail.amazonaws.com": "AWSServiceRoleForCloudTrail",
    "config.amazonaws.com": "AWSServiceRoleForConfig",
    "ecs.amazonaws.com": "AWSServiceRoleForECS",
    "elasticloadbalancing.amazonaws.com": "AWSServiceRoleForElasticLoadBalancing",
    "guardduty.amazonaws.com": "AWSServiceRoleForAmazonGuardDuty",
    "macie.amazonaws.com": "AWSServiceRoleForAmazonMacie",
    "mrk.kms.amazonaws.com": "AWSServiceRoleForKeyManagementServiceMultiRegionKeys",
    "organizations.amazonaws.com": "AWSServiceRoleForOrganizations",
    "rds.amazonaws.com": "AWSServiceRoleForRDS",
    "securityhub.amazonaws.com": "AWSServiceRoleForSecurityHub",
    "ssm.amazonaws.com": "AWSServiceRoleForAmazonSSM",
    "sso.amazonaws.com": "AWSServiceRoleForSSO",
}
_WITH_SUFFIX = frozenset({"autoscaling.amazonaws.com"})


def _name(call: Call) -> str:
    """The role's name; of a service simlib does not know, what AWS calls most of them."""
    service = call["AWSServiceName"]
    name = NAMES.get(service) or f"AWSServiceRoleFor{service.partition('.')[0]}"
    suffix = call.get("CustomSuffix")
    return f"{name}_{suffix}" if suffix else name


def _path(call: Call) -> str:
    return f"/aws-service-role/{call['AWSServiceName']}/"


def _new_arn(call: Call) -> str:
    return f"arn:aws:iam::{call.account}:role{_path(call)}{_name(call)}"


def _create(call: Call) -> dict[str, Any]:
    name, service = _name(call), call["AWSServiceName"]
    if service not in NAMES:
        hint = did_you_mean(service, NAMES) or f"it knows those of {', '.join(NAMES)}"
        raise NotModelledError(f"simlib knows no service-linked role of `{service}`; {hint}")
    if "CustomSuffix" in call.parameters and service not in _WITH_SUFFIX:
        raise invalid_input(f"Custom suffix is not allowed for {service}")
    if (call.account, name) in call.state.roles:
        message = f"Service role name {name} has been taken in this account"
        raise invalid_input(f"{message}, please try a different suffix.")
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
        ],
    }
    called = f"trust policy of {name}"
    saved = save_policy(call, trust, PolicyType.ROLE_TRUST, IAM_REFUSAL, name=called)
    described = call.get("Description", "")
    role = Role(
        call.account, name, call.ids.unique(ROLE.prefix), saved, _path(call), call.now,
        description=described,
    )  # fmt: skip
    keep(call, ROLE, role)
    return {"Role": shown.role(call.state, role)}


def _delete(call: Call) -> dict[str, Any]:
    """At once; a service that still uses the role would keep it from being deleted."""
    role = named(call, ROLE)
    if not role.service_linked:
        raise invalid_input(f"{role.name} is not a service-linked role.", "use DeleteRole")
    drop(call, ROLE, role)
    service, task = role.path.split("/")[2], call.ids.uuid("deletion task")
    return {"DeletionTaskId": f"task/aws-service-role/{service}/{role.name}/{task}"}


OPERATIONS: dict[str, Operation] = {
    "CreateServiceLinkedRole": row(
        "CreateServiceLinkedRole", _new_arn, _create,
        "AWSServiceName", "Description", "CustomSuffix",
        keys=lambda call: {"iam:AWSServiceName": call["AWSServiceName"]},
    ),
    "DeleteServiceLinkedRole": row("DeleteServiceLinkedRole", arn_of(ROLE), _delete, "RoleName"),
}  # fmt: skip
