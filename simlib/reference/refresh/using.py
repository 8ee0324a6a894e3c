"""What the kit uses of the reference, read off its texts: a refresh must not take it away.

Whatever looks like `service:Action` or a condition key is taken for one. What the old data does not
know, such as a slip in a lesson or a part of an ARN, is not used of it, and cannot vanish.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ...language.wildcard import text_glob
from ..names import Names

__all__ = ["names_in", "vanished", "vanished_operations"]

Services = Mapping[str, Mapping[str, Any]]
PLACES = (
    "notebooks/**/*.ipynb",
    "data/policies/**/*.json",
    "data/scenarios/**/*",
    "data/examples/**/*",
    "data/reference/operations.json",
    "simlib/services/**/*.py",
    "tests/cases/*.jsonl",
)
_NAME = re.compile(r"[A-Za-z0-9.-]+:[A-Za-z0-9*?][A-Za-z0-9*?:/_-]*")


def names_in(root: Path) -> dict[str, str]:
    """What could be an action or a condition key, with the first file that it stands in."""
    found: dict[str, str] = {}
    for path in _texts(root):
        for name in _NAME.findall(path.read_text(encoding="utf-8")):
            found.setdefault(name.rstrip(":/-"), path.relative_to(root).as_posix())
    return found


def _texts(root: Path) -> Iterator[Path]:
    for place in PLACES:
        yield from sorted(path for path in root.glob(place) if path.is_file())


def vanished(used: Mapping[str, str], old: Services, new: Services) -> list[str]:
    """The names that the old data knows and the new does not, each with its file.

    A pattern is known while one action fits it.
    """
    known, still_known = _knowing(old), _knowing(new)
    gone = [name for name in sorted(used) if known(name) and not still_known(name)]
    return [f"{name} ({used[name]})" for name in gone]


def vanished_operations(operations: tuple[str, ...], old: Services, new: Services) -> list[str]:
    """The operations that led to an action of their name, and would lead to none."""
    gone = _operations(old) - _operations(new)
    return [each for each in operations if each in gone]


def _operations(services: Services) -> set[str]:
    return {
        f"{client}.{name}"
        for service in services.values()
        for name, row in service["actions"].items()
        for client in row.get("clients", ())
    }


def _knowing(services: Services) -> Callable[[str], bool]:
    actions = {prefix: _named(service["actions"]) for prefix, service in services.items()}
    keys = _named({key: 0 for each in services.values() for key in each["condition_keys"]})

    def known(name: str) -> bool:
        prefix, _, rest = name.partition(":")
        own: Iterable[str] = actions.get(prefix.lower(), ())
        if "*" in rest or "?" in rest:
            return any(map(text_glob(rest.lower()), map(str.lower, own)))
        return rest in own or name in keys

    return known


def _named(rows: Mapping[str, Any]) -> Names[Any]:
    return Names("name", rows, lambda name, row: row)
