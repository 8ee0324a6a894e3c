"""Does one statement do all that another does? Said only where it is certain.

Source: "IAM JSON policy elements: Action", "… Resource", "… Condition".
"""

from collections.abc import Callable, Hashable

from ..language.overlap import arn_covers, arn_meets, covers, meets
from ..language.policy import Element, Principals, Statement

__all__ = ["statement_covers"]

Test = Callable[[str, str], bool]


def statement_covers(wide: Statement, narrow: Statement) -> bool:
    """Does every request that matches `narrow` match `wide` too, with the same effect?

    Principals must be the same: how someone is named makes a difference (rule E5).
    """
    return (
        wide.effect is narrow.effect
        and _people(wide.principals) == _people(narrow.principals)
        and _conditions(wide) <= _conditions(narrow)
        and _element_covers(wide.action, narrow.action, _action_covers, _action_meets)
        and _resource_covers(wide.resource, narrow.resource)
    )


def _people(principals: Principals | None) -> Hashable:
    if principals is None:
        return None
    named = {(value.kind, value.text) for value in principals.values}
    return principals.negated, frozenset(
        ("*", "*") if text == "*" else (k, text) for k, text in named
    )


def _conditions(statement: Statement) -> set[Hashable]:
    return {
        (each.operator, each.key.lower(), frozenset(value.text for value in each.values))
        for each in statement.conditions
    }


def _element_covers(wide: Element, narrow: Element, covers: Test, meets: Test) -> bool:
    """For values: each is in a wide one. For Not…: what the wide one spares, the narrow spares."""
    wides, narrows = ([value.text for value in each.values] for each in (wide, narrow))
    if not narrow.negated:
        if wide.negated:
            return not any(meets(w, n) for w in wides for n in narrows)
        return all(any(covers(w, n) for w in wides) for n in narrows)
    if wide.negated:
        return all(any(covers(n, w) for n in narrows) for w in wides)
    return "*" in wides


def _resource_covers(wide: Element | None, narrow: Element | None) -> bool:
    if wide is None or narrow is None:
        return wide is narrow
    return _element_covers(wide, narrow, _covers_arn, _meets_arn)


def _action_covers(wide: str, narrow: str) -> bool:
    return covers(wide.lower(), narrow.lower())


def _action_meets(one: str, other: str) -> bool:
    return meets(one.lower(), other.lower())


def _covers_arn(wide: str, narrow: str) -> bool:
    """A variable stands for text of any length, so that `?` and other patterns tell nothing."""
    if "${" not in wide + narrow:
        return arn_covers(wide, narrow)
    return wide == narrow or ("${" not in wide and "?" not in wide and arn_covers(wide, narrow))


def _meets_arn(one: str, other: str) -> bool:
    return "${" in one + other or arn_meets(one, other)
