"""The lessons' list agrees with the notebooks that there are."""

import json
from pathlib import Path

from simlib.lessons.curriculum import LESSONS, lesson_of

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("[0-9][0-9]-*.ipynb"))


def test_every_notebook_is_a_lesson_of_the_list() -> None:
    names = {each.notebook for each in LESSONS.values()}
    assert {path.name for path in NOTEBOOKS} <= names


def test_every_notebook_opens_with_its_number() -> None:
    for path in NOTEBOOKS:
        title = "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"])
        assert title.startswith(f"# {path.stem[:2]} "), path.name


def test_an_exercise_tells_its_lesson() -> None:
    assert str(lesson_of("08-2")) == "08 Encrypting health records"
    assert lesson_of("99-1").number == "99"
