"""AssumeRole: both halves, the caller's side and the role's trust policy, and what goes with it.

Source: "AWS STS API Reference: AssumeRole", "Monitor and control actions taken with assumed roles",
"Pass session tags in AWS STS", "Roles terms and concepts" (role chaining).
"""

from typing import Any

from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.issuing import role_session
from ...cloud.operation import Need, Operation
from ...cloud.sessions import CredentialType
from ...evaluation.request import PrincipalType
from .mfa import mfa_keys, mfa_used
from .sessions import (
    answer,
    inherited,
    keep,
    packed_size,
    passed_tags,
    role_of,
    role_seconds,
    session_policies,
    session_tags,
    tagging_keys,
)

__all__ = ["OPERATIONS"]


def the_role(call: Call) -> str:
    """The ARN of the role to assume."""
    arn: str = call["RoleArn"]
    return arn


def _keys(call: Call) -> dict[str, object]:
    sent = {
        "sts:RoleSessionName": call["RoleSessionName"],
        "sts:ExternalId": call.get("ExternalId"),
        "sts:SourceIdentity": call.get("SourceIdentity") or call.session.source_identity,
    }
    found: dict[str, object] = {key: value for key, value in sent.items() if value is not None}
    contexts = call.get("ProvidedContexts", ())
    if contexts:
        found["sts:RequestContextProviders"] = [each.get("ProviderArn", "") for each in contexts]
    return {**found, **tagging_keys(call), **mfa_keys(call)}


def _with_tags(call: Call) -> bool:
    """Tags that are passed, and transitive ones that come along, need sts:TagSession (F11)."""
    return bool(passed_tags(call) or inherited(call))


def _with_source_identity(call: Call) -> bool:
    """Also where the calling session has one already (rule F12)."""
    return bool(call.get("SourceIdentity") or call.session.source_identity)


def _assume_role(call: Call) -> dict[str, Any]:
    caller = call.session
    role = role_of(call)
    chained = caller.principal is PrincipalType.ROLE_SESSION
    service = caller.principal is PrincipalType.SERVICE
    tags = session_tags(call)
    policies = session_policies(call, role.account)
    mfa = mfa_used(call)
    session = role_session(
        call.ids,
        role,
        call["RoleSessionName"],
        call.now,
        seconds=role_seconds(call, role, chained=chained),
        type=CredentialType.SERVICE_ROLE if service else CredentialType.ASSUMED_ROLE,
        mfa=None if service else mfa or (bool(caller.mfa) and not chained),
        mfa_at=call.now if mfa else None if chained else caller.mfa_at,
        policies=policies,
        tags=tags.tags,
        transitive=tags.transitive,
        source_identity=_source_identity(call),
        chained=chained,
        service=caller.service if service else None,
    )
    percent = packed_size(policies, tags.tags)
    found = answer(keep(call, session), PackedPolicySize=percent)
    source = session.source_identity
    return {**found, "SourceIdentity": source} if source else found


def _source_identity(call: Call) -> str | None:
    """Once set it cannot be changed in the chain (rule F12)."""
    wanted, before = call.get("SourceIdentity"), call.session.source_identity
    if wanted is not None and before is not None and wanted != before:
        message = "The source identity of the calling session cannot be changed."
        hint = f"this session has the source identity `{before}` already, and keeps it"
        raise ClientError("AccessDenied", message, 403, hint=hint)
    return wanted or before


OPERATIONS = {
    "AssumeRole": Operation(
        (
            Need("sts:AssumeRole", the_role),
            Need("sts:TagSession", the_role, when=_with_tags),
            Need("sts:SetSourceIdentity", the_role, when=_with_source_identity),
            Need("sts:SetContext", the_role, when=lambda call: bool(call.get("ProvidedContexts"))),
        ),
        _assume_role,
        (
            "RoleArn",
            "RoleSessionName",
            "PolicyArns",
            "Policy",
            "DurationSeconds",
            "Tags",
            "TransitiveTagKeys",
            "ExternalId",
            "SerialNumber",
            "TokenCode",
            "SourceIdentity",
            "ProvidedContexts",
        ),
        keys=_keys,
        resource_type="AWS::IAM::Role",
    ),
}
