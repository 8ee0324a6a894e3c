"""Checks of actions against resources: does an action of the statement take what it names?

Source: "Actions, resources, and condition keys for AWS services", "Actions table".
"""

import re
from collections.abc import Iterator

from ...language.edits import Edit, EditKind
from ...language.issues import Issue
from ...language.markup import listed
from ...language.policy import Value
from ...language.terms import PolicyType
from ...reference.catalogue import service
from ...reference.records import AccessLevel, Action, ResourceType, Service
from ..check import Found, Said, statement_check
from ..samples import READ_OBJECTS, STORE
from ..scope import ActionPattern, StatementScope
from .resource_arns import arn_of, kinds_of, kinds_taken_by, means, written

_PAGE = "Actions, resources, and condition keys for AWS services"
_AGENT = "arn:aws:health-agent:us-east-1:111122223333:domain/hai-0a1b2c/agent/a-0a1b2c"
_CARRIED_BY_A_RESOURCE = {PolicyType.RESOURCE_BASED, PolicyType.KEY_POLICY, PolicyType.ROLE_TRUST}


def _resources(scope: StatementScope) -> tuple[Value, ...]:
    """The values of Resource; none where NotResource stands, or unfilled template text."""
    element = scope.statement.resource
    whole = element is not None and not element.negated and scope.resources == element.values
    return scope.resources if whole else ()


def _named_actions(scope: StatementScope) -> Iterator[tuple[Value, Action]]:
    """The actions that Action names one by one."""
    for pattern in scope.patterns:
        if not (pattern.has_wildcard or scope.statement.action.negated):
            yield from ((pattern.value, action) for action in pattern.actions)


def _knows_all_actions(scope: StatementScope) -> bool:
    """Are the statement's actions listed, and every one of them known?"""
    whole = len(scope.patterns) == len(scope.statement.action.values)
    return whole and not scope.has_every_action and all(p.actions for p in scope.patterns)


# Where the reference does not tell all resource types of an action: it has several tables in one,
# the service has been renamed, or the actions of buckets are asked for on an access point too.
_NOT_ALL_TOLD = {
    "apigateway",
    "aws-marketplace",
    "codeconnections",
    "codestar-connections",
    "elasticloadbalancing",
    "multiregionaccesspoint",
}


@statement_check(
    Issue.RESOURCE_TAKEN_BY_NO_ACTION,
    page=_PAGE,
    bad={**READ_OBJECTS, "Resource": "arn:aws:s3:::records"},
    good=READ_OBJECTS,
)
def resource_taken_by_no_action(scope: StatementScope) -> Found:
    """A resource of a type that no action of the statement takes changes nothing."""
    taken = kinds_taken_by(scope.actions) if _knows_all_actions(scope) else frozenset()
    for value in _resources(scope) if taken else ():
        kinds = kinds_of(value.text)
        unsure = any({each.service, each.name} & _NOT_ALL_TOLD for each in kinds)
        if not kinds or unsure or any(means(each, value.text) for each in taken):
            continue
        others = listed(each.name for each in sorted(taken, key=_simplest))
        what = f"is of type {listed(each.name for each in kinds)}, the actions take {others}"
        said = f"`{value.text[:120]}` {what}: on it the statement {scope.nothing}"
        yield Said(said, value.source, *_mended(scope, value, taken))


def _simplest(kind: ResourceType) -> tuple[int, str]:
    return len(kind.arn), kind.arn


def _mended(
    scope: StatementScope, value: Value, taken: frozenset[ResourceType]
) -> tuple[str, tuple[Edit, ...]]:
    """What to write instead: with `/*` behind it or without, if the actions take that."""
    for text in (f"{value.text}/*", value.text.removesuffix("/*")):
        if not any(means(each, text) for each in taken):
            continue
        if any(each.text == text for each in scope.resources):
            return "take it out", (Edit(EditKind.REMOVE, value.source.pointer),)
        return f"did you mean `{text}`?", (
            Edit(EditKind.REPLACE, value.source.pointer, value=text),
        )
    return f"write an ARN such as `{written(min(taken, key=_simplest))}`", ()


