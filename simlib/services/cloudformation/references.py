"""What a template refers to: by Ref, Fn::GetAtt and Fn::Sub, found without evaluating anything.

Source: "Ref", "Fn::GetAtt", "Fn::Sub", "Pseudo parameters".
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from ...language.errors import did_you_mean
from .nodes import Kind, Node, Place, Problems, walk

__all__ = ["VARIABLE", "Names", "Reference", "check_known", "check_names", "references"]

PSEUDO_PARAMETERS = (
    "AWS::AccountId",
    "AWS::NoValue",
    "AWS::Partition",
    "AWS::Region",
    "AWS::StackId",
    "AWS::StackName",
    "AWS::URLSuffix",
)
VARIABLE = re.compile(r"\$\{([^}]*)\}")  # in the text of Fn::Sub; `${!Literal}` stays `${Literal}`


class Reference(NamedTuple):
    """A name, with an attribute of the resource where one is asked for."""

    name: str
    attribute: str | None
    place: Place
    in_text: bool = False  # as `${name}` in Fn::Sub


class Names(NamedTuple):
    """What may be referred to. Resources come with the attributes that Fn::GetAtt knows, or with
    None where their type is unknown.
    """

    parameters: Collection[str] = ()
    resources: Mapping[str, Collection[str] | None] = {}
    conditions: Collection[str] = ()
    mappings: Collection[str] = ()


def references(node: Node) -> Iterator[Reference]:
    """All references below a node, in the order of the text; both branches of Fn::If."""
    for each in walk(node):
        if each.function in _NAMING:
            yield from _references_of(each) or ()


_NAMING = ("Ref", "Fn::GetAtt", "Fn::Sub")


def _references_of(function: Node) -> list[Reference] | None:
    """What one function refers to. None where it does not say so in a literal text."""
    argument: Node = function.value
    place = argument.place
    first = argument.items[0] if argument.items else argument
    if any(item.kind is not Kind.TEXT for item in (first, *argument.items[:1])):
        return None
    if function.function == "Ref":
        return [Reference(first.value, None, place)]
    if function.function == "Fn::Sub":
        return list(_variables(argument, first))
    parts = [item.value for item in argument.items if item.kind is Kind.TEXT]
    parts = parts or first.value.split(".", 1)
    return [Reference(parts[0], parts[1], place)] if len(parts) == 2 else None


def _variables(argument: Node, text: Node) -> Iterator[Reference]:
    own = {member.key for member in argument.items[1].members} if argument.items else set()
    for name in VARIABLE.findall(text.value):
        if not name.startswith("!") and name.strip() not in own:
            resource, _, attribute = name.strip().partition(".")
            yield Reference(resource, attribute or None, text.place, in_text=True)


def check_names(node: Node, names: Names, problems: Problems) -> None:
    """Reports every reference below a node to what does not exist."""
    for each in walk(node):
        if each.function in _NAMING:
            _check_references(each, names, problems)
        elif each.function in ("Fn::If", "Condition"):
            first = each.value.items[0] if each.value.items else each.value
            check_known(first, names.conditions, "condition", problems)
        elif each.function == "Fn::FindInMap":
            check_known(each.value.items[0], names.mappings, "mapping", problems)


def check_known(node: Node, known: Collection[str], what: str, problems: Problems) -> None:
    """Reports a literal name that does not exist; a function's value is not known yet."""
    if node.kind is Kind.TEXT and node.value not in known:
        told = f"the template has no {what} `{node.value}`"
        problems.report(node.place, told, _nearest(node.value, known))


def _check_references(function: Node, names: Names, problems: Problems) -> None:
    found = _references_of(function)
    if found is None:
        told = f"`{function.function}` names in a literal text what it refers to"
        hint = "write Name.Attribute" if function.function == "Fn::GetAtt" else ""
        problems.report(function.place, told, hint)
    for reference in found or ():
        if reference.attribute is None:
            _check_name(reference, names, problems)
        else:
            _check_attribute(reference, names, problems)


def _check_name(reference: Reference, names: Names, problems: Problems) -> None:
    name = reference.name
    known = {*names.resources, *names.parameters, *PSEUDO_PARAMETERS}
    if name in known:
        return
    policy_variable = reference.in_text and ":" in name and not name.startswith("AWS::")
    hint = f"a policy variable is written ${{!{name}}} here" if policy_variable else ""
    told = f"there is no parameter or resource `{name}` here"
    problems.report(reference.place, told, hint or _nearest(name, known))


def _check_attribute(reference: Reference, names: Names, problems: Problems) -> None:
    name, attribute = reference.name, reference.attribute or ""
    if name not in names.resources:
        told = f"there is no resource `{name}` here"
        problems.report(reference.place, told, _nearest(name, names.resources))
        return
    known = names.resources[name]
    if known is not None and attribute not in known:
        told = f"simlib knows no attribute `{attribute}` of `{name}`"
        problems.report(reference.place, told, _nearest(attribute, known))


def _nearest(name: str, known: Collection[str]) -> str:
    return did_you_mean(name, known) or f"there are {', '.join(sorted(known)) or 'none'}"
