"""Checks of condition keys against actions: do the requests to these actions have the key?

Source: "Actions, resources, and condition keys for AWS services", "Actions table", "Passing session
tags in AWS STS", "Monitor and control actions taken with assumed roles", "AWS global condition
context keys".
"""

from collections.abc import Iterator
from functools import lru_cache

from ...language.edits import Edit, EditKind
from ...language.issues import Issue
from ...language.markup import listed
from ...language.terms import PolicyType
from ...reference.asking import keys_for
from ...reference.catalogue import services
from ...reference.records import Action, ConditionKey
from ..check import Found, Said, condition_check
from ..scope import ConditionScope, StatementScope
from .absent_keys import consequence_if_absent, matches_absent_key

__all__ = ["is_sent", "named_actions", "not_sent"]

_BUCKET = "arn:aws:s3:::records"


def is_sent(action: Action, key: str) -> bool:
    """Does the reference list the key for the action or for a resource type that it takes?"""
    return key.lower() in _keys_of(str(action))


@lru_cache(maxsize=4096)
def _keys_of(action: str) -> frozenset[str]:
    return frozenset(key.lower() for key in keys_for(action))


def named_actions(scope: StatementScope) -> Iterator[Action]:
    """The actions that stand in Action by their name, not by a pattern."""
    for pattern in scope.patterns if not scope.has_every_action else ():
        yield from () if pattern.has_wildcard else pattern.actions


@condition_check(
    Issue.UNSUPPORTED_ACTION_FOR_CONDITION_KEY,
    page="Actions, resources, and condition keys for AWS services",
    bad={
        "Effect": "Allow",
        "Action": ["s3:ListBucket", "s3:GetObject"],
        "Resource": [_BUCKET, f"{_BUCKET}/*"],
        "Condition": {"StringLike": {"s3:prefix": "ward-a/*"}},
    },
    good={
        "Effect": "Allow",
        "Action": "s3:ListBucket",
        "Resource": _BUCKET,
        "Condition": {"StringLike": {"s3:prefix": "ward-a/*"}},
    },
)
def unsupported_action_for_condition_key(scope: ConditionScope) -> Found:
    """An action whose requests do not have the key never fulfils the condition, or always does."""
    key, statement = scope.key, scope.statement
    if not isinstance(key, ConditionKey) or scope.prefix not in services():
        return  # what identity providers say of a caller stays with the session
    if statement.has_every_action or not statement.actions:
        return
    if not any(_can_send(each, key) for each in statement.actions):
        said = (
            f"no action of this statement sends `{scope.name}`, so {consequence_if_absent(scope)}"
        )
        yield Said(said, scope.condition.source, "name actions that send it")
        return
    without = [each for each in named_actions(statement) if not _can_send(each, key)]
    if without and not scope.operator.if_exists:
        yield not_sent(scope, listed(without))


def not_sent(scope: ConditionScope, actions: str, suggestion: str = "") -> Said:
    """That requests to some actions do not have the key, and what follows."""
    then = f"there {consequence_if_absent(scope)}"
    said = f"requests to {actions} have no `{scope.name}`: {then}"
    hint = suggestion or "put them into a statement without this key"
    return Said(said, scope.condition.source, hint)


# They come with a call of sts:AssumeRole… and are asked for with that call's keys.
_ASKED_FOR_ALONG = {"sts:TagSession", "sts:SetSourceIdentity", "sts:SetContext"}


def _can_send(action: Action, key: ConditionKey) -> bool:
    return str(action) in _ASKED_FOR_ALONG or is_sent(action, key.name)


# The keys whose values a caller may set only with a permission of its own.
_SET_BY = {
    "aws:requesttag/${tagkey}": "sts:TagSession",
    "aws:tagkeys": "sts:TagSession",
    "sts:transitivetagkeys": "sts:TagSession",
    "sts:sourceidentity": "sts:SetSourceIdentity",
    "sts:requestcontext/${contextkey}": "sts:SetContext",
    "sts:requestcontextproviders": "sts:SetContext",
}
_NURSES = {"AWS": "arn:aws:iam::111122223333:role/Nurse"}


