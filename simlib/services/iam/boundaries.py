"""Permissions boundaries of users and roles, and the key iam:PermissionsBoundary.

Source: "Permissions boundaries for IAM entities", "Actions, resources, and condition keys for AWS
Identity and Access Management".
"""

from dataclasses import replace
from typing import Any

from ...cloud.calling import Call
from ...cloud.operation import Operation
from .kinds import ROLE, USER, Kind, arn_of, find, keep, modifiable, row
from .policies import take_in
from .refusals import no_such_entity
from .tags import request_tag_keys

__all__ = ["OPERATIONS", "boundary_key", "creation_keys", "new_boundary"]


def creation_keys(call: Call) -> dict[str, object]:
    """The context keys of creating a user or role: its tags and its boundary."""
    return request_tag_keys(call) | _boundary_given(call)


def _boundary_given(call: Call) -> dict[str, object]:
    """The boundary that the call sets, as a context key (rule D8)."""
    given = call.get("PermissionsBoundary")
    return {"iam:PermissionsBoundary": given} if given else {}


def boundary_key(call: Call, kind: Kind) -> dict[str, object]:
    """The boundary that the user or role has, as a context key; groups have none."""
    boundary = getattr(find(call, kind), "boundary", None)
    return {"iam:PermissionsBoundary": boundary} if boundary else {}


def new_boundary(call: Call) -> str | None:
    """The managed policy that the call sets as boundary. Raises ClientError NoSuchEntity."""
    given: str | None = call.get("PermissionsBoundary")
    if given is not None and take_in(call, given) is None:
        message = f"Scope ARN: {given} does not exist or is not attachable."
        raise no_such_entity(message)
    return given


def _rows(kind: Kind) -> dict[str, Operation]:
    put, delete = f"Put{kind.word}PermissionsBoundary", f"Delete{kind.word}PermissionsBoundary"
    on = arn_of(kind)

    def change(call: Call, boundary: str | None) -> dict[str, Any]:
        keep(call, kind, replace(modifiable(call, kind), boundary=boundary))
        return {}

    return {
        put: row(
            put, on, lambda call: change(call, new_boundary(call)),
            kind.name, "PermissionsBoundary", keys=_boundary_given,
        ),
        delete: row(
            delete, on, lambda call: change(call, None),
            kind.name, keys=lambda call: boundary_key(call, kind),
        ),
    }  # fmt: skip


OPERATIONS: dict[str, Operation] = {**_rows(USER), **_rows(ROLE)}
