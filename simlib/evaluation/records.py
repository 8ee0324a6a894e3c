"""What one policy came to for one request: all recorded, written out as nodes on demand."""

from typing import NamedTuple

from ..language.policy import Condition, Element, Policy, Principals
from ..trace.nodes import LazyNodes, Match, Outcome, Reason
from .asked import Asked
from .checks import judged
from .compiled import CompiledPolicy, CompiledStatement, Concern, action_outcome, compiled

__all__ = ["PolicyRecord", "Row", "record"]


# One statement that concerns the action: the statement, how its Action matches, the outcomes of
# the other elements up to the first that differs, and whether all match. A plain tuple, because
# there may be thousands.
Row = tuple[CompiledStatement, Outcome, list[Outcome], bool]
# Requests that differ in what a policy reads. Few: what is kept long is what Python's garbage
# collector walks over again and again.
REMEMBERED = 2


class PolicyRecord(NamedTuple):
    """The outcome of a policy: its matching Allow and Deny statements, and everything recorded."""

    policy: Policy
    allows: list[Row]
    denies: list[Row]
    statements: LazyNodes


def record(policy: Policy, asked: Asked) -> PolicyRecord:
    """Matches every statement that concerns the action, whatever the others came to."""
    index = compiled(policy)
    concern = index.concerning(asked.action)
    inputs = concern.read(asked.values)
    found = concern.seen.get(inputs)
    if found is None:
        if len(concern.seen) >= REMEMBERED:
            concern.seen.clear()
        found = concern.seen[inputs] = _rows(concern, asked)
    allows, denies, rows = found
    nodes = LazyNodes(lambda: _nodes(index, rows, asked))
    return PolicyRecord(policy, allows, denies, nodes)


def _rows(concern: Concern, asked: Asked) -> tuple[list[Row], list[Row], list[Row]]:
    """The rows that allow, those that deny, and all."""
    rows = [_row(statement, action, asked) for statement, action in concern.statements]
    matched = [row for row in rows if row[3]]
    denies = [row for row in matched if row[0].denies]
    return [row for row in matched if not row[0].denies], denies, rows


def _row(statement: CompiledStatement, action: Outcome, asked: Asked) -> Row:
    """The hot loop: one element that differs settles it, the others wait for `_completed`."""
    values = asked.values
    outcomes: list[Outcome] = []
    for read, seen, judge, _ in statement[3]:
        outcome = seen.get(read(values)) or judged(seen, judge, asked, read(values))
        outcomes.append(outcome)
        if not outcome[0]:
            return statement, action, outcomes, False
    return statement, action, outcomes, True


def _completed(row: Row, asked: Asked) -> list[Outcome]:
    """All outcomes of a row: the elements that were left are judged by the same checks now."""
    statement, _, outcomes, _ = row
    for read, seen, judge, _ in statement.checks[len(outcomes) :]:
        inputs = read(asked.values)
        outcomes.append(seen.get(inputs) or judged(seen, judge, asked, inputs))
    return outcomes


def _nodes(index: CompiledPolicy, rows: list[Row], asked: Asked) -> tuple[Match, ...]:
    """The statements that concern the action, then one folded line for the others."""
    concerned = {id(row[0].statement) for row in rows}
    every = enumerate(index.policy.statements)
    others = [place for place, statement in every if id(statement) not in concerned]
    nodes = [_statement_match(index.policy, row, asked) for row in rows]
    if others:
        count = f"{len(others)} statement{'s' * (len(others) != 1)} for other actions"
        folded = LazyNodes(lambda: tuple(_other(index, place, asked) for place in others))
        nodes.append(Match(count, False, Reason.OTHER_ACTIONS, None, folded))
    return tuple(nodes)


def _other(index: CompiledPolicy, place: int, asked: Asked) -> Match:
    statement = index.statement(place)
    action = action_outcome(statement.statement.action, asked.request.action)
    row = _row(statement, action, asked)
    return _statement_match(index.policy, (*row[:3], False), asked)


def _statement_match(policy: Policy, row: Row, asked: Asked) -> Match:
    """A statement's node, its elements as children in the order people read them."""
    prepared, action, _, matched = row
    statement = prepared.statement
    outcomes = _completed(row, asked)
    children = [
        _element_match(policy, element, outcome, asked)
        for element, outcome in zip(prepared.elements, outcomes, strict=True)
    ]
    action = action._replace(actual=(asked.request.action,))
    node = _element_match(policy, statement.action, action, asked)
    children.insert(statement.principals is not None, node)
    reason = Reason.ALL_ELEMENTS_MATCH if matched else Reason.AN_ELEMENT_DIFFERS
    return Match(
        statement.label,
        matched,
        reason,
        statement.source,
        tuple(children),
        statement.effect,
        policy=policy,
    )


def _element_match(
    policy: Policy,
    element: Principals | Element | Condition | None,
    outcome: Outcome,
    asked: Asked,
) -> Match:
    if element is None:
        return Match("Resource", outcome.matched, outcome.reason, actual=outcome.actual)
    label = _condition_label(element) if isinstance(element, Condition) else element.name
    wanted = tuple(value.text for value in element.values)
    matched, reason, deciding, resolved, actual = outcome
    return Match(
        label,
        matched,
        reason,
        element.source,
        wanted=wanted,
        actual=actual,
        deciding=deciding,
        resolved=resolved,
        origin=asked.origin(element.key) if isinstance(element, Condition) else "",
        policy=policy,
    )


def _condition_label(condition: Condition) -> str:
    return f"{condition.operator} {condition.key}"
