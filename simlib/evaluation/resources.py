"""Does a Resource or NotResource element match the request's resource?

Source: "IAM JSON policy elements: Resource", "… NotResource".
"""

from collections.abc import Callable

from ..language.arn import arn_glob
from ..language.policy import Element
from ..language.variables import read_template
from ..language.wildcard import Wildcard
from ..trace.nodes import Outcome, Reason
from .asked import Asked
from .checks import RESOURCE, Check, Values, check
from .substitution import resolve, variable_keys, written

__all__ = ["attached_resource_check", "resource_check"]

Pattern = Callable[[str, Values], tuple[bool, str | None]]


def resource_check(element: Element, *, variables_count: bool) -> Check:
    """Prepares the element: it reads the resource's ARN and the variables' values."""
    patterns = [(value.text, _pattern(value.text, variables_count)) for value in element.values]
    variables = _variables(element, variables_count)
    negated = element.negated
    return check((RESOURCE, *variables), lambda asked: _judge(patterns, negated, asked))


def attached_resource_check() -> Check:
    """Without a Resource element the resource that carries the policy is meant."""
    return check((RESOURCE,), _attached)


def _attached(asked: Asked) -> Outcome:
    return Outcome(True, Reason.ATTACHED_RESOURCE, None, None, (str(asked.values[RESOURCE]),))


def _judge(patterns: list[tuple[str, Pattern]], negated: bool, asked: Asked) -> Outcome:
    context = asked.values
    arn = str(context[RESOURCE])
    resolved = None
    for text, pattern in patterns:
        hit, resolved = pattern(arn, context)
        if hit:
            reason = Reason.LISTED if negated else Reason.VALUE_MATCHES
            return Outcome(not negated, reason, text, resolved, (arn,))
    if not patterns:
        return Outcome(negated, Reason.NO_VALUES, None, None, (arn,))
    reason = Reason.NOT_LISTED if negated else Reason.NO_VALUE_MATCHES
    only = patterns[0][0] if len(patterns) == 1 else None
    return Outcome(negated, reason, only, resolved if only else None, (arn,))


def _variables(element: Element, variables_count: bool) -> tuple[str, ...]:
    templates = [
        read_template(value.text, wildcards=True, variables=variables_count)
        for value in element.values
    ]
    return tuple({name for template in templates for name in variable_keys(template)})


def _pattern(text: str, variables_count: bool) -> Pattern:
    """One ARN pattern. A bare `*` is every resource, also where an action has none (A13)."""
    template = read_template(text, wildcards=True, variables=variables_count)
    if template == (Wildcard.RUN,):
        return lambda arn, context: (True, text)
    if not variable_keys(template):
        fixed = arn_glob(tuple(part for part in template if isinstance(part, (str, Wildcard))))
        return lambda arn, context: (fixed is not None and fixed(arn), text)

    lead = template[0] if isinstance(template[0], str) else ""

    def match(arn: str, context: Values) -> tuple[bool, str | None]:
        pattern = resolve(template, context)
        if pattern is None or not arn.startswith(lead):
            return False, written(pattern)
        test = arn_glob(pattern)
        return test is not None and test(arn), written(pattern)

    return match
