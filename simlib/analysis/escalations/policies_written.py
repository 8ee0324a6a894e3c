"""Policies of a user or role that one can write, attach or take away, and their boundary.

Its own, or those of a user or role that one can take over. With most of these one gets whatever one
writes; with others what stands in a policy that is there already.
Source: "Actions, resources, and condition keys for AWS Identity and Access Management".
"""

from collections.abc import Iterator

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


def _of_holder(kind: type) -> Iterator[Method]:
    """What is alike for users, groups and roles; groups have no boundary."""
    name, bounded = kind.__name__, () if kind is Group else _BOUNDED
    attach = Step(
        "Attach the managed policy {policy} to {it}.",
        f"iam:Attach{name}Policy",
        "{holder}",
        (*_POLICY, *bounded),
    )
    put = Step(
        "Put a policy on {it} that allows everything.", f"iam:Put{name}Policy", "{holder}", bounded
    )
    words = "{} the policy {{policy}}, which denies, from {{it}}."
    detach = Step(
        words.format("Detach"), f"iam:Detach{name}Policy", "{holder}", (*_POLICY, *bounded)
    )
    delete = Step(words.format("Delete"), f"iam:Delete{name}Policy", "{holder}", bounded)
    denies = "A Deny holds as long as the policy is there."
    yield Method(policies_held.attached(kind), (attach,), _SOON, _ATTACH_CLOSE, published=True)
    yield Method(policies_held.written(kind), (put,), _SOON, _OWN_CLOSE, published=True)
    yield Method(policies_held.undenied(kind, managed=True), (detach,), denies, _DENY_CLOSE)
    yield Method(policies_held.undenied(kind, managed=False), (delete,), denies, _DENY_CLOSE)


def _of_boundary(kind: type[User] | type[Role]) -> Iterator[Method]:
    """A boundary can be deleted, and replaced by one that bounds nothing."""
    call = f"iam:{{}}{kind.__name__}PermissionsBoundary"
    delete = Step(
        "Delete the permissions boundary of {it}.", call.format("Delete"), "{holder}", _BOUNDED
    )
    put = Step(
        "Make AdministratorAccess the permissions boundary of {it}, in place of {old}.",
        call.format("Put"),
        "{holder}",
        _BOUNDED,
    )
    yield Method(
        policies_held.unbound(kind),
        (delete,),
        "Without its boundary, all that its policies allow counts.",
        _BOUNDARY_CLOSE,
    )
    yield Method(
        policies_held.unbound(kind, ADMINISTRATOR),
        (put,),
        "A boundary that allows everything bounds nothing.",
        _BOUNDARY_CLOSE,
    )


METHODS = (
    _VERSION,
    _OLDER_VERSION,
    _JOIN,
    _LEAVE,
    *(each for kind in (User, Group, Role) for each in _of_holder(kind)),
    *_of_boundary(User),
    *_of_boundary(Role),
)
