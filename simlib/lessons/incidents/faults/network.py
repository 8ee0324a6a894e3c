"""Faults on the way: the call goes to a Region where nothing of this is."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from ..fault import Action, Healthy, Site
from ..work import Work
from .sessions import work_changed

__all__ = ["other_region_asked"]


def other_region_asked(healthy: Healthy) -> Iterator[Site]:
    """The profile of the caller's machine has another Region."""
    right = healthy.work.region
    if not healthy.work.endpoint:
        told = "the call goes to eu-west-1"
        mend = Action(f"Send the call to {right or 'us-east-1'}", work_changed(_to(right)))
        where = f"Region of {healthy.work.who}'s calls"
        yield where, told, work_changed(_to("eu-west-1")), mend


def _to(region: str) -> Callable[[Work], Work]:
    return lambda work: replace(work, region=region)
