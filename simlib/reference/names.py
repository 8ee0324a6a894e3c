"""A mapping by name without regard to case, that makes what it holds when it is asked for.

Source: "IAM JSON policy elements: Action".
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from ..language.errors import UnknownNameError, did_you_mean
from ..language.wildcard import text_glob

__all__ = ["Names", "nearest"]

T = TypeVar("T")
_VARIABLE = re.compile(r"\$\{[^}]*\}|<[^>]*>")


class Names(Mapping[str, T]):
    """Names as AWS writes them; looked up in any case, an unknown one answered with the nearest.

    >>> Names("service", {"s3": 1}, lambda name, row: f"{name} {row}")["S3"]
    's3 1'
    """

    __slots__ = ("_by_lower", "_made", "_make", "_rows", "_templates", "_what")

    def __init__(self, what: str, rows: Mapping[str, Any], make: Callable[[str, Any], T]) -> None:
        self._what, self._rows, self._make = what, rows, make
        self._made: dict[str, T] = {}
        self._by_lower: dict[str, str] = {}
        self._templates: list[tuple[Callable[[str], bool], str]] = []

    def __getitem__(self, name: str) -> T:
        """What has this name. Raises UnknownNameError."""
        spelt = self.spelt(name)
        if spelt is None:
            raise UnknownNameError(self._unknown(name))
        if spelt not in self._made:
            self._made[spelt] = self._make(spelt, self._rows[spelt])
        return self._made[spelt]

    def spelt(self, name: object) -> str | None:
        """The name as AWS writes it; None where there is none like it."""
        if name in self._rows or not isinstance(name, str):
            return name if isinstance(name, str) else None
        if not self._by_lower:
            self._read_names()
        lower = name.lower()
        return self._by_lower.get(lower) or self._templated(lower)

    def _read_names(self) -> None:
        self._by_lower = {each.lower(): each for each in self._rows}
        templates = (each for each in self._rows if _VARIABLE.search(each))
        self._templates = [(_stands_for(each.lower()), each) for each in templates]

    def _templated(self, lower: str) -> str | None:
        """`aws:ResourceTag/${TagKey}` and `s3:ExistingObjectTag/<key>` stand for one key a tag."""
        return next((name for stands_for, name in self._templates if stands_for(lower)), None)

    def _unknown(self, name: object) -> str:
        near = nearest(name, tuple(self._rows)) if isinstance(name, str) else ""
        return f"no {self._what} `{name}`" + (f"; {near}" if near else "")

    def of_rows(self, fits: Callable[[Any], bool]) -> Iterator[T]:
        """What is made of the rows that fit; the others are not made."""
        return (self[name] for name, row in self._rows.items() if fits(row))

    def __contains__(self, name: object) -> bool:
        return self.spelt(name) is not None

    def get(self, name: str, default: Any = None) -> Any:
        """What has this name, or the default."""
        return default if self.spelt(name) is None else self[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        shown = ", ".join(list(self)[:4])
        return f"<{len(self)} by {self._what}: {shown}{', …' if len(self) > 4 else ''}>"


@lru_cache(maxsize=1024)
def nearest(name: str, known: tuple[str, ...]) -> str:
    """`did_you_mean`, which takes its time, remembered: the same slip is asked about often."""
    return did_you_mean(name, known)


def _stands_for(template: str) -> Callable[[str], bool]:
    return text_glob(_VARIABLE.sub("?*", template))
