"""Checks of condition keys: is there such a key at all?

Source: "AWS global condition context keys", "Actions, resources, and condition keys for AWS
services", "Available keys for AWS web identity federation".
"""

from collections.abc import Mapping
from functools import cache

from ...language.errors import meant, nearest
from ...language.issues import Issue
from ...language.template import placeholders
from ...reference.catalogue import global_keys, service, services
from ...reference.index import prefixes_with_key
from ..check import Found, Said, condition_check
from ..samples import STORE
from ..scope import ConditionScope, known_key
from .absent_keys import consequence_if_absent
from .condition_edits import another_key
from .keys_of_actions import is_sent

_GLOBAL = "AWS global condition context keys"
_OF_SERVICES = "Actions, resources, and condition keys for AWS services"


def _reading(condition: Mapping[str, Mapping[str, str]]) -> Mapping[str, object]:
    """An example: a statement that allows reading a data store under a condition."""
    action = "healthlake:ReadResource"
    return {"Effect": "Allow", "Action": action, "Resource": STORE, "Condition": condition}


# Keys that requests do carry although AWS's page of global keys does not list them: AWS's own
# managed policies use the first two, "IAM for managed MCP servers" describes the next two,
# "Use cases for Amazon SNS access control" the fifth, and the page itself, from November 2025 on,
# the last.
_UNLISTED = {
    "aws:principalorgmasteraccountid",
    "aws:ismcpserviceaction",
    "aws:viaawsmcpservice",
    "aws:calledviaawsmcp",
    "aws:sourceowner",
    "aws:sourcevpcarn",
}

# Access Analyzer has two names for it: UNSUPPORTED_… (an error) and DEPRECATED_… (a warning). The
# page of global keys lists no such key, so no request is said to bring it: unsupported.
_NO_MORE = "aws:arn"


@condition_check(
    Issue.INVALID_SERVICE_CONDITION_KEY,
    page=_OF_SERVICES,
    bad=_reading({"StringEquals": {"healthlake:DatastoreAccessLevel": "READ_ONLY"}}),
    good=_reading({"StringEquals": {"aws:ResourceTag/Ward": "A"}}),
)
def invalid_service_condition_key(scope: ConditionScope) -> Found:
    """A condition key that its service does not define is in no request."""
    if scope.prefix == "aws" or not _is_unknown(scope):
        return
    if scope.prefix in services():
        found = service(scope.prefix)
        own = any(name.lower().startswith(f"{scope.prefix}:") for name in found.condition_keys)
        no = "has no such condition key" if own else "has no condition keys of its own"
        yield _said(scope, f"{found.name} {no}")
    elif _names(scope.prefix):
        yield _said(scope, f"there is no such condition key under `{scope.prefix}`")


@condition_check(
    Issue.INVALID_SERVICE,
    page=_OF_SERVICES,
    bad=_reading({"StringEquals": {"health-lake:Ward": "A"}}),
    good=_reading({"StringEquals": {"aws:PrincipalTag/Ward": "A"}}),
)
def invalid_service_of_a_key(scope: ConditionScope) -> Found:
    """A condition key of a service that does not exist is in no request."""
    if _is_unknown(scope) and scope.prefix not in ("aws", *services()) and not _names(scope.prefix):
        yield _said(scope, f"there is no service `{scope.prefix[:80]}`")


@condition_check(
    Issue.INVALID_GLOBAL_CONDITION_KEY,
    page=_GLOBAL,
    bad=_reading({"StringEquals": {"aws:PrincipleTag/Ward": "A"}}),
    good=_reading({"StringEquals": {"aws:PrincipalTag/Ward": "A"}}),
)
def invalid_global_condition_key(scope: ConditionScope) -> Found:
    """A condition key of AWS's own prefix that does not exist is in no request."""
    if scope.prefix == "aws" and _is_unknown(scope):
        yield _said(scope, "there is no such global condition key")


