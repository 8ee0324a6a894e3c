"""Every notebook is committed executed, in short cells, and names no machine."""

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parents[1]
PATHS = [
    path
    for path in sorted((ROOT / "notebooks").rglob("*.ipynb"))
    if ".ipynb_checkpoints" not in path.parts
]
NOTEBOOKS = {
    path.relative_to(ROOT).as_posix(): json.loads(path.read_text(encoding="utf-8"))
    for path in PATHS
}

# A slash that starts a path: the one in `bucket/home/alice` belongs to an ARN and is welcome.
MACHINE_PATH = re.compile(r"(?<![\w.}*/-])(?:/(?:home|root|Users|tmp|usr|var)/|[A-Z]:\\Users\\)")

Cell = dict[str, Any]


def code_cells() -> Iterator[tuple[str, Cell]]:
    """Each code cell that is not empty, after a name such as `notebooks/a.ipynb, cell 3`."""
    for name, notebook in NOTEBOOKS.items():
        for number, cell in enumerate(notebook["cells"], start=1):
            if cell["cell_type"] == "code" and "".join(cell["source"]).strip():
                yield f"{name}, cell {number}", cell


def markdown(notebook: dict[str, Any]) -> Iterator[str]:
    cells = notebook["cells"]
    return ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def line_counts(notebook: dict[str, Any]) -> list[int]:
    """How many lines each code cell has, blank ones left out, in ascending order."""
    sources = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    counts = [sum(1 for line in source.splitlines() if line.strip()) for source in sources]
    return sorted(count for count in counts if count)


def percentile_90(ordered: list[int]) -> int:
    return ordered[math.ceil(0.9 * len(ordered)) - 1]


def strings(part: Any) -> Iterator[str]:
    """Every text inside a piece of JSON, lists of lines joined into one."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, list) and all(isinstance(line, str) for line in part):
        yield "".join(part)
    elif isinstance(part, list | dict):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from strings(inner)


def shown(cell: Cell) -> list[str]:
    """What a reader sees of a cell: its source and its outputs."""
    return [*strings(cell["source"]), *strings(cell.get("outputs", []))]


def test_every_code_cell_has_been_executed():
    """nbval compares nothing, and says nothing, where the execution count is missing."""
    assert [name for name, cell in code_cells() if cell["execution_count"] is None] == []


def test_no_code_cell_raises_unless_it_says_so():
    raised = [
        name
        for name, cell in code_cells()
        if any(output["output_type"] == "error" for output in cell["outputs"])
        and "raises-exception" not in cell["metadata"].get("tags", [])
    ]
    assert raised == []


def test_no_notebook_names_a_path_of_a_machine():
    found = [
        (name, text[match.start() :][:60])
        for name, notebook in NOTEBOOKS.items()
        for cell in notebook["cells"]
        for text in shown(cell)
        if (match := MACHINE_PATH.search(text))
    ]
    assert found == []


def test_no_notebook_names_the_folder_it_was_executed_in():
    found = [
        name
        for name, notebook in NOTEBOOKS.items()
        if any(f"{ROOT}/" in text for cell in notebook["cells"] for text in shown(cell))
    ]
    assert found == []


def test_no_notebook_carries_widget_state():
    assert [name for name, each in NOTEBOOKS.items() if "widgets" in each["metadata"]] == []


def test_half_of_the_code_cells_have_at_most_3_lines():
    counts = {name: line_counts(notebook) for name, notebook in NOTEBOOKS.items()}
    long = {name: lines for name, lines in counts.items() if lines and median(lines) > 3}
    assert long == {}


def test_nine_in_ten_code_cells_have_at_most_8_lines():
    counts = {name: line_counts(notebook) for name, notebook in NOTEBOOKS.items()}
    long = {name: lines for name, lines in counts.items() if lines and percentile_90(lines) > 8}
    assert long == {}


def test_every_notebook_opens_with_a_title():
    openings = {name: next(markdown(each), "") for name, each in NOTEBOOKS.items()}
    assert [name for name, text in openings.items() if not text.startswith("# ")] == []


def test_a_path_of_a_machine_is_told_from_an_arn():
    paths = ["open('/home/ana/a.json')", "File /Users/ana/a.py", r"C:\Users\ana\a.py"]
    arns = ["arn:aws:s3:::records/home/ana/*", "arn:aws:s3:::${x}/home/", "home/ana"]
    assert [bool(MACHINE_PATH.search(text)) for text in paths + arns] == [True] * 3 + [False] * 3
