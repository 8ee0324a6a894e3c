"""The values of Action, NotAction, Resource and NotResource against each other: cover, meet.

What a pattern with a policy variable matches depends on the request. So it counts for all that it
can match where two may meet, and for the whole of nothing where one covers another: "covers" and
"does not meet" are never said wrongly.
Source: "IAM JSON policy elements: Action", "… NotAction", "… Resource", "… NotResource", "IAM
policy elements: Variables and tags".
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from ...language.overlap import covers, meets
from ...language.policy import Element
from ...language.template import placeholders
from ...language.variables import Variable, read_template
from ...language.wildcard import Wildcard, has_wildcard

__all__ = ["EVERYTHING", "Pattern", "Patterns", "action_patterns", "resource_patterns"]

_ANYTHING = ("*",)


class Pattern(NamedTuple):
    """One value: what it matches at most, part by part, and whether it matches exactly that."""

    parts: tuple[str, ...]
    exact: bool
    written: str

    @property
    def text(self) -> str:
        """What it matches at most, as one text."""
        return ":".join(self.parts)

    def covers(self, other: "Pattern") -> bool:
        """Does it match everything that the other matches?"""
        if not self.exact:
            return self == other
        return self.parts == _ANYTHING or self._each_part(covers, other)

    def meets(self, other: "Pattern") -> bool:
        """Can both match the same?"""
        return _ANYTHING in (self.parts, other.parts) or self._each_part(meets, other)

    def _each_part(self, test: Callable[[str, str], bool], other: "Pattern") -> bool:
        return len(self.parts) == len(other.parts) and all(map(test, self.parts, other.parts))


_STAR = Pattern(_ANYTHING, True, "*")


class Patterns(NamedTuple):
    """All values of an element; where `negated`, it matches what none of them matches.

    `services` are the only ones whose actions can be matched, if that is known.
    """

    listed: tuple[Pattern, ...]
    negated: bool = False
    services: frozenset[str] = frozenset()

    def covers(self, other: "Patterns") -> bool:
        """Does the element match everything that the other matches?"""
        if self.negated and other.negated:
            return other._list(self.listed)
        if self.negated:
            return not any(mine.meets(each) for mine in self.listed for each in other.listed)
        return self._list((_STAR,) if other.negated else other.listed)

    def meets(self, other: "Patterns") -> bool:
        """Can both match the same?"""
        if self.negated or other.negated:
            left_out, there = (self, other) if self.negated else (other, self)
            return there.negated or not left_out._list(there.listed)
        if self.services and other.services and self.services.isdisjoint(other.services):
            return False
        return any(mine.meets(each) for mine in self.listed for each in other.listed)

    def _list(self, patterns: tuple[Pattern, ...]) -> bool:
        """Does each of these lie within one of the listed?"""
        return all(any(mine.covers(each) for mine in self.listed) for each in patterns)

    def one_by_one(self) -> tuple["Patterns", ...]:
        """Each value by itself; what NotAction or NotResource matches cannot be taken apart."""
        return (self,) if self.negated else tuple(Patterns((each,)) for each in self.listed)


EVERYTHING = Patterns((), negated=True)


def action_patterns(texts: Iterable[str], *, negated: bool = False) -> Patterns:
    """The patterns of Action or NotAction; case does not count in them."""
    listed = tuple(map(_action, texts))
    prefixes = frozenset(pattern.parts[0].partition(":")[0] for pattern in listed)
    known = not negated and not any(map(has_wildcard, prefixes))
    return Patterns(listed, negated, prefixes if known else frozenset())


def _action(text: str) -> Pattern:
    return _unknown(text) if placeholders(text) else Pattern((text.lower(),), True, text.lower())


def resource_patterns(element: Element, *, variables_count: bool) -> Patterns:
    """The patterns of Resource or NotResource; do `${…}` stand for context keys in them?"""
    found = tuple(_resource(each.text, variables_count) for each in element.values)
    return Patterns(found, element.negated)


def _resource(text: str, variables_count: bool) -> Pattern:
    template = read_template(text, wildcards=True, variables=variables_count)
    fixed = text.partition("${")[0] if any(isinstance(p, Variable) for p in template) else text
    if text == "*":
        return _STAR
    if placeholders(text) or fixed.count(":") < 5:
        return _unknown(text)
    most = "".join(piece if isinstance(piece, str) else _wildcard(piece) for piece in template)
    return Pattern(tuple(most.split(":", 5)), most == text, text)


def _wildcard(piece: Wildcard | Variable) -> str:
    return piece.value if isinstance(piece, Wildcard) else "*"


def _unknown(text: str) -> Pattern:
    """It may match anything: template text is unfilled, or a variable holds parts of the ARN."""
    return Pattern(_ANYTHING, False, text)
