"""Reads a finished trace: which layers granted, denied or were silent, and the nearest miss."""

from collections.abc import Iterator
from typing import NamedTuple

from ..language.policy import Policy
from ..language.terms import Decision, Effect
from .nodes import Layer, Match, Reason, Verdict

__all__ = [
    "Found",
    "blocking",
    "denying_statements",
    "explicit_denies",
    "granting",
    "matched_statements",
    "nearest_miss",
    "nearest_to_allow",
    "not_counted",
    "policy_verdicts",
    "trusting",
]

# Which layer is named first when several deny (rule E2 and E3; AWS names one, E27).
DENY_ORDER = (
    Layer.AWS,
    Layer.PUBLIC_ACCESS,
    Layer.SERVICE_CONTROL,
    Layer.RESOURCE_CONTROL,
    Layer.VPC_ENDPOINT,
    Layer.ROLE_TRUST,
    Layer.RESOURCE,
    Layer.IDENTITY,
    Layer.BOUNDARY,
    Layer.SESSION,
)


class Found(NamedTuple):
    """A statement with the policy and layer it stands in."""

    layer: Layer
    policy: Policy
    statement: Match

    def __repr__(self) -> str:
        return f"<{self.statement.label} of `{self.policy.name}`, {self.statement.effect}>"


def granting(verdict: Verdict) -> tuple[Verdict, ...]:
    """The layers that granted an allowed request: one side in an account, both across accounts."""
    if verdict.decision is not Decision.ALLOWED or verdict.limits:
        return ()
    children = [child for child in verdict.children if isinstance(child, Verdict)]
    if verdict.layer is not None or not children:
        return (verdict,)
    if verdict.rule == "union":
        return next((found for child in children if (found := granting(child))), ())
    return tuple(found for child in children for found in granting(child))


def trusting(verdict: Verdict) -> tuple[Verdict, ...]:
    """A role trust policy that allowed a request: it has to in any case, whoever grants."""
    layers = _layers(verdict)
    return tuple(
        each
        for each in layers
        if each.layer is Layer.ROLE_TRUST and each.decision is Decision.ALLOWED
    )


def blocking(verdict: Verdict) -> tuple[Verdict, ...]:
    """The layers that stand in the way of an implicitly denied request, in AWS's order."""
    if verdict.decision is Decision.ALLOWED:
        return ()
    children = [child for child in verdict.children if isinstance(child, Verdict)]
    if verdict.layer is not None or not children:
        return (verdict,)
    if verdict.rule != "union":
        return tuple(found for child in children for found in blocking(child))
    # Where any of several could have granted, AWS names the identity-based policies.
    blamed = next((c for c in children if c.layer is Layer.IDENTITY), children[-1])
    return blocking(blamed)


def explicit_denies(verdict: Verdict) -> tuple[Verdict, ...]:
    """The layers with an explicit deny, the one that AWS would name first in front."""
    denied = (v for v in _layers(verdict) if v.decision is Decision.EXPLICIT_DENY)
    found = {id(v.children or v): v for v in denied}
    return tuple(sorted(found.values(), key=lambda v: DENY_ORDER.index(v.layer or Layer.SESSION)))


def _layers(verdict: Verdict) -> Iterator[Verdict]:
    """The topmost verdict of each layer."""
    if verdict.layer is not None:
        yield verdict
        return
    for child in verdict.children:
        if isinstance(child, Verdict):
            yield from _layers(child)


def policy_verdicts(verdict: Verdict, *, only_closed: bool = False) -> Iterator[Verdict]:
    """The verdicts of single policies, each policy once; perhaps none below what is allowed."""
    seen: set[int] = set()
    stack = [verdict]
    while stack:
        node = stack.pop()
        if only_closed and node.decision is Decision.ALLOWED:
            continue
        if node.policy is not None:
            if id(node.children) not in seen:
                seen.add(id(node.children))
                yield node
        else:
            stack.extend(c for c in reversed(node.children) if isinstance(c, Verdict))


def not_counted(verdict: Verdict) -> tuple[Policy, ...]:
    """The policies whose statements are not known, so that they count for nothing."""
    unknown = Reason.STATEMENTS_UNKNOWN
    found = (v.policy for v in policy_verdicts(verdict) if v.policy and v.reason is unknown)
    return tuple(dict.fromkeys(found))


def _statements(verdict: Verdict) -> Iterator[Found]:
    for node in policy_verdicts(verdict):
        for child in node.children:
            if isinstance(child, Match) and node.policy is not None and node.layer is not None:
                yield Found(node.layer, node.policy, child)


def matched_statements(verdict: Verdict) -> tuple[Found, ...]:
    """Every statement that matches the request, whatever came of it."""
    return tuple(found for found in _statements(verdict) if found.statement.matched)


def denying_statements(verdict: Verdict) -> tuple[Found, ...]:
    """The Deny statements that match, those of the layer that AWS names first in front."""
    return tuple(
        found
        for layer in explicit_denies(verdict)
        for found in _statements(layer)
        if found.statement.matched and found.statement.effect is Effect.DENY
    )


def nearest_miss(*verdicts: Verdict) -> Found | None:
    """The Allow statement below these verdicts that failed on the fewest elements.

    A statement for another action is farther away than any that names the action, then one for
    somebody else than any for the caller; between equals, the first written.
    """
    candidates = (found for verdict in verdicts for found in _candidates(verdict))
    found = [f for f in candidates if f.statement.effect is Effect.ALLOW]
    missed = [f for f in found if not f.statement.matched]
    return min(missed, key=_distance) if missed else None


def nearest_to_allow(trace: Verdict) -> Found | None:
    """The nearest miss of an implicitly denied request, in what first stands in its way."""
    first = blocking(trace)[0]
    return nearest_miss(first, *_could_have_granted(first, trace))


def _could_have_granted(first: Verdict, trace: Verdict) -> Iterator[Verdict]:
    """Where identity-based policies are silent, the resource's own policy could have spoken.

    Not where it has: across accounts its half may be open while the caller's is closed.
    """
    if first.layer is Layer.IDENTITY:
        for verdict in policy_verdicts(trace, only_closed=True):
            if verdict.layer in (Layer.RESOURCE, Layer.ROLE_TRUST):
                yield verdict


def _candidates(verdict: Verdict) -> Iterator[Found]:
    for found in _statements(verdict):
        if found.statement.effect is None:  # the folded line of statements for other actions
            for statement in found.statement.children:
                yield found._replace(statement=statement)
        else:
            yield found


def _distance(found: Found) -> tuple[bool, bool, int]:
    failed = [child for child in found.statement.children if not child.matched]
    labels = {child.label for child in failed}
    somebody_else = bool(labels & {"Principal", "NotPrincipal"})
    another_action = bool(labels & {"Action", "NotAction"})
    return another_action, somebody_else, len(failed)
