"""Does a condition match? Absent keys, negation, IfExists, set operators: once for all operators.

Source: "IAM JSON policy elements: Condition operators", "Conditions with multiple context keys or
values", "Single-valued vs. multivalued context keys".
"""

from functools import lru_cache
from typing import NamedTuple

from ..language.condition_operators import ConditionOperator, read_operator
from ..language.policy import Condition
from ..language.variables import Template, read_template
from ..language.wildcard import Piece
from ..trace.nodes import Outcome, Reason
from .asked import Asked
from .checks import Check, Values, check
from .operators import TESTS, Test, never
from .request import ContextValue
from .substitution import resolve, variable_keys, written

__all__ = ["condition_check", "condition_outcome"]


Templates = list[tuple[str, Template]]


class _Candidate(NamedTuple):
    """One policy value: as written, with variables put in, and its test."""

    text: str
    pattern: tuple[Piece, ...] | None
    test: Test


def condition_check(condition: Condition, *, variables_count: bool) -> Check:
    """Prepares one operator-and-key pair; pairs that say the same share one check."""
    texts = tuple(value.text for value in condition.values)
    return _check(condition.operator, condition.key.lower(), texts, variables_count)


@lru_cache(maxsize=8192)
def _check(name: str, key: str, texts: tuple[str, ...], variables_count: bool) -> Check:
    """It reads its key and its variables, nothing else."""
    operator, templates = _prepared(name, texts, variables_count)
    variables = dict.fromkeys(name for _, t in templates for name in variable_keys(t))
    fixed = None if variables else _candidates(operator, templates, Values())

    def judge(asked: Asked) -> Outcome:
        values = asked.values
        candidates = fixed if fixed is not None else _candidates(operator, templates, values)
        return _judge(operator, candidates, values[key])

    return check((key, *variables), judge)


def condition_outcome(condition: Condition, values: Values, *, variables_count: bool) -> Outcome:
    """What a lone condition comes to under the given values (keys in lower case)."""
    texts = tuple(value.text for value in condition.values)
    operator, templates = _prepared(condition.operator, texts, variables_count)
    candidates = _candidates(operator, templates, values)
    return _judge(operator, candidates, values[condition.key.lower()])


def _prepared(
    name: str, texts: tuple[str, ...], variables_count: bool
) -> tuple[ConditionOperator, Templates]:
    operator = read_operator(name)
    assert operator is not None, name  # INVARIANT: the grammar refuses unknown operators
    puts_in = variables_count and operator.takes_variables
    read = [(text, read_template(text, wildcards=True, variables=puts_in)) for text in texts]
    return operator, read


def _candidates(
    operator: ConditionOperator,
    templates: Templates,
    context: Values,
) -> list[_Candidate]:
    if operator.base == "Null":
        return [_Candidate(text, (text,), never) for text, _ in templates]
    prepare = TESTS[operator.base.replace("Not", "", 1)]
    found = []
    for text, template in templates:
        pattern = resolve(template, context)
        test = never if pattern is None else prepare(pattern)
        found.append(_Candidate(text, pattern, test))
    return found


def _judge(op: ConditionOperator, candidates: list[_Candidate], value: ContextValue) -> Outcome:
    values = () if value is None else (value,) if isinstance(value, str) else value
    if op.base == "Null":
        return _null(op, candidates, values)
    if not values:
        return _absent(op)
    hits = [_hit(candidates, item) for item in values]
    matched, reason = _combine(op, hits)
    decides = next(filter(None, hits), None) or (candidates[0] if len(candidates) == 1 else None)
    if decides is None:
        return Outcome(matched, reason, None, None, values)
    return Outcome(matched, reason, decides.text, written(decides.pattern), values)


def _hit(candidates: list[_Candidate], item: str) -> _Candidate | None:
    """The first policy value that this request value hits."""
    for candidate in candidates:
        if candidate[2](item):
            return candidate
    return None


def _combine(op: ConditionOperator, hits: list[_Candidate | None]) -> tuple[bool, Reason]:
    """From which request values hit a policy value to one answer (rule B1, B12 to B15)."""
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
    """The key is absent, or present without a value (rule B2, B3, B12, B13, M1, M21)."""
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
