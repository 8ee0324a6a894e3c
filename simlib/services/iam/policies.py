"""Managed policies, the account's own and AWS's.

Source: "Managed policies and inline policies", "CreatePolicy", "DeletePolicy" (AWS Identity and
Access Management API Reference).
"""

from collections.abc import Iterator
from typing import Any

from ...cloud.attached import name_in_arn
from ...cloud.aws_managed import AWS_POLICY, aws_managed_policies, aws_managed_policy
from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.identities import Group, ManagedPolicy, PolicyVersion, Role, User
from ...cloud.operation import Operation
from ...language.policy import Policy
from ...language.terms import PolicyType
from ..saving import IAM_REFUSAL, read_policy
from ..tags import tag_list
from . import shown
from .kinds import row
from .refusals import no_such_entity
from .tags import Tagged, new_tags, request_tag_keys, tag_rows, tagging

__all__ = ["OPERATIONS", "policy_arn", "read_document", "take_in", "the_policy"]


def _own_or_aws(call: Call, arn: str) -> ManagedPolicy | None:
    """A policy of the caller's account or of AWS."""
    if name_in_arn(arn)[1] not in (call.account, "aws"):
        return None
    return call.state.policies.get(arn) or aws_managed_policy(arn)


def take_in(call: Call, arn: str) -> ManagedPolicy | None:
    """The policy, to be attached: one of AWS's comes into the state with its first use."""
    found = _own_or_aws(call, arn)
    if found is not None and arn not in call.state.policies:
        call.put("policies", arn, found)
    return found


def the_policy(call: Call, message: str = "Policy {arn} was not found.") -> ManagedPolicy:
    """The policy that the call names. Raises ClientError NoSuchEntity."""
    arn = call["PolicyArn"]
    found = _own_or_aws(call, arn)
    if found is None:
        aws = arn.startswith(AWS_POLICY)
        carried = ", ".join(each.name for each in aws_managed_policies()) if aws else ""
        hint = f"of AWS's own policies simlib carries {carried}" if aws else ""
        raise no_such_entity(message.format(arn=arn), hint)
    return found


def policy_arn(call: Call) -> str:
    """The ARN that the call names."""
    arn: str = call["PolicyArn"]
    return arn


def _new_arn(call: Call) -> str:
    return f"arn:aws:iam::{call.account}:policy{call.get('Path', '/')}{call['PolicyName']}"


def read_document(call: Call, arn: str) -> Policy:
    """The document that the call sends; traces name it as the policy. Raises ClientError."""
    name = arn.rpartition("/")[2]
    text = call["PolicyDocument"]
    return read_policy(text, PolicyType.IDENTITY_BASED, IAM_REFUSAL, name=name, arn=arn)


def _create(call: Call) -> dict[str, Any]:
    name, arn = call["PolicyName"], _new_arn(call)
    own = (each for each in call.state.policies.values() if each.account == call.account)
    if any(each.name.lower() == name.lower() for each in own):
        message = f"A policy called {name} already exists. Duplicate names are not allowed."
        raise ClientError("EntityAlreadyExists", message, 409)
    policy = ManagedPolicy(
        call.account,
        name,
        call.ids.unique("ANPA"),
        (PolicyVersion("v1", read_document(call, arn), call.now),),
        path=call.get("Path", "/"),
        created=call.now,
        description=call.get("Description", ""),
        tags=new_tags(call),
    )
    call.put("policies", arn, policy)
    return {"Policy": _shown(call, policy, described=False)}


def _shown(call: Call, policy: ManagedPolicy, *, described: bool = True) -> dict[str, Any]:
    details: dict[str, Any] = {"Tags": tag_list(policy.tags)} if policy.tags else {}
    if described and policy.description:
        details["Description"] = policy.description
    return shown.managed_policy(call.state, policy, call.account) | details


def _get(call: Call) -> dict[str, Any]:
    return {"Policy": _shown(call, the_policy(call))}


