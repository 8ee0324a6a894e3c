"""Files as the command line takes them: a name, `-` for standard input, or a folder."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..language.errors import SimlibError

__all__ = ["STANDARD_INPUT", "UnreadableFileError", "named_files", "text_of"]

STANDARD_INPUT = "-"


class UnreadableFileError(SimlibError, OSError):
    """A file that is not there, is no text, or is something else than was asked for."""


def text_of(file: str) -> str:
    """The file's text. Raises UnreadableFileError."""
    try:
        standard = file == STANDARD_INPUT
        data = sys.stdin.buffer.read() if standard else Path(file).read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise UnreadableFileError(f"cannot read `{file}`: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        message = f"`{file}` is not UTF-8 text: byte {error.start} is wrong"
        raise UnreadableFileError(message) from None


def named_files(names: Iterable[str]) -> Iterator[str]:
    """The files that are named, each once; of a folder its *.json, at any depth.

    A folder without any is left as it is, for `text_of` to say so.
    """
    yield from dict.fromkeys(each for name in names for each in _files(name))


def _files(name: str) -> list[str]:
    folder = Path(name)
    inside = folder.rglob("*.json") if name != STANDARD_INPUT and folder.is_dir() else ()
    return sorted(str(each) for each in inside if each.is_file()) or [name]
