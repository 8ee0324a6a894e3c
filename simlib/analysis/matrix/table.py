"""One tile of the matrix: some principals and resources, and actions that find the same there."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...cloud.key_origins import Group, group_of
from ...cloud.sessions import refusal_of
from ...evaluation.asked import Asked
from ...evaluation.policy_set import PolicySet
from ...evaluation.refusals import always_allowed
from ...evaluation.request import Request
from ..deciding.atoms import Atom, Encrypted
from ..deciding.plan import OUTSIDE
from .axis import Axis
from .column import Column
from .columns import Columns
from .facts import Kinds
from .lines import along_principals, along_resources
from .naming import Naming
from .planes import Answers, Marks, Planes, answers
from .rows import Row, Rows
from .rules import Rulebook

if TYPE_CHECKING:
    from .planes import Plane

__all__ = ["Table"]

REMEMBERED = 32  # answers


class Table:
    """Rows and columns with all that is remembered of them, to decide action after action."""

    def __init__(
        self,
        rows: Sequence[Row],
        columns: Sequence[Column],
        book: Rulebook,
        said: Mapping[str, object],
    ) -> None:
        self.rows, self.columns = rows, columns
        principals = Axis([row.fixed.values for row in rows])
        resources = Axis([column.fixed.values for column in columns])
        probe, unknown = _probe(rows[0], said), _unknown(said)
        arns = tuple(column.fixed.arn for column in columns)
        self._rows = Rows(book, along_resources(resources, arns, unknown, probe))
        across = along_principals(principals, unknown, probe)
        self._columns = Columns(book, across, Naming([row.asked for row in rows]))
        self._planes, self._kinds = Planes(principals, resources), Kinds(rows, columns)
        self._seen: dict[Any, Answers] = {}

    def answers(self, action: str) -> Answers:
        """All cells of one action, in lower case; where both sides say the same, as before."""
        facts = self._kinds.facts(action)
        columns = [
            self._columns.bits(column, action, known)
            for column, known in zip(self.columns, facts, strict=True)
        ]
        rows = [self._rows.bits(row, action) for row in self.rows]
        marks = self._marks(action)
        key = tuple(map(id, rows)), tuple(map(id, columns)), *(each.tobytes() for each in marks)
        if key not in self._seen:
            if len(self._seen) >= REMEMBERED:
                self._seen.clear()
            self._seen[key] = answers(self._planes, rows, columns, marks)
        return self._seen[key]

    def _marks(self, action: str) -> Marks:
        """What hangs on the credentials alone."""
        kinds = [(row.session.type, row.session.principal, row.session.mfa) for row in self.rows]
        examples = dict(zip(kinds, self.rows, strict=True))
        by_kind = {kind: _mark(row, action) for kind, row in examples.items()}
        return Marks(*(_plane(each) for each in zip(*(by_kind[k] for k in kinds), strict=True)))


def _mark(row: Row, action: str) -> tuple[bool, ...]:
    """The fields of Marks, of one principal."""
    refusal = refusal_of(row.session, action)
    asked = Asked(Request(row.asked.principal, action, refusal=refusal), PolicySet())
    return asked.principal.type in OUTSIDE, bool(refusal), always_allowed(asked) is not None


def _plane(so: Sequence[bool]) -> "Plane":
    import numpy

    return numpy.array([255 if each else 0 for each in so], numpy.uint8).reshape(-1, 1, 1)


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
