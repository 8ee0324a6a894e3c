"""On whose behalf policies are compared: somebody whom nobody names, and everybody who is named.

Of the first nothing is certain but the kind of caller: name, ARN and tags are part of the search.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import NamedTuple

from ...evaluation.context import context_of, follows_from_request
from ...evaluation.policy_set import PolicySet
from ...evaluation.request import (
    HOSPITAL,
    ContextValue,
    Principal,
    Request,
    anonymous,
    role_session,
    root,
    service,
    user,
)
from ...language.arn import parse_arn
from ...language.policy import Policy
from ...language.wildcard import Wildcard
from .domains import Domain, domain_of
from .texts import TextPattern, pattern

__all__ = ["Somebody", "known", "strangers", "those_named"]


class Somebody(NamedTuple):
    """A caller. `certain` are the keys that follow from it, `usual` those it has in some form.

    `open` says that nothing but the kind is certain, so that the other keys may be anything.
    """

    principal: Principal
    certain: Mapping[str, ContextValue]
    usual: Mapping[str, str]
    open: bool = True

    def key(self, keys: Iterable[str]) -> Hashable:
        """Callers with the same have the same differences, where these keys alone are read."""
        given = tuple(sorted(self.given(keys).items(), key=repr))
        usual = tuple(sorted((key, self.usual[key]) for key in keys if key in self.usual))
        return given, usual

    def domain(self, key: str) -> Domain:
        """What a key can be in its requests."""
        found = domain_of(key)
        if key not in self.usual:
            return found
        form = _arn_of(self.principal) if key == "aws:principalarn" else None
        return found._replace(optional=False, usual=self.usual[key], format=form)

    def given(self, keys: Iterable[str]) -> dict[str, ContextValue]:
        """What is certain of some keys in lower case; a key that it lacks is absent."""
        if self.open:
            return {key: self.certain[key] for key in keys if key in self.certain}
        return {key: self.certain.get(key) for key in keys if follows_from_request(key)}


def _arn_of(principal: Principal) -> TextPattern:
    """What the ARN of such a caller looks like: a user of its account, or a role."""
    kind = "role" if principal.role_arn else "user"
    lead = f"arn:aws:iam::{principal.account}:{kind}/"
    return pattern((lead, Wildcard.ONE, Wildcard.RUN))


def strangers(account: str = HOSPITAL) -> tuple[Somebody, ...]:
    """A user and a role session whom no policy names."""
    alice, session = user("Alice", account), role_session("CareRole", "shift1", account)
    return (
        _stranger(alice, {"aws:principaltype": "User"}, _usual(alice)),
        _stranger(
            session, {"aws:principaltype": "AssumedRole", "aws:username": None}, _usual(session)
        ),
    )


def _stranger(
    principal: Principal, kind: Mapping[str, ContextValue], usual: Mapping[str, str]
) -> Somebody:
    certain = {"aws:principalisawsservice": "false", "aws:principalservicename": None, **kind}
    return Somebody(principal, certain, {k: v for k, v in usual.items() if k not in certain})


def _usual(principal: Principal) -> dict[str, str]:
    """The keys that such a caller always has, with the values of this one."""
    unique = {"aws:userid": "AIDAEXAMPLE" if principal.role_arn is None else "AROAEXAMPLE:shift1"}
    found = context_of(Request(principal, "sts:GetCallerIdentity"), PolicySet())
    return unique | {key: value for key, value in found.items() if isinstance(value, str)}


def known(principal: Principal, policies: PolicySet | None = None) -> Somebody:
    """A caller about whom everything is certain."""
    found = context_of(Request(principal, "sts:GetCallerIdentity"), policies or PolicySet())
    return Somebody(principal, dict(found), {}, open=False)


def those_named(policies: Iterable[Policy], grantees: Iterable[str] = ()) -> Iterator[Somebody]:
    """Everybody whom Principal elements name, and somebody of each account that they name."""
    values = {("AWS", text) for text in grantees} | {
        (value.kind, value.text)
        for policy in policies
        for statement in policy.statements
        if statement.principals is not None
        for value in statement.principals.values
    }
    seen = set()
    for kind, text in sorted(values):
        for somebody in _named(kind, text):
            if somebody.principal not in seen:
                seen.add(somebody.principal)
                yield somebody


def _named(kind: str, text: str) -> tuple[Somebody, ...]:
    if kind == "Service":
        return (known(service(text)),)
    if kind == "Federated":
        return (known(anonymous(text)),)
    if text == "*" or kind == "CanonicalUser":
        return (known(anonymous()),)
    arn = parse_arn(text)
    if arn is None:
        return strangers(text) if text.isdigit() else ()
    kind, _, name = arn.resource.partition("/")
    if kind == "root":
        return (known(root(arn.account)), *strangers(arn.account))
    found = {
        "user": user(name, arn.account),
        "role": role_session(name, "shift1", arn.account),
        "assumed-role": _session(name, arn.account),
    }.get(kind)
    return (known(found),) if found else ()


def _session(name: str, account: str) -> Principal:
    role, _, session = name.partition("/")
    return role_session(role, session, account)
