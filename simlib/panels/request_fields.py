"""The six fields of a request form: principal, action, resource, Region, network path, time."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from ..cloud.askable import credentials_in_words
from ..cloud.cloud import Cloud
from ..cloud.sessions import Session
from ..language.errors import SimlibError
from ..reference import RequiredAction
from . import asked_in_words as words
from . import request_offers as offers
from .asked_parts import as_action, as_hours, as_path, as_region, as_resource, operation_named
from .choice import Choice, Offer
from .first_question import region_for, resource_for
from .offered import Offered
from .required_actions import actions_of, needs_of, told_of_operation
from .scene import Asked

__all__ = ["RequestFields"]


class RequestFields:
    """`read()` is what stands in the fields, `write(asked)` puts a question there.

    `on_change` is called with the field that somebody changed. `operation` is the API operation
    that was chosen in place of an action, empty where none was; `needed` what of it is asked for.
    """

    def __init__(
        self, cloud: Cloud, on_change: Callable[[Choice], object], on_fire: Callable[[], object]
    ) -> None:
        self.cloud, self.on_change, self.on_fire = cloud, on_change, on_fire
        self.account, self._writing = "", False
        self.operation, self.needed = "", RequiredAction("", "")
        self.principal = self._field("Principal", self._principals, self._who_in_words)
        self.action = self._field("Action", self._actions)
        self.resource = self._field("Resource", self._resources)
        self.region = self._field("Region", self._regions, self._region_in_words)
        self.network = self._field("Network path", self._paths, self._path_in_words)
        self.time = self._field("Time", self._hours, self._hours_in_words)

    def _field(self, label: str, offer: Offer, text_of: Callable[[str], str] = str) -> Choice:
        field = Choice(label, offer, text_of=text_of, on_fire=self.on_fire)
        field.observe(lambda _: self._changed(field), "value")
        return field

    def __iter__(self) -> Iterator[Choice]:
        yield from (self.principal, self.action, self.resource)
        yield from (self.region, self.network, self.time)

    def _changed(self, field: Choice) -> None:
        if self._writing:
            return
        if field is self.action:
            self._fit()
        if field is self.resource:
            self._follow()
        self.on_change(field)

    def _fit(self) -> None:
        """After another action: an operation's is written out, and the resource fits it."""
        operation = operation_named(self.action.value)
        try:
            action = as_action(self.action.value)
        except SimlibError:
            return
        kept = self.operation if action in actions_of(self.operation) else ""
        self.operation = operation or kept
        needs = needs_of(self.operation)
        self._need(next((n for n in needs if n.action == action), RequiredAction(action, "")))

    def _need(self, needed: RequiredAction) -> None:
        self.needed = needed
        with self._quietly():
            self.action.value = needed.action
            before = self.resource.value
            self.resource.value = resource_for(self.cloud, needed, self.account, before)
        if self.resource.value != before:
            self._follow()

    def _follow(self) -> None:
        """A request about another resource goes to the Region in which that is."""
        with self._quietly():
            before = self.region.value or None
            self.region.value = region_for(self.cloud, self.resource.value, before) or ""

    def choose(self, number: int) -> None:
        """Asks for another of the actions that the operation asks for."""
        self._need(needs_of(self.operation)[number])
        self.on_change(self.action)

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        self._writing = True
        try:
            yield
        finally:
            self._writing = False

    def write(self, asked: Asked) -> None:
        """Puts a question into the fields."""
        with self._quietly():
            self.principal.value = asked.who
            self.action.value, self.resource.value = asked.action, asked.resource
            self.region.value = asked.region or ""
            self.network.value = asked.endpoint or asked.address or ""
            self.time.value = f"{asked.hours:g}"
        for field in self:
            field.show()

    def read(self) -> dict[str, Any] | None:
        """The parts of the question; None where one cannot be read, which its field then says."""
        readers: tuple[tuple[Choice, Callable[[str], dict[str, Any]]], ...] = (
            (self.principal, self._as_who),
            (self.action, lambda text: {"action": as_action(text)}),
            (self.resource, lambda text: {"resource": as_resource(text, self.action.value)}),
            (self.region, lambda text: {"region": as_region(self.cloud, text)}),
            (self.network, self._as_path),
            (self.time, lambda text: {"hours": as_hours(self.cloud.now, text)}),
        )
        parts: dict[str, Any] = {}
        for field, reader in readers:
            parts |= _read(field, reader)
        return None if any(field.problem for field in self) else parts

    def _as_who(self, text: str) -> dict[str, Any]:
        self.cloud.copy().as_(text)
        return {"who": text}

    def _as_path(self, text: str) -> dict[str, Any]:
        address, endpoint = as_path(self.cloud, text)
        return {"address": address, "endpoint": endpoint}

    def tell(self, session: Session) -> None:
        """Says under each field what its value is."""
        self.account = session.account or ""
        self.principal.told = f"asks with {credentials_in_words(session)}"
        self.action.told = self._action_told()
        self.resource.told = words.resource_in_words(
            self.cloud, self.resource.value, session.account
        )
        region = self.region.value or self.cloud.region
        self.region.told = words.region_in_words(region, self.action.value)
        self.network.show()

    def _action_told(self) -> str:
        if self.operation:
            return told_of_operation(self.operation, self.action.value)
        return words.action_in_words(self.action.value)

    def _principals(self, typed: str) -> Iterable[Offered]:
        return offers.principal_offers(self.cloud.state, typed)

    def _actions(self, typed: str) -> Iterable[Offered]:
        return offers.action_offers(self.cloud, typed)

    def _resources(self, typed: str) -> Iterable[Offered]:
        return offers.resource_offers(self.cloud, self.action.value, self.account, typed)

    def _regions(self, typed: str) -> Iterable[Offered]:
        return offers.region_offers(self.cloud, typed)

    def _paths(self, typed: str) -> Iterable[Offered]:
        return offers.path_offers(self.cloud, self.action.value, self._usual(), typed)

    def _hours(self, typed: str) -> Iterable[Offered]:
        return offers.hour_offers(self.cloud.now, typed)

    def _usual(self) -> str:
        return words.usual_path(self.principal.value)

    def _who_in_words(self, who: str) -> str:
        return words.principal_in_words(self.cloud.state, who)

    def _region_in_words(self, region: str) -> str:
        return region or self.cloud.region

    def _path_in_words(self, path: str) -> str:
        try:
            as_path(self.cloud, path)
        except SimlibError:
            return path
        return words.path_in_words(self.cloud, path, self._usual())

    def _hours_in_words(self, text: str) -> str:
        try:
            return words.hours_in_words(self.cloud.now, as_hours(self.cloud.now, text))
        except SimlibError:
            return text


def _read(field: Choice, reader: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    try:
        part = reader(field.value)
    except SimlibError as error:
        field.problem = str(error)
        return {}
    field.problem = ""
    return part
