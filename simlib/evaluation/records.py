"""What one policy came to for one request: all recorded, written out as nodes on demand."""

from typing import NamedTuple

from ..language.policy import Condition, Element, Policy, Principals
from ..trace.nodes import LazyNodes, Match, Outcome, Reason
from .asked import Asked
from .checks import judged
from .compiled import CompiledStatement, action_outcome, compiled

__all__ = ["PolicyRecord", "StatementRecord", "record", "statement_match"]


class StatementRecord(NamedTuple):
    """One statement that concerns the action, with the outcome of each element."""

    compiled: CompiledStatement
    action: Outcome
    outcomes: list[Outcome]
    matched: bool

    @property
    def principal_reason(self) -> Reason:
        """How the statement names the caller (first element where there is a Principal)."""
        return self.outcomes[0].reason


class PolicyRecord(NamedTuple):
    """The outcome of a policy: its matching Allow and Deny statements, and everything recorded."""

    policy: Policy
    allows: list[StatementRecord]
    denies: list[StatementRecord]
    statements: LazyNodes


def record(policy: Policy, asked: Asked) -> PolicyRecord:
    """Matches every statement that concerns the action, every element of it: no short-circuit."""
    index = compiled(policy)
    rows: list[StatementRecord] = []
    allows: list[StatementRecord] = []
    denies: list[StatementRecord] = []
    for statement, action in index.concerning(asked.action):
        row = _row(statement, action, asked)
        rows.append(row)
        if row[3]:
            (denies if statement[1] else allows).append(row)
    nodes = LazyNodes(lambda: _nodes(index.statements, rows, asked))
    return PolicyRecord(policy, allows, denies, nodes)


def _row(statement: CompiledStatement, action: Outcome, asked: Asked) -> StatementRecord:
    """The hot loop: what a check has come to before is looked up in place."""
    get = asked.values.get
    outcomes = []
    matched = True
    for check in statement[3]:
        key, reads, seen, _ = check
        inputs = get(key) if key is not None else tuple([get(name) for name in reads])
        outcome = seen.get(inputs)
        if outcome is None:
            outcome = judged(check, asked, inputs)
        outcomes.append(outcome)
        if not outcome[0]:
            matched = False
    return StatementRecord(statement, action, outcomes, matched)


def _nodes(
    statements: tuple[CompiledStatement, ...], rows: list[StatementRecord], asked: Asked
) -> tuple[Match, ...]:
    """The statements that concern the action, then one folded line for the others."""
    concerned = {row.compiled.statement.number for row in rows}
    others = [s for s in statements if s.statement.number not in concerned]
    nodes = [statement_match(row, asked) for row in rows]
    if others:
        count = f"{len(others)} statement{'s' * (len(others) != 1)} for other actions"
        folded = LazyNodes(lambda: tuple(_other(statement, asked) for statement in others))
        nodes.append(Match(count, False, Reason.OTHER_ACTIONS, None, folded))
    return tuple(nodes)


def _other(statement: CompiledStatement, asked: Asked) -> Match:
    action = action_outcome(statement.statement.action, asked.request.action)
    row = _row(statement, action, asked)
    return statement_match(row._replace(matched=False), asked)


def statement_match(row: StatementRecord, asked: Asked) -> Match:
    """A statement's node, its elements as children in the order people read them."""
    statement = row.compiled.statement
    children = [
        _element_match(element, outcome)
        for element, outcome in zip(row.compiled.elements, row.outcomes, strict=True)
    ]
    action = row.action._replace(actual=(asked.request.action,))
    children.insert(statement.principals is not None, _element_match(statement.action, action))
    reason = Reason.ALL_ELEMENTS_MATCH if row.matched else Reason.AN_ELEMENT_DIFFERS
    return Match(
        statement.label,
        row.matched,
        reason,
        statement.source,
        tuple(children),
        statement.effect,
    )


def _element_match(element: Principals | Element | Condition | None, outcome: Outcome) -> Match:
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
    )


def _condition_label(condition: Condition) -> str:
    return f"{condition.operator} {condition.key}"
