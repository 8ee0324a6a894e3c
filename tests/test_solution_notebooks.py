"""Every lesson with exercises has its notebook of solutions, and it is the one that is made."""

import nbformat
import pytest

from simlib.lessons.curriculum import LESSONS
from simlib.lessons.exercise_files import lessons
from tests.solution_notebooks import FOLDER, solutions


@pytest.mark.parametrize("number", lessons())
def test_the_solutions_are_in_step_with_the_exercises(number: str) -> None:
    """`python -m tests.solution_notebooks` makes them anew."""
    committed = nbformat.read(FOLDER / LESSONS[number].notebook, 4)
    made = solutions(LESSONS[number])
    assert [each.source for each in committed.cells] == [each.source for each in made.cells]


@pytest.mark.parametrize("number", lessons())
def test_every_answer_is_right_and_no_exercise_is_done_as_it_came(number: str) -> None:
    cells = nbformat.read(FOLDER / LESSONS[number].notebook, 4).cells
    said = {
        kind: [
            cell.outputs[0].data["text/plain"]
            for cell in cells
            if cell.source == f"grade(task, task.{kind})"
        ]
        for kind in ("solution", "starter")
    }
    assert said["solution"]
    assert all(each.startswith("Right. ") for each in said["solution"])
    assert all(each.startswith("Not yet. ") for each in said["starter"])
