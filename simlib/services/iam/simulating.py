"""SimulatePrincipalPolicy and SimulateCustomPolicy: the evaluator itself, asked by API.

As AWS's policy simulator does, this leaves out what a real request would meet besides: resource
control policies, session and VPC endpoint policies, KMS grants, and the policies that resources
have (only `ResourcePolicy` counts; trust and key policies are not asked for). Service control
policies count. Context keys are those that `ContextEntries` give and those that follow from the
caller; times, addresses and tags are not filled in and are listed as missing where a policy asks.
Positions are those of a statement's braces.
Source: "IAM policy testing with the IAM policy simulator", "SimulatePrincipalPolicy".
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from json import JSONDecoder
from typing import Any, NamedTuple

from ...cloud.attached import as_boundary, identity_at, name_in_arn
from ...cloud.calling import Call
from ...cloud.identities import Group, Role, User
from ...cloud.operation import Operation
from ...cloud.organization import account_layers
from ...evaluation.evaluate import Evaluation, evaluate
from ...evaluation.policy_set import Account, Level, PolicySet
from ...evaluation.request import Principal, PrincipalType, Request, Resource
from ...language.errors import QuestionError
from ...language.policy import Policy
from ...language.terms import Decision, Effect, PolicyType
from ...trace.nodes import Layer, Verdict, walk
from ..saving import IAM_REFUSAL, readable_policy
from .kinds import row
from .refusals import invalid_input, no_such_entity

__all__ = ["OPERATIONS"]

_REFUSAL = IAM_REFUSAL._replace(code="InvalidInput")
_OF_INPUT = (Layer.IDENTITY, Layer.RESOURCE)
_CALLER = ("ResourcePolicy", "ResourceOwner", "CallerArn", "ContextEntries")
_ASKED = ("ActionNames", "ResourceArns", "PolicyInputList", "PermissionsBoundaryPolicyInputList")


class Known(NamedTuple):
    """A simulated policy with its id and kind in the answer."""

    policy: Policy
    id: str
    kind: str


class Simulated(NamedTuple):
    """Everything that is simulated but the single requests."""

    caller: Principal
    policies: PolicySet
    known: tuple[Known, ...]
    context: dict[str, object]
    owner: str


def _inputs(call: Call, parameter: str, policy_type: PolicyType) -> list[Known]:
    """Policies given as text: `PolicyInputList.1` and so on. Raises ClientError InvalidInput."""
    named = ((f"{parameter}.{n}", text) for n, text in enumerate(call.get(parameter, ()), 1))
    return [
        Known(readable_policy(text, policy_type, _REFUSAL, name=name), name, "none")
        for name, text in named
    ]


def _attached(call: Call, holder: User | Group | Role) -> Iterator[Known]:
    """Inline and managed policies of one user, group or role."""
    for name, policy in sorted(holder.inline.items()):
        yield Known(policy, name, type(holder).__name__.lower())
    for arn in holder.attached:
        managed = call.state.policies[arn]
        kind = "aws-managed" if managed.account == "aws" else "user-managed"
        yield Known(managed.policy, managed.name, kind)


def _source(call: Call) -> User | Group | Role:
    """The user, group or role whose policies are simulated. Raises ClientError NoSuchEntity."""
    arn = call["PolicySourceArn"]
    kind, account, name = name_in_arn(arn)
    group = call.state.groups.get((account, name)) if kind == "group" else None
    found = identity_at(call.state, arn) if group is None else group
    if found is None or found.arn != arn:
        raise no_such_entity(f"The {kind or 'entity'} with name {name or arn} cannot be found.")
    return found


def _holders(call: Call, source: User | Group | Role) -> Iterator[User | Group | Role]:
    yield source
    if isinstance(source, User):
        yield from (call.state.groups[source.account, name] for name in source.groups)


def _user(call: Call, arn: str) -> Principal:
    """A simulated caller. Raises ClientError: it can only be a user."""
    kind, account, _ = name_in_arn(arn)
    if kind != "user":
        message = f"Invalid CallerArn: {arn}"
        raise invalid_input(message, "the simulated caller can only be an IAM user")
    found = identity_at(call.state, arn)
    unique_id = found.unique_id if found is not None else None
    tags = tuple(sorted(found.tags.items())) if found is not None else ()
    return Principal(PrincipalType.USER, account, arn, unique_id=unique_id, tags=tags)


def _caller(call: Call, source: User | Group | Role | None) -> Principal:
    """Who is simulated to call: CallerArn, else the source; a group or nobody has no name."""
    if "CallerArn" in call.parameters:
        return _user(call, call["CallerArn"])
    if isinstance(source, User):
        return _user(call, source.arn)
    if "ResourcePolicy" in call.parameters:
        raise invalid_input("CallerArn is required with ResourcePolicy.", "name an IAM user")
    if isinstance(source, Role):
        arn = f"arn:aws:sts::{source.account}:assumed-role/{source.name}/simulation"
        return Principal(
            PrincipalType.ROLE_SESSION, source.account, arn, source.arn,
            unique_id=source.unique_id, service_linked_role=source.service_linked,
            tags=tuple(sorted(source.tags.items())),
        )  # fmt: skip
    return Principal(PrincipalType.USER, call.account)


def _boundary(call: Call, source: User | Group | Role | None) -> Policy | None:
    """The boundary given, else the source's own. Raises ClientError for several."""
    given = _inputs(call, "PermissionsBoundaryPolicyInputList", PolicyType.PERMISSIONS_BOUNDARY)
    if len(given) > 1:
        raise invalid_input("Only one permissions boundary policy can be simulated.")
    return given[0].policy if given else as_boundary(call.state, getattr(source, "boundary", None))


