"""A fault: one way in which work that went well goes wrong, and what mends it again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from ...cloud.attempt import Attempt
from ...cloud.cloud import Cloud
from ...cloud.state import State
from ...evaluation.evaluate import Evaluation
from ...language.errors import SimlibError
from .work import Work, attempted, attempts
from .work_file import healthy_cloud

__all__ = [
    "Action",
    "Break",
    "Change",
    "Fault",
    "Healthy",
    "Rewritten",
    "Site",
    "Sites",
    "Situation",
    "healthy",
]


class Situation(NamedTuple):
    """What decides how the work ends: all that exists, and how the caller goes about it."""

    state: State
    work: Work

    def attempted(self, base: Cloud) -> Attempt:
        """The work, tried in a copy of a cloud that is in this state."""
        return attempted(in_state(base, self.state), self.work)


def in_state(base: Cloud, state: State) -> Cloud:
    """A copy of a cloud, in another state."""
    cloud = base.copy()
    cloud.state = state
    return cloud


Change = Callable[[Situation], Situation]


class Rewritten(NamedTuple):
    """A remedy: this text at the place of this label."""

    place: str
    text: str

    def __str__(self) -> str:
        return f"put this text at `{self.place}`:\n{self.text}"


class Action(NamedTuple):
    """A remedy that is in no policy: its name says what is done."""

    name: str
    do: Change

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Break:
    """A fault at one place. `told` says what is wrong there; making the change twice is once."""

    fault: str
    layer: str
    where: str
    told: str
    change: Change = field(repr=False)
    remedy: Rewritten | Action = field(repr=False)

    def in_force(self, situation: Situation) -> bool:
        """Is it still as it was broken?"""
        return self.change(situation) == situation


@dataclass(frozen=True, eq=False)
class Healthy:
    """Work as it goes when nothing is broken."""

    work: Work
    cloud: Cloud
    attempts: tuple[Attempt, ...]

    @property
    def situation(self) -> Situation:
        """The cloud's state and the work."""
        return Situation(self.cloud.state, self.work)

    @property
    def evaluations(self) -> tuple[Evaluation, ...]:
        """Everything that AWS decides for it, step by step and gate by gate."""
        found = (each.evaluation for each in self.attempts if each.evaluation is not None)
        return tuple(gate for each in found for gate in _gates(each))

    def in_state(self, state: State) -> Cloud:
        """A cloud of its own in another state."""
        return in_state(self.cloud, state)


def _gates(evaluation: Evaluation) -> list[Evaluation]:
    return [each for _, each in evaluation.gates] or [evaluation]


@cache
def healthy(work: Work) -> Healthy:
    """The work in the cloud that it belongs to."""
    cloud = healthy_cloud(work.scenario)
    return Healthy(work, cloud, tuple(attempts(cloud, work)))


Site = tuple[str, str, Change, Rewritten | Action]  # where, what is wrong, the change, the remedy
Sites = Callable[[Healthy], Iterator[Site]]


@dataclass(frozen=True)
class Fault:
    """One row of the catalogue: its name, the layer that it is in, and where it can be put."""

    name: str
    layer: str
    sites: Sites = field(repr=False)

    def breaks(self, work: Work) -> tuple[Break, ...]:
        """The places at which it makes this work fail, with an error of AWS's."""
        return _breaks(self, work)


@cache
def _breaks(fault: Fault, work: Work) -> tuple[Break, ...]:
    before = healthy(work)
    found = (Break(fault.name, fault.layer, *site) for site in fault.sites(before))
    return tuple(each for each in found if _fails(each, before))


def _fails(each: Break, before: Healthy) -> bool:
    """AWS would let it be done, and answers with an error then."""
    try:
        return not each.change(before.situation).attempted(before.cloud).succeeded
    except SimlibError:
        return False
