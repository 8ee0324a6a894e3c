"""In which order resources are made: what refers to another comes after it.

Source: "DependsOn attribute", "Fn::GetAtt", "Ref".
"""

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from .nodes import Kind, Node, Problems, walk
from .references import references

if TYPE_CHECKING:
    from .template import Resource, Template

__all__ = ["check_cycles", "in_order", "making_order"]

Needs = Mapping[str, list[str]]


def making_order(template: "Template") -> list["Resource"]:
    """The resources, each after all that it needs."""
    return [template.resources[name] for name in in_order(_resource_needs(template))]


def in_order(needs: Needs) -> list[str]:
    """Names, each after all that it needs. Raises CycleError.

    >>> in_order({"policy": ["role"], "role": []})
    ['role', 'policy']
    """
    return list(TopologicalSorter(needs).static_order())


def check_cycles(template: "Template", problems: Problems) -> None:
    """Reports resources that wait for each other, and conditions that need each other."""
    properties = {name: each.properties for name, each in template.resources.items()}
    _check(_resource_needs(template), properties, problems)
    _check(_condition_needs(template), template.conditions, problems)


def _check(needs: Needs, nodes: Mapping[str, Node], problems: Problems) -> None:
    try:
        in_order(needs)
    except CycleError as error:
        cycle: list[str] = list(reversed(error.args[1]))
        told = f"a circular dependency, where each needs the next: {' → '.join(cycle)}"
        problems.report(nodes[cycle[0]].place, told)


def _resource_needs(template: "Template") -> Needs:
    return {
        name: _known(
            [*(each.name for each in references(resource.properties)), *resource.depends_on],
            template.resources,
        )
        for name, resource in template.resources.items()
    }


def _condition_needs(template: "Template") -> Needs:
    named = {
        name: [each.value for each in walk(node) if each.function == "Condition"]
        for name, node in template.conditions.items()
    }
    return {
        name: _known([each.value for each in found if each.kind is Kind.TEXT], template.conditions)
        for name, found in named.items()
    }


def _known(names: list[str], known: Mapping[str, object]) -> list[str]:
    return [name for name in dict.fromkeys(names) if name in known]
