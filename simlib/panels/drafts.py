"""Drafts: what somebody wrote in an editor, kept in a file beside the notebook.

`.simlib/drafts.json` in the working directory: one line of a draft is one line of the file, so that
people can read it. It is replaced as a whole, never written half.
"""

import json
from collections.abc import Mapping
from itertools import count
from pathlib import Path

__all__ = ["Drafts"]

HOME = Path(".simlib")


class Drafts:
    """The drafts of a folder, by name. Each time they are read anew: two notebooks share them."""

    def __init__(self, folder: Path = HOME) -> None:
        self._file = folder.absolute() / "drafts.json"

    def text(self, name: str) -> str | None:
        """The draft of this name, None where there is none or the file cannot be read."""
        return self._texts().get(name)

    def keep(self, name: str, text: str) -> None:
        """Saves a draft. Raises OSError where the folder cannot be written."""
        self._save({**self._texts(), name: text})

    def drop(self, name: str) -> None:
        """Forgets a draft, if there is one. Raises OSError where the folder cannot be written."""
        texts = self._texts()
        if texts.pop(name, None) is not None:
            self._save(texts)

    def _texts(self) -> dict[str, str]:
        try:
            return _read(self._file.read_text(encoding="utf-8"))
        except OSError:
            return {}
        except (ValueError, AttributeError, TypeError, RecursionError):
            self._set_aside()
            return {}

    def _set_aside(self) -> None:
        """A file that is no file of drafts keeps its content under another name."""
        names = (self._file.with_name(f"drafts-{number}.broken.json") for number in count(1))
        try:
            self._file.rename(next(name for name in names if not name.exists()))
        except OSError:
            return

    def _save(self, texts: Mapping[str, str]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        lines = {name: texts[name].split("\n") for name in sorted(texts)}
        whole = self._file.with_suffix(".new")
        whole.write_text(json.dumps(lines, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        whole.replace(self._file)


def _read(written: str) -> dict[str, str]:
    """Raises ValueError, AttributeError or TypeError for what is no file of drafts."""
    drafts = json.loads(written)
    if not all(isinstance(lines, list) for lines in drafts.values()):
        raise TypeError("a draft is a list of lines")
    return {name: "\n".join(lines) for name, lines in drafts.items()}
