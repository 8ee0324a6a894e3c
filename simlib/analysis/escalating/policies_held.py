"""What there is to write, attach or take away at a user or role, its groups and its boundary.

Source: "Policies and permissions in IAM", "Permissions boundaries for IAM entities", "Versioning
IAM policies".
"""

from collections.abc import Iterator
from functools import partial

from ...cloud.identities import Group, ManagedPolicy, Role, User
from ...language.policy import Policy
from ...language.terms import Effect
from .changes import (
    with_everything,
    with_group,
    with_managed,
    with_version,
    without_boundary,
    without_group,
    without_policy,
)
from .identities_reached import account_of, names_of
from .inquiry import Inquiry
from .method import Aim, Aims, Change, Step, Who
from .more import questions_of, telling

__all__ = [
    "ADMINISTRATOR",
    "attached",
    "joined",
    "left",
    "older_versions",
    "unbound",
    "undenied",
    "versions",
    "written",
]

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def _identity(inquiry: Inquiry, who: Who) -> User | Role | None:
    """Whose policies are changed: IAM is asked in one's own account, not on a service's role."""
    it = inquiry.identity(who.whom)
    if it is None or it.account != account_of(who):
        return None
    return None if isinstance(it, Role) and it.service_linked else it


def _groups(inquiry: Inquiry, user: User | Role | None) -> list[Group]:
    if not isinstance(user, User):
        return []
    return [inquiry.state.groups[user.account, name] for name in user.groups]


def _aim(
    inquiry: Inquiry, who: Who, change: Change, *, own: bool, reaches: str = "", **names: str
) -> Aim:
    """`own`: what is gained stands in policies there already, else it is whatever one likes."""
    it = _identity(inquiry, who)
    assert it is not None  # INVARIANT: looked at before
    actor = partial(inquiry.changed, who.whom, change)
    kind = "user" if isinstance(it, User) else "role"
    told = names_of(who, boundary=it.boundary or "", **{kind: it.arn}, **names)
    return Aim(reaches or it.arn, told, actor, questions_of if own else telling)


def _holders(inquiry: Inquiry, who: Who, kind: type) -> list[User | Role | Group]:
    """The user, the role, or the groups of the user."""
    it = _identity(inquiry, who)
    if kind is Group:
        return [*_groups(inquiry, it)]
    return [it] if isinstance(it, kind) and it is not None else []


def written(kind: type) -> Aims:
    def aims(inquiry: Inquiry, who: Who) -> Iterator[Aim]:
        for holder in _holders(inquiry, who, kind):
            yield _aim(inquiry, who, with_everything(holder), own=False, holder=holder.arn)

    return aims


def attached(kind: type) -> Aims:
    """AdministratorAccess, and where a condition forbids it the account's own policies."""

    def aims(inquiry: Inquiry, who: Who) -> Iterator[Aim]:
        for holder in _holders(inquiry, who, kind):
            named = {"holder": holder.arn, "policy": ADMINISTRATOR}
            yield _aim(inquiry, who, with_everything(holder), own=False, **named)
            for managed in _customer_managed(inquiry, who):
                if managed.arn not in holder.attached:
                    named = {"holder": holder.arn, "policy": managed.arn}
                    change = with_managed(holder, managed.arn)
                    yield _aim(inquiry, who, change, own=True, **named)

    return aims


def _customer_managed(inquiry: Inquiry, who: Who) -> list[ManagedPolicy]:
    every = inquiry.state.policies.values()
    return [each for each in every if each.account == account_of(who)]


def joined(inquiry: Inquiry, who: Who) -> Iterator[Aim]:
    user = _identity(inquiry, who)
    if not isinstance(user, User):
        return
    for group in inquiry.state.groups.values():
        if group.account == user.account and group.name not in user.groups:
            change = with_group(user, group.name)
            yield _aim(inquiry, who, change, own=True, reaches=group.arn, group=group.arn)


def versions(inquiry: Inquiry, who: Who) -> Iterator[Aim]:
    """A new version: of five versions, one must go first."""
    for managed in _managed(inquiry, who):
        aim = _aim(inquiry, who, with_version(managed), own=False, policy=managed.arn)
        full = len(managed.versions) > 4
        yield aim._replace(before=(_DELETE,)) if full else aim


def older_versions(inquiry: Inquiry, who: Who) -> Iterator[Aim]:
    for managed in _managed(inquiry, who):
        for version in managed.versions:
            if version.id != managed.default:
                change = with_version(managed, version.id)
                names = {"policy": managed.arn, "version": version.id, "reaches": managed.arn}
                yield _aim(inquiry, who, change, own=True, **names)


def _managed(inquiry: Inquiry, who: Who) -> Iterator[ManagedPolicy]:
    """The customer managed policies that count for it, its boundary too."""
    it = _identity(inquiry, who)
    if it is None:
        return
    groups = _groups(inquiry, it)
    arns = [*it.attached, *(arn for group in groups for arn in group.attached), it.boundary]
    for managed in _customer_managed(inquiry, who):
        if managed.arn in arns:
            yield managed


def unbound(kind: type, boundary: str = "") -> Aims:
    def aims(inquiry: Inquiry, who: Who) -> Iterator[Aim]:
        it = _identity(inquiry, who)
        if isinstance(it, kind) and isinstance(it, User | Role) and it.boundary:
            aim = _aim(inquiry, who, without_boundary(it), own=True, holder=it.arn, old=it.boundary)
            yield aim._replace(names={**aim.names, "boundary": boundary or it.boundary})

    return aims


def undenied(kind: type, managed: bool) -> Aims:
    """Policies that deny something: without them, what others allow counts."""

    def aims(inquiry: Inquiry, who: Who) -> Iterator[Aim]:
        for holder in _holders(inquiry, who, kind):
            for name in _denying(inquiry, holder, managed):
                change = without_policy(holder, name)
                named = {"holder": holder.arn, "policy": name}
                yield _aim(inquiry, who, change, own=True, **named)

    return aims


def _denying(inquiry: Inquiry, holder: User | Role | Group, managed: bool) -> list[str]:
    if managed:
        policies = inquiry.state.policies
        return [arn for arn in holder.attached if _denies(policies[arn].policy)]
    return [name for name, policy in holder.inline.items() if _denies(policy)]


def _denies(policy: Policy) -> bool:
    return any(statement.effect is Effect.DENY for statement in policy.statements)


def left(inquiry: Inquiry, who: Who) -> Iterator[Aim]:
    user = _identity(inquiry, who)
    for group in _groups(inquiry, user):
        assert isinstance(user, User)  # INVARIANT: roles are in no groups
        if any(_denying(inquiry, group, managed) for managed in (True, False)):
            change = without_group(user, group.name)
            yield _aim(inquiry, who, change, own=True, group=group.arn)


_DELETE = Step(
    "Delete one of the five versions of {policy}.", "iam:DeletePolicyVersion", "{policy}"
)
