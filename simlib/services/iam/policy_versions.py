"""Versions of a managed policy: at most five are kept, and the default one counts.

Source: "Versioning IAM policies", "IAM and AWS STS quotas".
"""

from dataclasses import replace
from typing import Any

from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.identities import ManagedPolicy, PolicyVersion
from ...cloud.operation import Operation
from . import shown
from .kinds import row
from .policies import policy_arn, read_document, the_policy
from .refusals import no_such_entity

__all__ = ["OPERATIONS"]

MOST_VERSIONS = 5


def _create_version(call: Call) -> dict[str, Any]:
    policy = the_policy(call)
    if len(policy.versions) >= MOST_VERSIONS:
        message = (
            f"A managed policy can have up to {MOST_VERSIONS} versions. Before you create a new "
            "version, you must delete an existing version."
        )
        raise ClientError("LimitExceeded", message, 409)
    number = policy.latest + 1
    version = PolicyVersion(f"v{number}", read_document(call, policy.arn), call.now)
    default = version.id if call.get("SetAsDefault", False) else policy.default
    changed = replace(policy, versions=(*policy.versions, version), default=default, latest=number)
    call.put("policies", policy.arn, changed)
    return {"PolicyVersion": shown.policy_version(changed, version, text=False)}


def _version(policy: ManagedPolicy, wanted: str) -> PolicyVersion:
    found = next((each for each in policy.versions if each.id == wanted), None)
    if found is None:
        message = f"Policy {policy.arn} version {wanted} does not exist or is not attachable."
        raise no_such_entity(message)
    return found


def _get_version(call: Call) -> dict[str, Any]:
    policy = the_policy(call)
    return {"PolicyVersion": shown.policy_version(policy, _version(policy, call["VersionId"]))}


def _list_versions(call: Call) -> dict[str, Any]:
    policy = the_policy(call)
    newest_first = reversed(policy.versions)
    versions = [shown.policy_version(policy, each, text=False) for each in newest_first]
    return {"Versions": versions, "IsTruncated": False}


def _set_default(call: Call) -> dict[str, Any]:
    policy = the_policy(call)
    version = _version(policy, call["VersionId"])
    call.put("policies", policy.arn, replace(policy, default=version.id))
    return {}


def _delete_version(call: Call) -> dict[str, Any]:
    policy = the_policy(call)
    version = _version(policy, call["VersionId"])
    if version.id == policy.default:
        message = "Cannot delete the default version of a policy."
        raise ClientError("DeleteConflict", message, 409)
    kept = tuple(each for each in policy.versions if each is not version)
    call.put("policies", policy.arn, replace(policy, versions=kept))
    return {}


OPERATIONS: dict[str, Operation] = {
    "CreatePolicyVersion": row(
        "CreatePolicyVersion", policy_arn, _create_version,
        "PolicyArn", "PolicyDocument", "SetAsDefault",
    ),
    "GetPolicyVersion": row(
        "GetPolicyVersion", policy_arn, _get_version, "PolicyArn", "VersionId", read_only=True
    ),
    "ListPolicyVersions": row(
        "ListPolicyVersions", policy_arn, _list_versions, "PolicyArn", paged=True
    ),
    "SetDefaultPolicyVersion": row(
        "SetDefaultPolicyVersion", policy_arn, _set_default, "PolicyArn", "VersionId"
    ),
    "DeletePolicyVersion": row(
        "DeletePolicyVersion", policy_arn, _delete_version, "PolicyArn", "VersionId"
    ),
}  # fmt: skip
