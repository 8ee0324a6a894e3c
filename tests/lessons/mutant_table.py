"""Prints how the graders judge mutants of every solution: python -m tests.lessons.mutant_table."""

from collections.abc import Iterator

from simlib.lessons import Kind, exercises_of
from simlib.lessons.exercise_files import lessons
from tests.lessons.judging import Judged, judged

ROW = "{:<8} {:>8} {:>16} {:>20} {:>12}"


def rows() -> Iterator[tuple[str, list[Judged]]]:
    """Each exercise that asks for a policy, with the mutants of its solution."""
    for lesson in lessons():
        for exercise in exercises_of(lesson):
            if exercise.kind is Kind.POLICY:
                yield exercise.id, list(judged(exercise))


def share(found: list[Judged]) -> str:
    return f"{sum(each.well_graded for each in found)}/{len(found)}"


def printed(name: str, found: list[Judged]) -> str:
    """A row: those that behave the same and pass, those that behave otherwise and do not."""
    same = [each for each in found if each.same]
    otherwise = [each for each in found if not each.same]
    badly = len(found) - sum(each.well_graded for each in found)
    return ROW.format(name, len(found), share(same), share(otherwise), badly or "")


if __name__ == "__main__":
    print(ROW.format("", "mutants", "same, accepted", "otherwise, refused", "badly graded"))
    every: list[Judged] = []
    for name, found in rows():
        every += found
        print(printed(name, found), flush=True)
    print(printed("all", every))
