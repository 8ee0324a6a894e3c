"""All checks in one table: those of the grammar, then those that know what services define."""

from types import ModuleType

from . import actions, addresses, empty_conditions, key_types, value_types, wildcards_in_values
from .check import Check

__all__ = ["CHECKS"]

_MODULES: tuple[ModuleType, ...] = (
    actions,
    key_types,
    value_types,
    addresses,
    wildcards_in_values,
    empty_conditions,
)

CHECKS: tuple[Check, ...] = tuple(
    each for module in _MODULES for each in vars(module).values() if isinstance(each, Check)
)
