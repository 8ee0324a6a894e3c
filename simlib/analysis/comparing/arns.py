"""The ARNs that a request can be about: what AWS's resource types look like, and one that fits.

Source: "Actions, resources, and condition keys for AWS services" (resource types).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from ...evaluation.checks import Values
from ...evaluation.substitution import resolve
from ...language.arn import split_pieces
from ...language.variables import Template, read_template
from ...language.wildcard import Piece, Wildcard, pieces, text_glob
from ...reference import service
from ..deciding.atoms import Resource
from ..deciding.formula import Literal
from .texts import TextPattern, arn_format, arn_pattern, shortest_text

__all__ = ["ONLY_STAR", "ArnSpace", "anything_of", "arn_value", "space_of"]


@dataclass(frozen=True, eq=False)
class ArnSpace:
    """Some ARNs: `examples` are tried first; `format` is what all look like, None for no others."""

    examples: tuple[str, ...]
    format: TextPattern | None = None
    service: str = ""  # as its ARNs have it

    def may_match(self, text: str) -> bool:
        """Could an ARN of it match a policy's text? By the service alone, never wrongly no."""
        parts = text.split(":", 3)
        return len(parts) < 4 or "$" in text or text_glob(parts[2])(self.service)


ONLY_STAR = ArnSpace(("*",))
_PLACEHOLDER = re.compile(r"\$\{([^}]*)\}")
_WHERE = {"Region": "us-east-1", "Account": "111122223333"}
# Plain names for what a placeholder stands for, and for all other placeholders.
_PLAIN: tuple[tuple[dict[str, str], str], ...] = (
    (_WHERE | {"BucketName": "records", "ObjectName": "2026/scan.dcm"}, "example"),
    (_WHERE | {"BucketName": "intake", "ObjectName": "new/form.json"}, "another"),
    (_WHERE | {"BucketName": "archive", "ObjectName": "2019/report.pdf"}, "third"),
)


@lru_cache(maxsize=4096)
def space_of(prefix: str, name: str, account: str | None = None) -> ArnSpace:
    """The space of a service's resource type, in one account or in any.

    >>> space_of("s3", "bucket").examples
    ('arn:aws:s3:::records', 'arn:aws:s3:::intake', 'arn:aws:s3:::archive')
    """
    types = service(prefix).resource_types
    fixed = _in_account(types[name].arn, account)
    examples = (_exemplified(fixed, plain, other) for plain, other in _PLAIN)
    further = [
        _in_account(each.arn, account)[len(fixed) :][:1]
        for each in types.values()
        if _in_account(each.arn, account).startswith(fixed)
    ]
    form = arn_format(_marked(fixed, "".join(further)))
    return ArnSpace(tuple(dict.fromkeys(examples)), form, fixed.split(":")[2])


def _exemplified(arn: str, plain: Mapping[str, str], other: str) -> str:
    return _PLACEHOLDER.sub(lambda found: plain.get(found[1], other), arn)


def _in_account(arn: str, account: str | None) -> str:
    found = arn.replace("${Partition}", "aws")
    return found if account is None else found.replace("${Account}", account)


def _marked(arn: str, further: str) -> list[tuple[Piece, str]]:
    """A placeholder ends where the text behind it begins, the last where other types go on."""
    texts = _PLACEHOLDER.split(arn)[::2]
    marked: list[tuple[Piece, str]] = [(each, "") for each in pieces(texts[0])]
    for place, text in enumerate(texts[1:], 1):
        closed_to = ":" + text[:1] if place < len(texts) - 1 else further
        marked += [(Wildcard.ONE, closed_to), (Wildcard.RUN, closed_to)]
        marked += [(each, "") for each in pieces(text)]
    return marked


def arn_value(facts: Iterable[Literal], given: Values, space: ArnSpace) -> str | None:
    """An ARN of the space for which the literals hold; None where there is none."""
    asked = [(frozenset(_resolved(each.atom.asks, given)), each.holds) for each in facts]
    wanted = frozenset(patterns for patterns, holds in asked if holds)
    barred = frozenset(each for patterns, holds in asked if not holds for each in patterns)
    return _arn_between(wanted, barred, space)