def _resource_policy(call: Call) -> list[Known]:
    if "ResourcePolicy" not in call.parameters:
        return []
    name = "ResourcePolicy"
    policy = readable_policy(call[name], PolicyType.RESOURCE_BASED, _REFUSAL, name=name)
    return [Known(policy, name, "resource")]


def _simulated(
    call: Call, source: User | Group | Role | None, own: Iterable[Known], layers: Account
) -> Simulated:
    identity = [*own, *_inputs(call, "PolicyInputList", PolicyType.IDENTITY_BASED)]
    resource = _resource_policy(call)
    caller = _caller(call, source)
    policies = PolicySet(
        [each.policy for each in identity],
        resource[0].policy if resource else None,
        _boundary(call, source),
        accounts=[layers],
    )
    owner = call.get("ResourceOwner", caller.account)
    account = name_in_arn(owner)[1] if owner.startswith("arn:") else owner
    return Simulated(caller, policies, (*identity, *resource), _context(call), account)


def _context(call: Call) -> dict[str, object]:
    """The context keys given; those whose type ends in List are multivalued. Raises ClientError."""
    entries = call.get("ContextEntries", ())
    if any("ContextKeyName" not in entry for entry in entries):
        raise invalid_input("Each of ContextEntries must have a ContextKeyName")
    return {
        entry["ContextKeyName"]: tuple(entry.get("ContextKeyValues", ()))
        if entry.get("ContextKeyType", "string").endswith("List")
        else next(iter(entry.get("ContextKeyValues", ())), None)
        for entry in entries
    }


def _results(call: Call, simulated: Simulated) -> dict[str, Any]:
    arns: Sequence[str] = call.get("ResourceArns") or ("*",)
    results = [_result(simulated, action, arn) for action in call["ActionNames"] for arn in arns]
    return {"EvaluationResults": results, "IsTruncated": False}


def _result(simulated: Simulated, action: str, arn: str) -> dict[str, Any]:
    parts = arn.split(":")
    if arn != "*" and (parts[0] != "arn" or len(parts) < 6):
        raise invalid_input(f"Invalid resource ARN: {arn}")
    owner = parts[4] if len(parts) > 5 and parts[4].isdigit() else simulated.owner
    try:
        request = Request(simulated.caller, action, Resource(arn, owner), simulated.context)
    except QuestionError as error:
        raise invalid_input(f"Invalid action name: {action}", str(error)) from None
    evaluation = evaluate(request, simulated.policies)
    return {
        "EvalActionName": action,
        "EvalResourceName": arn,
        "EvalDecision": str(evaluation.decision),
        "MatchedStatements": list(_matched(evaluation, simulated.known)),
        "MissingContextValues": list(evaluation.missing_context_keys),
        **_details(evaluation),
    }


