"""The reference as tables, for notebooks: actions, resource types, condition keys of services."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .catalogue import global_keys, service
from .operations import required_actions
from .records import Action

if TYPE_CHECKING:
    import pandas

__all__ = ["action_table", "condition_key_table", "global_key_table", "required_action_table"]
__all__ += ["resource_type_table"]


def action_table(*prefixes: str) -> "pandas.DataFrame":
    """The actions of services, one a row. Raises UnknownNameError.

    >>> action_table("healthlake").shape
    (68, 7)
    """
    rows = [_action(each) for prefix in prefixes for each in service(prefix).actions.values()]
    columns = ["action", "access levels", "resource types", "condition keys"]
    return _frame([*columns, "dependent actions", "operations", "description"], rows)


def resource_type_table(*prefixes: str) -> "pandas.DataFrame":
    """The resource types of services with their ARNs. Raises UnknownNameError."""
    rows = [
        (each.service, each.name, each.arn, ", ".join(each.condition_keys))
        for prefix in prefixes
        for each in service(prefix).resource_types.values()
    ]
    return _frame(["service", "resource type", "arn", "condition keys"], rows)


def condition_key_table(*prefixes: str) -> "pandas.DataFrame":
    """The condition keys of services with their types. Raises UnknownNameError."""
    rows = [
        (each.service, each.name, each.type, each.description)
        for prefix in prefixes
        for each in service(prefix).condition_keys.values()
    ]
    return _frame(["service", "condition key", "type", "description"], rows)


def global_key_table() -> "pandas.DataFrame":
    """The global condition keys: who carries them, and when."""
    rows = [
        (each.name, each.type, each.multivalued, ", ".join(each.principals), each.when)
        for each in global_keys().values()
    ]
    return _frame(["condition key", "type", "multivalued", "principals", "when"], rows)


def required_action_table(*operations: str) -> "pandas.DataFrame":
    """What operations ask for, one action on a resource a row. Raises UnknownNameError."""
    rows = [
        (each, row.action, row.resource, row.when)
        for each in operations
        for row in required_actions(each)
    ]
    return _frame(["operation", "action", "resource", "when"], rows)


def _action(action: Action) -> tuple[str, ...]:
    types = (each.name + "*" * each.required for each in action.resources)
    lists = (types, action.condition_keys, action.dependent_actions, action.operations)
    texts = (", ".join(each) for each in lists)
    return (str(action), ", ".join(action.access_levels), *texts, action.description)


def _frame(columns: list[str], rows: Sequence[tuple[object, ...]]) -> "pandas.DataFrame":
    import pandas

    return pandas.DataFrame(rows, columns=columns)
