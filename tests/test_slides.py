"""Every lesson can be shown as slides, and slides fetch nothing from anywhere."""

import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tests.slides import marked

ROOT = Path(__file__).parents[1]
LESSONS = sorted((ROOT / "notebooks").glob("[0-9][0-9]-*.ipynb"))
md, code = nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell
OUTPUT = nbformat.v4.new_output("stream", text="allowed")


def marks(book: nbformat.NotebookNode) -> list[tuple[str, str]]:
    """Each cell's id and what it is among the slides."""
    cells = book.cells
    return [(each.id, each.metadata.get("slideshow", {}).get("slide_type", "")) for each in cells]


def types(*cells: nbformat.NotebookNode) -> list[str]:
    found = marked(nbformat.v4.new_notebook(cells=list(cells)))
    nbformat.validate(found)
    return [each.metadata["slideshow"]["slide_type"] for each in found.cells]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_lesson_is_marked(path: Path) -> None:
    """`python -m tests.slides notebooks/*.ipynb` does it."""
    book = nbformat.read(path, 4)
    assert marks(book) == marks(marked(book))


def test_a_heading_begins_a_slide_and_what_follows_an_output_one_below() -> None:
    cells = [md("# 00 Title"), code("import json"), md("## One"), code("1", outputs=[OUTPUT])]
    assert types(*cells, md("Read."), code("2"), md("On.")) == [
        "slide", "skip", "slide", "-", "subslide", "-", "-",
    ]  # fmt: skip


def test_a_cell_is_split_at_its_headings_and_nothing_is_lost() -> None:
    text = "Read.\n\n## One\n\ntext\n\n```\n# no heading\n```\n\n## Two\n\n### Below"
    found = marked(nbformat.v4.new_notebook(cells=[md(text, id="a")]))
    assert [each.id for each in found.cells] == ["a", "a-2", "a-3"]
    assert "\n\n".join(each.source for each in found.cells) == text
    assert marked(found) == found


def test_slides_fetch_nothing(tmp_path: Path) -> None:
    command = re.search(r"nbconvert (.*?) \$\(LESSONS\)", (ROOT / "Makefile").read_text(), re.S)
    assert command is not None
    given = [*command[1].replace("\\\n", " ").split(), "--output-dir", str(tmp_path)]
    subprocess.run(
        [sys.executable, "-m", "nbconvert", *given, str(LESSONS[0])],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (page,) = tmp_path.glob("*.slides.html")
    text = page.read_text(encoding="utf-8")
    fetched = re.findall(r"""<(?:script|link|img)[^>]+(?:src|href)=["']([^"']+)""", text)
    assert [each for each in fetched if re.match(r"(https?:)?//", each)] == []
    assert "import mermaid" not in text
    assert text.count("<section") > json.loads(LESSONS[0].read_text())["cells"].__len__() / 4
