"""Does a condition match? Absent keys, negation, IfExists, set operators: once for all operators.

Source: "IAM JSON policy elements: Condition operators", "Conditions with multiple context keys or
values", "Single-valued vs. multivalued context keys".
"""

from typing import NamedTuple

from ..language.condition_operators import ConditionOperator, read_operator
from ..language.policy import Condition
from ..language.variables import Template, read_template
from ..trace.nodes import Outcome, Reason
from .asked import Asked
from .checks import Check, Values, check
from .operators import TESTS, Test, never
from .request import ContextValue
from .substitution import resolve, variable_keys, written

__all__ = ["condition_check", "condition_outcome"]


class _Candidate(NamedTuple):
    """One policy value: as written, with variables put in, and its test."""

    text: str
    resolved: str | None
    test: Test


def condition_check(condition: Condition, *, variables_count: bool) -> Check:
    """Prepares one operator-and-key pair: it reads its key and its variables."""
    operator = read_operator(condition.operator)
    assert operator is not None, condition.operator  # INVARIANT: the grammar refuses unknown ones
    puts_in = variables_count and operator.takes_variables
    templates = [
        (value.text, read_template(value.text, wildcards=True, variables=puts_in))
        for value in condition.values
    ]
    key = condition.key.lower()
    variables = dict.fromkeys(name for _, t in templates for name in variable_keys(t))
    fixed = None if variables else _candidates(operator, templates, {})

    def judge(asked: Asked) -> Outcome:
        values = asked.values
        candidates = fixed if fixed is not None else _candidates(operator, templates, values)
        return _judge(operator, candidates, values.get(key))

    return check((key, *variables), judge)


def condition_outcome(condition: Condition, values: Values, *, variables_count: bool) -> Outcome:
    """What a lone condition comes to under the given values (keys in lower case)."""
    operator = read_operator(condition.operator)
    assert operator is not None, condition.operator  # INVARIANT: as above
    puts_in = variables_count and operator.takes_variables
    templates = [
        (value.text, read_template(value.text, wildcards=True, variables=puts_in))
        for value in condition.values
    ]
    candidates = _candidates(operator, templates, values)
    return _judge(operator, candidates, values.get(condition.key.lower()))


def _candidates(
    operator: ConditionOperator,
    templates: list[tuple[str, Template]],
    context: Values,
) -> list[_Candidate]:
    if operator.base == "Null":
        return [_Candidate(text, text, never) for text, _ in templates]
    prepare = TESTS[operator.base.replace("Not", "", 1)]
    found = []
    for text, template in templates:
        pattern = resolve(template, context)
        test = never if pattern is None else prepare(pattern)
        found.append(_Candidate(text, written(pattern), test))
    return found


def _judge(op: ConditionOperator, candidates: list[_Candidate], value: ContextValue) -> Outcome:
    values = () if value is None else (value,) if isinstance(value, str) else value
    if op.base == "Null":
        return _null(op, candidates, values)
    if not values:
        return _absent(op)
    hits = [next((c for c in candidates if c.test(item)), None) for item in values]
    hit = next((c for c in hits if c is not None), None)
    matched, reason = _combine(op, hits)
    decides = hit or (candidates[0] if len(candidates) == 1 else None)
    if decides is None:
        return Outcome(matched, reason, None, None, values)
    return Outcome(matched, reason, decides.text, decides.resolved, values)


def _combine(op: ConditionOperator, hits: list[_Candidate | None]) -> tuple[bool, Reason]:
    """From which request values hit a policy value to one answer (semantics B1, B12 to B15)."""
    some, every = any(hits), all(hits)
    if op.qualifier == "ForAnyValue" and op.negated:
        return not every, Reason.A_VALUE_IS_EXCLUDED if every else Reason.SOME_VALUE_DIFFERS
    if op.negated:
        return not some, Reason.A_VALUE_IS_EXCLUDED if some else Reason.NO_VALUE_IS_EXCLUDED
    if op.qualifier == "ForAllValues":
        return every, Reason.EVERY_VALUE_MATCHES if every else Reason.SOME_VALUE_DIFFERS
    # Without a set operator a multivalued key matches by any value (M19).
    return some, Reason.VALUE_MATCHES if some else Reason.NO_VALUE_MATCHES


def _absent(op: ConditionOperator) -> Outcome:
    """The key is absent, or present without a value (semantics B2, B3, B12, B13, M1, M21)."""
    if op.qualifier == "ForAllValues":
        return Outcome(True, Reason.KEY_ABSENT_FOR_ALL)
    if op.if_exists:
        return Outcome(True, Reason.KEY_ABSENT_IF_EXISTS)
    if op.negated and op.qualifier is None:
        return Outcome(True, Reason.KEY_ABSENT_NEGATED)
    return Outcome(False, Reason.KEY_ABSENT)


def _null(op: ConditionOperator, values: list[_Candidate], actual: tuple[str, ...]) -> Outcome:
    """`true` matches an absent key, `false` a present one.

    With a set operator the answer is fixed. Source: "IAM Access Analyzer policy check reference",
    Null with qualifier.
    """
    if op.qualifier:
        return Outcome(op.qualifier == "ForAllValues", Reason.QUALIFIED_NULL, None, None, actual)
    wanted = "false" if actual else "true"
    hit = next((value for value in values if value.text.lower() == wanted), None)
    reason = Reason.KEY_PRESENT if actual else Reason.KEY_ABSENT
    return Outcome(hit is not None, reason, hit and hit.text, hit and hit.text, actual)
