"""From rows and columns to cells: what a request meets at its gates, joined into one answer.

Source: "Configuring IAM policies for using access points" (all gates must allow, a deny counts).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .places import Met
from .planes import Answers

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    from .planes import Plane

    Bools = NDArray[numpy.bool_]
    Places = NDArray[numpy.intp]

__all__ = ["Join"]


class Join:
    """Puts the answers of those who can ask, at every gate, where their cells are.

    `seats` are the places of the rows, `accounts` whose they are. `asked` is where anything can be
    asked at all.
    """

    def __init__(
        self, shape: tuple[int, int], seats: Sequence[int], accounts: Sequence[str | None], met: Met
    ) -> None:
        self._shape, self._seats, self._count = shape, list(seats), len(met.columns)
        self._gates = [
            (_of(account, accounts), *self._two(gates)) for account, gates in met.gates.items()
        ]
        each = tuple((place,) for place in range(shape[1]))
        self._straight = all(gates == each for gates in met.gates.values())
        self.asked = self._seated(self._askable())

    def _two(self, gates: Sequence[tuple[int, ...]]) -> "tuple[Places, Places]":
        """The first and the last gate of each resource; behind all columns where it has none."""
        import numpy

        met = [gate or (self._count,) for gate in gates]
        return numpy.array([g[0] for g in met], int), numpy.array([g[-1] for g in met], int)

    def _askable(self) -> "Plane":
        import numpy

        found = numpy.zeros((len(self._seats), self._shape[1]), bool)
        for rows, first, _ in self._gates:
            found[rows] = first < self._count
        return numpy.packbits(found, axis=1, bitorder="little")

    def __call__(self, answers: Answers) -> Answers:
        """The answers of rows and columns, as answers of cells."""
        joined = answers if self._straight else self._joined(answers)
        return Answers(*(self._seated(plane) & self.asked for plane in joined))

    def _joined(self, answers: Answers) -> Answers:
        import numpy

        every, some = numpy.logical_and, numpy.logical_or
        return Answers(
            self._at_gates(answers.allowed, every),
            self._at_gates(answers.denied, some),
            self._at_gates(answers.surely, every),
            self._at_gates(answers.possibly, every),
        )

    def _at_gates(self, plane: "Plane", both: "numpy.ufunc") -> "Plane":
        import numpy

        bits = numpy.unpackbits(plane, axis=1, bitorder="little", count=self._count).view(bool)
        bits = numpy.pad(bits, ((0, 0), (0, 1)))
        found = numpy.empty((len(bits), self._shape[1]), bool)
        for rows, first, last in self._gates:
            own = bits[rows]
            found[rows] = both(own[:, first], own[:, last])
        return numpy.packbits(found, axis=1, bitorder="little")

    def _seated(self, plane: "Plane") -> "Plane":
        """The rows at their places; the others are empty."""
        import numpy

        if len(self._seats) == self._shape[0]:
            return plane
        found = numpy.zeros((self._shape[0], plane.shape[1]), numpy.uint8)
        found[self._seats] = plane
        return found


def _of(account: str | None, accounts: Sequence[str | None]) -> list[int]:
    return [row for row, each in enumerate(accounts) if each == account]
