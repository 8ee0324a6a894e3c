"""The request that tells most: it differs least from one that both sides decide alike.

"Alice may read `records/Alice/scan.dcm`; now she may read `records/Bob/scan.dcm` too": the two
differ in one thing. The values are those of the people and things that are there.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ...evaluation.request import Request
from ...language.arn import parse_arn
from .differences import Difference
from .wording import request_in_words

__all__ = ["Extent", "Telling", "extent", "most_telling"]

Allowed = Callable[[Request], tuple[bool, bool]]  # before, after


class Telling(NamedTuple):
    """A request on which the sides differ, one on which they agree, and what sets them apart."""

    request: Request
    gained: bool
    like: Request | None
    apart: tuple[str, ...]

    def __str__(self) -> str:
        how = "now allowed" if self.gained else "no longer allowed"
        said = f"{how}: {request_in_words(self.request)}"
        if self.like is None:
            return said
        other = " and ".join(self.apart)
        return f"{said}; both sides allow {request_in_words(self.like)}: other {other}"


def most_telling(
    requests: Iterable[Request], allowed: Allowed, differences: Iterable[Difference] = ()
) -> Telling | None:
    """Of the requests on which two sides differ, one that differs least from one they both allow.

    `requests` are those that can be put by the people and things that are there; where none of
    them shows a difference, the `differences` of a comparison are taken. None where there is none.
    """
    asked = [(request, allowed(request)) for request in requests]
    agreed = [request for request, (before, after) in asked if before and after]
    found = [(request, after) for request, (before, after) in asked if before is not after]
    found = found or [(each.request, each.gained) for each in differences]
    told = (_told(request, gained, agreed) for request, gained in found)
    return min(told, key=_plainness, default=None)


def _told(request: Request, gained: bool, agreed: Sequence[Request]) -> Telling:
    like = min(
        agreed, key=lambda each: (len(_apart(request, each)), request_in_words(each)), default=None
    )
    return Telling(request, gained, like, _apart(request, like) if like is not None else ())


def _apart(one: Request, other: Request) -> tuple[str, ...]:
    """In what two requests differ."""
    return tuple(_differing(one, other))


def _differing(one: Request, other: Request) -> Iterator[str]:
    if one.principal != other.principal:
        yield "caller"
    if one.action != other.action:
        yield "action"
    if one.resource != other.resource:
        yield "resource"
    keys = one.context.keys() | other.context.keys()
    yield from sorted(key for key in keys if one.context.get(key) != other.context.get(key))


def _plainness(told: Telling) -> tuple[int, int, int, str]:
    apart = len(told.apart) if told.like is not None else 9
    return (
        apart,
        len(told.request.context),
        len(request_in_words(told.request)),
        request_in_words(told.request),
    )


@dataclass(frozen=True)
class Extent:
    """How much wider or narrower: how many callers, actions, resources and prefixes it is about."""

    callers: frozenset[str]
    actions: frozenset[str]
    resources: frozenset[str]

    @property
    def prefixes(self) -> frozenset[str]:
        """The folders of the objects among the resources."""
        return frozenset(arn.rpartition("/")[0] + "/" for arn in self.resources if _is_object(arn))

    def __bool__(self) -> bool:
        return bool(self.callers)

    def __str__(self) -> str:
        parts = (
            (len(self.callers), "principal"),
            (len(self.actions), "action"),
            (len(self.prefixes), "prefix"),
            (len(self.resources - {a for a in self.resources if _is_object(a)}), "other resource"),
        )
        told = [f"{n} {noun}{_plural(noun) * (n != 1)}" for n, noun in parts if n]
        return ", ".join(told) or "nothing"


def _plural(noun: str) -> str:
    return "es" if noun.endswith("x") else "s"


def _is_object(arn: str) -> bool:
    parts = parse_arn(arn)
    return parts is not None and parts.service == "s3" and "/" in parts.resource


def extent(requests: Iterable[Request], allowed: Allowed, *, gained: bool) -> Extent:
    """Of some requests those that only one side allows, counted."""
    found = [each for each in requests if allowed(each) == (not gained, gained)]
    return Extent(
        frozenset(each.principal.label for each in found),
        frozenset(each.action for each in found),
        frozenset(each.resource.arn for each in found),
    )
