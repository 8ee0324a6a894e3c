"""Finds the data that ships with the kit, in a checkout or in an installed wheel."""

import json
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["shipped_json", "shipped_path"]


@cache
def _root() -> "Path":
    from pathlib import Path  # here, because it takes long to import

    installed = Path(__file__).parent / "_data"
    return installed if installed.is_dir() else Path(__file__).parent.parent / "data"


def shipped_path(name: str) -> "Path":
    """The path of a file or folder under `data/`.

    >>> shipped_path("reference").is_dir()
    True
    """
    return _root() / name


def shipped_json(name: str) -> Any:
    """The content of a JSON file under `data/`. Raises FileNotFoundError where there is none."""
    return json.loads(shipped_path(name).read_text(encoding="utf-8"))
