"""The atoms of policies: one element, one condition, one grant's constraint. Match, or not.

Elements that say the same are one atom. What an atom comes to is what the traced evaluator's check
comes to; here it is only yes or no, kept by the values that the check reads.
"""

from functools import lru_cache
from typing import Any, NamedTuple, cast

from ...evaluation.asked import Asked
from ...evaluation.checks import Check, Values
from ...evaluation.conditions import condition_check
from ...evaluation.policy_set import Grant
from ...evaluation.resource_side import constraints_hold
from ...evaluation.resources import Pattern, patterns_of
from ...evaluation.substitution import variable_keys
from ...language.policy import Condition, Element, Statement, Value
from ...language.wildcard import Wildcard
from .formula import FALSE, TRUE, Facts, Formula, Literal, Test, every

__all__ = [
    "Atom",
    "Encrypted",
    "Keyed",
    "Resource",
    "condition",
    "exactly",
    "grant_formula",
    "on_list",
    "statement_formula",
]

REMEMBERED = 65_536  # what one atom came to, by the values that it reads


class Resource(NamedTuple):
    """A Resource or NotResource element: is the resource on its list?"""

    texts: tuple[str, ...]
    variables_count: bool


class Keyed(NamedTuple):
    """A condition: one operator with one key."""

    condition: Condition
    variables_count: bool


class Encrypted(NamedTuple):
    """A constraint of a grant on the encryption context."""

    grant: Grant


class Atom:
    """One question about a request. `asks` is what it asks; `keys` the context keys it reads."""

    __slots__ = ("_order", "asks", "keys", "test")

    def __init__(self, asks: Any, keys: tuple[str, ...], test: Test) -> None:
        self.asks, self.keys, self.test = asks, keys, test
        self._order = repr(asks)

    def __repr__(self) -> str:
        return f"Atom({self._order})"

    def __lt__(self, other: "Atom") -> bool:
        """A fixed order, for whoever goes through several."""
        return self._order < other._order


def statement_formula(statement: Statement, *, variables_count: bool) -> Formula:
    """When does a statement match, where its action and its principal do? Source as the check's."""
    conditions = [
        Literal(_condition(each.operator, each.key, _texts(each), variables_count))
        for each in statement.conditions
    ]
    return every([_resource_formula(statement.resource, variables_count), *conditions])


def condition(operator: str, key: str, *texts: str) -> Formula:
    """One operator with one key, as a policy would have it."""
    return Literal(_condition(operator, key, texts, False))


def exactly(key: str, text: str) -> Formula:
    """The key has this value, and no other beside it: what AWS itself asks for."""
    return Literal(_exact(key, text))


@lru_cache(maxsize=1024)
def _exact(key: str, text: str) -> Atom:
    asks = Condition("StringEquals", key, (Value(text, _NOWHERE),), _NOWHERE)
    lower = key.lower()
    return Atom(Keyed(asks, False), (lower,), lambda asked: asked.values[lower] == text)


def on_list(texts: tuple[str, ...]) -> Formula:
    """The resource is one of these, as a policy with variables would have it."""
    return Literal(_resource(texts, True))


def _texts(values: Condition | Element) -> tuple[str, ...]:
    return tuple(value.text for value in values.values)


def grant_formula(grant: Grant, action: str) -> Formula:
    """A grant whose grantee and operation fit: what is left are its constraints."""
    if grant.subset is None and grant.equals is None:
        return TRUE
    return Literal(_encrypted(grant, action))


def _resource_formula(element: Element | None, variables_count: bool) -> Formula:
    """Without the element, the resource that carries the policy is meant."""
    if element is None:
        return TRUE
    texts = _texts(element)
    if "*" in texts:
        return FALSE if element.negated else TRUE
    listed = Literal(_resource(texts, variables_count)) if texts else FALSE
    return ~listed if element.negated else listed


@lru_cache(maxsize=16_384)
def _condition(operator: str, key: str, texts: tuple[str, ...], variables_count: bool) -> Atom:
    values = tuple(Value(text, _NOWHERE) for text in texts)
    asks = Condition(operator, key, values, _NOWHERE)
    check = condition_check(asks, variables_count=variables_count)
    return Atom(Keyed(asks, variables_count), check.keys, _remembered(check))


_NOWHERE: Any = None


def _remembered(check: Check) -> Test:
    seen: dict[Any, bool] = {}
    read, _, judge, _ = check

    def test(asked: Facts) -> bool:
        inputs = read(asked.values)
        found = seen.get(inputs)
        if found is None:
            if len(seen) >= REMEMBERED:
                seen.clear()
            found = seen[inputs] = judge(cast(Asked, asked))[0]
        return found

    return test


@lru_cache(maxsize=16_384)
def _resource(texts: tuple[str, ...], variables_count: bool) -> Atom:
    whole = tuple(text for text in texts if text.count(":") >= 5)  # fewer parts match nothing
    patterns = patterns_of(whole, variables_count=variables_count)
    variables = dict.fromkeys(key for each in patterns for key in variable_keys(each.template))
    return Atom(Resource(texts, variables_count), tuple(variables), _listed(patterns))


def _listed(patterns: list[Pattern]) -> Test:
    """Is the ARN one of the names, or does it begin as one asks? Else the rest is looked at."""
    names = frozenset(each.text for each in patterns if each.template == (each.text,))
    starts = tuple(each.lead for each in patterns if _is_start(each))
    others = [each for each in patterns if each.text not in names and not _is_start(each)]
    if not others:
        return lambda asked: asked.arn.startswith(starts) or asked.arn in names
    leads = (*names, *starts, *(each.lead for each in others))

    def test(asked: Facts) -> bool:
        arn = asked.arn
        if not arn.startswith(leads):
            return False
        return arn.startswith(starts) or arn in names or _any_fits(others, arn, asked.values)

    return test


def _any_fits(patterns: list[Pattern], arn: str, values: Values) -> bool:
    return any(each.test(arn, values) for each in patterns)


def _is_start(pattern: Pattern) -> bool:
    """The first five parts of an ARN and a beginning of the sixth, and a `*` behind."""
    lead = pattern.lead
    return lead.count(":") >= 5 and pattern.template == (lead, Wildcard.RUN)


@lru_cache(maxsize=1024)
def _encrypted(grant: Grant, action: str) -> Atom:
    return Atom(Encrypted(grant), (), lambda asked: constraints_hold(grant, cast(Asked, asked)))
