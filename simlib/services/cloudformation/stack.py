"""A stack: a template's resources made one after the other, and its outputs.

Source: "CloudFormation template Outputs syntax", "Condition functions".
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ...cloud.errors import ClientError, NotModelledError, ParamValidationError
from ...language.errors import ScenarioError, UnknownNameError
from .intrinsics import MadeResource, Scope, pseudo_parameters, resolved, text_of, truth
from .nodes import Kind, Node, Place, Problems, plain, refusal
from .order import making_order
from .parameters import parameter_values
from .resource_types import Making, ResourceType
from .shapes import check
from .template import Output, Resource, Template

if TYPE_CHECKING:
    from ...cloud.cloud import Cloud

__all__ = ["Make", "Stack", "StackPlace", "first_scope", "make_stack", "maker"]

Make = Callable[[str, str, Node], MadeResource]  # type, logical id, properties


class StackPlace(NamedTuple):
    """Where a stack is made, and what it is called."""

    account: str
    region: str
    name: str
    stack_id: str


class Stack(NamedTuple):
    """A stack that has been made: outputs by name, exports by the names they are imported by."""

    place: StackPlace
    resources: Mapping[str, MadeResource]
    outputs: Mapping[str, str]
    exports: Mapping[str, str]


def first_scope(
    template: Template,
    place: StackPlace,
    parameters: Mapping[str, Any],
    exports: Mapping[str, str],
) -> Scope:
    """What names mean before anything is made. Raises ScenarioError for bad parameters."""
    values = parameter_values(template.parameters, parameters, template.name)
    return Scope(
        {**values, **pseudo_parameters(*place)},
        template.mappings,
        template.conditions,
        exports=exports,
    )


def make_stack(template: Template, scope: Scope, place: StackPlace, make: Make) -> Stack:
    """Makes the resources whose conditions hold, in the order of their needs; then the outputs.

    Raises ScenarioError with file, line, logical id and AWS's message where one cannot be made.
    """
    made: dict[str, MadeResource] = {}
    for resource in making_order(template):
        if _wanted(resource, scope):
            made[resource.logical_id] = _made(resource, replace(scope, made=made), make)
    scope = replace(scope, made=made)
    found = [each for each in template.outputs.values() if _wanted(each, scope)]
    outputs = {each.name: text_of(each.value, scope) for each in found}
    return Stack(place, made, outputs, dict(_exports(found, outputs, scope)))


def _wanted(part: Resource | Output, scope: Scope) -> bool:
    return part.condition is None or truth(scope.conditions[part.condition], scope)


def _exports(
    outputs: list[Output], values: Mapping[str, str], scope: Scope
) -> Iterator[tuple[str, str]]:
    for output in outputs:
        if output.export is not None:
            name = text_of(output.export, scope)
            if name in scope.exports:
                told = f"an export named {name} exists already in this account and Region"
                raise refusal(output.export.place, told)
            yield name, values[output.name]


def _made(resource: Resource, scope: Scope, make: Make) -> MadeResource:
    properties = resolved(resource.properties, scope)
    empty = Node(Kind.MAP, (), resource.place)
    try:
        return make(resource.type, resource.logical_id, properties or empty)
    except ScenarioError:
        raise
    except (ClientError, ParamValidationError, NotModelledError, UnknownNameError) as error:
        raise _refused(resource.place, resource.logical_id, error) from error


def _refused(place: Place, logical_id: str, error: Exception) -> ScenarioError:
    hint = error.hint if isinstance(error, ClientError) else ""
    told = " ".join(str(error).split("\n"))
    return refusal(place, f"`{logical_id}` cannot be made: {told}", hint)


def maker(cloud: "Cloud", place: StackPlace, types: Mapping[str, ResourceType]) -> Make:
    """Makes resources in a cloud, as their types say.

    What intrinsic functions gave is checked against the type's properties first.
    """

    def make(type_: str, logical_id: str, properties: Node) -> MadeResource:
        problems = Problems(properties.place.file)
        check(properties, types[type_].properties, problems, "Properties")
        problems.stop()
        making = Making(
            cloud, place.account, place.region, place.name, logical_id, plain(properties)
        )
        return types[type_].make(making)

    return make
