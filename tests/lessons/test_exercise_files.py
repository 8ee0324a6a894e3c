"""An exercise that its file spoils is told with the file, the exercise and what was expected."""

import pytest

from simlib.language.errors import QuestionError, UnknownNameError
from simlib.lessons import exercise_named, exercises_of
from simlib.lessons.exercise_files import read_exercises

GOOD = """
[[exercise]]
id = "09-1"
kind = "choose"
title = "Which?"
prompt = "Which of the two?"
options = ["one", "other"]
solution = "one"
hints = ["a", "b", "c"]
"""


def test_a_file_is_read() -> None:
    (found,) = read_exercises(GOOD, "09.toml")
    assert (found.id, found.lesson, found.options) == ("09-1", "09", ("one", "other"))


@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        ('kind = "choose"', 'kind = "chose"', "did you mean `choose`"),
        ('title = "Which?"', 'titel = "Which?"', "did you mean `title`"),
        ('title = "Which?"', "", "lacks title"),
        ('hints = ["a", "b", "c"]', 'hints = ["a"]', "has 1 hints, expected three"),
        ('id = "09-1"', 'id = "09-1"\npolicy_type = "identity"', "no policy type `identity`"),
        ('id = "09-1"', 'id = "09-1', "is not TOML"),
    ],
)
def test_what_is_wrong_is_told(written: str, instead: str, told: str) -> None:
    with pytest.raises(QuestionError, match=told):
        read_exercises(GOOD.replace(written, instead), "09.toml")


def test_an_exercise_that_is_not_there_gets_a_suggestion() -> None:
    with pytest.raises(UnknownNameError, match="02-1"):
        exercise_named("02-11")
    with pytest.raises(UnknownNameError, match="no exercises for lesson `77`"):
        exercises_of("77")
