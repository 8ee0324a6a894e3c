"""Who can ask, and what for: what a form offers, so that nothing must be typed."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..language.errors import SimlibError
from ..reference import action as defined_action
from ..reference import resource_types_of, service, services
from .identities import Role, User
from .state import State

__all__ = ["Asker", "arns_there", "askable_actions", "askers", "fitting"]


class Asker(NamedTuple):
    """Somebody who can call: `who` is what `cloud.as_` takes; account and kind are for grouping."""

    who: str
    account: str
    kind: str
    name: str

    @property
    def label(self) -> str:
        """For choosing: `user Alice · hospital`."""
        where = f" · {self.account}" if self.account else ""
        return f"{self.kind} {self.name}{where}".strip()


def askers(state: State) -> tuple[Asker, ...]:
    """Users, roles and the root user of each account, then services, then nobody known."""
    found = [each for account in sorted(state.accounts) for each in _in_account(state, account)]
    trusted = (Asker(name, "", "service", name) for name in _services(state))
    return (*found, *trusted, Asker("anonymous", "", "", "anonymous"))


def _in_account(state: State, number: str) -> Iterator[Asker]:
    account = state.accounts[number]
    tables: tuple[tuple[str, Iterable[User | Role]], ...] = (
        ("user", state.users.values()),
        ("role", state.roles.values()),
    )
    for kind, table in tables:
        for each in sorted((i for i in table if i.account == number), key=lambda i: i.name):
            yield Asker(each.arn, account.name, kind, each.name)
    yield Asker(account.root_arn, account.name, "root user", "")


def _services(state: State) -> list[str]:
    """The service principals that policies here name."""
    policies = [role.trust.policy for role in state.roles.values()]
    policies += [b.policy.policy for b in state.buckets.values() if b.policy is not None]
    policies += [k.policy.policy for k in state.keys.values() if k.policy is not None]
    named = (
        value.text
        for policy in policies
        for statement in policy.statements
        if statement.principals is not None
        for value in statement.principals.values
        if value.kind == "Service" and value.text != "*"
    )
    return sorted(set(named))


def arns_there(state: State) -> tuple[str, ...]:
    """The ARN of everything that is there, resources first, then identities."""
    objects = (
        f"arn:aws:s3:::{bucket}/{key}" for bucket, kept in state.objects.items() for key in kept
    )
    through = (
        f"{door.arn}/object/{key}"
        for door in state.access_points.values()
        for key in state.objects.get(door.bucket, {})
    )
    return tuple(
        dict.fromkeys(
            [
                *state.data_stores,
                *state.domains,
                *state.health_parts,
                *(f"arn:aws:s3:::{name}" for name in state.buckets),
                *objects,
                *state.access_points,
                *through,
                *state.keys,
                *(role.arn for role in state.roles.values()),
                *(user.arn for user in state.users.values()),
                *state.policies,
            ]
        )
    )


def fitting(action: str, arns: Iterable[str]) -> tuple[str, ...]:
    """Those of the ARNs that an action takes; of an action that takes none, `*` alone.

    >>> fitting("s3:ListBucket", ["arn:aws:s3:::records", "arn:aws:s3:::records/a"])
    ('arn:aws:s3:::records',)
    """
    try:
        found = defined_action(action)
    except SimlibError:
        return ("*", *arns)
    if not found.resources:
        return ("*",)
    wanted = set(found.resource_types)
    return tuple(
        arn
        for arn in arns
        if any(
            each.service == found.service and each.name in wanted for each in resource_types_of(arn)
        )
    )


def askable_actions(prefixes: Iterable[str]) -> tuple[str, ...]:
    """All actions of these services, by their full names.

    >>> len(askable_actions(["health-agent"]))
    47
    """
    known = [prefix for prefix in prefixes if prefix in services()]
    return tuple(str(each) for prefix in known for each in service(prefix).actions.values())
