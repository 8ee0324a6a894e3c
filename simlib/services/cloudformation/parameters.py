"""A template's parameters: what they are, and which values a stack is made with.

Every `AWS::…::Id` type is a text here; values are never looked up in Systems Manager.
Source: "CloudFormation template Parameters syntax".
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from ...language.errors import did_you_mean
from .nodes import Kind, Node, Place, Problems, plain, refusal
from .shapes import BOOLEAN, NAME, NUMBER, TEXT, list_of, structure

__all__ = ["PARAMETER", "Parameter", "parameter_of", "parameter_values"]

PARAMETER = structure(
    "a parameter",
    {"Type": NAME},
    {
        "Default": TEXT,
        "Description": NAME,
        "NoEcho": BOOLEAN,
        "AllowedValues": list_of(TEXT),
        "AllowedPattern": NAME,
        "ConstraintDescription": NAME,
        "MinLength": NUMBER,
        "MaxLength": NUMBER,
        "MinValue": NUMBER,
        "MaxValue": NUMBER,
    },
)
_LISTS = re.compile(r"CommaDelimitedList|List<.+>")
_TYPES = re.compile(r"String|(List<)?(Number|AWS::EC2::[A-Za-z:]+)>?|CommaDelimitedList")


class Parameter(NamedTuple):
    """One parameter: its type, its default, and the constraints on its values by their names."""

    name: str
    type: str
    place: Place
    default: str | None = None
    constraints: Mapping[str, Any] = {}

    @property
    def is_list(self) -> bool:
        """Does Ref give a list?"""
        return _LISTS.fullmatch(self.type) is not None


def parameter_of(name: str, node: Node, problems: Problems) -> Parameter:
    """The parameter that a node is; a type that simlib does not model is reported."""
    type_ = node.get("Type")
    written = type_.value if type_ is not None and type_.kind is Kind.TEXT else "String"
    if type_ is not None and not _TYPES.fullmatch(written):
        hint = did_you_mean(written, ("String", "Number", "CommaDelimitedList", "List<Number>"))
        problems.report(type_.place, f"simlib models no parameter type `{written}`", hint)
    pattern = node.get("AllowedPattern")
    if pattern is not None and not _compiles(str(pattern.value)):
        problems.report(pattern.place, f"`{pattern.value}` is no regular expression")
    default = node.get("Default")
    constraints = {each.key: plain(each.value) for each in node.members if each.key in _CHECKS}
    return Parameter(
        name, written, node.place, None if default is None else _text(default.value), constraints
    )


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def parameter_values(
    parameters: Mapping[str, Parameter], given: Mapping[str, Any], file: str
) -> dict[str, str | list[str]]:
    """The values that a stack is made with. Raises ScenarioError in CloudFormation's words."""
    unknown = [name for name in given if name not in parameters]
    if unknown:
        told = f"Parameters: [{', '.join(unknown)}] do not exist in the template"
        raise refusal(Place(file, 1, 1), told, did_you_mean(unknown[0], parameters))
    missing = [each for each in parameters.values() if _chosen(each, given) is None]
    if missing:
        told = f"Parameters: [{', '.join(each.name for each in missing)}] must have values"
        raise refusal(missing[0].place, told)
    return {name: _value(each, str(_chosen(each, given))) for name, each in parameters.items()}


def _chosen(parameter: Parameter, given: Mapping[str, Any]) -> str | None:
    if parameter.name not in given:
        return parameter.default
    value = given[parameter.name]
    return ",".join(map(_text, value)) if isinstance(value, list) else _text(value)


def _value(parameter: Parameter, text: str) -> str | list[str]:
    values = [part.strip() for part in text.split(",")] if parameter.is_list else [text]
    for value in values:
        broken = next(_broken(parameter, value), None)
        if broken is not None:
            described = parameter.constraints.get("ConstraintDescription")
            raise refusal(parameter.place, f"Parameter {parameter.name} failed to satisfy "
                          f"constraint: {described or broken}")  # fmt: skip
    return values if parameter.is_list else text


def _broken(parameter: Parameter, value: str) -> Iterator[str]:
    numeric = "Number" in parameter.type
    if numeric and not re.fullmatch(r"[-+]?[0-9]+(\.[0-9]+)?", value):
        yield f"{value} is not a number"
        return
    for name, limit in parameter.constraints.items():
        test, told = _CHECKS[name]
        if not test(value, limit):
            yield told.format(limit=limit)


def _is_at_least(value: str, limit: Any) -> bool:
    return float(value) >= float(limit)


def _is_at_most(value: str, limit: Any) -> bool:
    return float(value) <= float(limit)


_Check = tuple[Callable[[str, Any], bool], str]
_CHECKS: Mapping[str, _Check] = {
    "AllowedValues": (lambda v, known: v in map(_text, known), "must be one of {limit}"),
    "AllowedPattern": (
        lambda v, p: re.fullmatch(p, v) is not None,
        "must match pattern {limit}",
    ),
    "MinLength": (lambda v, n: len(v) >= int(n), "must contain at least {limit} characters"),
    "MaxLength": (lambda v, n: len(v) <= int(n), "must contain at most {limit} characters"),
    "MinValue": (_is_at_least, "must be a number not less than {limit}"),
    "MaxValue": (_is_at_most, "must be a number not greater than {limit}"),
    "ConstraintDescription": (lambda v, told: True, ""),
}
