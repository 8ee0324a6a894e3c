"""Does a text match a pattern, as z3 asks it: patterns as regular expressions.

Where a policy variable stands in a pattern its `*` are found from the left, each as early as can
be: that needs no quantifier, which z3 could not decide.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import z3

from simlib.language.wildcard import Wildcard

__all__ = ["NotEncodedError", "any_case", "fits", "joined", "matches", "shaped"]

Part = Any  # a text, a text of z3's that a variable stands for, or a wildcard
CHARACTER = z3.AllChar(z3.ReSort(z3.StringSort()))
ANYTHING = z3.Full(z3.ReSort(z3.StringSort()))


class NotEncodedError(Exception):
    """A pattern for which there is no encoding without quantifiers."""


def matches(text: z3.SeqRef, parts: Sequence[Part]) -> z3.BoolRef:
    """Does the whole text match?"""
    if not any(isinstance(part, z3.SeqRef) for part in parts):
        return z3.InRe(text, _in_a_row([_expression(part) for part in parts]))
    if not any(isinstance(part, Wildcard) for part in parts):
        return text == joined(parts)
    return _from_the_left(text, _between_runs(parts))


def fits(pattern: str, text: str) -> bool:
    """The same for a text that is certain."""
    escaped = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(escaped, text) is not None


def joined(parts: Iterable[Part]) -> z3.SeqRef:
    """Texts one after another."""
    texts = [z3.StringVal(part) if isinstance(part, str) else part for part in parts]
    return z3.Concat(*texts) if len(texts) > 1 else texts[0] if texts else z3.StringVal("")


def any_case(text: z3.SeqRef, literal: str) -> z3.BoolRef:
    """Is it this text in any case?"""
    letters = [z3.Union(z3.Re(char.lower()), z3.Re(char.upper())) for char in literal]
    return z3.InRe(text, _in_a_row(letters))


def shaped(pieces: Iterable[tuple[str, str]]) -> z3.ReRef:
    """Literal texts, each with a placeholder behind: what is given does not stand in that one.

    The last has no placeholder where None is given.
    """
    found = []
    for literal, without in pieces:
        found.append(z3.Re(literal))
        if without is not None:
            found.append(z3.Plus(_other_than(without)))
    return _in_a_row(found)


def _other_than(characters: str) -> z3.ReRef:
    barred = [z3.Complement(z3.Re(char)) for char in sorted(set(characters))]
    return z3.Intersect(CHARACTER, *barred) if barred else CHARACTER


def _expression(part: Part) -> z3.ReRef:
    if isinstance(part, str):
        return z3.Re(part)
    return CHARACTER if part is Wildcard.ONE else ANYTHING


def _in_a_row(expressions: list[z3.ReRef]) -> z3.ReRef:
    if not expressions:
        return z3.Re("")
    return z3.Concat(*expressions) if len(expressions) > 1 else expressions[0]


def _between_runs(parts: Sequence[Part]) -> list[list[Part]]:
    found: list[list[Part]] = [[]]
    for part in parts:
        if part is Wildcard.RUN:
            found.append([])
        else:
            found[-1].append(part)
    return found


def _from_the_left(text: z3.SeqRef, stretches: list[list[Part]]) -> z3.BoolRef:
    """The first stretch at the start, the last at the end, those between as early as can be."""
    first, *between, last = stretches if len(stretches) > 1 else (stretches[0], [])
    place, asked = _at_the_start(text, first)
    if len(stretches) == 1:
        return z3.And(*asked, z3.Length(text) == place)
    for stretch in between:
        wanted = _literal(stretch)
        found = z3.IndexOf(text, wanted, place)
        asked.append(found >= 0)
        place = found + z3.Length(wanted)
    end = _literal(last)
    fits = z3.Length(text) - z3.Length(end) >= place
    return z3.And(*asked, fits, z3.SuffixOf(end, text))


def _at_the_start(text: z3.SeqRef, parts: list[Part]) -> tuple[z3.ArithRef, list[z3.BoolRef]]:
    place, asked = z3.IntVal(0), []
    for part in parts:
        length = 1 if part is Wildcard.ONE else z3.Length(joined([part]))
        if part is not Wildcard.ONE:
            asked.append(z3.SubString(text, place, length) == joined([part]))
        place = place + length
    return place, [*asked, z3.Length(text) >= place]


def _literal(parts: list[Part]) -> z3.SeqRef:
    if any(part is Wildcard.ONE for part in parts):
        raise NotEncodedError("a ? behind a * beside a policy variable")
    return joined(parts)
