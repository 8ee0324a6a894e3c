"""Checks of a whole policy set: what one policy says in vain because of the others.

Source: "Policy evaluation logic", "Permissions boundaries for IAM entities", "SCP evaluation",
"Resource control policies (RCPs)".
"""

from collections.abc import Iterator, Sequence
from typing import Any

from ...language.issues import Issue
from ...language.policy import Policy
from ...language.terms import PolicyType
from ..check import Check, Found, Said, set_check
from ..samples import STORE
from ..set_scope import SetScope
from .limits import Limit, allowed_without_effect, denied_by, limited_by
from .patterns import action_patterns
from .reach import Reach, allows_of, denies_of
from .without_effect import denied_without_need

__all__ = ["SET_CHECKS"]

_BUCKET = "arn:aws:s3:::phi-imaging/*"
_MANAGEMENT = " (unless the account is the management account)"


def _policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _statement(effect: str, *actions: str, resource: str = "*") -> dict[str, Any]:
    return {"Effect": effect, "Action": list(actions), "Resource": resource}


_READ = _statement("Allow", "healthlake:ReadResource", resource=STORE)
_TRAILS = _statement("Allow", "cloudtrail:*")
_SCP = _policy(_statement("Allow", "*"), _statement("Deny", "cloudtrail:Stop*"))


@set_check(
    Issue.ALLOW_NEVER_TAKES_EFFECT,
    page="Permissions boundaries for IAM entities",
    bad={
        "identity_based": _policy(_READ, _statement("Allow", "s3:*", resource=_BUCKET)),
        "permissions_boundary": _policy(_statement("Allow", "healthlake:*")),
    },
    good={
        "identity_based": _policy(_READ, _statement("Allow", "s3:*", resource=_BUCKET)),
        "permissions_boundary": _policy(_statement("Allow", "healthlake:*", "s3:Get*")),
    },
)
def allow_never_takes_effect(scope: SetScope) -> Found:
    """An Allow that a boundary, an SCP or a session policy never lets through allows nothing."""
    limits = list(_limits(scope))
    for policy in scope.identity_based:
        for allow in allows_of(policy):
            yield from allowed_without_effect(allow, limits)


def _limits(scope: SetScope) -> Iterator[Limit]:
    if scope.permissions_boundary:
        yield limited_by("permissions boundary", scope.permissions_boundary)
    for level in scope.service_control:
        yield limited_by("SCP", level, _MANAGEMENT)
    if scope.session:
        yield limited_by("session policy", scope.session)
    yield denied_by(scope.identity_based)


@set_check(
    Issue.DENY_NEVER_FIRES,
    page="SCP evaluation",
    bad={
        "identity_based": _policy(_TRAILS, _statement("Deny", "cloudtrail:StopLogging")),
        "service_control": [_SCP],
    },
    good={
        "identity_based": _policy(_TRAILS, _statement("Deny", "cloudtrail:DeleteTrail")),
        "service_control": [_SCP],
    },
)
def deny_never_fires(scope: SetScope) -> Found:
    """A Deny of what a Deny above or beside it denies already decides nothing."""
    above_principals = (*scope.service_control, scope.permissions_boundary)
    for layers in (
        (*above_principals, scope.identity_based, scope.session),
        scope.resource_control,
    ):
        for place, layer in enumerate(layers):
            above = [policy for each in layers[:place] for policy in each]
            yield from _denied_already(layer, above)


def _denied_already(layer: Sequence[Policy], above: Sequence[Policy]) -> Found:
    """Of two policies of one layer that deny the same, only the second says it in vain."""
    for place, policy in enumerate(layer):
        before = denied_by([*above, *layer[:place]]).denies
        after = denied_by(layer[place + 1 :]).denies
        for deny in denies_of(policy):
            wider = [each for each in before if each.covers(deny)]
            wider += [each for each in after if _is_wider(each, deny)]
            yield from _said_in_vain(deny, [w for w in wider if w.policy.text != policy.text])


def _is_wider(one: Reach, other: Reach) -> bool:
    return one.covers(other) and not (other.is_whole and other.covers(one))


def _said_in_vain(deny: Reach, wider: Sequence[Reach]) -> Found:
    if wider:
        first = wider[0]
        from_above = first.policy.policy_type is not deny.policy.policy_type
        scp = first.policy.policy_type is PolicyType.SERVICE_CONTROL
        spares = _MANAGEMENT if scp and from_above else ""
        said = f"this Deny decides nothing: {first} denies all of it already{spares}"
        hint = f"take it out, unless it is to hold without `{first.policy.name}`"
        yield Said(said, deny.statement.source, hint)


@set_check(
    Issue.DENY_OF_WHAT_NOTHING_ALLOWS,
    page="Policy evaluation logic",
    bad={
        "identity_based": [
            _policy(_READ, _statement("Deny", "healthlake:DeleteResource")),
            _policy(_statement("Allow", "healthlake:ListFHIRDatastores")),
        ]
    },
    good={
        "identity_based": [
            _policy(_READ, _statement("Deny", "healthlake:DeleteResource")),
            _policy(_statement("Allow", "healthlake:*")),
        ]
    },
)
def deny_of_what_nothing_allows(scope: SetScope) -> Found:
    """A Deny of what no Allow of the set reaches only counts against policies to come."""
    granting = (*scope.identity_based, *scope.resource_based)
    if any(policy.unread for policy in granting):
        return
    allows = [allow for policy in granting for allow in allows_of(policy)]
    granted = action_patterns(scope.granted)

    def met(deny: Reach) -> bool:
        return deny.meets_any(allows) or deny.actions.meets(granted)

    said = "no Allow of these policies reaches it, so it only counts against others"
    for policy in scope.identity_based:
        yield from denied_without_need(policy, met, said)


SET_CHECKS: tuple[Check, ...] = (
    allow_never_takes_effect,
    deny_never_fires,
    deny_of_what_nothing_allows,
)
