"""Has the learner got it? Exercises, graded by what an answer does.

`exercise("02-2")` is what a notebook uses: it is an `Attempt` at an `Exercise`, which is data.
"""

from .attempt import Attempt, exercise
from .exercise import Exercise, Kind
from .exercise_files import exercise_named, exercises_of
from .grading import Grade, grade
from .made_up_room import make_up_room
from .progress import Progress, progress
from .workshop import Workshop, workshop

__all__ = [
    "Attempt",
    "Exercise",
    "Grade",
    "Kind",
    "Progress",
    "Workshop",
    "exercise",
    "exercise_named",
    "exercises_of",
    "grade",
    "make_up_room",
    "progress",
    "workshop",
]
