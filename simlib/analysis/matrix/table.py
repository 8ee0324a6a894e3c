"""One tile of the matrix: some principals and resources, and actions that find the same there."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ...cloud.key_origins import Group, group_of
from ...cloud.sessions import refusal_of
from ...evaluation.asked import Asked
from ...evaluation.policy_set import PolicySet
from ...evaluation.refusals import always_allowed
from ...evaluation.request import Request
from ..deciding.atoms import Atom, Encrypted
from ..deciding.decider import kind_key
from ..deciding.plan import OUTSIDE
from .axis import Axis, Bits, bits_at
from .columns import Column, ColumnBits, Columns
from .facts import Facts, facts
from .lines import along_principals, along_resources
from .naming import Naming
from .planes import Answers, Marks, Planes, answers
from .rows import Row, row_bits
from .rules import Rulebook

if TYPE_CHECKING:
    from .planes import Plane

__all__ = ["Table"]


class Table:
    """Rows and columns with all that is remembered of them, to decide action after action."""

    def __init__(
        self,
        rows: Sequence[Row],
        columns: Sequence[Column],
        book: Rulebook,
        said: Mapping[str, object],
    ) -> None:
        self.rows, self.columns, self._book = rows, columns, book
        principals = Axis([row.fixed.values for row in rows])
        resources = Axis([column.fixed.values for column in columns])
        probe, unknown = _probe(rows[0], said), _unknown(said)
        arns = tuple(column.fixed.arn for column in columns)
        self._rows = along_resources(resources, arns, unknown, probe)
        across = along_principals(principals, unknown, probe)
        self._columns = Columns(book, across, Naming([row.asked for row in rows]))
        self._planes = Planes(principals, resources)
        self._groups = _groups(rows)

    def answers(self, action: str) -> Answers:
        """All cells of one action, in lower case."""
        known: dict[object, Facts] = {}
        columns = [self._column(each, action, known) for each in self.columns]
        rows = [row_bits(row, action, self._book, self._rows) for row in self.rows]
        return answers(self._planes, rows, columns, self._marks(action))

    def _column(self, column: Column, action: str, known: dict[object, Facts]) -> ColumnBits:
        """What rules say by the kind of the resource is found once for all of its kind."""
        owns = column.policy if column.resource.restricted_to else None
        kind = kind_key(column.asked), id(owns)
        if kind not in known:
            known[kind] = facts(list(self._asking(column, action)))
        return self._columns.bits(column, action, known[kind])

    def _asking(self, column: Column, action: str) -> Iterator[tuple[Asked, Bits]]:
        for row, bits in self._groups:
            accounts = (*row.asked.policies.accounts, *column.accounts)
            policies = PolicySet(resource_based=column.policy, accounts=accounts)
            yield Asked(Request(row.asked.principal, action, column.resource), policies), bits

    def _marks(self, action: str) -> Marks:
        """What hangs on the credentials alone."""
        asked = [_asked_by(row, action) for row in self.rows]
        return Marks(
            _mark([each.principal.type in OUTSIDE for each in asked]),
            _mark([bool(each.request.refusal) for each in asked]),
            _mark([always_allowed(each) is not None for each in asked]),
        )


def _asked_by(row: Row, action: str) -> Asked:
    refusal = refusal_of(row.session, action)
    return Asked(Request(row.asked.principal, action, refusal=refusal), PolicySet())


def _mark(so: Sequence[bool]) -> "Plane":
    import numpy

    return numpy.array([255 if each else 0 for each in so], numpy.uint8).reshape(-1, 1, 1)


def _groups(rows: Sequence[Row]) -> list[tuple[Row, Bits]]:
    alike: dict[object, list[int]] = {}
    for place, row in enumerate(rows):
        alike.setdefault(row.group, []).append(place)
    return [(rows[places[0]], bits_at(places)) for places in alike.values()]


def _probe(row: Row, said: Mapping[str, object]) -> Asked:
    """A request to ask atoms with; each time they get other values."""
    return Asked(Request(row.asked.principal, row.asked.request.action, context=said), PolicySet())


def _unknown(said: Mapping[str, object]) -> Callable[[Atom], bool]:
    """Does an atom hang on what neither was said nor follows from principal and resource?"""
    given = {key.lower() for key in said}
    encryption = any(key.startswith("kms:encryptioncontext:") for key in given)

    def unknown(atom: Atom) -> bool:
        if isinstance(atom.asks, Encrypted):
            return not encryption
        return any(key not in given and group_of(key) not in _KNOWN for key in atom.keys)

    return unknown


_KNOWN = (Group.PRINCIPAL, Group.RESOURCE)
