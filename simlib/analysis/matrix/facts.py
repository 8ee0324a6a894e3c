"""What rules of AWS and of resources say by the kind of caller and resource alone: no policy asked.

The rules themselves are those of the traced evaluator, each asked once for all principals and
resources that it treats alike.
"""

from collections.abc import Sequence
from typing import NamedTuple

from ...evaluation.asked import Asked
from ...evaluation.policy_set import PolicySet
from ...evaluation.public_access import is_public, restricted
from ...evaluation.refusals import reserved, without_signature
from ...evaluation.request import Request, ResourceKind
from ...evaluation.resource_side import allows_across, never_asked
from ...language.policy import Policy
from ..deciding.decider import kind_key
from ..deciding.plan import resource_control_of
from .axis import Bits, bits_at
from .column import Column
from .rows import Row

__all__ = ["Facts", "Kinds"]

Controls = tuple[tuple[tuple[Policy, ...], Bits], ...]
Asking = list[tuple[Asked, Bits]]


class Facts(NamedTuple):
    """For whom it is so, a bit a principal; `controls` are RCPs, and from whom they protect."""

    open: Bits  # AWS itself lets them
    same_account: Bits
    must_allow: Bits
    asks: Bits  # the resource's policy is asked
    names: Bits  # … and an Allow in it counts
    gives: Bits  # … and gives something by itself
    restricted: Bits
    controls: Controls


class Kinds:
    """Which principals and which resources rules treat alike, with one request of each pair."""

    def __init__(self, rows: Sequence[Row], columns: Sequence[Column]) -> None:
        groups = _groups(rows)
        self._kinds = [_kind(column) for column in columns]
        examples = dict(zip(self._kinds, columns, strict=True))
        self._asking = {
            kind: [(_asking(row, column), bits) for row, bits in groups]
            for kind, column in examples.items()
        }

    def facts(self, action: str) -> list[Facts]:
        """The facts of every column for one action of the service."""
        found = {kind: _facts(asking, action) for kind, asking in self._asking.items()}
        return [found[kind] for kind in self._kinds]


def _kind(column: Column) -> object:
    """All that rules ask of a resource; of Block Public Access, where its policy is public."""
    resource, policy = column.resource, column.policy
    door = resource.kind is ResourceKind.ACCESS_POINT
    public = policy is not None and bool(is_public(policy, of_access_point=door))
    blocked = (resource.restricted_to, resource.vpc) if public else None
    _, marks = kind_key(column.asked)
    return resource.account, resource.kind, resource.aws_managed, marks, blocked


def _groups(rows: Sequence[Row]) -> list[tuple[Row, Bits]]:
    alike: dict[object, list[int]] = {}
    for place, row in enumerate(rows):
        alike.setdefault(row.group, []).append(place)
    return [(rows[places[0]], bits_at(places)) for places in alike.values()]


def _asking(row: Row, column: Column) -> Asked:
    accounts = (*row.asked.policies.accounts, *column.accounts)
    policies = PolicySet(resource_based=column.policy, accounts=accounts)
    action = column.asked.request.action
    return Asked(Request(row.asked.principal, action, column.resource), policies)


def _facts(asking: Asking, action: str) -> Facts:
    controls: dict[tuple[Policy, ...], Bits] = {}
    found = []
    for asked, bits in asking:
        asked.action = action  # the same request again, for another action
        found.append((_of_one(asked), bits))
        policies = tuple(p for level in resource_control_of(asked) for p in level.policies)
        if policies:
            controls[policies] = controls.get(policies, 0) | bits
    fields = len(Facts._fields) - 1
    so = (sum(bits for each, bits in found if each[place]) for place in range(fields))
    return Facts._make([*so, tuple(controls.items())])


def _of_one(asked: Asked) -> tuple[bool, ...]:
    """The fields of Facts for one group, in their order."""
    asks = never_asked(asked) is None
    names = asks and allows_across(asked)
    gives = names and not (asked.is_key and asked.action == "kms:retiregrant")  # rule H11
    return (
        not (reserved(asked) or without_signature(asked)),
        asked.same_account,
        asked.is_trust or asked.is_key,
        asks,
        names,
        gives,
        restricted(asked) is not None,
    )
