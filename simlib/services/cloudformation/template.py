"""A CloudFormation template: its sections as frozen data, or everything that is wrong with it.

`Metadata`, `Description` and the deletion and replacement policies are read over: they do not
change what a stack makes, and stacks here are neither updated nor deleted.
Source: "CloudFormation template sections", "CloudFormation template Resources syntax".
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...language.errors import did_you_mean
from .nodes import Kind, Member, Node, Place, Problems, walk
from .order import check_cycles
from .parameters import PARAMETER, Parameter, parameter_of
from .reading import FUNCTIONS
from .references import Names, check_known, check_names
from .resource_types import ResourceType
from .shapes import ANY, NAME, NAMES, OBJECT, TEXT, check, map_of, structure

__all__ = ["Output", "Resource", "Template", "template_of"]

FORMAT = "2010-09-09"
_LOGICAL_ID = re.compile("[A-Za-z0-9]+")
_DECIDING = frozenset({"Condition", "Fn::And", "Fn::Equals", "Fn::Not", "Fn::Or"})
_MAKING = frozenset(FUNCTIONS) - _DECIDING
# Which intrinsic functions may stand in which section.
_FUNCTIONS_IN = {
    "Parameters": frozenset[str](),
    "Mappings": frozenset[str](),
    "Conditions": frozenset(FUNCTIONS) - {"Fn::GetAtt", "Fn::If", "Fn::ImportValue"},
    "Resources": _MAKING,
    "Outputs": _MAKING,
}
_RESOURCE = structure(
    "a resource",
    {"Type": NAME},
    {
        "Properties": OBJECT,
        "DependsOn": NAMES,
        "Condition": NAME,
        "DeletionPolicy": NAME,
        "UpdateReplacePolicy": NAME,
        "Metadata": ANY,
    },
)
_OUTPUT = structure(
    "an output",
    {"Value": TEXT},
    {
        "Description": NAME,
        "Condition": NAME,
        "Export": structure("an export", {"Name": TEXT}),
    },
)
_TEMPLATE = structure(
    "a template",
    {"Resources": map_of(_RESOURCE)},
    {
        "AWSTemplateFormatVersion": NAME,
        "Description": NAME,
        "Metadata": ANY,
        "Parameters": map_of(PARAMETER),
        "Mappings": map_of(map_of(map_of(ANY))),
        "Conditions": map_of(ANY),
        "Outputs": map_of(_OUTPUT),
    },
)


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource as it is written; `properties` still has its intrinsic functions."""

    logical_id: str
    type: str
    place: Place
    properties: Node
    depends_on: tuple[str, ...] = ()
    condition: str | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """One output; `export` is the name by which other stacks import it."""

    name: str
    value: Node
    export: Node | None = None
    condition: str | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """One template; `name` is its file's."""

    name: str
    parameters: Mapping[str, Parameter]
    mappings: Mapping[str, Node]
    conditions: Mapping[str, Node]
    resources: Mapping[str, Resource]
    outputs: Mapping[str, Output]


def template_of(document: Node, types: Mapping[str, ResourceType], problems: Problems) -> Template:
    """The template that a document is; it counts only if no problem was reported."""
    check(document, _TEMPLATE, problems, "the template")
    _check_words(document, problems)
    template = Template(
        document.place.file,
        {m.key: parameter_of(m.key, m.value, problems) for m in _section(document, "Parameters")},
        {member.key: member.value for member in _section(document, "Mappings")},
        {m.key: _conditions_named(m.value) for m in _section(document, "Conditions")},
        {member.key: _resource(member) for member in _section(document, "Resources")},
        {member.key: _output(member) for member in _section(document, "Outputs")},
    )
    for resource in template.resources.values():
        _check_type(resource, types, problems)
    _check_references(document, template, types, problems)
    check_cycles(template, problems)
    return template


def _section(document: Node, name: str) -> tuple[Member, ...]:
    section = document.get(name)
    return section.members if section is not None else ()


def _resource(member: Member) -> Resource:
    node = member.value
    none = Node(Kind.MAP, (), member.place)
    needs = node.get("DependsOn")
    several = () if needs is None else needs.items or (needs,)
    return Resource(
        member.key,
        _literal(node, "Type") or "",
        member.place,
        node.get("Properties") or none,
        tuple(each.value for each in several if each.kind is Kind.TEXT),
        _literal(node, "Condition"),
    )


def _output(member: Member) -> Output:
    node = member.value
    value = node.get("Value") or Node(Kind.BROKEN, None, member.place)
    export = node.get("Export")
    name = export.get("Name") if export is not None else None
    return Output(member.key, value, name, _literal(node, "Condition"))


def _literal(node: Node, key: str) -> str | None:
    found = node.get(key)
    return str(found.value) if found is not None and found.kind is Kind.TEXT else None


def _conditions_named(node: Node) -> Node:
    """A condition in which `Condition: Name` is the function that it is there, and only there."""
    if node.kind is Kind.FUNCTION:
        return node._replace(value=_conditions_named(node.value))
    if node.kind is Kind.LIST:
        return node._replace(value=tuple(_conditions_named(item) for item in node.items))
    name = node.get("Condition")
    if name is not None and len(node.members) == 1:
        return Node(Kind.FUNCTION, name, node.place, "Condition")
    return node


def _check_words(document: Node, problems: Problems) -> None:
    """The format's version, names that CloudFormation does not take, functions out of place."""
    version = document.get("AWSTemplateFormatVersion")
    if version is not None and version.value != FORMAT:
        problems.report(version.place, f"`{version.value}` is no template format", f"use {FORMAT}")
    for section, functions in _FUNCTIONS_IN.items():
        for member in _section(document, section):
            if section != "Mappings" and not _LOGICAL_ID.fullmatch(member.key):
                told = f"the name `{member.key}` in {section} is not alphanumeric"
                problems.report(member.place, told, "use the letters A to Z and digits only")
            for node in walk(member.value):
                if node.function and node.function not in functions:
                    told = f"`{node.function}` cannot stand in {section}"
                    problems.report(node.place, told)


def _check_type(resource: Resource, types: Mapping[str, ResourceType], problems: Problems) -> None:
    found = types.get(resource.type)
    if found is not None:
        check(resource.properties, found.properties, problems, "Properties")
    elif resource.type:
        hint = did_you_mean(resource.type, types) or f"it models {', '.join(sorted(types))}"
        problems.report(resource.place, f"simlib models no resource type `{resource.type}`", hint)


def _check_references(
    document: Node, template: Template, types: Mapping[str, ResourceType], problems: Problems
) -> None:
    """Everything that is referred to exists; conditions and exports know no resources."""
    attributes = {
        name: types[each.type].attributes if each.type in types else None
        for name, each in template.resources.items()
    }
    names = Names(template.parameters, attributes, template.conditions, template.mappings)
    nameless = names._replace(resources={})
    for node, known in _referring(template, names, nameless):
        check_names(node, known, problems)
    for section in ("Resources", "Outputs"):
        for member in _section(document, section):
            condition = member.value.get("Condition")
            if condition is not None:
                check_known(condition, template.conditions, "condition", problems)
            needs = member.value.get("DependsOn")
            for each in () if needs is None else needs.items or (needs,):
                check_known(each, template.resources, "resource", problems)


def _referring(template: Template, names: Names, nameless: Names) -> Iterator[tuple[Node, Names]]:
    for resource in template.resources.values():
        yield resource.properties, names
    for output in template.outputs.values():
        yield output.value, names
        if output.export is not None:
            yield output.export, nameless
    for condition in template.conditions.values():
        yield condition, nameless
