"""What follows at once, without a search: choices that what is asserted leaves no room for.

Policies that are compared mostly have statements in common; those fall out here.
"""

from collections.abc import Collection, Iterable

from ..deciding.formula import FALSE, Formula, Joined, Literal, every, some

__all__ = ["Facts", "propagated", "size", "ways"]

Facts = frozenset[Literal]


def propagated(goals: Iterable[Formula], facts: Facts) -> tuple[Facts, list[Joined]] | None:
    """The literals that have to hold, and the choices left; None where both ways are asked for."""
    known = set(facts)
    clauses: list[Joined] = []
    waiting = list(goals)
    while waiting:
        goal = waiting.pop()
        if goal is FALSE:
            return None
        if isinstance(goal, Literal):
            if ~goal in known:
                return None
            if goal not in known:
                known.add(goal)
                waiting, clauses = [*waiting, *clauses], []
        elif isinstance(goal, Joined) and goal.conjunction:
            waiting += goal.parts
        elif isinstance(goal, Joined) and not any(part in known for part in goal.parts):
            left = _possible(goal, known)
            if isinstance(left, Joined) and not left.conjunction:
                clauses.append(left)
            else:
                waiting.append(left)
    return frozenset(known), clauses


def _possible(clause: Joined, known: Collection[Formula]) -> Formula:
    parts = [part for part in clause.parts if not _refuted(part, known)]
    return clause if len(parts) == len(clause.parts) else some(parts)


def _refuted(part: Formula, known: Collection[Formula]) -> bool:
    if isinstance(part, Literal):
        return ~part in known
    literals = (each for each in getattr(part, "parts", ()) if isinstance(each, Literal))
    return getattr(part, "conjunction", False) and any(~each in known for each in literals)


def ways(formula: Formula) -> list[Formula]:
    """The formula as choices of which one has to hold, the shortest first.

    It is split where it says most: where one side lacks what the other gives.
    """
    left = _without_common(formula)
    choices = [each for each in _parts(left) if isinstance(each, Joined) and not each.conjunction]
    if not choices:
        return [left]
    split = max(choices, key=size)
    others = every(each for each in _parts(left) if each is not split)
    found = (_without_common(others & part) for part in split.parts)
    return sorted((each for each in found if each is not FALSE), key=size)


def size(formula: Formula) -> int:
    """How many literals it has."""
    return sum(1 for _ in formula.literals())


def _parts(formula: Formula) -> tuple[Formula, ...]:
    if isinstance(formula, Joined) and formula.conjunction:
        return formula.parts
    return (formula,)


def _without_common(formula: Formula) -> Formula:
    """The same without the choices that other parts of it exclude as a whole.

    Of `(a | b) & ~a` that leaves `b & ~a`, whatever a is put together of.
    """
    left = formula
    while isinstance(left, Joined) and left.conjunction:
        asserted = {part.key for part in left.parts}
        before, left = left, every(_without(part, asserted) for part in left.parts)
        if left.key == before.key:
            break
    return left


def _without(part: Formula, asserted: Collection[object]) -> Formula:
    if not isinstance(part, Joined):
        return part
    if part.conjunction:
        return every(_without(each, asserted) for each in part.parts)
    return some(each for each in part.parts if not _excluded(each, asserted))


def _excluded(part: Formula, asserted: Collection[object]) -> bool:
    """Is its opposite asserted, or that of something that it needs?"""
    if (~part).key in asserted:
        return True
    needed = part.parts if isinstance(part, Joined) and part.conjunction else ()
    return any((~each).key in asserted for each in needed)
