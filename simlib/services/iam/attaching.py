"""Managed policies attached to users, groups and roles: Attach, Detach and List, for all three.

Source: "Adding and removing IAM identity permissions", "IAM and AWS STS quotas".
"""

from dataclasses import replace
from typing import Any

from ...cloud.calling import Call
from ...cloud.operation import Operation
from . import shown
from .boundaries import boundary_key
from .kinds import GROUP, ROLE, USER, Kind, arn_of, keep, modifiable, named, row
from .policies import take_in, the_policy
from .refusals import limit_exceeded, no_such_entity

__all__ = ["OPERATIONS"]

MOST = 10  # managed policies of one user, group or role (rule A23)
_NOT_ATTACHABLE = "Policy {arn} does not exist or is not attachable."


def _rows(kind: Kind) -> dict[str, Operation]:
    def attach(call: Call) -> dict[str, Any]:
        holder, policy = modifiable(call, kind), the_policy(call, _NOT_ATTACHABLE)
        if policy.arn in holder.attached:
            return {}
        if len(holder.attached) >= MOST:
            hint = "for users and roles the quota can be raised to 20" if kind is not GROUP else ""
            raise limit_exceeded(f"PoliciesPer{kind.word}", MOST, hint)
        take_in(call, policy.arn)
        keep(call, kind, replace(holder, attached=(*holder.attached, policy.arn)))
        return {}

    def detach(call: Call) -> dict[str, Any]:
        holder, arn = modifiable(call, kind), call["PolicyArn"]
        if arn not in holder.attached:
            raise no_such_entity(f"Policy {arn} was not found.")
        kept = tuple(each for each in holder.attached if each != arn)
        keep(call, kind, replace(holder, attached=kept))
        return {}

    def listed(call: Call) -> dict[str, Any]:
        found = shown.attached_policies(named(call, kind).attached, call.get("PathPrefix", "/"))
        return {"AttachedPolicies": found, "IsTruncated": False}

    def keys(call: Call) -> dict[str, object]:
        return {"iam:PolicyARN": call["PolicyArn"]} | boundary_key(call, kind)

    word, on, both = kind.word, arn_of(kind), (kind.name, "PolicyArn")
    attaching, detaching = f"Attach{word}Policy", f"Detach{word}Policy"
    listing = f"ListAttached{word}Policies"
    return {
        attaching: row(attaching, on, attach, *both, keys=keys),
        detaching: row(detaching, on, detach, *both, keys=keys),
        listing: row(listing, on, listed, kind.name, "PathPrefix", paged=True),
    }


OPERATIONS: dict[str, Operation] = {
    name: operation for kind in (USER, GROUP, ROLE) for name, operation in _rows(kind).items()
}
