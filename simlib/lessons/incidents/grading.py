"""Is an incident over? The work goes well again, and nothing else has opened or closed.

Graded by what the cloud does, however it was mended.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from ...cloud.attempt import Attempt
from ...cloud.cloud import Cloud
from ...language.errors import SimlibError
from ..grading import Grade
from ..trying import evaluation_of
from .asked_widely import asked_widely
from .compared_exactly import compared_exactly
from .evidence import error_text
from .fault import Healthy, Situation
from .otherwise import Otherwise, Request, allowed
from .settling import settled
from .work import Work, attempted
from .work_file import all_work

__all__ = ["Case", "graded"]

OVER = "It goes well again, and nothing else has opened."
UNDECIDED = "It could not be compared in the time there is. Mend it more plainly."
OPENED = "is allowed now, and nobody was allowed that before the incident."
CLOSED = "is denied now, and it was allowed until your change."
MOST = 300  # requests that have closed are looked at


class Case(NamedTuple):
    """The work as it goes when nothing is broken, and the situation as it was found."""

    healthy: Healthy
    found: Situation

    @property
    def cloud(self) -> Cloud:
        """A cloud as it was found."""
        return self.healthy.in_state(self.found.state)


def graded(case: Case, cloud: Cloud, work: Work) -> Grade:
    """Grades a cloud, and how the work is done in it. Never raises for what a learner may do."""
    try:
        attempt = attempted(cloud, work)
        if not attempt.succeeded:
            return _still_failing(case, attempt)
        situation = settled(case.healthy, Situation(cloud.state, work))
        if situation == case.healthy.situation:
            return Grade(True, OVER)
        return _besides(case, cloud, situation)
    except SimlibError as error:
        return Grade(False, f"The work cannot be tried: {error}", request=work.operation)


def _still_failing(case: Case, attempt: Attempt) -> Grade:
    error = error_text(attempt)
    same = error == error_text(case.found.attempted(case.healthy.cloud))
    how = "It fails as before." if same else "It fails in another way now."
    return Grade(False, f"{how} {error}", attempt.evaluation, attempt.operation)


def _besides(case: Case, cloud: Cloud, situation: Situation) -> Grade:
    """The work goes well: what else is otherwise than when nothing was broken?"""
    grade = _wrong(case, cloud, asked_widely(case.healthy, cloud))
    if grade is not None:
        return grade
    found = compared_exactly(case.healthy, cloud, situation)
    grade = _wrong(case, cloud, found)
    if grade is None and found.undecided:
        grade = Grade(False, UNDECIDED)
    if grade is None:
        grade = _stopped(case, cloud)
    return grade if grade is not None else Grade(True, " ".join([OVER, *_not_back(found)]))


def _wrong(case: Case, cloud: Cloud, found: Otherwise) -> Grade | None:
    """What has opened; where nothing has, what was closed by the mend alone."""
    for first in found.opened:
        if first.evaluation is not None or allowed(cloud, first.asked):
            return _told(cloud, first, found.opened, OPENED)
    closed = [each for each in found.closed[:MOST] if allowed(case.cloud, each.asked)]
    return _told(cloud, closed[0], closed, CLOSED) if closed else None


def _told(cloud: Cloud, first: Request, alike: Sequence[Request], how: str) -> Grade:
    """The request that differs least from the work, which goes well, and how many are like it."""
    evaluation = first.evaluation or evaluation_of(cloud, first.asked)
    said = f"The work goes well, but {first.asked} {how}{_extent(alike)}"
    return Grade(False, said, evaluation, str(first.asked))


def _extent(wrong: Sequence[Request]) -> str:
    if len(wrong) < 2:
        return ""
    counts = [
        f"{len(found)} {noun}{'s' * (len(found) != 1)}"
        for found, noun in (
            ({each.asked.who for each in wrong}, "principal"),
            ({each.asked.action for each in wrong}, "action"),
            ({each.asked.resource for each in wrong}, "resource"),
        )
    ]
    return f" That is so for {len(wrong)} requests: {', '.join(counts)}."


def _stopped(case: Case, cloud: Cloud) -> Grade | None:
    """Other work of the scenario that went well until the change and does not now."""
    for work in all_work():
        if work.scenario == case.healthy.work.scenario:
            failure = _failure(cloud, work)
            if failure is not None and _failure(case.cloud, work) is None:
                said = f"The work goes well, but {work.who} cannot call {work.operation} any more"
                return replace(failure, said=f"{said}. {failure.said}")
    return None


def _failure(cloud: Cloud, work: Work) -> Grade | None:
    """How a piece of work fails, if it does."""
    try:
        attempt = attempted(cloud, work)
    except SimlibError as error:
        return Grade(False, str(error), request=work.operation)
    if attempt.succeeded:
        return None
    return Grade(False, error_text(attempt), attempt.evaluation, work.operation)


def _not_back(found: Otherwise) -> list[str]:
    """What was lost with the work and is not back; nobody has complained of it yet."""
    lost = found.closed[:1]
    return [f"Not back yet, and nobody has asked for it: {each.asked}." for each in lost]
