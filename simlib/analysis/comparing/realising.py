"""A request as people and the traced evaluator read it, from what a search supposed."""

from collections.abc import Callable, Mapping

from ...evaluation.context import context_of
from ...evaluation.policy_set import PolicySet
from ...evaluation.request import (
    ContextValue,
    Principal,
    Request,
    Resource,
    role_session,
    user,
)
from ...language.errors import UnknownNameError
from ...reference import condition_key
from .callers import Somebody
from .search import Supposed
from .texts import SearchTooLongError

__all__ = ["plainest", "request_of", "spelt"]


def plainest(
    context: Mapping[str, ContextValue], differs: Callable[[Mapping[str, ContextValue]], bool]
) -> Mapping[str, ContextValue]:
    """The context without the keys that make no difference. Raises SearchTooLongError for none.

    Where the traced evaluator sees no difference at all, nothing is claimed.
    """
    if not differs(context):
        raise SearchTooLongError
    for key in context:
        less = {name: value for name, value in context.items() if name != key}
        context = less if differs(less) else context
    return context


def request_of(
    somebody: Somebody,
    action: str,
    resource: Resource,
    supposed: Supposed,
    keys: Mapping[str, str],
    policies: PolicySet,
) -> Request:
    """The request; `keys` are the context keys that matter, as written, by their lower case.

    What follows from the caller and the resource is not said again.
    """
    principal = _principal(somebody, supposed.values)
    found = resource._replace(arn=supposed.arn)
    follows = context_of(Request(principal, action, found), policies)
    context = {
        spelt(keys[lower]): value
        for lower, value in sorted(supposed.values.items())
        if lower in keys and value != follows.get(lower)
    }
    return Request(principal, action, found, context)


def _principal(somebody: Somebody, values: Mapping[str, ContextValue]) -> Principal:
    """A stranger gets the name and the tags that it has to have."""
    principal = somebody.principal
    if not somebody.open or principal.account is None:
        return principal
    tags = {
        key.partition("/")[2]: value
        for key, value in values.items()
        if key.startswith("aws:principaltag/") and isinstance(value, str)
    }
    arn = values.get("aws:principalarn")
    name = str(arn).partition("/")[2] if isinstance(arn, str) else None
    if principal.role_arn:
        return role_session(name or "CareRole", "shift1", principal.account, tags=tags)
    said = values.get("aws:username")
    return user(name or (said if isinstance(said, str) else "Alice"), principal.account, tags=tags)


def spelt(key: str) -> str:
    """As AWS spells it, where the reference knows."""
    try:
        name = condition_key(key).name
    except UnknownNameError:
        return key
    stem, brace, _ = name.partition("${")
    return stem + key[len(stem) :] if brace else name
