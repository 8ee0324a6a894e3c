"""Bits as planes of numpy: principals by readings by resources, and the decisions of them all."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..deciding.account_formula import Sides, allowed
from .axis import READINGS, Axis, Bits
from .columns import ColumnBits
from .rows import RowBits

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Plane = NDArray[numpy.uint8]

__all__ = ["Answers", "Plane", "Planes", "answers"]

NOW, SURELY, POSSIBLY = range(READINGS)


class Answers(NamedTuple):
    """A bit a cell: the decision, and whether it is allowed for sure, or could be."""

    allowed: "Plane"
    denied: "Plane"
    surely: "Plane"
    possibly: "Plane"


class Planes:
    """Makes planes of rows and of columns, of equal columns but once."""

    def __init__(self, principals: Axis, resources: Axis) -> None:
        self.principals, self.resources = principals, resources
        self._turned: dict[tuple[Bits, ...], Plane] = {}

    def of_rows(self, rows: Sequence[Bits]) -> "Plane":
        """A number a principal, its bits the resources."""
        return _bytes(rows, self.resources)

    def of_columns(self, columns: Sequence[Bits]) -> "Plane":
        """A number a resource, its bits the principals."""
        import numpy

        key = tuple(columns)
        if not any(key):
            return numpy.zeros((1, 1, 1), numpy.uint8)
        if key not in self._turned:
            if len(self._turned) >= REMEMBERED:
                self._turned.clear()
            self._turned[key] = self._turn(columns)
        return self._turned[key]

    def _turn(self, columns: Sequence[Bits]) -> "Plane":
        import numpy

        count = len(self.principals.values)
        bits = numpy.unpackbits(_bytes(columns, self.principals), axis=2, bitorder="little")
        packed = numpy.packbits(bits[:, :, :count], axis=0, bitorder="little")
        return numpy.ascontiguousarray(packed.transpose(2, 1, 0))


REMEMBERED = 32  # planes of columns


def _bytes(lines: Sequence[Bits], axis: Axis) -> "Plane":
    import numpy

    size = READINGS * axis.width // 8
    written = b"".join(line.to_bytes(size, "little") for line in lines)
    return numpy.frombuffer(written, numpy.uint8).reshape(len(lines), READINGS, axis.width // 8)


def answers(
    planes: Planes, rows: Sequence[RowBits], columns: Sequence[ColumnBits], who: "Marks"
) -> Answers:
    """What the account rules make of both sides."""
    row = RowBits(*(planes.of_rows(each) for each in zip(*rows, strict=True)))
    column = ColumnBits(*(planes.of_columns(each) for each in zip(*columns, strict=True)))
    denied, may = row.denied | column.denied, allowed(_sides(row, column, who))
    denied, may = denied & ~who.free, may | who.free
    return Answers(
        may[:, NOW] & ~denied[:, NOW],
        denied[:, NOW],
        may[:, SURELY] & ~denied[:, POSSIBLY],
        may[:, POSSIBLY] & ~denied[:, SURELY],
    )


class Marks(NamedTuple):
    """Of every principal, whatever the resource: 255 where it is so, 0 where it is not."""

    outside: "Plane"
    refused: "Plane"
    free: "Plane"


def _sides(row: RowBits, column: ColumnBits, who: Marks) -> Sides:
    import numpy

    return Sides(
        aws=column.aws & ~who.refused,
        organization=row.organization,
        endpoint=numpy.uint8(255),  # nobody here comes through one
        outside=who.outside,
        same_account=column.same_account,
        must_allow=column.must_allow,
        identity=row.identity,
        boundary=row.boundary,
        session=row.session,
        grants=column.grants,
        itself=column.itself,
        role_or_user=column.role_or_user,
        any_form=column.any_form,
        to_outsiders=column.to_outsiders,
    )
