"""Context keys that stand in for others: `${aws:username}` in an ARN, a tag compared with a tag.

Such a key gets its value first; then what it stands in is a text like any other. Its values are
those that policies name, those that the patterns beside it have in its place, one of its own that
nothing else has, and none.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from ...evaluation.checks import Values
from ...evaluation.request import ContextValue
from ...language.overlap import meets
from ...language.variables import Variable, read_template
from ...language.wildcard import Piece
from ..deciding.atoms import Atom, Keyed, Resource
from ..deciding.formula import FALSE, TRUE, Formula, Literal
from .arns import ArnSpace
from .domains import Domain
from .propagation import ways
from .search import EITHER_WAY, FoundValues, Search, Supposed

__all__ = ["found_under", "settled", "written_key", "written_keys"]

_OWN = ("ward7", "ward8")

Certain = Mapping[str, ContextValue]
Find = Callable[[Formula, Certain], Supposed | None]


def found_under(
    formula: Formula,
    space: ArnSpace,
    given: Certain,
    domain: Callable[[str], Domain],
    until: float,
) -> Supposed | None:
    """A request in the space under which the formula holds; None where there is none.

    Raises SearchTooLongError after that time of `time.monotonic`.
    """
    found: FoundValues = {}

    def find(settled_formula: Formula, certain: Certain) -> Supposed | None:
        return Search(space, certain, domain, until, found).find(settled_formula)

    for way in ways(formula):
        supposed = _find_linked(way, given, domain, find)
        if supposed is not None:
            return supposed
    return None


def written_keys(*formulas: Formula) -> dict[str, str]:
    """The context keys that formulas read, as their policies write them, by their lower case."""
    atoms = (each.atom for formula in formulas for each in formula.literals())
    return {key.lower(): key for atom in atoms for key in (*atom.keys, *written_key(atom))}


def _find_linked(
    formula: Formula, given: Certain, domain: Callable[[str], Domain], find: Find
) -> Supposed | None:
    """What `find` finds, with each choice of values of the keys that stand in for others."""
    atoms = sorted({each.atom for each in formula.literals()})
    keys = sorted({key for atom in atoms for key in _variables(atom)} - given.keys())
    told = [text for key in keys for text in _told(key, atoms)]
    choices = [(key, tuple(_values(told, domain(key)))) for key in keys]
    return _find(formula, given, choices, find)


def _find(
    formula: Formula,
    given: Certain,
    choices: list[tuple[str, tuple[ContextValue, ...]]],
    find: Find,
) -> Supposed | None:
    """Where there is nothing to be found whatever the keys left are, none of them is chosen."""
    found = find(formula.with_atoms(_either_way(given)), given)
    if found is None or not choices:
        return found
    (key, values), *others = choices
    for value in values:
        certain = {**given, key: value}
        found = _find(formula.with_atoms(settled(certain)), certain, others, find)
        if found is not None:
            return found
    return None


def _either_way(given: Certain) -> Callable[[Atom], Formula]:
    """As if what reads a key that is not certain could be had either way."""
    return lambda atom: Literal(_either(atom) if _variables(atom) - given.keys() else atom)


@lru_cache(maxsize=16_384)
def _either(atom: Atom) -> Atom:
    return Atom(EITHER_WAY, (), lambda asked: False)


def settled(certain: Certain) -> Callable[[Atom], Formula]:
    """What is known of an atom already."""
    supposed = Supposed("*", Values(certain))

    def settle(atom: Atom) -> Formula:
        if isinstance(atom.asks, Resource) or not set(atom.keys) <= certain.keys():
            return Literal(atom)
        return TRUE if atom.test(supposed) else FALSE

    return settle


def written_key(atom: Atom) -> tuple[str, ...]:
    """The key that an atom is about, as its policy writes it."""
    return (atom.asks.condition.key,) if isinstance(atom.asks, Keyed) else ()


def _variables(atom: Atom) -> set[str]:
    return set(atom.keys) - {key.lower() for key in written_key(atom)}


def _values(told: list[str], domain: Domain) -> Iterator[ContextValue]:
    """What is told of one key is tried for all: one may have to equal another."""
    usual = [domain.usual] if isinstance(domain.usual, str) else []
    found = domain.values or (*usual, *_OWN, *told)
    yield from dict.fromkeys(text for text in found if domain.has(text) and "${" not in text)
    if domain.optional:
        yield None


def _told(key: str, atoms: list[Atom]) -> Iterator[str]:
    """What conditions compare a key with, and what stands in its place in other patterns."""
    texts = sorted({text for atom in atoms for text in _texts(atom)})
    for atom in atoms:
        if _is_about(key, atom):
            yield from _texts(atom)
    for text in texts:
        yield from _in_its_place(key, text, texts)


def _is_about(key: str, atom: Atom) -> bool:
    return any(key == written.lower() for written in written_key(atom))


def _texts(atom: Atom) -> tuple[str, ...]:
    if isinstance(atom.asks, Resource):
        return atom.asks.texts
    return tuple(value.text for value in atom.asks.condition.values)


def _in_its_place(key: str, text: str, others: list[str]) -> Iterator[str]:
    """Of `home/${aws:username}/*` and `home/Bob/*` it is Bob."""
    template = read_template(text, wildcards=True, variables=True)
    place = next((n for n, p in enumerate(template) if _is(key, p)), None)
    if place is None:
        return
    lead = "".join(_written(part) for part in template[:place])
    behind = template[place + 1] if place + 1 < len(template) else ""
    end = behind[0] if isinstance(behind, str) and behind else "*"
    for other in others:
        for start in range(len(other)) if other != text else ():
            if meets(lead, other[:start]):
                rest = _WILDCARD.split(other[start:], maxsplit=1)[0]
                yield from (found for found in (rest.partition(end)[0], rest) if found)


_WILDCARD = re.compile(r"[*?]|\$\{")


def _written(part: Piece | Variable) -> str:
    """A part of a pattern as text; another variable can be anything."""
    if isinstance(part, Variable):
        return "*"
    return part if isinstance(part, str) else part.value


def _is(key: str, part: object) -> bool:
    return isinstance(part, Variable) and part.key.lower() == key
