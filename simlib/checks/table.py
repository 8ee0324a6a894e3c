"""All checks in one table: those of the grammar, then those that know what services define."""

from types import ModuleType

from . import (
    actions,
    addresses,
    arn_shapes,
    arns,
    condition_keys,
    contradictions,
    effect,
    empty_conditions,
    key_types,
    keys_of_actions,
    mfa_keys,
    pass_role,
    requested_region,
    resource_policies,
    resource_types,
    role_variables,
    service_names,
    set_operators,
    several_values,
    tag_keys,
    trust_in_keys,
    value_formats,
    value_types,
    wildcards_in_values,
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
    key_types,
    value_types,
    value_formats,
    service_names,
    addresses,
    several_values,
    wildcards_in_values,
    empty_conditions,
    contradictions,
    effect,
)

CHECKS: tuple[Check, ...] = tuple(
    each for module in _MODULES for each in vars(module).values() if isinstance(each, Check)
)