@statement_check(
    Issue.ACTION_NEEDS_STAR_RESOURCE,
    page="IAM JSON policy elements: Resource",
    bad={"Effect": "Allow", "Action": "healthlake:ListFHIRDatastores", "Resource": STORE},
    good={"Effect": "Allow", "Action": "healthlake:ListFHIRDatastores", "Resource": "*"},
)
def action_needs_star_resource(scope: StatementScope) -> Found:
    """An action that takes no resource type is matched by `"Resource": "*"` alone."""
    resources = _resources(scope)
    if not resources or scope.policy_type in _CARRIED_BY_A_RESOURCE:
        return
    for value, action in _named_actions(scope):
        if not action.resources and not any(_will_do(each.text, action) for each in resources):
            what = "takes no resource type and none of the resources is `*`"
            said = f"`{value.text}` {what}, so it {scope.nothing}"
            yield Said(said, value.source, 'put it into a statement with "Resource": "*"')


def _will_do(text: str, action: Action) -> bool:
    """Is it `*`, or an ARN of which it is not certain that the action passes it by?

    AWS's pages write `s3:ListAllMyBuckets` on `arn:aws:s3:::*` (contested, rule A13); what an
    action of writing names, as `CreateGroup` does a group, the reference may not list yet.
    """
    arn = arn_of(text)
    if arn is None:
        return text == "*"
    if arn.service == action.service and not (arn.region + arn.account + arn.resource).strip("*"):
        return True
    reads = {AccessLevel.LIST, AccessLevel.READ}.intersection(action.access_levels)
    if reads and str(action) != "logs:DescribeLogGroups":  # refusals of it name log groups
        return False
    names = (kind.name.replace("-", "").lower() for kind in kinds_of(text))
    return any(name in action.name.lower() for name in names)


_GRANT = (PolicyType.IDENTITY_BASED, PolicyType.SESSION, PolicyType.RESOURCE_BASED)
# The services where an action is taken to be asked for on each of its required types (inferred from
# the tables). Elsewhere several can be a choice: `dynamodb:TagResource` on a table or a stream.
_ASKED_ON_EACH = {"ec2", "glue", "health-agent", "identitystore", "medical-imaging"}


@statement_check(
    Issue.REQUIRED_RESOURCE_TYPE_MISSING,
    page="Actions table",
    bad={"Effect": "Allow", "Action": "health-agent:GetAgent", "Resource": _AGENT},
    good={
        "Effect": "Allow",
        "Action": "health-agent:GetAgent",
        "Resource": [_AGENT.partition("/agent")[0], _AGENT],
    },
)
def required_resource_type_missing(scope: StatementScope) -> Found:
    """An action that is asked for on two resources is allowed only if both are."""
    if not scope.allows or not _resources(scope) or scope.policy_type not in _GRANT:
        return
    for value, action in _named_actions(scope):
        required = _required(action) if action.service in _ASKED_ON_EACH else ()
        missing = [kind for kind in required if not _reached(scope, action, kind)]
        if missing and len(missing) < len(required):
            what = f"is asked for on {listed(kind.name for kind in missing)} as well"
            said = f"`{value.text}` {what}, which the policy does not name: it stays denied"
            yield Said(said, value.source, f"add {listed(map(written, missing))}")
    yield from _left_out_below(scope)


def _left_out_below(scope: StatementScope) -> Found:
    """`health-agent:*` on a domain's ARN alone, say: what is below a domain is left out."""
    for pattern in scope.patterns:
        if pattern.service is None or pattern.text.partition(":")[2] != "*":
            continue
        if left := _left_out(scope, pattern, _below(pattern.service, _resources(scope))):
            kinds, denied = dict.fromkeys(kind for kind, _ in left), {action for _, action in left}
            what = f"leaves out {listed(kind.name for kind in kinds)}"
            said = f"`{pattern.text}` on these resources {what}: {_some(denied)} denied"
            yield Said(said, pattern.value.source, f"add {listed(map(written, kinds))}")


def _left_out(
    scope: StatementScope, pattern: ActionPattern, below: list[ResourceType]
) -> list[tuple[ResourceType, Action]]:
    """Those of the types that nothing reaches, with the actions that are asked for on them."""
    return [
        (kind, action)
        for action in pattern.actions
        for kind in _required(action)
        if kind in below and not _reached(scope, action, kind)
    ]


def _some(actions: set[Action]) -> str:
    """One of reading, if there is one, and how many besides."""
    reading = [each for each in actions if AccessLevel.READ in each.access_levels]
    first, more = min(reading or actions, key=str), len(actions) - 1
    return f"`{first}` and {more} more stay" if more else f"`{first}` stays"


