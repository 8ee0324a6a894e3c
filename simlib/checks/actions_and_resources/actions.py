"""Checks of Action and NotAction: names that no service defines, and patterns that reach too far.

Source: "IAM JSON policy elements: Action", "… NotAction", "Actions, resources, and condition keys
for AWS services".
"""

import re
from functools import cache

from ...language.edits import Edit, EditKind
from ...language.errors import is_slip, meant, nearest
from ...language.issues import Issue
from ...language.markup import listed
from ...language.overlap import covers
from ...language.terms import PolicyType
from ...reference.catalogue import service, services
from ...reference.operations import operations, required_actions
from ...reference.records import AccessLevel, Service
from ..check import Found, Said, statement_check
from ..samples import STORE
from ..scope import ActionPattern, StatementScope
from .redundant_values import redundant

_ACTION = "IAM JSON policy elements: Action"


@statement_check(
    Issue.INVALID_ACTION,
    page=_ACTION,
    bad={"Effect": "Allow", "Action": "healthlake:ReadResources", "Resource": STORE},
    good={"Effect": "Allow", "Action": "healthlake:ReadResource", "Resource": STORE},
)
def invalid_action(scope: StatementScope) -> Found:
    """An action that its service does not define matches no request."""
    for pattern in scope.patterns:
        if pattern.service is None or pattern.actions:
            continue
        kind = "no action of this form" if pattern.has_wildcard else "no such action"
        said = f"`{pattern.text}`: {pattern.service.name} has {kind}, so it {_idle(scope)}"
        asked = _asked_by_operations().get(pattern.text.lower())
        near = "" if asked else _nearest_action(pattern.text.partition(":")[2], pattern.service)
        hint = f"the API operation asks for {listed(asked)}" if asked else meant(near)
        edits = _respelt(pattern, f"{pattern.service.prefix}:{near}") if near else ()
        yield Said(said, pattern.value.source, hint, edits)


@cache
def _asked_by_operations() -> dict[str, tuple[str, ...]]:
    """What API operations ask for, by the name that would be an action's: `s3:headbucket`."""
    asked: dict[str, tuple[str, ...]] = {}
    for operation in operations():
        actions = tuple(dict.fromkeys(each.action for each in required_actions(operation)))
        prefix, name = actions[0].partition(":")[0] if actions else "", operation.partition(".")[2]
        asked[f"{prefix}:{name}".lower()] = actions
    return asked


def _nearest_action(name: str, found: Service) -> str:
    """The nearest that does the same: after Get, List or Put where there are such actions."""
    return nearest(name, _by_verb(found.prefix).get(_verb(name)) or found.actions)


@cache
def _by_verb(prefix: str) -> dict[str, list[str]]:
    """A service's actions by what they do."""
    found: dict[str, list[str]] = {}
    for name in service(prefix).actions:
        found.setdefault(_verb(name), []).append(name)
    return found


def _verb(name: str) -> str:
    first = re.match("[A-Za-z][a-z]*", name)
    return first[0].lower() if first else ""


def _idle(scope: StatementScope) -> str:
    """What becomes of a value of Action or NotAction that stands for no action."""
    return "spares nothing" if scope.statement.action.negated else scope.nothing


def _respelt(pattern: ActionPattern, written: str) -> tuple[Edit, ...]:
    """Only a slip is mended: another action is another permission."""
    if not is_slip(pattern.text, written):
        return ()
    return (Edit(EditKind.REPLACE, pattern.value.source.pointer, value=written),)


@statement_check(
    Issue.INVALID_SERVICE_IN_ACTION,
    page=_ACTION,
    bad={"Effect": "Allow", "Action": "health-lake:ReadResource", "Resource": STORE},
    good={"Effect": "Allow", "Action": "healthlake:ReadResource", "Resource": STORE},
)
def invalid_service_in_action(scope: StatementScope) -> Found:
    """An action of a service that does not exist matches no request."""
    for pattern in scope.patterns:
        prefix, _, name = pattern.text.partition(":")
        if pattern.service is None and not pattern.is_every_action and _is_plain(prefix):
            near = nearest(prefix, services())
            said = f"`{pattern.text}`: there is no service `{prefix}`, so it {_idle(scope)}"
            edits = _respelt(pattern, f"{near}:{name}") if near else ()
            yield Said(said, pattern.value.source, meant(near), edits)


def _is_plain(prefix: str) -> bool:
    """Wildcards in the prefix are the grammar's business."""
    return prefix.replace("-", "").isalnum()


@statement_check(
    Issue.REDUNDANT_ACTION,
    page=_ACTION,
    bad={"Effect": "Allow", "Action": ["s3:Get*", "s3:GetObject"], "Resource": "arn:aws:s3:::b/*"},
    good={"Effect": "Allow", "Action": ["s3:Get*", "s3:PutObject"], "Resource": "arn:aws:s3:::b/*"},
)
def redundant_action(scope: StatementScope) -> Found:
    """An action that another value of the list has already changes nothing."""
    yield from redundant(scope.statement.action.values, covers, str.lower)


@statement_check(
    Issue.ALLOW_WITH_NOT_ACTION,
    page="IAM JSON policy elements: NotAction",
    bad={"Effect": "Allow", "NotAction": "iam:*", "Resource": "arn:aws:s3:::records/*"},
    good={"Effect": "Deny", "NotAction": "iam:*", "Resource": "arn:aws:s3:::records/*"},
)
def allow_with_not_action(scope: StatementScope) -> Found:
    """Allow with NotAction allows everything else, of services to come as well."""
    grants = scope.policy_type not in _LIMITS
    if grants and scope.allows and scope.statement.action.negated:
        said = "Allow with NotAction allows every action that is not listed, of all services"
        hint = "list the actions to allow, or use Deny with the list as Action"
        yield Said(said, scope.statement.action.source, hint)


# What grants nothing by itself: there an Allow of everything else is usual.
_LIMITS = (
    PolicyType.ROLE_TRUST,  # which takes no NotAction at all
    PolicyType.PERMISSIONS_BOUNDARY,
    PolicyType.SERVICE_CONTROL,
    PolicyType.VPC_ENDPOINT,
)
_SOUND_LIKE_READING = ("get", "list", "describe", "read", "search", "view", "batchget", "lookup")


@statement_check(
    Issue.WILDCARD_ACTION_REACHES_FURTHER,
    page="Understanding access level summaries within policy summaries",
    bad={"Effect": "Allow", "Action": "sts:Get*", "Resource": "*"},
    good={
        "Effect": "Allow",
        "Action": "kms:Get*",
        "Resource": "arn:aws:kms:us-east-1:111122223333:key/*",
    },
)
def wildcard_action_reaches_further(scope: StatementScope) -> Found:
    """A wildcard that sounds like reading can reach actions that change something."""
    for pattern in scope.patterns if scope.allows and not scope.statement.action.negated else ():
        name = pattern.text.partition(":")[2].lower()
        if not pattern.has_wildcard or not name.startswith(_SOUND_LIKE_READING):
            continue
        levels = (AccessLevel.LIST, AccessLevel.READ)
        others = [a for a in pattern.actions if not set(a.access_levels) & set(levels)]
        if others:
            shown = ", ".join(f"`{each}` ({', '.join(each.access_levels)})" for each in others[:3])
            more = f" and {len(others) - 3} more" if len(others) > 3 else ""
            said = f"`{pattern.text}` sounds like reading and allows {shown}{more} as well"
            yield Said(said, pattern.value.source, "list the actions that are meant")
