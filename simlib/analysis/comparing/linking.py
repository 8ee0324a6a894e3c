"""Context keys that stand in for others: `${aws:username}` in an ARN, a tag compared with a tag.

Such a key gets its value first; then what it stands in is a text like any other. Its values are
those that policies name, those that the patterns beside it have in its place, one of its own that
nothing else has, and none.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import product

from ...evaluation.checks import Values
from ...evaluation.request import ContextValue
from ...language.overlap import meets
from ...language.variables import Variable, read_template
from ...language.wildcard import Piece
from ..deciding.atoms import Atom, Keyed, Resource
from ..deciding.formula import FALSE, TRUE, Formula, Literal
from .arns import ArnSpace
from .domains import Domain
from .search import Search, Supposed

__all__ = ["found_under", "settled", "written_key", "written_keys"]

_OWN = ("ward7", "ward8", "ward9")


def found_under(
    formula: Formula,
    space: ArnSpace,
    given: Mapping[str, ContextValue],
    domain: Callable[[str], Domain],
    until: float,
) -> Supposed | None:
    """A request in the space under which the formula holds; None where there is none.

    Raises SearchTooLongError after that time of `time.monotonic`.
    """
    for settled_formula, certain in _linked(formula, given, domain):
        supposed = Search(space, certain, domain, until).find(settled_formula)
        if supposed is not None:
            return supposed
    return None


def written_keys(*formulas: Formula) -> dict[str, str]:
    """The context keys that formulas read, as their policies write them, by their lower case."""
    atoms = (each.atom for formula in formulas for each in formula.literals())
    return {key.lower(): key for atom in atoms for key in (*atom.keys, *written_key(atom))}


def _linked(
    formula: Formula, given: Mapping[str, ContextValue], domain: Callable[[str], Domain]
) -> Iterator[tuple[Formula, Mapping[str, ContextValue]]]:
    """The formula for each choice of values of the keys that stand in for others."""
    atoms = sorted({each.atom for each in formula.literals()})
    keys = sorted({key for atom in atoms for key in _variables(atom)} - given.keys())
    for values in product(*(list(_values(key, atoms, domain(key))) for key in keys)):
        certain = {**given, **dict(zip(keys, values, strict=True))}
        yield formula.with_atoms(settled(certain)), certain


def settled(certain: Mapping[str, ContextValue]) -> Callable[[Atom], Formula]:
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


def _values(key: str, atoms: list[Atom], domain: Domain) -> Iterator[ContextValue]:
    texts = sorted({text for atom in atoms for text in _texts(atom)})
    found = [*domain.values] or [
        *([domain.usual] if isinstance(domain.usual, str) else []),
        *_OWN[:2],
        *(
            text
            for atom in atoms
            if key in map(str.lower, written_key(atom))
            for text in _texts(atom)
        ),
        *(part for text in texts for part in _in_its_place(key, text, texts)),
    ]
    yield from dict.fromkeys(text for text in found if domain.has(text) and "${" not in text)
    if domain.optional:
        yield None


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
