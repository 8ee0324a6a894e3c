"""All checks in one table: those of the grammar, then those that know what services define."""

from types import ModuleType

from . import actions, arn_shapes, arns, pass_role, resource_policies, resource_types
from .check import Check

__all__ = ["CHECKS"]

_MODULES: tuple[ModuleType, ...] = (
    actions,
    arns,
    arn_shapes,
    resource_types,
    resource_policies,
    pass_role,
)

CHECKS: tuple[Check, ...] = tuple(
    each for module in _MODULES for each in vars(module).values() if isinstance(each, Check)
)