@condition_check(
    Issue.UNSUPPORTED_GLOBAL_CONDITION_KEY,
    page=_GLOBAL,
    bad=_reading({"ArnLike": {"aws:ARN": "arn:aws:iam::111122223333:role/Nurse"}}),
    good=_reading({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/Nurse"}}),
)
def unsupported_global_condition_key(scope: ConditionScope) -> Found:
    """The condition key aws:ARN of former days is in no request."""
    if scope.name.lower() == _NO_MORE:
        said = f"`{scope.name}` is no condition key any more, so {consequence_if_absent(scope)}"
        hint = "write `aws:PrincipalArn`, or `aws:SourceArn` for the resource a service calls for"
        certain = scope.statement.statement.principals is None
        edits = another_key(scope, "aws:PrincipalArn") if certain else ()
        yield Said(said, scope.condition.source, hint, edits)


@condition_check(
    Issue.MISSING_TAG_KEY_IN_CONDITION,
    page="Controlling access to AWS resources using tags",
    bad=_reading({"StringEquals": {"aws:ResourceTag/": "A"}}),
    good=_reading({"StringEquals": {"aws:ResourceTag/Ward": "A"}}),
)
def missing_tag_key_in_condition(scope: ConditionScope) -> Found:
    """A tag's condition key that does not name the tag is in no request."""
    if _names_no_tag(scope):
        said = f"`{scope.name}` names no tag, so {consequence_if_absent(scope)}"
        hint = f"write the tag's key behind the slash: `{scope.name.rstrip('/')}/Ward`"
        yield Said(said, scope.condition.source, hint)


def _names_no_tag(scope: ConditionScope) -> bool:
    bare = scope.name.rstrip("/")
    open_ended = bare != scope.name or scope.key is None
    return "tag" in bare.lower() and open_ended and _is_one_a_tag(f"{bare}/x")


def _is_one_a_tag(name: str) -> bool:
    known = known_key(name)
    return known is not None and known.name.lower() != name.lower()


def _is_unknown(scope: ConditionScope) -> bool:
    """Is it a key that neither services nor identity providers are known to send?"""
    if ":" not in scope.name or placeholders(scope.name) or "${" in scope.name:
        return False  # the grammar says so
    if "." in scope.prefix or scope.name.lower() in {_NO_MORE, *_UNLISTED}:
        return False  # `token.actions.githubusercontent.com:sub`: providers choose their claims
    return scope.key is None and not _names_no_tag(scope)


def _said(scope: ConditionScope, why: str) -> Said:
    name = scope.name[:120]
    near = _nearest(scope)
    hint = meant(near) or _instead(scope)
    edits = another_key(scope, near) if near and known_key(near) else ()
    return Said(
        f"`{name}`: {why}, so {consequence_if_absent(scope)}", scope.condition.source, hint, edits
    )


def _instead(scope: ConditionScope) -> str:
    tagged = any(is_sent(each, "aws:ResourceTag/${TagKey}") for each in scope.statement.actions)
    known = "`aws:ResourceTag/Ward`" if tagged else "`aws:PrincipalTag/Ward`"
    return f"say it with Action and Resource, or with a key that requests have, as {known}"


def _nearest(scope: ConditionScope) -> str:
    """The key of the same name under another prefix, or one of nearly this name."""
    name = scope.name.partition(":")[2]
    called = [each.service.prefix for each in scope.statement.patterns if each.service]
    for prefix in ("aws", *called, nearest(scope.prefix, services())):
        if known_key(f"{prefix}:{name}"):
            return f"{prefix}:{name}"
    head, slash, tag = name.partition("/")
    heads = [each.partition(":")[2].partition("/")[0] for each in _names(scope.prefix)]
    near = nearest(head, heads)
    return f"{scope.prefix}:{near}{slash}{tag}" if near else ""


@cache
def _names(prefix: str) -> tuple[str, ...]:
    """All condition keys of a prefix, whichever service defines them."""
    if prefix == "aws":
        return tuple(name for name in global_keys() if name.startswith("aws:"))
    defined = (name for each in prefixes_with_key(prefix) for name in service(each).condition_keys)
    return tuple(name for name in defined if name.partition(":")[0].lower() == prefix)
