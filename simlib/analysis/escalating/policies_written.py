"""Policies of a user or role that one can write, attach or take away, and their boundary.

Its own, or those of a user or role that one can take over. With most of these one gets whatever one
writes; with others what stands in a policy that is there already.
Source: "Actions, resources, and condition keys for AWS Identity and Access Management".
"""

from ...cloud.identities import Group, Role, User
from . import policies_held
from .method import Method, Step
from .policies_held import ADMINISTRATOR

__all__ = ["METHODS"]

_BOUNDED = (("iam:PermissionsBoundary", "{boundary}"),)
_POLICY = (("iam:PolicyARN", "{policy}"),)
_SOON = "Policies count as soon as they are written, for whoever wrote them too."
_OWN_CLOSE = (
    "Leave it to administrators, or allow it only under a condition on iam:PermissionsBoundary, "
    "with a boundary that they cannot change."
)
_ATTACH_CLOSE = (
    "Name the policies that may be attached, in a condition on iam:PolicyARN; ask for a boundary "
    "with iam:PermissionsBoundary."
)
_DENIES = "A Deny holds as long as the policy is there."
_BOUNDARY_CLOSE = "Deny it in the boundary itself."
_DENY_CLOSE = "Deny in an SCP or a boundary what must stay denied: one's own policies can go."

_VERSION = Method(
    policies_held.versions,
    (
        Step(
            "Create a version of {it} that allows everything, and make it the default.",
            "iam:CreatePolicyVersion",
            "{policy}",
        ),
    ),
    "Only the default version of a managed policy counts, and who creates one can make it the "
    "default in the same call, without iam:SetDefaultPolicyVersion.",
    "Allow it on policies that count for nobody who may call it.",
    published=True,
)
_OLDER_VERSION = Method(
    policies_held.older_versions,
    (
        Step(
            "Make {version} the default version of {it}.",
            "iam:SetDefaultPolicyVersion",
            "{policy}",
        ),
    ),
    "An old version that allowed more is kept, and counts again once it is the default.",
    "Delete versions that are no longer needed.",
    published=True,
)
_JOIN = Method(
    policies_held.joined,
    (Step("Add {user} to the group {it}.", "iam:AddUserToGroup", "{group}"),),
    "A group's policies count for its members from then on.",
    "Allow it on groups that may do no more than those who may call it.",
    published=True,
)
_LEAVE = Method(
    policies_held.left,
    (
        Step(
            "Take {user} out of the group {it}, whose policies deny.",
            "iam:RemoveUserFromGroup",
            "{group}",
        ),
    ),
    "A group's Deny holds for its members alone.",
    _DENY_CLOSE,
)


def _on(kind: type, words: str, call: str, *, policy: bool = False) -> tuple[Step]:
    """One call on a user, a role or a group; groups have no boundary."""
    keys = (*(_POLICY if policy else ()), *(() if kind is Group else _BOUNDED))
    return (Step(words, f"iam:{call.format(kind.__name__)}", "{holder}", keys),)


def _attach(kind: type) -> Method:
    words = "Attach the managed policy {policy} to {it}."
    step = _on(kind, words, "Attach{}Policy", policy=True)
    return Method(policies_held.attached(kind), step, _SOON, _ATTACH_CLOSE, published=True)


def _put(kind: type) -> Method:
    step = _on(kind, "Put a policy on {it} that allows everything.", "Put{}Policy")
    return Method(policies_held.written(kind), step, _SOON, _OWN_CLOSE, published=True)


def _detach(kind: type) -> Method:
    words = "Detach the policy {policy}, which denies, from {it}."
    step = _on(kind, words, "Detach{}Policy", policy=True)
    return Method(policies_held.undenied(kind, managed=True), step, _DENIES, _DENY_CLOSE)


def _delete(kind: type) -> Method:
    words = "Delete the policy {policy}, which denies, from {it}."
    step = _on(kind, words, "Delete{}Policy")
    return Method(policies_held.undenied(kind, managed=False), step, _DENIES, _DENY_CLOSE)


def _unbind(kind: type) -> Method:
    step = _on(kind, "Delete the permissions boundary of {it}.", "Delete{}PermissionsBoundary")
    why = "Without its boundary, all that its policies allow counts."
    return Method(policies_held.unbound(kind), step, why, _BOUNDARY_CLOSE)


def _rebind(kind: type) -> Method:
    words = "Make AdministratorAccess the permissions boundary of {it}, in place of {old}."
    step = _on(kind, words, "Put{}PermissionsBoundary")
    why = "A boundary that allows everything bounds nothing."
    return Method(policies_held.unbound(kind, ADMINISTRATOR), step, why, _BOUNDARY_CLOSE)


_HOLDERS = (User, Group, Role)

METHODS = (
    _VERSION,
    _OLDER_VERSION,
    _JOIN,
    _LEAVE,
    *(make(kind) for make in (_attach, _put, _detach, _delete) for kind in _HOLDERS),
    *(make(kind) for make in (_unbind, _rebind) for kind in (User, Role)),
)
