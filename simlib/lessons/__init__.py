"""Has the learner got it? Exercises and incidents, graded by what an answer does.

`exercise("02-2")` is what a notebook uses: it is an `Attempt` at an `Exercise`, which is data.
`incident(17, difficulty=2)` is one of incidents without end.
"""

from .attempt import Attempt, exercise
from .exercise import Exercise, Kind
from .exercise_files import exercise_named, exercises_of
from .grading import Grade, grade
from .incidents import Incident, incident
from .made_up_room import make_up_room
from .progress import Progress, progress
from .workshop import Workshop, workshop

__all__ = [
    "Attempt",
    "Exercise",
    "Grade",
    "Incident",
    "Kind",
    "Progress",
    "Workshop",
    "exercise",
    "exercise_named",
    "exercises_of",
    "grade",
    "incident",
    "make_up_room",
    "progress",
    "workshop",
]
