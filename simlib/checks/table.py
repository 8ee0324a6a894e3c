"""All checks in one table: those of the grammar, then those that know what services define."""

from collections.abc import Mapping
from types import ModuleType
from typing import TYPE_CHECKING

from ..language.issues import Issue
from .actions_and_resources import (
    actions,
    arn_shapes,
    arns,
    pass_role,
    resource_based_policies,
    resource_types,
)
from .check import Check
from .conditions import (
    condition_keys,
    contradictions,
    empty_conditions,
    ip_addresses,
    key_types,
    keys_of_actions,
    mfa,
    misleading_keys,
    requested_region,
    service_names,
    set_operators,
    several_values,
    tags,
    user_names,
    value_formats,
    value_types,
    wildcards_in_values,
)
from .grammar.condition import CONDITION_GRAMMAR
from .grammar.document import DOCUMENT_GRAMMAR
from .grammar.principal import PRINCIPAL_GRAMMAR
from .grammar.statement import STATEMENT_GRAMMAR
from .principals import (
    oidc_providers,
    principals,
    resource_control_policies,
    role_trust_policies,
    service_principals,
)
from .statements import statements, without_effect

if TYPE_CHECKING:
    import pandas

__all__ = ["CHECKS", "COLUMNS", "NOT_CHECKED", "checks_table"]

COLUMNS = ("name", "category", "tells", "looks_at", "page", "named_by")

_GRAMMAR = DOCUMENT_GRAMMAR + STATEMENT_GRAMMAR + PRINCIPAL_GRAMMAR + CONDITION_GRAMMAR

# In the order of a statement's elements, and last what concerns it as a whole.
_MODULES: tuple[ModuleType, ...] = (
    *(principals, service_principals),
    *(role_trust_policies, oidc_providers, resource_control_policies),
    *(actions, arns, arn_shapes, resource_types, resource_based_policies, pass_role),
    *(condition_keys, keys_of_actions, tags, mfa, misleading_keys, user_names),
    *(set_operators, key_types, value_types, value_formats),
    *(ip_addresses, requested_region, service_names, wildcards_in_values),
    *(several_values, empty_conditions, contradictions),
    *(statements, without_effect),
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
    issue = check.issue
    words, named_by = issue.finding_type.words, issue.named_by
    return str(issue), words, check.tells, str(check.of), check.page, named_by