def _matched(evaluation: Evaluation, known: tuple[Known, ...]) -> Iterator[dict[str, Any]]:
    """The statements that decided: with an explicit deny the Deny statements alone."""
    effect = {Decision.EXPLICIT_DENY: Effect.DENY, Decision.ALLOWED: Effect.ALLOW}.get(
        evaluation.decision
    )
    for found in evaluation.matched_statements:
        if found.layer not in _OF_INPUT or found.statement.effect is not effect:
            continue
        source = next(each for each in known if each.policy is found.policy)
        place = found.statement.source
        assert place is not None  # INVARIANT: statements stand somewhere
        yield {
            "SourcePolicyId": source.id,
            "SourcePolicyType": source.kind,
            "StartPosition": {"Line": place.line, "Column": place.column},
            "EndPosition": _end(source.policy.text, place.line, place.column),
        }


def _end(text: str, line: int, column: int) -> dict[str, int]:
    """Where the object ends that begins there: the place behind its brace."""
    start = sum(len(each) + 1 for each in text.split("\n")[: line - 1]) + column - 1
    end = JSONDecoder().raw_decode(text, start)[1]
    before = text[:end]
    return {"Line": before.count("\n") + 1, "Column": end - (before.rfind("\n") + 1) + 1}


def _details(evaluation: Evaluation) -> dict[str, Any]:
    """What organization and boundary say, where there are any."""
    policies, details = evaluation.policies, {}
    if any(account.service_control for account in policies.accounts):
        allowed = _allows(evaluation, Layer.SERVICE_CONTROL)
        details["OrganizationsDecisionDetail"] = {"AllowedByOrganizations": allowed}
    if policies.permissions_boundary is not None:
        allowed = _allows(evaluation, Layer.BOUNDARY)
        details["PermissionsBoundaryDecisionDetail"] = {"AllowedByPermissionsBoundary": allowed}
    return details


def _allows(evaluation: Evaluation, layer: Layer) -> bool:
    nodes = (node for _, node in walk(evaluation.trace) if isinstance(node, Verdict))
    whole = (node for node in nodes if node.layer is layer and node.limits)
    return all(node.decision is Decision.ALLOWED for node in whole)


def _simulate_principal(call: Call) -> dict[str, Any]:
    source = _source(call)
    own = (known for holder in _holders(call, source) for known in _attached(call, holder))
    layers = replace(account_layers(call.state.organization, source.account), resource_control=None)
    return _results(call, _simulated(call, source, own, layers))


def _simulate_custom(call: Call) -> dict[str, Any]:
    """Service control policies are those given, from the root down."""
    levels = tuple(
        Level(f"level {number}", tuple(_level(level["ServiceControlPolicyInputList"], number)))
        for number, level in enumerate(call.get("OrderedOrganizationPolicyInputList", ()), 1)
        if level.get("ServiceControlPolicyInputList")
    )
    caller = call.get("CallerArn", "")
    account = name_in_arn(caller)[1] or call.account
    layers = Account(account, service_control=levels or None)
    return _results(call, _simulated(call, None, (), layers))


def _level(texts: Sequence[str], number: int) -> Iterator[Policy]:
    for place, text in enumerate(texts, 1):
        name = f"OrderedOrganizationPolicyInputList.{number}.{place}"
        yield readable_policy(text, PolicyType.SERVICE_CONTROL, _REFUSAL, name=name)


def _source_arn(call: Call) -> str:
    arn: str = call["PolicySourceArn"]
    return arn


OPERATIONS: dict[str, Operation] = {
    "SimulatePrincipalPolicy": row(
        "SimulatePrincipalPolicy", _source_arn, _simulate_principal,
        "PolicySourceArn", *_ASKED, *_CALLER, paged=True,
    ),
    "SimulateCustomPolicy": row(
        "SimulateCustomPolicy", None, _simulate_custom,
        *_ASKED, *_CALLER, "OrderedOrganizationPolicyInputList", paged=True,
    ),
}  # fmt: skip
