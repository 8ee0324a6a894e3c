"""Checks of statements that come to nothing: an Allow that its own policy denies, an idle Deny.

Source: "Policy evaluation logic", "AWS STS API Reference: GetCallerIdentity", "Permissions for
GetSessionToken", "Resource control policies (RCPs)".
"""

from collections.abc import Callable
from typing import Any

from ...language.issues import Issue
from ...language.policy import Policy
from ...language.rcp_services import rcp_services
from ...language.terms import PolicyType
from ..check import Found, Said, policy_check, statement_check
from ..conditions import contradictions
from ..scope import ActionPattern, PolicyScope, StatementScope
from .limits import allowed_without_effect, denied_by
from .reach import Reach, allows_of, comparisons, denies_of

MOST = 1_000_000  # comparisons of Allows with Denies; no policy that people write asks for more
_EVALUATION = "Policy evaluation logic"
_STORES = "arn:aws:healthlake:us-east-1:111122223333:datastore/fhir/"
_READ_STORES = {
    "Effect": "Allow",
    "Action": ["healthlake:ReadResource", "healthlake:SearchWithGet"],
    "Resource": f"{_STORES}*",
}


def _read_stores_and_deny(action: str, store: str) -> dict[str, Any]:
    deny = {"Effect": "Deny", "Action": action, "Resource": f"{_STORES}{store}"}
    return {"Version": "2012-10-17", "Statement": [_READ_STORES, deny]}


@policy_check(
    Issue.ALLOW_NEVER_TAKES_EFFECT,
    page=_EVALUATION,
    bad=_read_stores_and_deny("healthlake:Read*", "*"),
    good=_read_stores_and_deny("healthlake:Read*", "eeb8005725ae22b35b4edbdc68cf2dfd"),
)
def allow_never_takes_effect(scope: PolicyScope) -> Found:
    """An Allow of what the same policy always denies allows nothing."""
    denies = denied_by([scope.policy])
    allows = allows_of(scope.policy)
    few = comparisons(allows, denies.denies) <= MOST
    for allow in allows if denies.denies and few else ():
        yield from allowed_without_effect(allow, [denies])


@policy_check(
    Issue.DENY_OF_WHAT_NOTHING_ALLOWS,
    page=_EVALUATION,
    bad=_read_stores_and_deny("healthlake:DeleteResource", "*"),
    good=_read_stores_and_deny("healthlake:Search*", "eeb8005725ae22b35b4edbdc68cf2dfd"),
)
def deny_of_what_nothing_allows(scope: PolicyScope) -> Found:
    """A Deny of what no Allow of the policy reaches: it counts only against other policies."""
    if scope.policy_type is PolicyType.IDENTITY_BASED:
        allows = allows_of(scope.policy)
        if comparisons(allows, denies_of(scope.policy)) > MOST:
            return
        said = "no Allow of this policy reaches it, so it only counts against other policies"
        yield from denied_without_need(scope.policy, lambda deny: deny.meets_any(allows), said)


def denied_without_need(policy: Policy, met: Callable[[Reach], bool], said: str) -> Found:
    """Says of a policy's Denies that nothing which is allowed meets them.

    A policy that only denies is a guardrail, and so is a Deny with NotAction: they are there for
    whatever is allowed later.
    """
    for deny in denies_of(policy) if allows_of(policy) else ():
        if not deny.actions.negated and not met(deny):
            hint = "take it out unless other policies allow it: what nothing allows is denied"
            yield Said(f"this Deny is not needed here: {said}", deny.statement.source, hint)


# They need no permission, and no policy keeps anybody from them (rule F9).
_FREE = frozenset({"sts:GetCallerIdentity", "sts:GetSessionToken"})
_BEYOND_RCPS = frozenset({"kms:RetireGrant"})  # rule E16


@statement_check(
    Issue.DENY_NEVER_FIRES,
    page="AWS STS API Reference: GetCallerIdentity",
    bad={"Effect": "Deny", "Action": "sts:GetCallerIdentity", "Resource": "*"},
    good={"Effect": "Deny", "Action": "sts:AssumeRole", "Resource": "*"},
)
def deny_never_fires(scope: StatementScope) -> Found:
    """A Deny that no request meets, or of actions that no policy can deny, denies nothing."""
    if scope.allows:
        return
    if why := _leaves_nothing(scope) or _all_idle(scope):
        hint = "name what is to be denied, or take it out"
        yield Said(f"this Deny never fires: {why}", scope.statement.source, hint)
        return
    for pattern in scope.patterns if not scope.statement.action.negated else ():
        if why := _undeniable(pattern, scope.policy_type):
            yield Said(f"{why}, so this never fires", pattern.value.source, "take it out")


def _leaves_nothing(scope: StatementScope) -> str:
    elements = (scope.statement.action, scope.statement.resource)
    for element in elements:
        if element and element.negated and any(value.text == "*" for value in element.values):
            return f"`{element.name}` with `*` leaves nothing"
    conflict = next(contradictions.condition_never_matches.findings(scope), None)
    return "no request meets all its conditions" if conflict else ""


def _all_idle(scope: StatementScope) -> str:
    action = scope.statement.action
    if action.negated or not action.values or len(scope.patterns) < len(action.values):
        return ""
    reasons = [_idle(pattern, scope.policy_type) for pattern in scope.patterns]
    return "; ".join(list(dict.fromkeys(reasons))[:2]) if all(reasons) else ""


def _idle(pattern: ActionPattern, policy_type: PolicyType) -> str:
    """Why a Deny of this pattern matches no request, or refuses none; empty if it may."""
    prefix = pattern.text.partition(":")[0].lower()
    beyond = prefix not in rcp_services() and not pattern.is_every_action
    if policy_type is PolicyType.RESOURCE_CONTROL and beyond:
        return f"resource control policies do not reach `{prefix[:60]}`"
    if pattern.service is not None and not pattern.actions:
        return f"no action fits `{pattern.text[:120]}`"
    return _undeniable(pattern, policy_type)


def _undeniable(pattern: ActionPattern, policy_type: PolicyType) -> str:
    names = {str(action) for action in pattern.actions}
    if names and names <= _FREE and policy_type is not PolicyType.VPC_ENDPOINT:
        return f"`{pattern.text[:120]}` needs no permission and cannot be denied"
    if names and names <= _BEYOND_RCPS and policy_type is PolicyType.RESOURCE_CONTROL:
        return f"resource control policies do not reach `{pattern.text[:120]}`"
    return ""
