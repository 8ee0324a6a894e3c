"""Marks the lessons' cells as slides: a heading begins one, what follows an output one below it.

python -m tests.slides notebooks/*.ipynb

A cell that has a heading further down is split there first, so that the heading can begin a slide.
"""

import re
import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import nbformat
from nbformat import NotebookNode

__all__ = ["marked"]

HEADING = re.compile(r"^(?=#{1,2} )", re.MULTILINE)
FENCE = re.compile(r"^```", re.MULTILINE)


def marked(book: NotebookNode) -> NotebookNode:
    """The notebook with every cell split at its headings and marked."""
    found = deepcopy(book)
    found.cells = [part for cell in book.cells for part in _parts(cell)]
    shown = False  # whether the slide has an output already
    for cell in found.cells:
        cell.metadata["slideshow"] = {"slide_type": _type(cell, shown)}
        shown = cell.cell_type == "code" and (shown or bool(cell.outputs))
    return found


def _type(cell: NotebookNode, shown: bool) -> str:
    if cell.cell_type == "code":
        silent = not cell.outputs and cell.source.startswith(("from ", "import "))
        return "skip" if silent else "-"
    if HEADING.match(cell.source):
        return "slide"
    return "subslide" if shown else "-"


def _parts(cell: NotebookNode) -> Iterator[NotebookNode]:
    """A cell, or the pieces of it that a heading begins; the first keeps its id."""
    pieces = _pieces(cell.source) if cell.cell_type == "markdown" else [cell.source]
    for number, piece in enumerate(pieces):
        part = deepcopy(cell)
        part.source = piece.rstrip("\n") if len(pieces) > 1 else piece
        part.id = cell.id if number == 0 else f"{cell.id}-{number + 1}"
        yield part


def _pieces(text: str) -> list[str]:
    """Cut before each heading of the first or second level that is not inside a block of code."""
    pieces = [""]
    for piece in HEADING.split(text):
        inside = len(FENCE.findall(pieces[-1])) % 2
        if inside or not pieces[-1].strip():
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def main(paths: list[str]) -> None:
    for path in paths:
        book = nbformat.read(path, 4)
        text = nbformat.writes(marked(book)).rstrip("\n") + "\n"
        Path(path).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
