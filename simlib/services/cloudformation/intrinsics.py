"""Intrinsic functions: what they give, in one stack, once the resources they name have been made.

A node goes in, a node without functions comes out, or nothing for AWS::NoValue.
Source: "Intrinsic function reference", "Pseudo parameters".
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ...language.errors import did_you_mean
from .nodes import Kind, Member, Node, Place, node_of, refusal
from .references import VARIABLE

__all__ = ["MadeResource", "Scope", "pseudo_parameters", "resolved", "text_of", "truth"]


class MadeResource(NamedTuple):
    """What Ref and Fn::GetAtt give of a resource that has been made."""

    ref: str
    attributes: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean in one stack. `exports` are those of its account and Region."""

    parameters: Mapping[str, str | list[str]] = field(default_factory=dict)
    mappings: Mapping[str, Node] = field(default_factory=dict)
    conditions: Mapping[str, Node] = field(default_factory=dict)
    made: Mapping[str, MadeResource] = field(default_factory=dict)
    exports: Mapping[str, str] = field(default_factory=dict)


def pseudo_parameters(account: str, region: str, stack: str, stack_id: str) -> dict[str, str]:
    """The pseudo parameters but AWS::NoValue, which has no value."""
    return {
        "AWS::AccountId": account,
        "AWS::Partition": "aws",
        "AWS::Region": region,
        "AWS::StackId": stack_id,
        "AWS::StackName": stack,
        "AWS::URLSuffix": "amazonaws.com",
    }


def resolved(node: Node, scope: Scope) -> Node | None:
    """The node without functions; None for AWS::NoValue, which takes its key or item away.

    Raises ScenarioError where a function cannot be evaluated.
    """
    if node.kind is Kind.FUNCTION:
        found = _FUNCTIONS.get(node.function)
        if found is None:
            raise refusal(node.place, f"`{node.function}` cannot stand here")
        return found(node.value, scope)
    if node.kind is Kind.LIST:
        items = (resolved(item, scope) for item in node.items)
        return node._replace(value=tuple(item for item in items if item is not None))
    if node.kind is Kind.MAP:
        members = ((member, resolved(member.value, scope)) for member in node.members)
        kept = (Member(m.key, m.place, value) for m, value in members if value is not None)
        return node._replace(value=tuple(kept))
    return node


def text_of(node: Node, scope: Scope) -> str:
    """A node's value as a text. Raises ScenarioError where it is none."""
    found = resolved(node, scope)
    if found is None or found.kind not in (Kind.TEXT, Kind.NUMBER, Kind.BOOLEAN):
        kind = "AWS::NoValue" if found is None else found.kind.value
        raise refusal(node.place, f"expected a text, got {kind}")
    return str(found.value).lower() if found.kind is Kind.BOOLEAN else str(found.value)


def truth(node: Node, scope: Scope) -> bool:
    """Is a condition true? Raises ScenarioError where the node is no condition."""
    found = _CONDITIONS.get(node.function)
    if found is None:
        told = f"expected a condition, got {node.function or node.kind.value}"
        raise refusal(node.place, told, f"use one of {', '.join(sorted(_CONDITIONS))}")
    return found(node.value, scope)


def _list(node: Node, scope: Scope) -> tuple[Node, ...]:
    found = resolved(node, scope)
    if found is None or found.kind is not Kind.LIST:
        kind = "AWS::NoValue" if found is None else found.kind.value
        raise refusal(node.place, f"expected a list, got {kind}")
    return found.items


def _ref(argument: Node, scope: Scope) -> Node | None:
    if argument.value == "AWS::NoValue":
        return None
    return node_of(_value(argument.value, scope, argument.place), argument.place)


def _value(name: str, scope: Scope, place: Place) -> str | list[str]:
    if name in scope.parameters:
        return scope.parameters[name]
    if name in scope.made:
        return scope.made[name].ref
    raise refusal(place, f"`{name}` has no value: no such resource has been made in this stack")


def _get_att(argument: Node, scope: Scope) -> Node:
    parts = [item.value for item in argument.items] or argument.value.split(".", 1)
    return node_of(_attribute(parts[0], parts[1], scope, argument.place), argument.place)


