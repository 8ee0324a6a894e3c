"""What the columns of an access matrix are: actions on one resource, or resources for one action.

Either is chosen from what is there; the two have the same attributes. In another cloud, what was
chosen stays where it still exists; what nobody had chosen is as in a new panel.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import ipywidgets as widgets

from ..cloud.askable import arns_there, fitting
from ..cloud.cloud import Cloud
from ..language.markup import in_a_list
from ..reference import AccessLevel, action, actions_on, expand

__all__ = ["ActionsOnOne", "ResourcesForOne", "quiet", "renew"]

FIRST = 40  # resources that are chosen at first
EVERY = "every access level"
Options = list[tuple[str, str]]
_WIDE = {"width": "calc(100% - 6px)"}
_NARROW = {"description_width": "7em"}


class ActionsOnOne:
    """Columns are actions; one resource is chosen, and by access level which of its actions."""

    title = "actions on one resource"

    def __init__(self, cloud: Cloud, changed: Callable[[], object]) -> None:
        self._asked_for, self._first = _asked_for(cloud), tuple[str, ...]()
        self.resource = _one("Resource", [*arns_there(cloud.state), "*"])
        self.level = _one("Access level", [EVERY, *map(str, AccessLevel)])
        self.actions = _several("Actions")
        self.view = widgets.VBox([self.resource, self.level, self.actions])
        self._tell = changed
        self._offer()
        self.actions.observe(self._changed, "value")
        for each in (self.resource, self.level):
            each.observe(self._offered, "value")

    def offer(self, cloud: Cloud) -> None:
        """Offers what is in another cloud, and calls nobody."""
        self._asked_for, before = _asked_for(cloud), self.resource.value
        with quiet(self.resource, self._offered), quiet(self.actions, self._changed):
            _renew_one(self.resource, [*arns_there(cloud.state), "*"])
            self._offer(again=self.resource.value == before)

    def _changed(self, _: Any) -> None:
        self._tell()

    @property
    def chosen(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The actions and the resources."""
        return tuple(self.actions.value), (self.resource.value,)

    def _offered(self, _: Any) -> None:
        with quiet(self.actions, self._changed):
            self._offer()
        self._tell()

    def _offer(self, again: bool = False) -> None:
        """All that fit can be chosen; chosen are those that an operation here asks for."""
        names = [each for each in self._fitting() if self.level.value in (EVERY, *_levels(each))]
        first = tuple(each for each in names if each in self._asked_for) or tuple(names)
        self._first = renew(self.actions, _named(names), first, self._first if again else None)

    def _fitting(self) -> tuple[str, ...]:
        if self.resource.value != "*":
            return actions_on(self.resource.value)
        prefixes = sorted({each.partition(":")[0] for each in self._asked_for})
        every = (each for prefix in prefixes for each in expand(f"{prefix}:*"))
        return tuple(each for each in every if not action(each).resources)


class ResourcesForOne:
    """Columns are resources; one action is chosen, and which of the resources that it takes."""

    title = "resources for one action"

    def __init__(self, cloud: Cloud, changed: Callable[[], object]) -> None:
        self._there, self._first = arns_there(cloud.state), tuple[str, ...]()
        self.action = _one("Action", self._taking(_asked_for(cloud)))
        self.resources = _several("Resources")
        self.view = widgets.VBox([self.action, self.resources])
        self._tell = changed
        self._offer()
        self.resources.observe(self._changed, "value")
        self.action.observe(self._offered, "value")

    def offer(self, cloud: Cloud) -> None:
        """Offers what is in another cloud, and calls nobody."""
        self._there, before = arns_there(cloud.state), self.action.value
        with quiet(self.action, self._offered), quiet(self.resources, self._changed):
            _renew_one(self.action, self._taking(_asked_for(cloud)))
            self._offer(again=self.action.value == before)

    def _changed(self, _: Any) -> None:
        self._tell()

    @property
    def chosen(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The actions and the resources."""
        return (self.action.value,), tuple(self.resources.value)

    def _taking(self, actions: Iterable[str]) -> list[str]:
        """The actions that something here can be asked about, and those that take no resource."""
        on_one = {name for arn in self._there for name in actions_on(arn)}
        return [name for name in actions if name in on_one or not action(name).resources]

    def _offered(self, _: Any) -> None:
        with quiet(self.resources, self._changed):
            self._offer()
        self._tell()

    def _offer(self, again: bool = False) -> None:
        arns = fitting(self.action.value, self._there)
        before = self._first if again else None
        self._first = renew(self.resources, _named(arns), arns[:FIRST], before)


def _asked_for(cloud: Cloud) -> list[str]:
    """The actions that the operations of this cloud's services ask for, sorted."""
    tables = (service.operations.values() for service in cloud.services.values())
    needs = (need for table in tables for operation in table for need in operation.needs)
    return sorted({need.action for need in needs})


def _levels(name: str) -> tuple[str, ...]:
    return tuple(str(each) for each in action(name).access_levels)


def _one(name: str, offered: Iterable[str]) -> widgets.Dropdown:
    layout = widgets.Layout(**_WIDE)
    return widgets.Dropdown(options=_named(offered), description=name, layout=layout, style=_NARROW)


def _several(name: str) -> widgets.SelectMultiple:
    layout = widgets.Layout(**_WIDE)
    return widgets.SelectMultiple(description=name, rows=7, layout=layout, style=_NARROW)


def _named(offered: Iterable[str]) -> Options:
    return [(in_a_list(each, 70), each) for each in offered]


def _renew_one(chooser: Any, offered: Iterable[str]) -> None:
    before, options = chooser.value, _named(offered)
    chooser.options = options
    if before in [value for _, value in options]:
        chooser.value = before


def renew(
    chooser: Any, options: Options, first: tuple[str, ...], before: tuple[str, ...] | None
) -> tuple[str, ...]:
    """Offers these, and returns what is chosen at first: `first`, which is chosen unless there was
    another choice than the one at first, `before`, and something of it is still there.
    """
    chosen, there = tuple(chooser.value), {value for _, value in options}
    kept = tuple(each for each in chosen if each in there)
    chooser.value = ()  # a browser would look for what was chosen among fewer options
    chooser.options = options
    chooser.value = first if before in (None, chosen) or (chosen and not kept) else kept
    return first


@contextmanager
def quiet(chooser: Any, changed: Callable[[Any], object]) -> Iterator[None]:
    """What is offered anew in here is told once, not choice by choice."""
    chooser.unobserve(changed, "value")
    yield
    chooser.observe(changed, "value")
