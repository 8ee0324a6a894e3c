"""An incident: something that went well fails, and you find out why and mend it.

case = incident(17, difficulty=2)
case.panel()
"""

import time
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ...cloud.attempt import Attempt
from ...cloud.caller import Caller
from ...cloud.cloud import Cloud
from ...cloud.policy_places import places_by_label
from ...language.errors import QuestionError, SimlibError, did_you_mean
from ...panels.drafts import Drafts
from ...panels.scene import Asked
from ..attempt import ONCE_MORE, Told
from ..events import Event, What, add_event
from ..grading import Grade
from ..progress import incident_named
from .actions import actions_offered
from .choosing import DIFFICULTIES, broken, chosen
from .evidence import Evidence, error_text, evidence_of
from .fault import Break, Situation, healthy
from .faults.policies_in_force import rewritten
from .grading import Case, graded
from .hints import hint
from .question import question
from .work import attempted, reached

if TYPE_CHECKING:
    from .panel import IncidentPanel

__all__ = ["Incident", "incident"]


MEANT = (
    "This is meant to work: what stops it is a mistake, even if somebody meant well. "
    "The incident is over when it works and nothing else was opened."
)


def incident(seed: int, difficulty: int = 1) -> "Incident":
    """The incident of a number: the same every time. `difficulty` is how many things are broken.

    Raises QuestionError for a difficulty that there is not.
    """
    if difficulty not in DIFFICULTIES:
        raise QuestionError(f"no difficulty {difficulty!r}; there are 1, 2 and 3")
    return Incident(seed, difficulty)


class Incident:
    """`incident(17, 2)`: `evidence` is what you have, `cloud` what you look into and mend.

    Mend policies by `mend(place, text)` or with calls in `cloud`, all else by `do(action)`;
    `try_again()` does the work once more, `check()` says whether it is over. Nothing here raises
    for what a learner may write.
    """

    def __init__(self, seed: int, difficulty: int) -> None:
        self.id = f"incident-{difficulty}-{seed}"
        self.title = incident_named(self.id)
        self._original, self._breaks = chosen(seed, difficulty)
        self._case = Case(healthy(self._original), broken(self._original, self._breaks))
        self._begin()
        attempt = attempted(self.cloud, self.work)
        self.evidence: Evidence = evidence_of(self.work, attempt, difficulty)

    def _begin(self) -> None:
        self.cloud: Cloud = self._case.cloud
        self.work = self._case.found.work
        self._hints, self._asked_once = 0, False

    @property
    def ticket(self) -> str:
        """What a colleague writes."""
        return Told(self.evidence.ticket)

    @property
    def situation(self) -> Situation:
        """How things stand now."""
        return Situation(self.cloud.state, self.work)

    @property
    def places(self) -> tuple[str, ...]:
        """The labels of all policies that can be mended."""
        return tuple(places_by_label(self.cloud.state))

    @property
    def actions(self) -> tuple[str, ...]:
        """What else can be done, right or wrong."""
        return tuple(actions_offered(self._case.healthy))

    def policy(self, place: str) -> str:
        """The text of a policy; a place that there is not is told."""
        found = places_by_label(self.cloud.state)
        return Told(found[place].policy.text if place in found else _no("policy at", place, found))

    def caller(self) -> Caller:
        """Who makes the call, with whatever brought it here, in a copy of the cloud.

        Raises UnknownNameError where there are no credentials to be had.
        """
        return reached(self.cloud, self.work)

    def try_again(self, cloud: Cloud | None = None) -> Attempt:
        """Does the work once more, in a copy of the incident's cloud or of another one."""
        return attempted(self.cloud if cloud is None else cloud, self.work)

    @property
    def question(self) -> Asked:
        """The request that failed, as a lab asks it."""
        return question(self._case.healthy, self.cloud, self.try_again())

    def mend(self, place: str, text: str) -> str:
        """Puts a policy's text at its place, and says what comes of the work."""
        found = places_by_label(self.cloud.state)
        if place not in found:
            return Told(_no("policy at", place, found))
        try:
            return self._take(rewritten(place, str(text))(self.situation))
        except SimlibError as error:
            return Told(str(error))

    def do(self, action: str) -> str:
        """Does one of `actions`, and says what comes of the work."""
        offered = actions_offered(self._case.healthy)
        if action not in offered:
            return Told(_no("action", action, offered))
        return self._take(offered[action].do(self.situation))

    def _take(self, situation: Situation) -> str:
        self.cloud.state, self.work = situation
        try:
            return Told(error_text(self.try_again()))
        except SimlibError as error:
            return Told(str(error))

    def check(self, cloud: Cloud | None = None) -> Grade:
        """Is it over? Grades the incident's cloud, or another one in which it was mended."""
        given = self.cloud if cloud is None else cloud
        if not isinstance(given, Cloud):
            return Grade(False, f"`{given!r:.40}` is no cloud.")
        grade = graded(self._case, given.copy(), self.work)
        self._happened(What.PASSED if grade else What.WRONG, grade.request)
        return grade

    def hint(self) -> str:
        """The next of three hints, about what is still broken."""
        self._hints = min(self._hints + 1, 3)
        self._happened(What.HINT)
        return Told(f"Hint {self._hints} of 3: {hint(self.still_broken, self._hints)}")

    @property
    def still_broken(self) -> tuple[Break, ...]:
        """What is still as it was broken; after a wrong mend perhaps nothing is."""
        return tuple(each for each in self._breaks if each.in_force(self.situation))

    def solution(self) -> str:
        """What was broken and what mends it, when it is asked for once more."""
        if not self._asked_once:
            self._asked_once = True
            return Told(ONCE_MORE)
        self._happened(What.SOLUTION)
        return Told("\n\n".join(f"{_sentence(each)}\nMend: {each.remedy}" for each in self._breaks))

    @property
    def breaks(self) -> tuple[Break, ...]:
        """What is broken: the answer."""
        return self._breaks

    def reset(self) -> str:
        """Begins again: everything is as it was found."""
        self._begin()
        self._forget_drafts()
        self._happened(What.RESET)
        return Told("Everything is as it was found.")

    def panel(self) -> "IncidentPanel":
        """The evidence, what can be done and a check, and a lab over the cloud."""
        from .panel import IncidentPanel

        self._happened(What.OPENED)
        return IncidentPanel(self)

    def _forget_drafts(self) -> None:
        with suppress(OSError):
            for label in ("", *self.places):
                Drafts().drop(f"{self.id}/{label}")

    def _happened(self, what: What, request: str = "") -> None:
        with suppress(OSError):
            add_event(Event(self.id, what, time.time(), request))

    def __repr__(self) -> str:
        return f"{self.title}\n{self.evidence!r}"

    @property
    def html(self) -> str:
        """Its number, the evidence and what is to be done, as HTML."""
        return f"<h4>{self.title}</h4>{self.evidence._repr_html_()}<p>{MEANT}</p>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self.html}


def _sentence(each: Break) -> str:
    return f"{each.where}: {each.told}."


def _no(what: str, name: object, known: Iterable[str]) -> str:
    return f"no {what} `{name}`; {did_you_mean(str(name), known) or 'see the list'}"
