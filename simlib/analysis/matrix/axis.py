"""One side of the matrix: principals or resources in their order, each a bit of a number.

A number holds three readings one behind the other: what is so now; what is so whatever the keys
that are not known say; what could be so if they said otherwise.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from ...evaluation.checks import Values

__all__ = ["READINGS", "Axis", "Bits"]

Bits = int
READINGS = 3
_ABSENT: Any = object()


class Axis:
    """Whatever stands along one side, by the context keys that each brings."""

    def __init__(self, values: Sequence[Values]) -> None:
        self.values = values
        self.width = -(-len(values) // 8) * 8  # whole bytes, so that readings can be parted
        self.all = (1 << len(values)) - 1
        self.true = self.certain(self.all)
        self._groups: dict[tuple[str, ...], list[tuple[Values, Bits]]] = {}

    def certain(self, bits: Bits) -> Bits:
        """The same in every reading."""
        return bits | bits << self.width | bits << 2 * self.width

    def unknown(self, bits: Bits) -> Bits:
        """So now, but not surely so, and possibly so everywhere."""
        return bits | self.all << 2 * self.width

    def groups(self, keys: tuple[str, ...]) -> list[tuple[Values, Bits]]:
        """Those that are alike in these keys, with the values of those that they have."""
        found = self._groups.get(keys)
        if found is None:
            found = self._groups[keys] = self._grouped(keys)
        return found

    def _grouped(self, keys: tuple[str, ...]) -> list[tuple[Values, Bits]]:
        places: dict[tuple[Any, ...], list[int]] = {}
        for place, values in enumerate(self.values):
            alike = tuple(values.get(key, _ABSENT) for key in keys)
            places.setdefault(alike, []).append(place)
        return [(_values(keys, alike), bits_at(found)) for alike, found in places.items()]


def bits_at(places: Iterable[int]) -> Bits:
    """A number with bits at these places.

    >>> bits_at([0, 3])
    9
    """
    found = 0
    for place in places:
        found |= 1 << place
    return found


def _values(keys: tuple[str, ...], alike: tuple[Any, ...]) -> Values:
    pairs = zip(keys, alike, strict=True)
    return Values((key, value) for key, value in pairs if value is not _ABSENT)