Pieces = tuple[Piece, ...]


@lru_cache(maxsize=65_536)
def _arn_between(
    wanted: frozenset[frozenset[Pieces]], barred: frozenset[Pieces], space: ArnSpace
) -> str | None:
    """An ARN that is on every list that is wanted, and is none of those that are barred."""
    lists, others = _narrowed(wanted, barred), _patterns(barred)
    tried = [_patterns(each) for each in lists]
    written = _in_order(barred.union(*wanted))
    for arn in (*space.examples, *(arn for each in written for arn in _filled(each, space))):
        if _fits(arn, tried, others):
            return arn
    if space.format is None:
        return None
    within = [_patterns(each for each in listed if _reachable(each, space)) for listed in lists]
    for chosen in product(*within):
        found = shortest_text([space.format, *chosen], others)
        if found is not None:
            return found
    return None


def _narrowed(
    wanted: frozenset[frozenset[Pieces]], barred: frozenset[Pieces]
) -> list[frozenset[Pieces]]:
    """The lists without what is barred; one that holds all of another says nothing more."""
    lists = {listed - barred for listed in wanted}
    telling = (each for each in lists if not any(other < each for other in lists))
    return sorted(telling, key=lambda each: (len(each), str(_in_order(each))))


@lru_cache(maxsize=65_536)
def _reachable(pieces: Pieces, space: ArnSpace) -> bool:
    """Does any ARN of the space match?"""
    pattern = arn_pattern(pieces)
    if pattern is None or space.format is None:
        return pattern is not None
    return shortest_text([space.format, pattern]) is not None


def _fits(arn: str, wanted: Sequence[list[TextPattern]], barred: list[TextPattern]) -> bool:
    every = all(any(each.matches(arn) for each in patterns) for patterns in wanted)
    return every and not any(each.matches(arn) for each in barred)


def _patterns(written: Iterable[Pieces]) -> list[TextPattern]:
    patterns = (arn_pattern(each) for each in _in_order(written))
    return [each for each in patterns if each is not None]


def _in_order(written: Iterable[Pieces]) -> list[Pieces]:
    return sorted(written, key=str)


def _resolved(asks: Resource, given: Values) -> Iterator[Pieces]:
    for template in _templates(asks):
        pieces = resolve(template, given)
        if pieces is not None:
            yield pieces


@lru_cache(maxsize=8192)
def _templates(asks: Resource) -> tuple[Template, ...]:
    variables = asks.variables_count
    return tuple(read_template(each, wildcards=True, variables=variables) for each in asks.texts)


_FILLED = ("example", "", "example/1", "2026")


@lru_cache(maxsize=8192)
def _filled(pieces: Pieces, space: ArnSpace) -> tuple[str, ...]:
    """What a policy's own pattern looks like with something plain for each wildcard."""
    if space.format is None:
        return ()
    arns = (_with(pieces, plain) for plain in _FILLED)
    return tuple(arn for arn in arns if space.format.matches(arn))


def _with(pieces: Pieces, plain: str) -> str:
    """Something plain for each wildcard; for partition, Region and account what they may be."""
    return ":".join(_part(n, part, plain) for n, part in enumerate(split_pieces(pieces)))


_PLACES = {1: "aws", 3: "us-east-1", 4: "111122223333"}


def _part(number: int, part: Sequence[Piece], plain: str) -> str:
    if number in _PLACES and any(isinstance(piece, Wildcard) for piece in part):
        return _PLACES[number]
    fill = {Wildcard.RUN: plain, Wildcard.ONE: "x"}
    return "".join(fill[each] if isinstance(each, Wildcard) else each for each in part)


def anything_of(prefix: str) -> ArnSpace:
    """Any ARN of a service whose resource types are not known."""
    texts = (f"arn:aws:{prefix}:", ":", ":", "")
    marked: list[tuple[Piece, str]] = [(texts[0], "")]
    for text in texts[1:]:
        marked += [(Wildcard.RUN, ":" if text else ""), *((each, "") for each in pieces(text))]
    return ArnSpace(
        (f"arn:aws:{prefix}:us-east-1:111122223333:example",), arn_format(marked), prefix
    )
