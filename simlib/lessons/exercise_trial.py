"""An exercise's policy tried out: its editor, the request form and the trace, as in a lesson."""

from ..cloud.askable import askers
from ..cloud.cloud import Cloud
from ..cloud.policy_places import places_by_label
from ..language.errors import SimlibError
from ..language.markup import shown
from ..language.policy import Policy
from ..panels.first_question import first_question
from ..panels.lab_drafts import kept_in, with_kept_drafts
from ..panels.lesson_panel import LessonPanel
from ..panels.scene import Asked, Scene
from .exercise import Asked as Requested
from .exercise import Exercise
from .grading import Grade
from .settings import cloud_of, policy_of, silent_policy

__all__ = ["ExerciseTrial", "draft_of"]


class ExerciseTrial(LessonPanel):
    """The starter in its place, in the editor; what is typed is kept as a draft."""

    def __init__(self, exercise: Exercise) -> None:
        cloud, draft = cloud_of(exercise.setting, _start(exercise)), draft_of(exercise)
        place = exercise.setting.place or next(iter(places_by_label(cloud.state)))
        self._first = _first(exercise, cloud)
        kept = kept_in(Scene(cloud), f"{draft}/", self._first)
        scene = with_kept_drafts(Scene(cloud), draft, kept.fired)
        self.title_html = _title(exercise, cloud)
        text = exercise.starter
        super().__init__(scene, place, kept, draft=draft, kept_as=f"{draft}/", text=text)

    def ask_again(self, grade: Grade) -> bool:
        """Puts the grader's request into the form and fires it; not where it comes out otherwise.

        A comparison may find callers and resources that are not there. A right answer is asked
        the first question, so that no verdict of an earlier one is left beside it.
        """
        if grade.passed:
            self.asked = self._first
            return self.fire() is not None
        if grade.asked is None or grade.evaluation is None:
            return False
        asked = asked_there(self.scene.cloud, grade.asked)
        try:
            found = self._tried.evaluation(asked)
        except SimlibError:
            return False
        if found.allowed is not grade.evaluation.allowed:
            return False
        self.asked = asked
        self.evaluation = None  # of another question: what changed since then says nothing
        return self.fire() is not None


def draft_of(exercise: Exercise) -> str:
    """Under which name the drafts of an exercise are kept."""
    return f"exercise {exercise.id}"


def _start(exercise: Exercise) -> Policy:
    """The starter; one that cannot be read is silent until it is mended."""
    try:
        return policy_of(exercise.setting, exercise.starter)
    except SimlibError:
        return silent_policy(exercise.setting)


def _first(exercise: Exercise, cloud: Cloud) -> Asked:
    """The first question: the first request that the exercise speaks of."""
    requests = exercise.requests[:1]
    if not requests:
        return first_question(cloud)
    return asked_there(cloud, requests[0].asked()[0])


def asked_there(cloud: Cloud, asked: Requested) -> Asked:
    """The request of an exercise as a question in a cloud; `user/Bob` and `Bob` are the same."""
    named = {each.name: each.who for each in askers(cloud.state)}
    who = named.get(asked.who.rpartition("/")[2], asked.who)
    return Asked(who, asked.action, asked.resource, dict(asked.context))


def _title(exercise: Exercise, cloud: Cloud) -> str:
    if exercise.setting.place:
        return f"<div><b>Policy</b> <code>{shown(exercise.setting.place)}</code></div>"
    others = [f"<code>{shown(each.name)}</code>" for each in cloud.state.policies.values()][1:]
    beside = f", beside {' and '.join(others)}" if others else ""
    return f"<div><b>Policy</b> of Alice, Bob and CareRole{beside}</div>"
