"""The resources' side: of every resource a column of bits, what it says of the principals.

A resource may look different from its own account and from others; a request through an access
point meets two. Each is a column of its own.
Source: the layers' twins in `evaluation/layers.py` and `evaluation/resource_side.py`.
"""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from ...evaluation.request import ResourceKind
from ...evaluation.resource_side import ANY_FORM, ITSELF, ROLE_OR_USER
from ...language.policy import Policy
from ...language.terms import Effect
from ...trace.nodes import Reason
from ..deciding.account_formula import Bit
from ..deciding.atoms import condition, grant_formula
from .axis import Bits
from .column import Column
from .facts import Facts
from .lines import Lines
from .naming import Naming
from .rules import Rule, Rulebook

__all__ = ["ColumnBits", "Columns"]


class ColumnBits(NamedTuple):
    """What the resource's side says, a bit a principal: parts of `Sides`."""

    denied: Bit
    aws: Bit
    same_account: Bit
    must_allow: Bit
    grants: Bit
    itself: Bit
    role_or_user: Bit
    any_form: Bit
    to_outsiders: Bit


class Columns:
    """Finds the bits of columns, from the rules of their policies and whom they name.

    Where the same rules concern an action, they are those found before.
    """

    def __init__(self, book: Rulebook, lines: Lines, naming: Naming) -> None:
        self._book, self._lines, self._naming = book, lines, naming
        self._certain = lines.axis.certain
        self._seen: dict[Any, ColumnBits] = {}

    def bits(self, column: Column, action: str, known: Facts) -> ColumnBits:
        """The bits of a column for one action."""
        controls = (each for policies, _ in known.controls for each in policies)
        asked = (*controls, column.policy) if column.policy else controls
        rules = (id(self._book.concerning(each, action)) for each in asked)
        key = id(column), known, column.grants and action, *rules
        found = self._seen.get(key)
        if found is None:
            found = self._seen[key] = self._found(column, action, known)
        return found

    def _found(self, column: Column, action: str, known: Facts) -> ColumnBits:
        named = list(self._named(column, action))
        certain = self._certain
        gives = certain(known.gives)
        to_anyone = _by(ANY_FORM, named)
        return ColumnBits(
            self._denied(column, action, known),
            certain(known.open) & self._over_tls(column),
            certain(known.same_account),
            certain(known.must_allow),
            self._granted(column, action),
            _by(ITSELF, named) & gives,
            _by(ROLE_OR_USER, named) & gives,
            to_anyone & certain(known.names),
            to_anyone & gives,
        )

    def _named(self, column: Column, action: str) -> Iterable[tuple[Reason, Bits]]:
        """The Allow statements: how each names whom, where it matches."""
        rules = self._book.concerning(column.policy, action).allows if column.policy else ()
        for rule in rules:
            bits = self._lines.bits(rule.formula, column.fixed)
            for how, who in self._who(rule, Effect.ALLOW):
                yield how, bits & who

    def _who(self, rule: Rule, effect: Effect) -> list[tuple[Reason, Bits]]:
        if rule.principals is None:
            return []
        named = self._naming.named(rule.principals, effect)
        return [(how, self._certain(who)) for how, who in named]

    def _denied(self, column: Column, action: str, known: Facts) -> Bits:
        certain, own = self._certain, column.policy
        found = certain(known.restricted) | self._elsewhere(column)
        if own is not None:
            found |= self._denies(own, column, action) & certain(known.asks)
        for policies, who in known.controls:
            found |= certain(who) & _any(self._denies(each, column, action) for each in policies)
        return found

    def _denies(self, policy: Policy, column: Column, action: str) -> Bits:
        return _any(
            self._lines.bits(rule.formula, column.fixed)
            & (_any(who for _, who in self._who(rule, Effect.DENY)) if rule.principals else -1)
            for rule in self._book.concerning(policy, action).denies
        )

    def _elsewhere(self, column: Column) -> Bits:
        """An access point for a VPC is closed to other networks (rule G7)."""
        vpc = column.resource.vpc
        if vpc is None:
            return 0
        return self._lines.bits(~condition("StringEquals", "aws:SourceVpc", vpc), column.fixed)

    def _over_tls(self, column: Column) -> Bits:
        """Access points take HTTPS only (rule G7)."""
        if column.resource.kind is not ResourceKind.ACCESS_POINT:
            return self._lines.axis.true
        plain = condition("StringEquals", "aws:SecureTransport", "false")
        return self._lines.bits(~plain, column.fixed)

    def _granted(self, column: Column, action: str) -> Bits:
        """KMS grants, on keys alone."""
        if not column.grants or not action.startswith("kms:"):
            return 0
        return _any(
            self._lines.bits(grant_formula(each, action), column.fixed)
            & self._certain(self._naming.granted(each, action))
            for each in column.grants
        )


def _by(naming: frozenset[Reason], named: list[tuple[Reason, Bits]]) -> Bits:
    return _any(bits for how, bits in named if how in naming)


def _any(lines: Iterable[Bits]) -> Bits:
    return reduce(or_, lines, 0)
