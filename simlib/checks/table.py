"""All checks in one table: those of the grammar, then those that know what services define."""

from types import ModuleType

from . import (
    actions,
    arn_shapes,
    arns,
    condition_keys,
    keys_of_actions,
    mfa_keys,
    pass_role,
    requested_region,
    resource_policies,
    resource_types,
    role_variables,
    set_operators,
    tag_keys,
    trust_in_keys,
)
from .check import Check

__all__ = ["CHECKS"]

_MODULES: tuple[ModuleType, ...] = (
    actions,
    arns,
    arn_shapes,
    resource_types,
    resource_policies,
    pass_role,
    condition_keys,
    keys_of_actions,
    tag_keys,
    set_operators,
    trust_in_keys,
    mfa_keys,
    requested_region,
    role_variables,
)

CHECKS: tuple[Check, ...] = tuple(
    each for module in _MODULES for each in vars(module).values() if isinstance(each, Check)
)
