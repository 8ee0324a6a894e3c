"""The lessons in their order: number, title, and the notebook that each is in."""

from dataclasses import dataclass

__all__ = ["LESSONS", "Lesson", "lesson_of"]


@dataclass(frozen=True)
class Lesson:
    """One lesson; `notebook` is its file in the folder of the lessons."""

    number: str
    title: str

    @property
    def notebook(self) -> str:
        """Its file.

        >>> Lesson("07", "S3 access points").notebook
        '07-s3-access-points.ipynb'
        """
        return f"{self.number}-{self.title.lower().replace(' ', '-')}.ipynb"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


_TITLES = (
    "Start here",
    "Reading a policy",
    "Explicit and implicit deny",
    "Access denied in HealthLake",
    "Conditions and context keys",
    "Attribute-based access",
    "Resource-based policies",
    "S3 access points",
    "Encrypting health records",
    "Roles and sessions",
    "Service roles and PassRole",
    "Guardrails",
    "Credentials",
    "Reading the trail",
    "Incident room",
)
LESSONS = {f"{n:02}": Lesson(f"{n:02}", title) for n, title in enumerate(_TITLES)}


def lesson_of(exercise: str) -> Lesson:
    """The lesson of an exercise, by the exercise's id; of an unknown one, its number alone."""
    number = exercise.partition("-")[0]
    return LESSONS.get(number) or Lesson(number, "")
