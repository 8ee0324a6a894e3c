"""Checks of resource control policies: whom does a Deny hit that was not meant?

An RCP's Deny is for users, roles and service principals alike; keys that only one of them sends
are absent for the other, and an absent key lets …NotEquals and …IfExists match.
Source: "RCP syntax", "Resource control policy examples", "The confused deputy problem".
"""

from collections.abc import Iterator

from ...language.issues import Issue
from ...language.terms import PolicyType
from ...reference.records import GlobalKey
from ..check import Found, Said, statement_check
from ..conditions.condition_edits import with_key
from ..scope import ConditionScope, StatementScope
from .service_principals import SOURCE_KEYS

__all__ = ["absent_for"]

_IS_SERVICE = "aws:PrincipalIsAWSService"
_PAGE = "Resource control policy examples"
_RCP = PolicyType.RESOURCE_CONTROL
_DENY = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}
_OUR_USERS = {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
_OUR_SOURCES = {"StringNotEqualsIfExists": {"aws:SourceOrgID": "o-a1b2c3d4e5"}}
_SERVICES, _OTHERS = ({"BoolIfExists": {_IS_SERVICE: value}} for value in ("true", "false"))
_THERE = {"Null": {"aws:SourceAccount": "false"}}


def absent_for(scope: StatementScope, *, services: bool) -> Iterator[ConditionScope]:
    """The conditions of an RCP's Deny that match because services, or all others, lack the key."""
    for each in scope.conditions if scope.policy_type is _RCP and not scope.allows else ():
        key = each.key
        if each.operator.base == "Null" or not each.operator.matches_absent_key:
            continue
        if not isinstance(key, GlobalKey):
            continue
        if services and key.name.startswith("aws:Principal") and "service" not in key.principals:
            yield each
        if not services and key.name in SOURCE_KEYS:
            yield each


def _is_service(scope: StatementScope, value: str) -> bool:
    """Is the statement only for service principals (`true`), or only for all others?"""
    return any(
        [text.lower() for text in each.texts] == [value] and not each.operator.qualifier
        for each in scope.condition_on(_IS_SERVICE)
    )


def _source_is_there(scope: StatementScope) -> bool:
    """Is the statement only for requests that have a source?"""
    conditions = scope.condition_on("aws:SourceAccount", "aws:SourceArn")
    return any(each.operator.base == "Null" and each.texts == ("false",) for each in conditions)


@statement_check(
    Issue.RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY,
    page=_PAGE,
    bad={**_DENY, "Condition": _OUR_USERS},
    good={**_DENY, "Condition": {**_OUR_USERS, **_OTHERS}},
    policy_type=_RCP,
)
def rcp_missing_related_principal_condition_key(scope: StatementScope) -> Found:
    """A Deny by a principal's key also hits AWS services, whose requests do not have it."""
    for each in absent_for(scope, services=True):
        if not scope.condition_on(_IS_SERVICE, "aws:PrincipalServiceName"):
            said = f"a service's request has no `{each.name}`, so services are denied as well"
            hint = f'add "BoolIfExists": {{"{_IS_SERVICE}": "false"}}'
            edits = with_key(scope, "BoolIfExists", _IS_SERVICE, "false")
            yield Said(said, each.condition.source, hint, edits)


@statement_check(
    Issue.RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY,
    page=_PAGE,
    bad={**_DENY, "Condition": _OUR_SOURCES},
    good={**_DENY, "Condition": {**_OUR_SOURCES, **_SERVICES, **_THERE}},
    policy_type=_RCP,
)
def rcp_missing_related_service_principal_condition_key(scope: StatementScope) -> Found:
    """A Deny by a source key also hits your users and roles, whose requests do not have it."""
    for each in absent_for(scope, services=False):
        if not _is_service(scope, "true") and not _source_is_there(scope):
            said = f"only services send `{each.name}`, so your users and roles are denied as well"
            hint = f'add "BoolIfExists": {{"{_IS_SERVICE}": "true"}}'
            edits = with_key(scope, "BoolIfExists", _IS_SERVICE, "true")
            yield Said(said, each.condition.source, hint, edits)


@statement_check(
    Issue.RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK,
    page=_PAGE,
    bad={**_DENY, "Condition": {**_OUR_SOURCES, **_SERVICES}},
    good={**_DENY, "Condition": {**_OUR_SOURCES, **_SERVICES, **_THERE}},
    policy_type=_RCP,
)
def rcp_missing_service_condition_key_null_check(scope: StatementScope) -> Found:
    """A Deny by a source key also hits services whose requests do not have it."""
    for each in absent_for(scope, services=False):
        if not _source_is_there(scope):
            said = f"some services do not send `{each.name}`, and are denied as well"
            hint = 'add "Null": {"aws:SourceAccount": "false"}'
            edits = with_key(scope, "Null", "aws:SourceAccount", "false")
            yield Said(said, each.condition.source, hint, edits)
