"""All checks in one table: those of the grammar, then those that know what services define."""

from collections.abc import Mapping
from types import ModuleType
from typing import TYPE_CHECKING

from ..language.issues import OURS, Issue
from . import (
    actions,
    addresses,
    arn_shapes,
    arns,
    condition_keys,
    contradictions,
    control_policies,
    effect,
    empty_conditions,
    key_types,
    keys_of_actions,
    mfa_keys,
    oidc_trust,
    pass_role,
    principals,
    requested_region,
    resource_policies,
    resource_types,
    role_trust,
    role_variables,
    service_names,
    service_principals,
    set_operators,
    several_values,
    statements,
    tag_keys,
    trust_in_keys,
    value_formats,
    value_types,
    wildcards_in_values,
)
from .check import Check
from .condition_grammar import CONDITION_GRAMMAR
from .document_grammar import DOCUMENT_GRAMMAR
from .principal_grammar import PRINCIPAL_GRAMMAR
from .statement_grammar import STATEMENT_GRAMMAR

if TYPE_CHECKING:
    import pandas

__all__ = ["CHECKS", "COLUMNS", "NOT_CHECKED", "checks_table"]

COLUMNS = ("name", "category", "tells", "looks_at", "page", "named_by")

_GRAMMAR = DOCUMENT_GRAMMAR + STATEMENT_GRAMMAR + PRINCIPAL_GRAMMAR + CONDITION_GRAMMAR

_MODULES: tuple[ModuleType, ...] = (
    actions,
    statements,
    arns,
    arn_shapes,
    resource_types,
    resource_policies,
    pass_role,
    principals,
    role_trust,
    oidc_trust,
    service_principals,
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
    control_policies,
    effect,
)

CHECKS: tuple[Check, ...] = _GRAMMAR + tuple(
    each for module in _MODULES for each in vars(module).values() if isinstance(each, Check)
)

_DYNAMODB = "What DynamoDB's own condition keys come to is not looked at."

# Names that simlib does not find, each with the reason in a sentence.
NOT_CHECKED: Mapping[Issue, str] = {
    Issue.SCP_SYNTAX_ERROR_ACTION_WILDCARD: (
        "SCPs take wildcards anywhere in an action since 2025-09-19; the check is older."
    ),
    Issue.DEPRECATED_GLOBAL_CONDITION_KEY: (
        "Its one key, aws:ARN, is found as UNSUPPORTED_GLOBAL_CONDITION_KEY."
    ),
    **{issue: _DYNAMODB for issue in Issue if issue.startswith("DYNAMODB_")},
}


def checks_table() -> "pandas.DataFrame":
    """One row a check, with the columns of COLUMNS."""
    import pandas

    return pandas.DataFrame(list(map(_row, CHECKS)), columns=list(COLUMNS))


def _row(check: Check) -> tuple[str, ...]:
    named_by = "simlib" if check.issue in OURS else "IAM Access Analyzer"
    words = check.issue.finding_type.words
    return str(check.issue), words, check.tells, str(check.of), check.page, named_by
