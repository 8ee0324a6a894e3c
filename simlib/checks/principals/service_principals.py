"""Checks of service principals: on whose behalf may the service act, and what does it not send?

Source: "The confused deputy problem", "AWS JSON policy elements: Principal", "AWS global condition
context keys".
"""

from ...language.issues import Issue
from ...language.policy import PrincipalValue
from ...language.terms import PolicyType
from ...reference.records import GlobalKey
from ..check import Found, Said, statement_check
from ..conditions.absent_keys import consequence_if_absent
from ..scope import ConditionScope, StatementScope
from .principals import named

__all__ = ["SOURCE_KEYS"]

SOURCE_KEYS = ("aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths")
_CONFUSED = "The confused deputy problem"
_LOGS = {
    "Effect": "Allow",
    "Principal": {"Service": "cloudtrail.amazonaws.com"},
    "Action": "s3:PutObject",
    "Resource": "arn:aws:s3:::records-trail/AWSLogs/111122223333/*",
}
_OURS = {"StringEquals": {"aws:SourceAccount": "111122223333"}}
_RESOURCE_BASED = PolicyType.RESOURCE_BASED


def _unrestricted(scope: StatementScope) -> list[PrincipalValue]:
    """The service principals that an Allow lets in for whatever source."""
    through = scope.policy_type is PolicyType.VPC_ENDPOINT  # where services do not pass
    if through or not scope.allows or scope.condition_on(*SOURCE_KEYS):
        return []
    return list(named(scope, "Service"))


@statement_check(
    Issue.RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL,
    page=_CONFUSED,
    bad=_LOGS,
    good={**_LOGS, "Condition": _OURS},
    policy_type=_RESOURCE_BASED,
)
def restrict_access_to_service_principal(scope: StatementScope) -> Found:
    """A service that is allowed without a condition acts for any customer of AWS."""
    # Of role trust policies this is said as a suggestion, below.
    if scope.policy_type is PolicyType.ROLE_TRUST or scope.conditions:
        return
    for value in _unrestricted(scope):
        said = f"`{value.text[:120]}` may do it for anyone: any AWS customer could send it here"
        yield Said(said, value.source, "add a condition on `aws:SourceAccount` or `aws:SourceArn`")


@statement_check(
    Issue.RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL,
    page=_CONFUSED,
    bad={**_LOGS, "Condition": {"StringEquals": {"aws:Referer": "111122223333"}}},
    good={**_LOGS, "Condition": _OURS},
    policy_type=_RESOURCE_BASED,
)
def recommended_condition_key_for_service_principal(scope: StatementScope) -> Found:
    """Only the source keys tell for whom a service acts."""
    # The page says this where other keys stand in place of the source keys. Of a trust policy it
    # is said without any key too (inferred): most services take roles of the caller's own account
    # only, and several send no source keys, so that a security warning would be too loud.
    trust = scope.policy_type is PolicyType.ROLE_TRUST
    for value in _unrestricted(scope) if trust or scope.conditions else ():
        if trust and value.text in _FOR_THEIR_OWN_ACCOUNT:
            continue
        said = f"nothing in the statement ties `{value.text[:120]}` to your account or resources"
        hint = "add a condition on `aws:SourceAccount` or `aws:SourceArn`"
        yield Said(said, value.source, f"{hint}, if the service sends them" if trust else hint)


# An instance gets roles of its own account only, and Amazon EC2 sends no source keys for it.
_FOR_THEIR_OWN_ACCOUNT = ("ec2.amazonaws.com",)


@statement_check(
    Issue.UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL,
    page="AWS global condition context keys",
    bad={
        **_LOGS,
        "Condition": {**_OURS, "StringLike": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}},
    },
    good={**_LOGS, "Condition": _OURS},
    policy_type=_RESOURCE_BASED,
)
def unsupported_condition_key_for_service_principal(scope: StatementScope) -> Found:
    """A key that tells of users and roles is in no request of a service principal."""
    element = scope.statement.principals
    values = element.values if element and not element.negated else ()
    if not values or any(value.kind != "Service" for value in values):
        return
    services = {value.text for value in values}
    for each in scope.conditions:
        if _tells_of_identities(each, services) and each.operator.base != "Null":
            said = f"a service's request has no `{each.name}`: {consequence_if_absent(each)}"
            yield Said(said, each.condition.source, "use `aws:SourceAccount` or `aws:SourceOrgID`")


# It hands on a certificate's names as tags ("Trust model in IAM Roles Anywhere").
_ROLES_ANYWHERE = "rolesanywhere.amazonaws.com"


def _tells_of_identities(scope: ConditionScope, services: set[str]) -> bool:
    key = scope.key
    if _ROLES_ANYWHERE in services and scope.name.lower().startswith("aws:principaltag/"):
        return False
    about = scope.name.lower().startswith(("aws:principal", "aws:user"))
    return about and isinstance(key, GlobalKey) and "service" not in key.principals
