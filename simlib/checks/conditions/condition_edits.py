"""Edits of a condition: another key, another operator, or no such condition at all.

They touch nothing else of the statement; where that cannot be, there are none.
Source: "IAM JSON policy elements: Condition".
"""

from ...language.edits import Edit, EditKind
from ..scope import ConditionScope, StatementScope

__all__ = ["another_key", "another_operator", "null_instead", "spelt", "with_key", "without_key"]


def another_key(scope: ConditionScope, key: str) -> tuple[Edit, ...]:
    """The condition on another key; nothing where the operator has that key already."""
    others = {each.lower() for each in _keys(scope, _operator(scope))} - {scope.name.lower()}
    if key.lower() in others:
        return ()
    return (Edit(EditKind.RENAME, scope.condition.source.pointer, key=key),)


def another_operator(scope: ConditionScope, operator: str) -> tuple[Edit, ...]:
    """The condition by another operator; nothing where other keys share the operator, or where
    the statement has the other operator already."""
    place = _operator(scope)
    if len(_keys(scope, place)) != 1 or operator in _keys(scope, _above(place)):
        return ()
    return (Edit(EditKind.RENAME, place, key=operator),)


def null_instead(scope: ConditionScope, value: str) -> tuple[Edit, ...]:
    """`Null` on the same key."""
    renamed = another_operator(scope, "Null")
    replaced = Edit(EditKind.REPLACE, scope.condition.source.pointer, value=value)
    return (*renamed, replaced) if renamed else ()


def spelt(scope: ConditionScope, base: str) -> str:
    """Another operator with the condition's own set operator and suffix."""
    qualifier = f"{scope.operator.qualifier}:" if scope.operator.qualifier else ""
    return f"{qualifier}{base}{'IfExists' if scope.operator.if_exists else ''}"


def with_key(scope: StatementScope, operator: str, key: str, value: str) -> tuple[Edit, ...]:
    """The statement's Condition with one more key."""
    place = f"{scope.statement.source.pointer}/Condition"
    if scope.policy.node(f"{place}/{operator}") is None:
        return (Edit(EditKind.INSERT, place, operator, {key: value}),)
    return (Edit(EditKind.INSERT, f"{place}/{operator}", key, value),)


def without_key(scope: ConditionScope) -> tuple[Edit, ...]:
    """The key taken out, with its operator or the whole Condition where nothing else is in it."""
    place = scope.condition.source.pointer
    for _ in ("operator", "Condition"):
        if len(_keys(scope, _above(place))) != 1:
            break
        place = _above(place)
    return (Edit(EditKind.REMOVE, place),)


def _operator(scope: ConditionScope) -> str:
    return _above(scope.condition.source.pointer)


def _above(pointer: str) -> str:
    return pointer.rpartition("/")[0]


def _keys(scope: ConditionScope, pointer: str) -> list[str]:
    node = scope.statement.policy.node(pointer)
    return [member.key for member in node.value] if node and node.kind == "object" else []
