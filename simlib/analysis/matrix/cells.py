"""The answers of a whole matrix, a bit a cell: decisions, counts, and where access is allowed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ...language.terms import Decision
from .tiles import Tile

if TYPE_CHECKING:
    import numpy
    import pandas
    from numpy.typing import NDArray

    from .planes import Plane

    Bools = NDArray[numpy.bool_]
    Texts = NDArray[numpy.object_]

__all__ = ["WORDS", "Cell", "Cells", "gathered"]

# By the number that stands for it in `codes`.
WORDS: Mapping[Decision | None, str] = {
    None: "cannot be asked",
    Decision.IMPLICIT_DENY: "implicitDeny",
    Decision.ALLOWED: "allowed",
    Decision.EXPLICIT_DENY: "explicitDeny",
}


class Planes(NamedTuple):
    """Of one action: principals by resources, eight resources a byte."""

    allowed: "Plane"
    denied: "Plane"
    conditional: "Plane"
    asked: "Plane"
    undenied: "Plane"  # could be allowed, if nothing denied it


class Cell(NamedTuple):
    """One cell: what it comes to, and whether it can be asked at all."""

    allowed: bool
    denied: bool
    conditional: bool
    asked: bool

    @property
    def decision(self) -> Decision | None:
        """The decision; None where it cannot be asked."""
        if not self.asked:
            return None
        if self.denied:
            return Decision.EXPLICIT_DENY
        return Decision.ALLOWED if self.allowed else Decision.IMPLICIT_DENY


@dataclass(frozen=True)
class Cells:
    """All cells, by action; `bits` says which bit of a row is which resource's."""

    bits: tuple[int, ...]
    planes: Mapping[str, Planes]

    def at(self, row: int, action: str, column: int) -> Cell:
        """One cell."""
        byte, bit = divmod(self.bits[column], 8)
        planes = self.planes[action][: len(Cell._fields)]
        return Cell(*(bool(plane[row, byte] >> bit & 1) for plane in planes))

    def codes(self, action: str) -> "Plane":
        """The decisions of an action, by their places in `WORDS`."""
        planes = self.planes[action]
        allowed, denied, asked = map(self._bools, (planes.allowed, planes.denied, planes.asked))
        codes: Plane = asked.view("uint8") + allowed + 2 * denied.view("uint8")
        return codes

    def counts(self) -> dict[Decision | None, int]:
        """How many cells have which decision."""
        import numpy

        found = numpy.zeros(len(WORDS), int)
        for action in self.planes:
            found += numpy.bincount(self.codes(action).ravel(), minlength=len(WORDS))
        return dict(zip(WORDS, found.tolist(), strict=True))

    def allowed(self, where: "Callable[[Bools], Bools]") -> "pandas.DataFrame":
        """The allowed cells out of which `where` leaves some: places, and if it is conditional."""
        import pandas

        none = pandas.DataFrame(columns=["principal", "action", "resource", "conditional"])
        frames = [self._allowed(action, where) for action in self.planes]
        kept = [frame for frame in frames if len(frame)]
        return pandas.concat(kept, ignore_index=True) if kept else none

    def _allowed(self, action: str, where: "Callable[[Bools], Bools]") -> "pandas.DataFrame":
        import pandas

        planes = self.planes[action]
        rows, columns = where(self._bools(planes.allowed)).nonzero()
        conditional = self._bools(planes.conditional)[rows, columns]
        found = {"principal": rows, "action": action, "resource": columns}
        return pandas.DataFrame(found | {"conditional": conditional})

    def possible(self) -> Iterator[tuple[int, str, int]]:
        """Row, action and column of what could be allowed, and of what cannot be asked."""
        for action, planes in self.planes.items():
            rows, columns = self._bools(planes.undenied | ~planes.asked).nonzero()
            for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
                yield row, action, column

    def differing(self, other: "Cells") -> Iterator[tuple[int, str, int]]:
        """Row, action and column where the other, of the same shape, is allowed otherwise.

        Or conditional otherwise, or cannot be asked.
        """
        for action, planes in self.planes.items():
            others = other.planes[action]
            found = (planes.allowed ^ others.allowed) | (planes.conditional ^ others.conditional)
            rows, columns = self._bools(found | (planes.asked ^ others.asked)).nonzero()
            for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
                yield row, action, column

    def _bools(self, plane: "Plane") -> "Bools":
        import numpy

        bits = numpy.unpackbits(plane, axis=1, bitorder="little")
        return bits[:, list(self.bits)].view(numpy.bool_)


def gathered(
    steps: Iterable[Tile], principals: int, actions: Sequence[str], bits: Sequence[int]
) -> Cells:
    """The tiles, put where they belong; `bits` are those of the resources."""
    import numpy

    shape = principals, max(bits, default=-1) // 8 + 1
    kinds = range(len(Planes._fields))
    found = {each: Planes(*(numpy.zeros(shape, numpy.uint8) for _ in kinds)) for each in actions}
    for action, row, byte, answers, asked in steps:
        conditional = answers.possibly & ~answers.surely
        parts = answers.allowed, answers.denied, conditional, asked, answers.undenied
        for plane, part in zip(found[action], parts, strict=True):
            plane[row : row + part.shape[0], byte : byte + part.shape[1]] = part
    return Cells(tuple(bits), found)