@condition_check(
    Issue.MISSING_ACTION_FOR_CONDITION_KEY,
    page="Passing session tags in AWS STS",
    policy_type=PolicyType.ROLE_TRUST,
    bad={
        "Effect": "Allow",
        "Principal": _NURSES,
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:RequestTag/Ward": "A"}},
    },
    good={
        "Effect": "Allow",
        "Principal": _NURSES,
        "Action": ["sts:AssumeRole", "sts:TagSession"],
        "Condition": {"StringEquals": {"aws:RequestTag/Ward": "A"}},
    },
)
def missing_action_for_condition_key(scope: ConditionScope) -> Found:
    """A session tag or source identity that is asked for and that nobody may set is never there."""
    setter = _SET_BY.get(scope.key.name.lower() if scope.key else "")
    statement = scope.statement
    if setter is None or not _assumes(statement) or matches_absent_key(scope):
        return
    if not _allows(statement, setter):
        said = f"`{scope.name[:120]}` can be set only with `{setter}`, which this policy does not "
        said += "allow: with it the call is refused, without it the condition does not match"
        action = statement.statement.action
        values = (*(value.text for value in action.values), setter)
        edit = Edit(EditKind.REPLACE, action.source.pointer, value=values)
        yield Said(said, scope.condition.source, f"add `{setter}` to Action", (edit,))


def _assumes(scope: StatementScope) -> bool:
    """Does it let a role be assumed?"""
    trusts = scope.policy_type is PolicyType.ROLE_TRUST and scope.allows
    return trusts and any(each.name.startswith("AssumeRole") for each in scope.actions)


def _allows(scope: StatementScope, action: str) -> bool:
    """Does a statement of the policy allow it?"""
    allowing = (each for each in scope.policy.statements if each.allows)
    return any(each.has_every_action or action in map(str, each.actions) for each in allowing)


_OF_ONE_SERVICE = (PolicyType.RESOURCE_BASED, PolicyType.KEY_POLICY, PolicyType.ROLE_TRUST)
_VPCE = {"aws:vpceaccount", "aws:vpceorgid", "aws:vpceorgpaths"}
# As listed for each of the three keys on the page of global keys.
_FILLING_VPCE = {
    *("acm-pca", "applicationinsights", "apprunner", "athena", "cloudformation"),
    *("compute-optimizer", "comprehendmedical", "datasync", "discovery", "ebs", "firehose"),
    *("healthlake", "iam", "iotfleetwise", "iotwireless", "kms", "lambda", "medical-imaging"),
    *("omics", "payment-cryptography", "polly", "rbin", "rekognition", "s3", "scheduler"),
    *("servicediscovery", "servicequotas", "ssm-contacts", "storagegateway", "textract"),
    *("transcribe", "transfer"),
}


@condition_check(
    Issue.USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES,
    page="AWS global condition context keys",
    bad={
        "Effect": "Deny",
        "Action": ["s3:GetObject", "sqs:SendMessage"],
        "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:VpceAccount": "111122223333"}},
    },
    good={
        "Effect": "Deny",
        "Action": ["s3:GetObject", "healthlake:ReadResource"],
        "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:VpceAccount": "111122223333"}},
    },
)
def use_condition_key_only_with_supported_services(scope: ConditionScope) -> Found:
    """A key of the VPC endpoint's owner is there only in requests to some services."""
    if scope.name.lower() not in _VPCE:
        return
    beyond = _beyond(scope.statement)
    if beyond:
        yield not_sent(scope, beyond, "name in Action only services that fill this key")


def _beyond(scope: StatementScope) -> str:
    """What the statement reaches beyond the services that fill the key."""
    if scope.has_every_action:
        return "" if scope.policy_type in _OF_ONE_SERVICE else "many other services"
    others = [each for each in scope.actions if _leaves_out(each)]
    return listed(others) if others else ""


def _leaves_out(action: Action) -> bool:
    return action.service not in _FILLING_VPCE or str(action) == "iam:PassRole"
