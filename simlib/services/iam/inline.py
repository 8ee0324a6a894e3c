"""Inline policies of users, groups and roles: Put, Get, List and Delete, one function for all.

Source: "Managed policies and inline policies", "IAM and AWS STS quotas".
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.operation import Operation
from ...language.policy import Policy
from ...language.sizes import policy_size
from ...language.terms import PolicyType
from ..saving import IAM_REFUSAL, readable_policy
from . import shown
from .boundaries import boundary_key
from .kinds import GROUP, ROLE, USER, Kind, arn_of, keep, modifiable, named, row
from .refusals import no_such_entity

__all__ = ["OPERATIONS"]

# Characters of all inline policies together, without white space (rule A23).
MOST = {USER: 2_048, GROUP: 5_120, ROLE: 10_240}


def _check_size(kind: Kind, name: str, policies: Mapping[str, Policy]) -> None:
    size = sum(policy_size(each.text, white_space_counts=False) for each in policies.values())
    if size > MOST[kind]:
        message = f"Maximum policy size of {MOST[kind]} bytes exceeded for {kind.type} {name}"
        hint = f"all its inline policies together have {size:,} characters without white space"
        raise ClientError("LimitExceeded", message, 409, hint=hint)


def _policy(call: Call, kind: Kind, holder: Any) -> Policy:
    """The inline policy that the call names. Raises ClientError NoSuchEntity."""
    policy: Policy | None = holder.inline.get(call["PolicyName"])
    if policy is None:
        message = f"The {kind.type} policy with name {call['PolicyName']} cannot be found."
        raise no_such_entity(message)
    return policy


def _rows(kind: Kind) -> dict[str, Operation]:
    def put(call: Call) -> dict[str, Any]:
        holder, name, text = modifiable(call, kind), call["PolicyName"], call["PolicyDocument"]
        policy = readable_policy(text, PolicyType.IDENTITY_BASED, IAM_REFUSAL, name=name)
        inline = {**holder.inline, name: policy}
        _check_size(kind, holder.name, inline)
        keep(call, kind, replace(holder, inline=inline))
        return {}

    def get(call: Call) -> dict[str, Any]:
        holder = named(call, kind)
        policy = _policy(call, kind, holder)
        shape = {kind.name: holder.name, "PolicyName": policy.name}
        return shape | {"PolicyDocument": shown.document(policy)}

    def listed(call: Call) -> dict[str, Any]:
        return {"PolicyNames": sorted(named(call, kind).inline), "IsTruncated": False}

    def delete(call: Call) -> dict[str, Any]:
        holder = modifiable(call, kind)
        gone = _policy(call, kind, holder)
        kept = {name: each for name, each in holder.inline.items() if name != gone.name}
        keep(call, kind, replace(holder, inline=kept))
        return {}

    def boundary(call: Call) -> dict[str, object]:
        return boundary_key(call, kind)

    word, on, one = kind.word, arn_of(kind), (kind.name, "PolicyName")
    names = [f"{verb}{word}Policy" for verb in ("Put", "Get", "Delete")]
    listing = f"List{word}Policies"
    return {
        names[0]: row(names[0], on, put, *one, "PolicyDocument", keys=boundary),
        names[1]: row(names[1], on, get, *one, read_only=True),
        names[2]: row(names[2], on, delete, *one, keys=boundary),
        listing: row(listing, on, listed, kind.name, paged=True),
    }


OPERATIONS: dict[str, Operation] = {
    name: operation for kind in (USER, GROUP, ROLE) for name, operation in _rows(kind).items()
}