def _below(found: Service, resources: tuple[Value, ...]) -> list[ResourceType]:
    """The types whose ARN goes on where that of a type named here ends."""
    kinds = [kind for value in resources for kind in kinds_of(value.text)]
    types = found.resource_types.values()
    return [each for each in types if any(each.arn.startswith(f"{k.arn}/") for k in kinds)]


def _reached(scope: StatementScope, action: Action, kind: ResourceType) -> bool:
    """Does this statement allow it there, or another one of the policy?"""
    there = (each for each in scope.policy.statements if each.allows)
    return any(_reaches(each, action, kind) for each in there)


def _required(action: Action) -> tuple[ResourceType, ...]:
    types = service(action.service).resource_types
    return tuple(types[each.name] for each in action.resources if each.required)


def _reaches(scope: StatementScope, action: Action, kind: ResourceType) -> bool:
    """Can the statement match the action on a resource of this type? Where unsure, yes."""
    resources = _resources(scope)
    on = not resources or any(r.text == "*" or means(kind, r.text) for r in resources)
    return on and (scope.has_every_action or action in scope.actions)


# Actions that read records, or the keys to them: on `*` they read everybody's. AWS Security Hub
# asks the same of the two KMS ones ("IAM customer managed policies should not allow decryption
# actions on all KMS keys").
_READ_RECORDS = frozenset(
    {"s3:ListBucket", "s3:ListBucketVersions", "s3:GetObject", "s3:GetObjectVersion"}
    | {"kms:Decrypt", "kms:ReEncryptFrom"}
    | {"healthlake:ReadResource", "healthlake:VersionReadResource"}
    | {"healthlake:SearchWithGet", "healthlake:SearchWithPost", "healthlake:SearchEverything"}
)


@statement_check(
    Issue.STAR_RESOURCE_CAN_BE_NARROWED,
    page="Security best practices in IAM",
    bad={"Effect": "Allow", "Action": ["s3:ListAllMyBuckets", "s3:ListBucket"], "Resource": "*"},
    good={"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::records"},
)
def star_resource_can_be_narrowed(scope: StatementScope) -> Found:
    """Reading records on `"Resource": "*"` reads everybody's, where it could be had for some."""
    granted = scope.allows and scope.policy_type in (PolicyType.IDENTITY_BASED, PolicyType.SESSION)
    if not granted or [each.text for each in _resources(scope)] != ["*"] or scope.conditions:
        return
    named = [action for _, action in _named_actions(scope) if str(action) in _READ_RECORDS]
    if named:
        forms = [written(min(kinds_taken_by((each,)), key=_simplest)) for each in named]
        said = f"{listed(named)} on `*` reaches all there are in the account"
        hint = f"name those that are meant in a statement of their own: {listed(forms)}"
        yield Said(said, _resources(scope)[0].source, hint)


@statement_check(
    Issue.WILDCARD_RESOURCE_REACHES_FURTHER,
    page="IAM JSON policy elements: Resource",
    bad={**READ_OBJECTS, "Resource": "arn:aws:s3:::records*"},
    good=READ_OBJECTS,
)
def wildcard_resource_reaches_further(scope: StatementScope) -> Found:
    """A `*` straight after a name takes in the longer names that begin with it."""
    for value in _resources(scope) if scope.allows else ():
        lead, _, rest = value.text.partition("*")
        if _AFTER_A_NAME.search(value.text):
            what = "takes in longer names too that begin alike, `alice2` where `alice` is meant"
            said = f"`{value.text[:120]}`: the `*` straight after the variable {what}"
            yield Said(said, value.source, "end the name before the `*`, for instance by `/`")
        elif not rest and _is_bucket_and_more(scope, value.text):
            name = lead.rpartition(":")[2]
            said = f"`{value.text[:120]}` takes in other buckets too, such as `{name}2`"
            yield Said(said, value.source, f"write `{lead}/*` for the objects of `{name}`")


_AFTER_A_NAME = re.compile(r"\$\{aws:(username|PrincipalTag/[^{}]*)\}\*", re.IGNORECASE)


def _is_bucket_and_more(scope: StatementScope, text: str) -> bool:
    """Is it a whole bucket name and `*`, where the actions are all for objects?"""
    taken = {kind.name for kind in kinds_taken_by(scope.actions)} if text.endswith("*") else set()
    whole = re.fullmatch(r"arn:[^:]*:s3:::[a-z0-9.-]*[a-z0-9]\*", text)
    objects = "object" in taken and "bucket" not in taken
    return bool(whole) and objects and _knows_all_actions(scope)
