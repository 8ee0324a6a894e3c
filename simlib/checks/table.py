"""All checks in one table: those of the grammar, then those that know what services define."""

from collections.abc import Mapping
from types import ModuleType

from ..language.issues import Issue
from . import (
    actions,
    control_policies,
    oidc_trust,
    principals,
    role_trust,
    service_principals,
    statements,
)
from .check import Check
from .condition_grammar import CONDITION_GRAMMAR
from .document_grammar import DOCUMENT_GRAMMAR
from .principal_grammar import PRINCIPAL_GRAMMAR
from .statement_grammar import STATEMENT_GRAMMAR

__all__ = ["CHECKS", "NOT_CHECKED"]

_GRAMMAR = DOCUMENT_GRAMMAR + STATEMENT_GRAMMAR + PRINCIPAL_GRAMMAR + CONDITION_GRAMMAR

_MODULES: tuple[ModuleType, ...] = (
    actions,
    principals,
    role_trust,
    oidc_trust,
    service_principals,
    control_policies,
    statements,
)

CHECKS: tuple[Check, ...] = _GRAMMAR + tuple(
    each for module in _MODULES for each in vars(module).values() if isinstance(each, Check)
)

# Names that simlib does not find, each with the reason in a sentence.
NOT_CHECKED: Mapping[Issue, str] = {
    Issue.SCP_SYNTAX_ERROR_ACTION_WILDCARD: (
        "SCPs take wildcards anywhere in an action since 2025-09-19; the check is older."
    ),
}
