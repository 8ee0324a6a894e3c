"""The principals' side: of every principal a row of bits, what its own policies say of resources.

Source: the layers' twins in `evaluation/layers.py`, which have the sources.
"""

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import and_, or_
from typing import Any, NamedTuple

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
from .rules import Rulebook, Rules

__all__ = ["Row", "RowBits", "Rows", "row_of"]

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
    consulted: Policies = ()

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
    attached = ((), (), ()) if asked.principal.type in OUTSIDE else _attached(asked)
    consulted = tuple(each for policies in (*attached, *levels) for each in policies)
    return Row(caller.session, asked, Fixed(_own_keys(asked)), *attached, levels, consulted)


def _attached(asked: Asked) -> tuple[Policies, Policies, Policies]:
    """The root user has no identity-based policies."""
    root = asked.principal.type is PrincipalType.ROOT
    own = asked.policies
    return () if root else own.identity_based, boundary_of(asked), own.session


def _own_keys(asked: Asked) -> Values:
    """The context keys but those that a resource brings."""
    others = (PRINCIPAL, RESOURCE)
    return Values(
        (key, value)
        for key, value in asked.values.items()
        if key not in others and group_of(key) is not Group.RESOURCE
    )


class Rows:
    """Finds the bits of rows; where the same rules concern an action, those found before."""

    def __init__(self, book: Rulebook, lines: Lines) -> None:
        self._book, self._lines, self._true = book, lines, lines.axis.true
        self._seen: dict[Any, RowBits] = {}

    def bits(self, row: Row, action: str) -> RowBits:
        """The bits of a row for one action."""
        rules = {id(each): self._book.concerning(each, action) for each in row.consulted}
        key = id(row), *map(id, rules.values())
        found = self._seen.get(key)
        if found is None:
            found = self._seen[key] = self._found(row, rules)
        return found

    def _found(self, row: Row, rules: Mapping[int, Rules]) -> RowBits:
        def allows(policy: Policy) -> Bits:
            return self._lines.any_of(rules[id(policy)].allows, row.fixed)

        def limit(policies: Policies) -> Bits:
            """Any must allow; one whose statements are not known limits nothing."""
            return _any(self._true if each.unread else allows(each) for each in policies)

        root = row.asked.principal.type is PrincipalType.ROOT
        return RowBits(
            _any(self._lines.any_of(each.denies, row.fixed) for each in rules.values()),
            reduce(and_, (limit(policies) for policies in row.levels), self._true),
            self._true if root else _any(allows(each) for each in row.identity),
            limit(row.boundary) if row.boundary else self._true,
            limit(row.sessions) if row.sessions else self._without_session_policy(row),
        )

    def _without_session_policy(self, row: Row) -> Bits:
        """GetFederationToken sessions have nothing without one."""
        return 0 if row.asked.principal.type is PrincipalType.FEDERATED_USER else self._true


def _any(lines: Iterable[Bits]) -> Bits:
    return reduce(or_, lines, 0)
