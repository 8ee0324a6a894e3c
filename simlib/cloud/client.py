"""A client such as the SDK for Python has: a service's operations as methods, for one caller."""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from ..language.errors import UnknownNameError, did_you_mean
from .calling import Response
from .operation import Service

if TYPE_CHECKING:
    from .caller import Caller

__all__ = ["Client", "UnknownMethodError"]


class UnknownMethodError(UnknownNameError, AttributeError):
    """A client has no such method; the message offers the nearest that it has."""

    def __init__(self, client: str, method: str, known: Iterable[str]) -> None:
        hint = did_you_mean(method, known)
        super().__init__(f"the client of {client} has no method `{method}`; {hint}".rstrip("; "))


class Client:
    """The operations of one service as methods, for one caller."""

    def __init__(self, caller: "Caller", service: Service) -> None:
        self._caller, self._service = caller, service
        self._names = {_snake(name): name for name in service.operations}

    def __getattr__(self, method: str) -> Callable[..., Response]:
        if method not in self._names:
            raise UnknownMethodError(self._service.client, method, self._names)
        name = self._names[method]
        return lambda **parameters: self._caller.call(
            f"{self._service.client}:{name}", **parameters
        )

    def __dir__(self) -> list[str]:
        return sorted(self._names)

    def __repr__(self) -> str:
        return f"<client of {self._service.client} for {self._caller.name}>"


def _snake(name: str) -> str:
    """A method's name: PutObject → put_object, ListObjectsV2 → list_objects_v2."""
    partial = re.sub("([a-z0-9])([A-Z])", r"\1_\2", name)
    return re.sub("([A-Z]+)([A-Z][a-z])", r"\1_\2", partial).lower()
