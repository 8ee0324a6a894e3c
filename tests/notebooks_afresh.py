"""A plugin of pytest: notebooks are run as if nobody had tried them, whatever was typed before."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

KEPT = "SIMLIB_KEPT"
ROOM = TemporaryDirectory(prefix="simlib-")


@contextmanager
def nothing_kept(notebook: Path) -> Iterator[None]:
    """A kernel that is started in here finds no drafts and no progress."""
    before = os.environ.get(KEPT)
    os.environ[KEPT] = str(Path(ROOM.name) / notebook.stem)
    try:
        yield
    finally:
        del os.environ[KEPT]
        if before is not None:
            os.environ[KEPT] = before


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """The kernel of a notebook is started with its first cell."""
    if item.path.suffix != ".ipynb":
        return (yield)
    with nothing_kept(item.path):
        return (yield)
