"""Makes the notebooks of solutions: each exercise of a lesson, an answer, and what is said of it.

python -m tests.solution_notebooks [NN …]
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from simlib.lessons import Exercise, exercises_of
from simlib.lessons.curriculum import LESSONS, Lesson
from simlib.lessons.exercise_files import lessons
from tests.refresh_notebooks import refresh

__all__ = ["FOLDER", "solutions"]

FOLDER = Path(__file__).parents[1] / "notebooks" / "solutions"
PYTHON = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
LANGUAGE = {
    "name": "python",
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "codemirror_mode": {"name": "ipython", "version": 3},
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
    "version": "3.11.7",
}
OPENING = """# {lesson}: an answer to each exercise

**What you will be able to do**

- Compare your answers with one that passes.
- Read why it passes, and why the exercise as it came does not.
- See that another way of writing it would pass as well.

**Time:** about {minutes} minutes of reading and 0 minutes of exercises.

**Needs:** the lesson, [{lesson}](../{lesson.notebook}), and your own tries.

**How to reset:** there is nothing to lose here, and nothing that counts as your progress.

An exercise is judged by what an answer does. These are answers, not the answers."""
IMPORTS = "from simlib.lessons import exercise_named, grade"


def solutions(lesson: Lesson) -> NotebookNode:
    """The notebook of one lesson, not executed."""
    tasks = exercises_of(lesson.number)
    opening = OPENING.format(lesson=lesson, minutes=2 * len(tasks))
    cells = [_text(opening), _code(IMPORTS)]
    cells += [cell for task in tasks for cell in _of(task)]
    for number, cell in enumerate(cells, start=1):
        cell.id = f"{lesson.number}-solution-{number:02}"
    metadata = {"kernelspec": PYTHON, "language_info": LANGUAGE}
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


def _of(task: Exercise) -> Iterator[NotebookNode]:
    """What is asked, an answer, what is said of it, and of the exercise as it came."""
    options = "".join(f"\n- {each}" for each in task.options)
    asked = f"## {task.id} {task.title}\n\n{' '.join(task.prompt.split())}"
    yield _text(f"{asked}\n{options}" if options else asked)
    yield _code(f'task = exercise_named("{task.id}")\nprint({_answer(task)})')
    yield _text("The grader says of this answer:")
    yield _code("grade(task, task.solution)")
    if task.kind == "policy":
        yield _text("And of the policy as it came:")
        yield _code("grade(task, task.starter)")


def _answer(task: Exercise) -> str:
    written = isinstance(task.solution, str)
    return "task.solution.strip()" if written else '*task.solution, sep="\\n"'


def _text(source: str) -> NotebookNode:
    return nbformat.v4.new_markdown_cell(source)


def _code(source: str) -> NotebookNode:
    return nbformat.v4.new_code_cell(source)


def main(numbers: list[str]) -> None:
    FOLDER.mkdir(exist_ok=True)
    for number in numbers or lessons():
        lesson = LESSONS[number]
        path = FOLDER / lesson.notebook
        nbformat.write(solutions(lesson), path)
        refresh(path)
        print(f"{path.name}: {len(exercises_of(number))} exercises", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
