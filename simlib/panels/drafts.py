"""Drafts: what somebody typed in an editor, each in a file of its own beside the notebook.

`.simlib/drafts/` in the working directory, or `drafts/` in the folder that SIMLIB_KEPT names. A
file is replaced as a whole, never written half; and no draft is in the way of another, whoever
writes them at the same time.
"""

import os
import re
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

__all__ = ["KEPT", "Drafts"]

KEPT = Path(os.environ.get("SIMLIB_KEPT") or ".simlib")
HOME = KEPT / "drafts"
_ODD = re.compile(r"[^A-Za-z0-9_]+")


class Drafts:
    """The drafts of a folder, by name. Each time they are read anew: two notebooks share them."""

    def __init__(self, folder: Path = HOME) -> None:
        self._folder = folder.absolute()

    def text(self, name: str) -> str | None:
        """The draft of this name, None where there is none or it cannot be read."""
        try:
            return self._file(name).read_bytes().decode("utf-8", "replace")
        except OSError:
            return None

    def keep(self, name: str, text: str) -> None:
        """Saves a draft. Raises OSError where the folder cannot be written."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self._folder, suffix=".new", delete=False) as whole:
            whole.write(text.encode("utf-8"))
        Path(whole.name).replace(self._file(name))

    def drop(self, name: str) -> None:
        """Forgets a draft, if there is one. Raises OSError where the folder cannot be written."""
        if self._file(name).exists():
            self._file(name).unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        """A name that people can read, short enough, and that no other draft has."""
        number = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        return self._folder / f"{_ODD.sub('-', name)[:80].strip('-')}-{number}.txt"
