"""What came of loading an account's export: the cloud, and all that could not be taken over."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..attached import identity_at, name_in_arn
from ..identities import Group, Role, User
from ..state import State
from .texts import Problem

if TYPE_CHECKING:
    from ..cloud import Cloud

__all__ = ["Imported"]

_COUNTED = {
    "users": "user",
    "groups": "group",
    "roles": "role",
    "policies": "managed policy",
    "buckets": "bucket",
    "access_points": "access point",
    "keys": "KMS key",
    "grants": "grant",
    "endpoints": "VPC endpoint",
}
SHOWN = 50  # problems


@dataclass(frozen=True)
class Imported:
    """The cloud with the account in it. Printed, it shows counts, problems and what was not given.

    `problems` are in the export's order; `not_given` are the parts of a folder that are not there.
    """

    cloud: "Cloud" = field(repr=False)
    account: str
    problems: tuple[Problem, ...]
    not_given: tuple[str, ...]

    def problems_of(self, arn: str) -> tuple[Problem, ...]:
        """The problems of an entity: its own, its groups', and those of its managed policies."""
        concerned = {arn, *_attached_to(self.cloud.state, arn)}
        return tuple(problem for problem in self.problems if problem.entity in concerned)

    def __repr__(self) -> str:
        return f"<{self._counts()}; {_count(len(self.problems), 'problem')}>"

    def __str__(self) -> str:
        lines = [self._counts(), _count(len(self.problems), "problem")]
        lines += [f"  {problem}" for problem in self.problems[:SHOWN]]
        if len(self.problems) > SHOWN:
            lines.append(f"  and {len(self.problems) - SHOWN} more")
        if self.not_given:
            lines.append(f"Not given, so not counted: {', '.join(self.not_given)}")
        return "\n".join(lines)

    def _counts(self) -> str:
        state = self.cloud.state
        account = state.accounts[self.account]
        found = Counter({name: _own(state, name, account.id) for name in _COUNTED})
        counts = [_count(found[name], noun) for name, noun in _COUNTED.items() if found[name]]
        organization = state.organization
        if organization is not None:
            counts.append(f"organization {organization.id}")
        return f"account {account.id} ({account.name}): {', '.join(counts)}"


def _attached_to(state: State, arn: str) -> Iterator[str]:
    """The ARNs of an identity's groups, and of the managed policies that count for it."""
    kind, account, name = name_in_arn(arn)
    group = state.groups.get((account, name)) if kind == "group" else None
    identity: User | Role | Group | None = group or identity_at(state, arn)
    if identity is None:
        return
    yield from identity.attached
    if isinstance(identity, User | Role) and identity.boundary:
        yield identity.boundary
    for each in identity.groups if isinstance(identity, User) else ():
        group_arn = state.groups[account, each].arn
        yield group_arn
        yield from _attached_to(state, group_arn)


def _own(state: State, table: str, account: str) -> int:
    things = getattr(state, table).values()
    if table == "grants":
        return sum(f":{account}:" in each.key for each in things)
    whose = (account, "aws") if table == "policies" else (account,)
    return sum(each.account in whose for each in things)


def _count(number: int, noun: str) -> str:
    """
    >>> _count(1, "problem"), _count(2, "managed policy"), _count(0, "problem")
    ('1 problem', '2 managed policies', 'no problems')
    """
    plural = f"{noun[:-1]}ies" if noun.endswith("cy") else f"{noun}s"
    return f"{number or 'no'} {noun if number == 1 else plural}"
