"""The account rules: how the layers of one request combine. Read them aloud.

Source: "Policy evaluation for requests within a single account", "Cross-account policy evaluation
logic", "How AWS enforcement code logic evaluates requests to allow or deny access".
"""

from ..trace.algebra import intersection, union
from ..trace.nodes import HALVES, Verdict
from .asked import Asked
from .layers import (
    identity_based,
    permissions_boundary,
    resource_control,
    root_user,
    service_control,
    session,
    vpc_endpoint,
)
from .public_access import restricted
from .refusals import (
    always_allowed,
    other_network,
    remarked,
    reserved,
    without_signature,
    without_tls,
    wrong_credentials,
)
from .request import PrincipalType
from .resource_side import ANY_FORM, ITSELF, ResourceSide

__all__ = ["authorize"]


def authorize(asked: Asked) -> Verdict:
    """Organization and network limits first, then the rule of the account or accounts."""
    if free := always_allowed(asked):
        return free
    return intersection(
        "the request",
        reserved(asked),
        wrong_credentials(asked),
        without_signature(asked),
        without_tls(asked),
        other_network(asked),
        restricted(asked),
        resource_control(asked),
        service_control(asked),
        vpc_endpoint(asked),
        _account_rule(asked),
        *remarked(asked),
    )


def _account_rule(asked: Asked) -> Verdict:
    resource = ResourceSide(asked)
    if asked.principal.type in (PrincipalType.SERVICE, PrincipalType.ANONYMOUS):
        return outside_accounts(resource)
    if asked.is_trust and asked.same_account:
        return assuming(asked, resource)
    if asked.same_account:
        return same_account(asked, resource)
    return cross_account(asked, resource)


def same_account(asked: Asked, resource: ResourceSide) -> Verdict:
    """The resource names the principal itself, or a grant covers it, or the principal may do it.

    The principal may do what its identity-based policies allow, or what the resource allows its
    role, within its permissions boundary and session policies. A role trust policy or key policy
    must allow in any case.
    """
    return union(
        "within one account",
        resource.gives(ITSELF),
        resource.grants(),
        intersection(
            "the principal's side",
            resource.trusts(),
            *_within_limits(asked, resource.to_role_or_user()),
        ),
    )


def _within_limits(asked: Asked, given: Verdict | None = None) -> tuple[Verdict, ...]:
    """What the caller's policies allow, or the resource its role; then what limits both."""
    return (
        union("what its policies allow", root_user(asked), identity_based(asked), given),
        permissions_boundary(asked),
        session(asked),
    )


def assuming(asked: Asked, resource: ResourceSide) -> Verdict:
    """Within one account, both halves of AssumeRole: the trust policy, and the caller's side.

    A caller whom the trust policy names itself needs no policy of its own (rule F1). It comes to
    the same as `same_account`, told in two halves.
    """
    return intersection(
        HALVES,
        resource.trusts(),
        union(
            "the caller's side",
            resource.gives(ITSELF),
            intersection(
                "what the caller may do", *_within_limits(asked, resource.to_role_or_user())
            ),
        ),
    )


def cross_account(asked: Asked, resource: ResourceSide) -> Verdict:
    """Both accounts must allow: the resource's in whatever form, the caller's by its own policies.

    That a KMS grant can stand for the key policy here is inferred.
    """
    return intersection(
        HALVES if asked.is_trust else "both accounts",
        union("the resource's account", resource.grants(), resource.policy(ANY_FORM)),
        intersection("the caller's account", *_within_limits(asked)),
    )


def outside_accounts(resource: ResourceSide) -> Verdict:
    """Service principals and anonymous callers have what the resource's side gives them."""
    return union("without an account", resource.grants(), resource.gives(ANY_FORM))
