"""All checks in one table: those of the grammar, then those that know what services define."""

from types import ModuleType

from . import (
    actions,
    addresses,
    contradictions,
    empty_conditions,
    key_types,
    service_names,
    several_values,
    value_formats,
    value_types,
    wildcards_in_values,
)
from .check import Check

__all__ = ["CHECKS"]

_MODULES: tuple[ModuleType, ...] = (
    actions,
    key_types,
    value_types,
    value_formats,
    service_names,
    addresses,
    several_values,
    wildcards_in_values,
    empty_conditions,
    contradictions,
)

CHECKS: tuple[Check, ...] = tuple(
    each for module in _MODULES for each in vars(module).values() if isinstance(each, Check)
)
