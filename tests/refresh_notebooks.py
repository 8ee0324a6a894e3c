"""Executes notebooks anew and keeps what they show, but not when or in which widgets.

python -m tests.refresh_notebooks notebooks/*.ipynb
"""

import sys
from copy import deepcopy
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from tests.notebooks_afresh import nothing_kept

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def refresh(path: Path) -> bool:
    """Executes one notebook in its own folder; True where that changed the file."""
    before = path.read_text(encoding="utf-8")
    book = nbformat.reads(before, as_version=4)
    metadata = deepcopy(book.metadata)
    client = NotebookClient(
        book,
        timeout=600,
        record_timing=False,
        store_widget_state=False,
        resources={"metadata": {"path": str(path.resolve().parent)}},
    )
    with nothing_kept(path):
        client.execute()
    book.metadata = metadata  # executing writes down the version of Python
    tidy(book)
    after = nbformat.writes(book).rstrip("\n") + "\n"
    if after == before:
        return False
    path.write_text(after, encoding="utf-8", newline="\n")
    return True


def tidy(book: NotebookNode) -> None:
    """Takes out what differs from run to run and says nothing to a reader."""
    book.metadata.pop("widgets", None)
    for cell in book.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            for output in cell.outputs:
                output.get("data", {}).pop(WIDGET_VIEW, None)
                output.get("metadata", {}).pop(WIDGET_VIEW, None)
            cell.outputs = joined(cell.outputs)


def joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """What a cell prints arrives in one piece or in several: adjacent pieces become one."""
    kept: list[NotebookNode] = []
    for output in outputs:
        last = kept[-1] if kept else None
        if last and output.output_type == last.output_type == "stream" and output.name == last.name:
            last.text += output.text
        else:
            kept.append(output)
    return kept


def main(paths: list[str]) -> None:
    for path in paths:
        print(f"{path}: {'changed' if refresh(Path(path)) else 'as it was'}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