def _attribute(name: str, attribute: str, scope: Scope, place: Place) -> str:
    if name not in scope.made:
        raise refusal(place, f"`{name}` has no attributes: it has not been made in this stack")
    if attribute not in scope.made[name].attributes:
        hint = did_you_mean(attribute, scope.made[name].attributes)
        raise refusal(place, f"`{name}` has no attribute `{attribute}`", hint)
    return scope.made[name].attributes[attribute]


def _sub(argument: Node, scope: Scope) -> Node:
    text = argument.items[0] if argument.items else argument
    members = argument.items[1].members if argument.items else ()
    own = {member.key: text_of(member.value, scope) for member in members}

    def value(match: re.Match[str]) -> str:
        name = match[1].strip()
        if match[1].startswith("!"):
            return f"${{{match[1][1:]}}}"
        if name in own:
            return own[name]
        resource, _, attribute = name.partition(".")
        if attribute:
            return _attribute(resource, attribute, scope, text.place)
        found = _value(name, scope, text.place)
        if isinstance(found, list):
            raise refusal(text.place, f"`{name}` is a list", "put Fn::Join around it")
        return found

    return Node(Kind.TEXT, VARIABLE.sub(value, text.value), text.place)


def _join(argument: Node, scope: Scope) -> Node:
    delimiter, items = argument.items
    joined = text_of(delimiter, scope).join(text_of(item, scope) for item in _list(items, scope))
    return Node(Kind.TEXT, joined, argument.place)


def _select(argument: Node, scope: Scope) -> Node:
    index, items = text_of(argument.items[0], scope), _list(argument.items[1], scope)
    if not index.isdecimal() or int(index) >= len(items):
        raise refusal(argument.place, f"there is no item {index} in a list of {len(items)}")
    return items[int(index)]


def _split(argument: Node, scope: Scope) -> Node:
    delimiter, text = (text_of(item, scope) for item in argument.items)
    if not delimiter:
        raise refusal(argument.place, "the delimiter of Fn::Split is empty")
    return node_of(text.split(delimiter), argument.place)


def _if(argument: Node, scope: Scope) -> Node | None:
    name, then, otherwise = argument.items
    return resolved(then if _condition(name, scope) else otherwise, scope)


def _find_in_map(argument: Node, scope: Scope) -> Node:
    mapping, *keys = (text_of(item, scope) for item in argument.items)
    found = scope.mappings.get(mapping)
    for key in keys:
        found = found.get(key) if found is not None else None
    if found is None:
        raise refusal(argument.place, f"the mapping `{mapping}` has no {' → '.join(keys)}")
    return found


def _import_value(argument: Node, scope: Scope) -> Node:
    name = text_of(argument, scope)
    if name not in scope.exports:
        there = ", ".join(sorted(scope.exports)) or "none"
        hint = did_you_mean(name, scope.exports) or f"there are {there}"
        raise refusal(argument.place, f"no export named {name} found", hint)
    return node_of(scope.exports[name], argument.place)


def _condition(argument: Node, scope: Scope) -> bool:
    name = text_of(argument, scope)
    if name not in scope.conditions:
        raise refusal(argument.place, f"the template has no condition `{name}`")
    return truth(scope.conditions[name], scope)


def _equals(argument: Node, scope: Scope) -> bool:
    first, second = (text_of(item, scope) for item in argument.items)
    return first == second


_Function = Callable[[Node, Scope], Node | None]
_FUNCTIONS: Mapping[str, _Function] = {
    "Ref": _ref,
    "Fn::FindInMap": _find_in_map,
    "Fn::GetAtt": _get_att,
    "Fn::If": _if,
    "Fn::ImportValue": _import_value,
    "Fn::Join": _join,
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::Sub": _sub,
}
_CONDITIONS: Mapping[str, Callable[[Node, Scope], bool]] = {
    "Condition": _condition,
    "Fn::And": lambda argument, scope: all(truth(each, scope) for each in argument.items),
    "Fn::Equals": _equals,
    "Fn::Not": lambda argument, scope: not truth(argument.items[0], scope),
    "Fn::Or": lambda argument, scope: any(truth(each, scope) for each in argument.items),
}
