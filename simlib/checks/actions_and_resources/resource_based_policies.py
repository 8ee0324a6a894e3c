"""Checks of a resource-based policy against what it is attached to: its actions, its ARNs.

Nothing is said where nobody says what the policy is attached to; key policies and role trust
policies say it by their type.
Source: "IAM policy validation check reference", "Actions, resources, and condition keys for AWS
services".
"""

from ...language.grammar import GRAMMAR
from ...language.issues import Issue
from ...language.overlap import arn_meets
from ...language.terms import PolicyType
from ..check import Found, Said, statement_check
from ..scope import ActionPattern, StatementScope
from .resource_arns import arn_of, kinds_taken_by, shape
from .resource_policy_types import Carrier, ResourcePolicyType

_PAGE = "IAM policy validation check reference"
_GOOD = {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:role/Reader"},
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::records/*",
}


_BY_POLICY_TYPE = {
    PolicyType.KEY_POLICY: ResourcePolicyType.KEY,
    PolicyType.ROLE_TRUST: ResourcePolicyType.ROLE,
}


def _type(scope: StatementScope) -> ResourcePolicyType | None:
    """What the policy is attached to, where that is known."""
    told = scope.policy.resource_type
    return ResourcePolicyType(told) if told else _BY_POLICY_TYPE.get(scope.policy_type)


@statement_check(
    Issue.UNSUPPORTED_ACTION_IN_POLICY,
    page=_PAGE,
    bad={**_GOOD, "Action": "kms:Decrypt"},
    good=_GOOD,
    policy_type=PolicyType.RESOURCE_BASED,
    resource_type=ResourcePolicyType.BUCKET,
)
def unsupported_action_in_policy(scope: StatementScope) -> Found:
    """An action that is never asked for on what carries the policy is not decided by it."""
    kind = _type(scope)
    if kind is None or scope.statement.action.negated:
        return
    for pattern in scope.patterns:
        if not _grammar_says_it(scope, pattern) and not _can_be_asked_on(kind.carrier, pattern):
            what = f"is never asked for on a resource of type `{kind}`"
            said = f"`{pattern.text}` {what}, so here it {scope.nothing}"
            hint = f"name actions of `{kind.carrier.service}` that take it"
            yield Said(said, pattern.value.source, hint)


def _grammar_says_it(scope: StatementScope, pattern: ActionPattern) -> bool:
    """Role trust policies take actions of STS alone: that is said in reading."""
    only = GRAMMAR[scope.policy_type].service
    return only is not None and pattern.service is not None and pattern.service.prefix != only


def _can_be_asked_on(carrier: Carrier, pattern: ActionPattern) -> bool:
    """Where there is no such action, another check says so."""
    if pattern.service is None or not pattern.actions:
        return True
    if pattern.has_wildcard:
        return pattern.service.prefix == carrier.service
    arns = (":".join(["arn", *shape(each)]) for each in kinds_taken_by(pattern.actions))
    return any(arn_meets(carrier.arn, arn) for arn in arns)


@statement_check(
    Issue.UNSUPPORTED_RESOURCE_ARN_IN_POLICY,
    page=_PAGE,
    bad={**_GOOD, "Resource": "arn:aws:kms:us-east-1:111122223333:key/*"},
    good=_GOOD,
    policy_type=PolicyType.RESOURCE_BASED,
    resource_type=ResourcePolicyType.BUCKET,
)
def unsupported_resource_arn_in_policy(scope: StatementScope) -> Found:
    """The ARN of something else than what carries the policy matches no request for it."""
    kind, element = _type(scope), scope.statement.resource
    if kind is None or element is None or element.negated:
        return
    for value in scope.resources:
        if arn_of(value.text) and not arn_meets(kind.carrier.arn, value.text):
            what = f"is not of type `{kind}`, so here it matches no request"
            hint = f"name resources such as `{kind.carrier.arn}`"
            yield Said(f"`{value.text[:120]}` {what}", value.source, hint)
