"""The principals' side: of every principal a row of bits, what its own policies say of resources.

Source: the layers' twins in `evaluation/layers.py`, which have the sources.
"""

from collections.abc import Iterable
from functools import reduce
from operator import and_, or_
from typing import NamedTuple

from ...cloud.caller import Caller
from ...cloud.key_origins import Group, group_of
from ...cloud.sessions import Session
from ...evaluation.asked import Asked
from ...evaluation.checks import PRINCIPAL, RESOURCE, Values
from ...evaluation.request import PrincipalType
from ...language.policy import Policy
from ..deciding.account_formula import Bit
from ..deciding.plan import OUTSIDE, boundary_of, service_control_of
from .axis import Bits
from .lines import Fixed, Lines
from .rules import Rulebook

__all__ = ["Row", "RowBits", "row_bits", "row_of"]

Policies = tuple[Policy, ...]


class Row(NamedTuple):
    """A principal with what is attached to it. `asked` is one request of its own."""

    session: Session
    asked: Asked
    fixed: Fixed
    identity: Policies = ()
    boundary: Policies = ()
    sessions: Policies = ()
    levels: tuple[Policies, ...] = ()

    @property
    def group(self) -> tuple[object, ...]:
        """Principals alike in this are treated alike by the rules of AWS and of resources."""
        principal = self.asked.principal
        return principal.account, principal.type, principal.service_linked_role


class RowBits(NamedTuple):
    """What each layer of the principal's side says, a bit a resource."""

    denied: Bit
    organization: Bit
    identity: Bit
    boundary: Bit
    session: Bit


def row_of(caller: Caller, action: str) -> Row:
    """The row of a caller for the actions that are like this one. Raises what `can` raises."""
    gate = caller.gates(action)[-1]
    asked = Asked(gate.request, gate.policies)
    levels = tuple(level.policies for level in service_control_of(asked))
    row = Row(caller.session, asked, Fixed(_own_keys(asked)), levels=levels)
    if asked.principal.type in OUTSIDE:
        return row
    own = asked.policies
    identity = () if asked.principal.type is PrincipalType.ROOT else own.identity_based
    return row._replace(identity=identity, boundary=boundary_of(asked), sessions=own.session)


def _own_keys(asked: Asked) -> Values:
    """The context keys but those that a resource brings."""
    others = (PRINCIPAL, RESOURCE)
    return Values(
        (key, value)
        for key, value in asked.values.items()
        if key not in others and group_of(key) is not Group.RESOURCE
    )


def row_bits(row: Row, action: str, book: Rulebook, lines: Lines) -> RowBits:
    """The bits of a row for one action."""
    true = lines.axis.true

    def allows(policy: Policy) -> Bits:
        return lines.any_of(book.concerning(policy, action).allows, row.fixed)

    def limit(policies: Policies) -> Bits:
        """Any must allow; one whose statements are not known limits nothing."""
        return _any(true if each.unread else allows(each) for each in policies)

    kind = row.asked.principal.type
    nothing = kind is PrincipalType.FEDERATED_USER and not row.sessions
    consulted = (*row.identity, *row.boundary, *row.sessions, *(p for at in row.levels for p in at))
    return RowBits(
        _any(lines.any_of(book.concerning(p, action).denies, row.fixed) for p in consulted),
        reduce(and_, (limit(policies) for policies in row.levels), true),
        true if kind is PrincipalType.ROOT else _any(allows(each) for each in row.identity),
        limit(row.boundary) if row.boundary else true,
        0 if nothing else limit(row.sessions) if row.sessions else true,
    )


def _any(lines: Iterable[Bits]) -> Bits:
    return reduce(or_, lines, 0)
