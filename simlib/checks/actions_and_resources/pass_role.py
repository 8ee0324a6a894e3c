"""Checks of who may pass every role, or have a service-linked role made for every service.

Twelve names, one rule: an Allow reaches the action by its name, by a pattern or by NotAction, and
every role by a pattern or by NotResource. A condition on the service that gets the role narrows
it; that it does so for service-linked roles as well is inferred.
Source: "Grant a user permissions to pass a role to an AWS service", "Create a service-linked role".
"""

from enum import Enum
from functools import partial
from typing import NamedTuple

from ...language.issues import Issue
from ...language.overlap import covers
from ...language.policy import Value
from ...language.terms import PolicyType
from ...language.wildcard import has_wildcard
from ..check import Check, Found, Of, Said
from ..scope import ConditionScope, StatementScope
from .resource_arns import arn_of


class _Grant(NamedTuple):
    """An action on roles, the pattern of all roles that it is asked of, and what narrows it."""

    action: str
    all_roles: str
    key: str
    effect: str
    role: str
    service: str


class _Action(Enum):
    """How a statement reaches the action; the value is an example."""

    NAMED = ("Action", "{action}", "`{action}`")
    PATTERN = ("Action", "iam:*", "a pattern that takes in `{action}`")
    NOT_ACTION = ("NotAction", "s3:*", "NotAction that does not list `{action}`")


class _Roles(Enum):
    """How a statement reaches every role; the value is an example."""

    STAR = ("Resource", "*", "every role")
    NOT_RESOURCE = ("NotResource", "arn:aws:iam::111122223333:role/Admin", "every role not listed")


_PASS = _Grant(
    "iam:PassRole",
    "role/*",
    "iam:PassedToService",
    "hands a service any role, and with it what the role may do",
    "arn:aws:iam::111122223333:role/HealthLakeImport",
    "healthlake.amazonaws.com",
)
_LINK = _Grant(
    "iam:CreateServiceLinkedRole",
    "role/aws-service-role/*",
    "iam:AWSServiceName",
    "lets any service have its service-linked role in the account",
    "arn:aws:iam::111122223333:role/aws-service-role/elasticache.amazonaws.com/*",
    "elasticache.amazonaws.com",
)


def _check(issue: Issue, grant: _Grant, action: _Action, roles: _Roles) -> Check:
    by, over = action.value[2].format(action=grant.action), roles.value[2]
    looked = {"Effect": "Allow", action.value[0]: action.value[1].format(action=grant.action)}
    narrow = {"StringEquals": {grant.key: grant.service}}
    good = {"Effect": "Allow", "Action": grant.action, "Resource": grant.role, "Condition": narrow}
    return Check(
        issue,
        Of.STATEMENT,
        partial(_look, grant, action, roles),
        f"Allow on {over}, by {by}, {grant.effect}.",
        "IAM policy validation check reference",
        bad={**looked, roles.value[0]: roles.value[1]},
        good=good,
    )


def _look(grant: _Grant, action: _Action, roles: _Roles, scope: StatementScope) -> Found:
    granted = scope.allows and scope.policy_type is PolicyType.IDENTITY_BASED
    narrowed = any(_narrows(each) for each in scope.condition_on(grant.key))
    ways = (_reached_by(grant, scope), _over(grant, scope)) if granted and not narrowed else ()
    if ways == (action, roles):
        by, over = action.value[2].format(action=grant.action), roles.value[2]
        said = f"Allow on {over}, by {by}: it {grant.effect}"
        hint = f"name the role, or add a condition on `{grant.key}`"
        yield Said(said, scope.statement.action.source, hint)


def _reached_by(grant: _Grant, scope: StatementScope) -> _Action | None:
    element, wanted = scope.statement.action, grant.action.lower()
    texts = [value.text.lower() for value in element.values if not has_wildcard(_prefix(value))]
    listed = any(covers(text, wanted) for text in texts)
    if element.negated:
        return None if listed else _Action.NOT_ACTION
    if wanted in texts:
        return _Action.NAMED
    return _Action.PATTERN if listed else None


def _prefix(value: Value) -> str:
    """The service prefix, in which AWS takes no wildcard; `*` alone has none."""
    return value.text.partition(":")[0] if ":" in value.text else ""


def _over(grant: _Grant, scope: StatementScope) -> _Roles | None:
    element = scope.statement.resource
    if element is None or not element.values:
        return None
    if element.negated:
        return _Roles.NOT_RESOURCE
    every = any(_is_every_role(grant, value.text) for value in element.values)
    return _Roles.STAR if every else None


def _is_every_role(grant: _Grant, text: str) -> bool:
    """Is it `*`, or an ARN whose last part takes in every role's?"""
    arn = arn_of(text) if "${" not in text else None
    roles = arn is not None and covers(arn.service, "iam") and covers(arn.resource, grant.all_roles)
    return text == "*" or roles


def _narrows(condition: ConditionScope) -> bool:
    """Does it name the services?

    …IfExists lets requests pass without the key, a `*` at the front any service: Access Analyzer
    reports both of AWS's own policies (AWSServiceRoleForAmazonEKSNodegroup,
    AlexaForBusinessFullAccess).
    """
    operator = condition.operator
    named = operator.base.startswith("String") and not operator.negated
    every = operator.if_exists or any(text.startswith("*") for text in condition.texts)
    return named and not every


pass_role_with_star_in_resource = _check(
    Issue.PASS_ROLE_WITH_STAR_IN_RESOURCE, _PASS, _Action.NAMED, _Roles.STAR
)
pass_role_with_star_in_action_and_resource = _check(
    Issue.PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE, _PASS, _Action.PATTERN, _Roles.STAR
)
pass_role_with_star_in_resource_and_not_action = _check(
    Issue.PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION, _PASS, _Action.NOT_ACTION, _Roles.STAR
)
pass_role_with_not_resource = _check(
    Issue.PASS_ROLE_WITH_NOT_RESOURCE, _PASS, _Action.NAMED, _Roles.NOT_RESOURCE
)
pass_role_with_star_in_action_and_not_resource = _check(
    Issue.PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE,
    _PASS,
    _Action.PATTERN,
    _Roles.NOT_RESOURCE,
)
pass_role_with_not_action_and_not_resource = _check(
    Issue.PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE, _PASS, _Action.NOT_ACTION, _Roles.NOT_RESOURCE
)
create_slr_with_star_in_resource = _check(
    Issue.CREATE_SLR_WITH_STAR_IN_RESOURCE, _LINK, _Action.NAMED, _Roles.STAR
)
create_slr_with_star_in_action_and_resource = _check(
    Issue.CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE, _LINK, _Action.PATTERN, _Roles.STAR
)
create_slr_with_star_in_resource_and_not_action = _check(
    Issue.CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION, _LINK, _Action.NOT_ACTION, _Roles.STAR
)
create_slr_with_not_resource = _check(
    Issue.CREATE_SLR_WITH_NOT_RESOURCE, _LINK, _Action.NAMED, _Roles.NOT_RESOURCE
)
create_slr_with_star_in_action_and_not_resource = _check(
    Issue.CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE,
    _LINK,
    _Action.PATTERN,
    _Roles.NOT_RESOURCE,
)
create_slr_with_not_action_and_not_resource = _check(
    Issue.CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE,
    _LINK,
    _Action.NOT_ACTION,
    _Roles.NOT_RESOURCE,
)
