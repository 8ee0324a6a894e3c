"""The actions that policies speak of, in classes that all policies treat alike.

Of a pattern those count that the reference knows; a name that it does not know counts too.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from ...language.errors import UnknownNameError
from ...language.policy import Policy
from ...language.rcp_services import rcp_services
from ...language.terms import Effect
from ...language.wildcard import has_wildcard, text_glob
from ...reference import action, expand
from .arns import ONLY_STAR, ArnSpace, anything_of, space_of

__all__ = [
    "Spaces",
    "action_classes",
    "actions_without_resource",
    "allowed_at_all",
    "in_classes",
    "spaces_of",
]

Actions = frozenset[str]
# What AWS's own rules, not policies, say of an action: each is a class of its own.
_RULED_BY_NAME = ("iam", "kms", "sts")
_BUCKET_POLICY = ("s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy")


class _Named(NamedTuple):
    """The actions of an Action element; where `others`, all but those."""

    actions: Actions
    others: bool

    def has(self, name: str) -> bool:
        return (name in self.actions) is not self.others


def action_classes(concerning: Iterable[Policy], every: Iterable[Policy]) -> list[tuple[str, ...]]:
    """The actions of some policies; in one class what no policy of all tells apart."""
    named, asked = _elements(every), _elements(concerning)
    apart = frozenset[str]().union(*(each.actions for each in named))
    wanted = [name for name in sorted(apart) if any(each.has(name) for each in asked)]
    if any(each.others for each in asked):
        wanted += [name for name in _every() if name not in apart]
    return _classes(wanted, named)


def in_classes(names: Iterable[str], policies: Iterable[Policy]) -> list[tuple[str, ...]]:
    """Some actions, in one class what no policy tells apart."""
    return _classes(names, _elements(policies))


def _classes(names: Iterable[str], named: Iterable[_Named]) -> list[tuple[str, ...]]:
    found: dict[Hashable, list[str]] = {}
    for name in names:
        found.setdefault((_rule(name), *(each.has(name) for each in named)), []).append(name)
    return [tuple(each) for each in found.values()]


def allowed_at_all(name: str, policies: Iterable[Policy]) -> bool:
    """Is there an Allow statement that could be about it?"""
    return any(each.has(name) for each in _elements(policies, (Effect.ALLOW,)))


def _rule(name: str) -> Hashable:
    service = name.partition(":")[0].lower()
    if service in _RULED_BY_NAME or name in _BUCKET_POLICY:
        return name
    return service in rcp_services()


def _elements(
    policies: Iterable[Policy], effects: tuple[Effect, ...] = tuple(Effect)
) -> list[_Named]:
    elements = {
        (each.action.negated, tuple(value.text for value in each.action.values))
        for policy in policies
        for each in policy.statements
        if each.effect in effects
    }
    return [_named(negated, texts) for negated, texts in sorted(elements)]


@lru_cache(maxsize=1024)
def _named(negated: bool, texts: tuple[str, ...]) -> _Named:
    if any(text == "*" for text in texts):
        return _Named(frozenset(), not negated)
    return _Named(frozenset(name for text in texts for name in _names(text)), negated)


def _names(text: str) -> Iterator[str]:
    service, _, rest = text.partition(":")
    if has_wildcard(service):
        yield from (name for name in _every() if text_glob(text.lower())(name.lower()))
        return
    try:
        known = expand(text)
    except UnknownNameError:
        known = ()
    yield from known or (() if has_wildcard(rest) else (text,))


@lru_cache(maxsize=1)
def _every() -> tuple[str, ...]:
    return expand("*")


@lru_cache(maxsize=1)
def actions_without_resource() -> Actions:
    """The actions that are asked for `*` alone."""
    return frozenset(name for name in _every() if not action(name).resources)


Spaces = Mapping[ArnSpace, list[str]]


def spaces_of(names: Iterable[str], account: str | None = None) -> Spaces:
    """What the actions can be asked for: their resource types, or `*`; each with its actions."""
    found: dict[ArnSpace, list[str]] = {}
    for name in names:
        for space in _spaces(name, account):
            found.setdefault(space, []).append(name)
    return found


@lru_cache(maxsize=65_536)
def _spaces(name: str, account: str | None) -> tuple[ArnSpace, ...]:
    try:
        known = action(name)
    except UnknownNameError:
        return ONLY_STAR, anything_of(name.partition(":")[0])
    types = (space_of(known.service, each.name, account) for each in known.resources)
    return tuple(types) or (ONLY_STAR,)
