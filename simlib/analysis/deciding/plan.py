"""What decides a request, as two formulas: what would deny it, and what would allow it.

A plan holds for a caller, an action and a kind of resource; only the ARN and the context keys are
left open. Every layer here has its traced twin in `evaluation/layers.py`, which has the sources.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ...evaluation.asked import Asked
from ...evaluation.compiled import compiled
from ...evaluation.layers import (
    beyond_boundary,
    beyond_resource_control,
    beyond_service_control,
)
from ...evaluation.policy_set import Level
from ...evaluation.principals import principal_check
from ...evaluation.public_access import restricted
from ...evaluation.refusals import (
    always_allowed,
    reserved,
    without_signature,
    wrong_credentials,
)
from ...evaluation.request import PrincipalType, ResourceKind
from ...evaluation.resource_side import (
    ANY_FORM,
    ITSELF,
    ROLE_OR_USER,
    allows_across,
    covers,
    never_asked,
)
from ...language.policy import Policy, Principals
from ...language.terms import Effect
from ...trace.nodes import Reason
from .account_formula import Sides, allowed
from .atoms import exactly, grant_formula, statement_formula
from .formula import FALSE, TRUE, Formula, every, some

__all__ = [
    "OUTSIDE",
    "Plan",
    "boundary_of",
    "plan",
    "policy_plan",
    "resource_control_of",
    "service_control_of",
]

OUTSIDE = (PrincipalType.SERVICE, PrincipalType.ANONYMOUS)
_SESSIONS = (PrincipalType.ROLE_SESSION, PrincipalType.FEDERATED_USER)


class Plan(NamedTuple):
    """A request is denied explicitly where `denied` holds, else allowed where `allowed` does."""

    denied: Formula
    allowed: Formula


def policy_plan(policy: Policy, asked: Asked) -> Plan:
    """What one policy decides by itself, whoever it is attached to."""
    return Plan(_denies(policy, asked), _allows(policy, asked))


def plan(asked: Asked) -> Plan:
    """The plan for a request and all that differ from it in ARN and context keys alone.

    The ARN may matter to a few rules of AWS itself: `plan_key` of the decider tells those apart.
    """
    if always_allowed(asked):
        return Plan(FALSE, TRUE)
    consulted = [*_by_organization(asked), *_by_resource(asked)]
    if asked.principal.type not in OUTSIDE:
        consulted += _by_principal(asked)
    denied = some([_refused(asked), *(_denies(policy, asked) for policy in consulted)])
    return Plan(denied, allowed(_sides(asked)))


def _refused(asked: Asked) -> Formula:
    """What AWS denies explicitly: public policies under RestrictPublicBuckets, other networks."""
    vpc = asked.request.resource.vpc
    elsewhere = ~exactly("aws:SourceVpc", vpc) if vpc is not None else FALSE
    return TRUE if restricted(asked) else elsewhere


def _sides(asked: Asked) -> Sides:
    named = _named(asked)
    given = [] if asked.is_key and asked.action == "kms:retiregrant" else named  # rule H11
    root = asked.principal.type is PrincipalType.ROOT
    own = asked.policies
    return Sides(
        aws=_aws(asked),
        organization=every(
            _any_allows(level.policies, asked) for level in service_control_of(asked)
        ),
        endpoint=_limit(() if own.vpc_endpoint is None else (own.vpc_endpoint,), asked),
        outside=_bit(asked.principal.type in OUTSIDE),
        same_account=_bit(asked.same_account),
        must_allow=_bit(asked.is_trust or asked.is_key),
        identity=TRUE if root else some(_allows(each, asked) for each in own.identity_based),
        boundary=_limit(boundary_of(asked), asked),
        session=_session(asked),
        grants=_grants(asked),
        itself=_by(ITSELF, given),
        role_or_user=_by(ROLE_OR_USER, given) if asked.principal.type in _SESSIONS else FALSE,
        any_form=_by(ANY_FORM, named),
        to_outsiders=_by(ANY_FORM, given),
    )


def _bit(certain: bool) -> Formula:
    return TRUE if certain else FALSE


def _aws(asked: Asked) -> Formula:
    """What AWS does not allow, whatever policies say."""
    if reserved(asked) or wrong_credentials(asked) or without_signature(asked):
        return FALSE
    if asked.request.resource.kind is not ResourceKind.ACCESS_POINT:
        return TRUE
    return ~exactly("aws:SecureTransport", "false")


def _by_organization(asked: Asked) -> list[Policy]:
    levels = [*resource_control_of(asked), *service_control_of(asked)]
    return [policy for level in levels for policy in level.policies]


def _by_resource(asked: Asked) -> list[Policy]:
    """The resource's policy, where it is asked, and the endpoint's."""
    own = asked.policies.resource_based
    asks = own is not None and never_asked(asked) is None
    found = (own if asks else None, asked.policies.vpc_endpoint)
    return [policy for policy in found if policy is not None]


def _by_principal(asked: Asked) -> list[Policy]:
    """What is attached to the caller; the root user has no identity-based policies."""
    root = asked.principal.type is PrincipalType.ROOT
    own = () if root else asked.policies.identity_based
    return [*own, *boundary_of(asked), *asked.policies.session]


def boundary_of(asked: Asked) -> tuple[Policy, ...]:
    """The permissions boundary, where it counts."""
    boundary = asked.policies.permissions_boundary
    return () if boundary is None or beyond_boundary(asked) else (boundary,)


def service_control_of(asked: Asked) -> tuple[Level, ...]:
    """The levels of SCPs that bind the caller."""
    account = asked.policies.account(asked.principal.account)
    if account is None or beyond_service_control(asked, account):
        return ()
    return account.service_control or ()


def resource_control_of(asked: Asked) -> tuple[Level, ...]:
    """The levels of RCPs that protect the resource from the caller."""
    owner = asked.request.resource.account or asked.principal.account
    account = asked.policies.account(owner)
    if account is None or not account.resource_control or beyond_resource_control(asked, account):
        return ()
    return account.resource_control


def _session(asked: Asked) -> Formula:
    """GetFederationToken sessions have nothing without a session policy."""
    policies = asked.policies.session
    if not policies and asked.principal.type is PrincipalType.FEDERATED_USER:
        return FALSE
    return _limit(policies, asked)


def _limit(policies: tuple[Policy, ...], asked: Asked) -> Formula:
    """Any of the policies must allow; where there are none, nothing is limited."""
    return _any_allows(policies, asked) if policies else TRUE


def _any_allows(policies: tuple[Policy, ...], asked: Asked) -> Formula:
    """In a layer that limits; a policy whose statements are not known limits nothing there."""
    return some(TRUE if each.unread else _allows(each, asked) for each in policies)


def _grants(asked: Asked) -> Formula:
    """KMS grants, on keys alone."""
    grants = asked.policies.grants if asked.is_key else ()
    return some(grant_formula(each, asked.action) for each in grants if covers(each, asked))


Named = list[tuple[Reason, Formula]]


def _named(asked: Asked) -> Named:
    """The resource's Allow statements that name the caller: how each does, and when it matches."""
    policy = asked.policies.resource_based
    if policy is None or never_asked(asked) or not allows_across(asked):
        return []
    concerned = _concerned(policy, asked, Effect.ALLOW)
    return [(how, formula) for formula, how in concerned if how is not None]


def _by(naming: frozenset[Reason], named: Named) -> Formula:
    return some(formula for how, formula in named if how in naming)


def _allows(policy: Policy, asked: Asked) -> Formula:
    return some(formula for formula, _ in _concerned(policy, asked, Effect.ALLOW))


def _denies(policy: Policy, asked: Asked) -> Formula:
    return some(formula for formula, _ in _concerned(policy, asked, Effect.DENY))


def _concerned(
    policy: Policy, asked: Asked, effect: Effect
) -> Iterator[tuple[Formula, Reason | None]]:
    """The statements of one effect for the action and the caller, and how each names the caller."""
    for principals, formula in _formulas(policy, asked.action, effect):
        if principals is None:
            yield formula, None
            continue
        named = principal_check(principals, effect).judge(asked)
        if named.matched:
            yield formula, named.reason


@lru_cache(maxsize=16_384)
def _formulas(
    policy: Policy, action: str, effect: Effect
) -> tuple[tuple[Principals | None, Formula], ...]:
    count = policy.variables_count
    statements = [each.statement for each, _ in compiled(policy).concerning(action).statements]
    return tuple(
        (each.principals, statement_formula(each, variables_count=count))
        for each in statements
        if each.effect is effect
    )
