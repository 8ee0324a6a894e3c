"""What there is to ask for in a cloud: everything that is there, and any object of each bucket."""

from collections.abc import Iterator
from typing import NamedTuple

from ...cloud.askable import arns_there
from ...cloud.state import State
from ...evaluation.checks import Values
from ...evaluation.substitution import resolve, variable_keys
from ...language.variables import read_template
from ...language.wildcard import Wildcard
from ...reference import actions_on
from ..deciding.atoms import Atom, Resource, on_list
from ..deciding.formula import FALSE, Formula, Literal
from .actions import actions_without_resource
from .arns import ArnSpace
from .texts import SearchTooLongError, arn_pattern

__all__ = ["Place", "moved", "places_of"]

SOME_KEY = "2026/scan.dcm"


class Place(NamedTuple):
    """One ARN, or all that begin with one: `arn` stands for them."""

    arn: str
    space: ArnSpace
    prefix: str = ""

    @property
    def actions(self) -> frozenset[str]:
        """The actions that can be asked for here."""
        return actions_without_resource() if self.arn == "*" else frozenset(actions_on(self.arn))


def places_of(state: State) -> dict[str, Place]:
    """The places of a cloud by the ARNs that stand for them; `*` for what has no resource."""
    single = (arn for arn in arns_there(state) if not _is_object(arn))
    found = [Place("*", ArnSpace(("*",))), *(Place(arn, ArnSpace((arn,))) for arn in single)]
    found += [_any_object(prefix, _keys(state, bucket)) for prefix, bucket in _prefixes(state)]
    return {place.arn: place for place in found}


def _is_object(arn: str) -> bool:
    return (arn.startswith("arn:aws:s3:::") and "/" in arn) or "/object/" in arn


def _prefixes(state: State) -> Iterator[tuple[str, str]]:
    yield from ((f"arn:aws:s3:::{name}/", name) for name in sorted(state.buckets))
    for door in state.access_points.values():
        yield f"{door.arn}/object/", door.bucket


def _keys(state: State, bucket: str) -> tuple[str, ...]:
    return (*sorted(state.objects.get(bucket, {})), SOME_KEY)


def _any_object(prefix: str, keys: tuple[str, ...]) -> Place:
    form = arn_pattern((prefix, Wildcard.ONE, Wildcard.RUN))
    space = ArnSpace(tuple(prefix + key for key in keys), form, "s3")
    return Place(prefix + SOME_KEY, space, prefix)


def moved(atom: Atom, there: str, here: str, given: Values) -> Formula:
    """An atom about what begins with one prefix, as one about what begins with another.

    The request at an access point is about the same key in its bucket: what the bucket's policies
    say of the bucket's ARNs is said of the access point's. Raises SearchTooLongError where a
    variable has no value yet.
    """
    if not isinstance(atom.asks, Resource) or there == here:
        return Literal(atom)
    texts = tuple(
        f"{here}{rest}" for each in atom.asks.texts for rest in _behind(each, there, given)
    )
    return on_list(texts) if texts else FALSE


def _behind(text: str, there: str, given: Values) -> Iterator[str]:
    """What is left of a pattern behind a prefix, for each way in which it can match that."""
    template = read_template(text, wildcards=True, variables=True)
    if not given.keys() >= set(variable_keys(template)):
        raise SearchTooLongError
    resolved = resolve(template, given)
    found = arn_pattern(resolved) if resolved is not None else None
    if found is not None:
        yield from found.beyond(there).written()
