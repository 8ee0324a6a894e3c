"""What botocore knows of an operation: its parameters' shape, from `data/reference/api`."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from ..language.errors import UnknownNameError, did_you_mean
from ..shipped import shipped_json
from .errors import ClientError, NotModelledError, ParamValidationError
from .operation import Operation, Service
from .parameters import Shape, refused_values, unsendable

__all__ = ["check_parameters", "check_values", "input_shape", "operation_of"]

_SHOWN = 30  # operations in a message


@cache
def _model(client: str) -> Mapping[str, Any]:
    model: Mapping[str, Any] = shipped_json(f"reference/api/{client}.json")
    return model


def operation_of(service: Service, name: str) -> Operation:
    """The operation of that name. Raises UnknownNameError, or NotModelledError where AWS has it."""
    found = service.operations.get(name)
    if found is not None:
        return found
    if name in _model(service.client)["others"]:
        known = sorted(service.operations)
        few = len(known) <= _SHOWN
        told = ", ".join(known) if few else f'what `dir(caller.client("{service.client}"))` lists'
        raise NotModelledError(
            f"simlib does not model {service.client}:{name}; of {service.client} it models {told}"
        )
    hint = did_you_mean(name, [*service.operations, *_model(service.client)["others"]])
    raise UnknownNameError(f"{service.client} has no operation `{name}`; {hint}".rstrip("; "))


def input_shape(service: Service, name: str) -> Shape:
    """The shape of the parameters."""
    own = service.not_in_botocore.get(name)
    shape: Shape = own if own is not None else _model(service.client)["operations"][name]["input"]
    return shape


def check_parameters(
    service: Service, name: str, operation: Operation, parameters: Mapping[str, Any]
) -> None:
    """Names and types as the SDK checks them; what AWS has and simlib does not model is refused.

    Raises ParamValidationError, NotModelledError.
    """
    problems = list(unsendable(input_shape(service, name), dict(parameters)))
    if problems:
        raise ParamValidationError(problems)
    beyond = [each for each in parameters if each not in (*operation.takes, *operation.ignores)]
    if beyond:
        modelled = ", ".join(operation.takes) or "none"
        raise NotModelledError(
            f"simlib does not model the parameter `{beyond[0]}` of {name}; modelled: {modelled}"
        )


def check_values(service: Service, name: str, parameters: Mapping[str, Any]) -> None:
    """Values as the service checks them. Raises ClientError with the service's validation code."""
    broken = list(refused_values(input_shape(service, name), dict(parameters)))
    if broken:
        count = len(broken)
        found = f"{count} validation error{'s' * (count != 1)} detected: {'; '.join(broken)}"
        raise ClientError(service.validation_code, found, 400)
