"""Has the learner got it? Exercises, graded by what an answer does."""

from .exercise import Exercise, Kind
from .exercise_files import exercise_named, exercises_of
from .grading import Grade, grade

__all__ = ["Exercise", "Grade", "Kind", "exercise_named", "exercises_of", "grade"]
