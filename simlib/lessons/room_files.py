"""Reads a room's progress from a folder with a home for each learner, anew only what has grown.

Below each home every `.simlib/progress.jsonl` counts, but for links and hidden folders.
"""

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from .events import IN_A_HOME, Event, events_of
from .learner import Learner, learner_of
from .room import Room

__all__ = ["RoomFiles"]

DEEP = 4  # folders below a home
MOST = 1 << 24  # bytes of one file at a time
AGAIN = 60  # seconds after which a home is searched for more files


class RoomFiles:
    """`RoomFiles(folder).room(now)`: everybody with a folder in it, without those named."""

    def __init__(self, folder: Path, without: Collection[str] = ()) -> None:
        self.folder, self.without = folder, without
        self._searched: dict[Path, float] = {}
        self._files: dict[Path, dict[Path, GrowingFile]] = {}
        self._learners: dict[str, Learner] = {}

    def room(self, now: float) -> Room:
        """The room as it is now. Raises OSError where the folder cannot be read."""
        homes = sorted(each for each in _folders(self.folder) if each.name not in self.without)
        unread = tuple(home.name for home in homes if not os.access(home, os.R_OK | os.X_OK))
        return Room(tuple(self._learner(home, now) for home in homes), now, unread)

    def _learner(self, home: Path, now: float) -> Learner:
        files = self._files_of(home, now)
        grown = [file.grow() for file in files]
        known = self._learners.get(home.name)
        if known is None or any(grown):
            events = [event for file in files for event in file.events]
            known = self._learners[home.name] = learner_of(home.name, events)
        return known

    def _files_of(self, home: Path, now: float) -> "list[GrowingFile]":
        """Its files; those of a home that has some are looked for once a minute."""
        known = self._files.setdefault(home, {})
        if not known or now - self._searched[home] >= AGAIN:
            self._searched[home] = now
            for path in _progress(home):
                known.setdefault(path, GrowingFile(path))
        return list(known.values())


class GrowingFile:
    """The events of a file of which each time only the new lines are read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.events: list[Event] = []
        self._read = 0

    def grow(self) -> bool:
        """Reads what has come; True where something has."""
        try:
            size = self.path.stat().st_size
            if size < self._read:  # it was begun anew
                self._read, self.events = 0, []
            return size > self._read and self._take()
        except OSError:
            return False

    def _take(self) -> bool:
        with self.path.open("rb") as file:
            file.seek(self._read)
            new = file.read(MOST)
        whole = new[: new.rfind(b"\n") + 1]
        self._read += len(whole)
        self.events += events_of(whole)
        return bool(whole)


def _folders(folder: Path) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        for each in entries:
            if each.is_dir() and not each.name.startswith("."):
                yield Path(each.path)


def _progress(folder: Path, deep: int = DEEP) -> Iterator[Path]:
    """The files of progress at most so many folders below."""
    if _is_plain(folder / IN_A_HOME):
        yield folder / IN_A_HOME
    for each in _below(folder) if deep else ():
        yield from _progress(each, deep - 1)


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and not path.parent.is_symlink()


def _below(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            inner = [each for each in entries if each.is_dir(follow_symlinks=False)]
    except OSError:
        return []
    return sorted(Path(each.path) for each in inner if not each.name.startswith("."))
