"""Policies made ready for many actions at once: each statement a rule, found by the action."""

from collections.abc import Sequence
from typing import NamedTuple

from ...evaluation.compiled import action_outcome
from ...language.policy import Element, Policy, Principals, Statement
from ...language.terms import Effect
from ..deciding.atoms import statement_formula
from ..deciding.formula import Formula

__all__ = ["Rule", "Rulebook", "Rules"]


class Rule(NamedTuple):
    """One statement: whom it names, when it matches, and which context keys that depends on."""

    principals: Principals | None
    formula: Formula
    keys: tuple[str, ...]


class Rules(NamedTuple):
    """The statements of a policy that concern an action."""

    allows: tuple[Rule, ...] = ()
    denies: tuple[Rule, ...] = ()


NONE = Rules()


class Rulebook:
    """The rules of every policy that is asked for, by the actions that are asked for."""

    def __init__(self, actions: Sequence[str]) -> None:
        self._actions = tuple(actions)
        self._policies: dict[int, tuple[Policy, dict[str, Rules]]] = {}
        self._matched: dict[tuple[bool, tuple[str, ...]], frozenset[str]] = {}

    def concerning(self, policy: Policy, action: str) -> Rules:
        """The rules of one policy for one action, in lower case; alike, they are one object."""
        found = self._policies.get(id(policy))
        if found is None:
            found = self._policies[id(policy)] = (policy, self._indexed(policy))
        return found[1].get(action, NONE)

    def _indexed(self, policy: Policy) -> dict[str, Rules]:
        concerned: dict[str, list[int]] = {}
        for place, statement in enumerate(policy.statements):
            for action in self._matching(statement.action):
                concerned.setdefault(action, []).append(place)
        alike = {tuple(places) for places in concerned.values()}
        rules = {places: _rules(policy, places) for places in alike}
        return {action: rules[tuple(places)] for action, places in concerned.items()}

    def _matching(self, element: Element) -> frozenset[str]:
        key = element.negated, tuple(value.text for value in element.values)
        if key not in self._matched:
            matched = (each for each in self._actions if action_outcome(element, each).matched)
            self._matched[key] = frozenset(matched)
        return self._matched[key]


def _rules(policy: Policy, places: tuple[int, ...]) -> Rules:
    statements = [policy.statements[place] for place in places]

    def of(effect: Effect) -> tuple[Rule, ...]:
        return tuple(_rule(policy, each) for each in statements if each.effect is effect)

    return Rules(of(Effect.ALLOW), of(Effect.DENY))


def _rule(policy: Policy, statement: Statement) -> Rule:
    formula = statement_formula(statement, variables_count=policy.variables_count)
    keys = dict.fromkeys(key for each in formula.literals() for key in each.atom.keys)
    return Rule(statement.principals, formula, tuple(keys))
