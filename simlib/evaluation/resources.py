"""Does a Resource or NotResource element match the request's resource?

Source: "IAM JSON policy elements: Resource", "… NotResource".
"""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from ..language.arn import arn_glob
from ..language.policy import Element
from ..language.variables import Template, read_template
from ..language.wildcard import Wildcard
from ..trace.nodes import Outcome, Reason
from .asked import Asked
from .checks import RESOURCE, Check, Values, check
from .substitution import resolve, variable_keys, written

__all__ = ["Pattern", "attached_resource_check", "patterns_of", "resource_check"]


class Pattern(NamedTuple):
    """One ARN pattern: as written, as a template, and its test."""

    text: str
    template: Template
    test: Callable[[str, Values], bool]

    @property
    def lead(self) -> str:
        """What every ARN that matches begins with."""
        first = self.template[0] if self.template else ""
        return first if isinstance(first, str) else ""

    def resolved(self, values: Values) -> str | None:
        """The pattern with its variables put in."""
        return written(resolve(self.template, values))


def resource_check(element: Element, *, variables_count: bool) -> Check:
    """Prepares the element; elements that say the same share one check."""
    texts = tuple(value.text for value in element.values)
    return _check(element.negated, texts, variables_count)


@lru_cache(maxsize=8192)
def _check(negated: bool, texts: tuple[str, ...], variables_count: bool) -> Check:
    """It reads the resource's ARN and the variables' values."""
    patterns = patterns_of(texts, variables_count=variables_count)
    variables = dict.fromkeys(key for p in patterns for key in variable_keys(p.template))
    return check((RESOURCE, *variables), lambda asked: _judge(patterns, negated, asked))


def patterns_of(texts: tuple[str, ...], *, variables_count: bool) -> list[Pattern]:
    """The ARN patterns of an element, each with its test."""
    return [_pattern(text, variables_count=variables_count) for text in texts]


def attached_resource_check() -> Check:
    """Without a Resource element the resource that carries the policy is meant."""
    return check((RESOURCE,), _attached)


def _attached(asked: Asked) -> Outcome:
    return Outcome(True, Reason.ATTACHED_RESOURCE, None, None, (str(asked.values[RESOURCE]),))


def _judge(patterns: list[Pattern], negated: bool, asked: Asked) -> Outcome:
    values = asked.values
    arn = str(values[RESOURCE])
    for pattern in patterns:
        if pattern.test(arn, values):
            reason = Reason.LISTED if negated else Reason.VALUE_MATCHES
            return Outcome(not negated, reason, pattern.text, pattern.resolved(values), (arn,))
    if not patterns:
        return Outcome(negated, Reason.NO_VALUES, None, None, (arn,))
    reason = Reason.NOT_LISTED if negated else Reason.NO_VALUE_MATCHES
    if len(patterns) > 1:
        return Outcome(negated, reason, None, None, (arn,))
    return Outcome(negated, reason, patterns[0].text, patterns[0].resolved(values), (arn,))


def _pattern(text: str, *, variables_count: bool) -> Pattern:
    """One ARN pattern. A bare `*` is every resource, also where an action has none (A13)."""
    template = read_template(text, wildcards=True, variables=variables_count)
    if template == (Wildcard.RUN,):
        return Pattern(text, template, lambda arn, values: True)
    if not variable_keys(template):
        fixed = arn_glob(tuple(part for part in template if isinstance(part, (str, Wildcard))))
        return Pattern(text, template, lambda arn, values: fixed is not None and fixed(arn))

    def test(arn: str, values: Values) -> bool:
        pattern = resolve(template, values)
        matches = None if pattern is None else arn_glob(pattern)
        return matches is not None and matches(arn)

    found = Pattern(text, template, test)
    return found._replace(test=lambda arn, values: arn.startswith(found.lead) and test(arn, values))