def _list(call: Call) -> dict[str, Any]:
    """Of AWS's own, those that simlib carries."""
    under = call.get("PathPrefix", "/")
    policies = [shown.managed_policy(call.state, each, call.account) for each in _in_scope(call)]
    used = {
        None: ("AttachmentCount", "PermissionsBoundaryUsageCount"),
        "PermissionsPolicy": ("AttachmentCount",),
        "PermissionsBoundary": ("PermissionsBoundaryUsageCount",),
    }[call.get("PolicyUsageFilter")]
    wanted = call.get("OnlyAttached", False) or "PolicyUsageFilter" in call.parameters
    found = [
        each
        for each in policies
        if each["Path"].startswith(under) and (not wanted or any(each[count] for count in used))
    ]
    return {"Policies": found, "IsTruncated": False}


def _in_scope(call: Call) -> Iterator[ManagedPolicy]:
    scope = call.get("Scope", "All")
    if scope in ("All", "AWS"):
        added = {p.arn: p for p in call.state.policies.values() if p.account == "aws"}
        every = added | {each.arn: each for each in aws_managed_policies()}
        yield from sorted(every.values(), key=lambda each: each.name)
    if scope in ("All", "Local"):
        own = (each for each in call.state.policies.values() if each.account == call.account)
        yield from sorted(own, key=lambda each: each.name)


def _delete(call: Call) -> dict[str, Any]:
    policy = the_policy(call)
    if list(_using(call, policy.arn)):
        raise ClientError("DeleteConflict", "Cannot delete a policy attached to entities.", 409)
    if len(policy.versions) > 1:
        message = (
            "This policy has more than one version. Before you delete a policy, you must delete "
            "the policy's versions. The default version is deleted with the policy."
        )
        raise ClientError("DeleteConflict", message, 409)
    call.drop("policies", policy.arn)
    return {}


Identity = User | Group | Role


def _using(call: Call, arn: str) -> Iterator[tuple[str, Identity]]:
    """Who in the account has the policy, as `permissions` policy or as `boundary`."""
    state = call.state
    for table in (state.groups, state.users, state.roles):
        own = (each for each in table.values() if each.account == call.account)
        for identity in sorted(own, key=lambda each: each.name):
            if arn in identity.attached:
                yield "PermissionsPolicy", identity
            if getattr(identity, "boundary", None) == arn:
                yield "PermissionsBoundary", identity


def _list_entities(call: Call) -> dict[str, Any]:
    under, usage = call.get("PathPrefix", "/"), call.get("PolicyUsageFilter")
    found = [
        identity
        for used_as, identity in _using(call, the_policy(call).arn)
        if identity.path.startswith(under) and usage in (None, used_as)
    ]
    unique = list({identity.arn: identity for identity in found}.values())
    return _by_kind(unique, call.get("EntityFilter")) | {"IsTruncated": False}


def _by_kind(found: list[Identity], wanted: str | None) -> dict[str, Any]:
    return {
        f"Policy{kind.__name__}s": [
            {f"{kind.__name__}Name": each.name, f"{kind.__name__}Id": each.unique_id}
            for each in found
            if isinstance(each, kind) and wanted in (None, kind.__name__)
        ]
        for kind in (Group, User, Role)
    }


_TAGGED = Tagged("Policy", "PolicyArn", policy_arn, the_policy, "policies", lambda each: each.arn)

OPERATIONS: dict[str, Operation] = {
    "CreatePolicy": row(
        "CreatePolicy", _new_arn, _create, "PolicyName", "Path", "PolicyDocument", "Description",
        "Tags", keys=request_tag_keys, needs=(tagging("Policy", _new_arn),),
    ),
    "GetPolicy": row("GetPolicy", policy_arn, _get, "PolicyArn", read_only=True),
    "ListPolicies": row(
        "ListPolicies", None, _list, "Scope", "OnlyAttached", "PathPrefix", "PolicyUsageFilter",
        paged=True,
    ),
    "DeletePolicy": row("DeletePolicy", policy_arn, _delete, "PolicyArn"),
    "ListEntitiesForPolicy": row(
        "ListEntitiesForPolicy", policy_arn, _list_entities,
        "PolicyArn", "EntityFilter", "PathPrefix", "PolicyUsageFilter", paged=True,
    ),
    **tag_rows(_TAGGED),
}  # fmt: skip
