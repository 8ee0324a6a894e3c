"""Policies made ready for matching, once: statements found by action, elements as checks.

Statements for other actions are not looked at, however many there are; the trace lists them in one
folded line and matches them when somebody opens it.
"""

from collections.abc import Callable
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import Any, NamedTuple

from ..language.policy import Condition, Element, Policy, Principals, Statement
from ..language.terms import Effect
from ..language.wildcard import has_wildcard, text_glob
from ..trace.nodes import Outcome, Reason
from .checks import RESOURCE, Check, Values
from .conditions import condition_check
from .principals import principal_check
from .resources import attached_resource_check, resource_check

__all__ = ["CompiledPolicy", "CompiledStatement", "Concern", "action_outcome", "compiled"]

REMEMBERED = 512  # actions of a policy


# The values of an Action element: the places of names, and of patterns by service ("" for any).
Names = tuple[dict[str, int], dict[str, list[tuple[int, Callable[[str], bool]]]]]


class CompiledStatement(NamedTuple):
    """A statement with the checks of its elements other than the action, in written order."""

    statement: Statement
    denies: bool
    elements: tuple[Principals | Element | Condition | None, ...]
    checks: tuple[Check, ...]


class Concern(NamedTuple):
    """The statements of a policy that concern one action, each with how its Action matches.

    What they come to depends only on the values that `read` takes, so `seen` remembers it.
    """

    statements: tuple[tuple[CompiledStatement, Outcome], ...]
    read: Callable[[Values], Any]
    seen: dict[Any, Any]


@lru_cache(maxsize=1024)
def compiled(policy: Policy) -> "CompiledPolicy":
    """The policy's compiled form, kept for the policies used last."""
    return CompiledPolicy(policy)


class CompiledPolicy:
    """An index from actions to the statements that concern them."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._compiled: dict[int, CompiledStatement] = {}
        self._exact: dict[str, list[int]] = {}
        self._service: dict[str, list[int]] = {}
        self._anywhere: list[int] = []
        self._names: dict[int, Names] = {}
        self._seen: dict[str, Concern] = {}
        for place, statement in enumerate(policy.statements):
            self._index(place, statement.action)

    def _index(self, place: int, action: Element) -> None:
        for value in action.values or ():
            text = value.text.lower()
            service = text.partition(":")[0]
            if action.negated or text == "*":
                self._anywhere.append(place)
            elif "*" in text or "?" in text:
                self._service.setdefault(service, []).append(place)
            else:
                self._exact.setdefault(text, []).append(place)
        if action.negated and not action.values:
            self._anywhere.append(place)

    def statement(self, place: int) -> CompiledStatement:
        """The compiled form of one statement, made when first needed."""
        if place not in self._compiled:
            self._compiled[place] = _compile(self.policy, self.policy.statements[place])
        return self._compiled[place]

    def concerning(self, action: str) -> Concern:
        """The statements whose Action matches (given in lower case)."""
        found = self._seen.get(action)
        if found is None:
            if len(self._seen) >= REMEMBERED:
                self._seen.clear()
            found = self._seen[action] = self._find(action)
        return found

    def _find(self, action: str) -> Concern:
        service = action.partition(":")[0]
        places = {
            *self._exact.get(action, ()),
            *self._service.get(service, ()),
            *self._anywhere,
        }
        outcomes = [(p, self._outcome(p, action)) for p in sorted(places)]
        concerned = tuple((self.statement(p), outcome) for p, outcome in outcomes if outcome[0])
        keys = {key for each, _ in concerned for check in each.checks for key in check.keys}
        return Concern(concerned, itemgetter(*sorted(keys or {RESOURCE})), {})

    def _outcome(self, place: int, action: str) -> Outcome:
        element = self.policy.statements[place].action
        if place not in self._names:
            self._names[place] = _action_names(element)
        return _outcome(element, action, self._names[place])


def action_outcome(element: Element, action: str) -> Outcome:
    """Does the Action or NotAction element match this action? Case does not count.

    Source: "IAM JSON policy elements: Action", "… NotAction".
    """
    return _outcome(element, action, _action_names(element))


def _outcome(element: Element, action: str, names: Names) -> Outcome:
    text = _named_by(names, element, action.lower())
    if text is not None:
        reason = Reason.LISTED if element.negated else Reason.VALUE_MATCHES
        return Outcome(not element.negated, reason, text, text, (action,))
    if not element.values:
        return Outcome(element.negated, Reason.NO_VALUES, None, None, (action,))
    reason = Reason.NOT_LISTED if element.negated else Reason.NO_VALUE_MATCHES
    return Outcome(element.negated, reason, None, None, (action,))


def _named_by(names: Names, element: Element, action: str) -> str | None:
    """The first of an element's values that matches an action."""
    exact, patterns = names
    places = [exact[action]] if action in exact else []
    for home in (action.partition(":")[0], ""):
        places += islice((at for at, test in patterns.get(home, ()) if test(action)), 1)
    return element.values[min(places)].text if places else None


def _action_names(element: Element) -> Names:
    """The places of an element's values: those that are names, patterns by service or for any."""
    exact: dict[str, int] = {}
    patterns: dict[str, list[tuple[int, Callable[[str], bool]]]] = {}
    for place, value in enumerate(element.values):
        text = value.text.lower()
        if not has_wildcard(text):
            exact.setdefault(text, place)
            continue
        service, colon, _ = text.partition(":")
        home = service if colon and not has_wildcard(service) else ""
        patterns.setdefault(home, []).append((place, text_glob(text)))
    return exact, patterns


def _compile(policy: Policy, statement: Statement) -> CompiledStatement:
    count = policy.variables_count
    elements: list[Principals | Element | Condition | None] = []
    checks: list[Check] = []
    if statement.principals is not None:
        elements.append(statement.principals)
        checks.append(principal_check(statement.principals, statement.effect))
    elements.append(statement.resource)
    checks.append(_resource(statement.resource, variables_count=count))
    for condition in statement.conditions:
        elements.append(condition)
        checks.append(condition_check(condition, variables_count=count))
    denies = statement.effect is Effect.DENY
    return CompiledStatement(statement, denies, tuple(elements), tuple(checks))


def _resource(element: Element | None, *, variables_count: bool) -> Check:
    if element is None:
        return attached_resource_check()
    return resource_check(element, variables_count=variables_count)
