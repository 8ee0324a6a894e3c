"""From the state to a decision: which policies apply, which keys are there, through which gates.

Source: "How AWS enforcement code logic evaluates requests to allow or deny access", "Configuring
IAM policies for using access points".
"""

from collections.abc import Mapping

from ..evaluation.context import context_of
from ..evaluation.evaluate import Evaluation, Gate, all_of, evaluate
from ..evaluation.policy_set import PolicySet
from ..evaluation.request import ContextValue, Request, at
from ..language.policy import Policy
from .attached import IdentitySide, identity_side
from .circumstances import Asking, Circumstances
from .context_keys import context_keys
from .key_origins import origin
from .organization import account_layers
from .resources import Target, is_about_access_points, target_of, through_access_point
from .sessions import principal_of, refusal_of
from .state import State
from .storage import AccessPoint

__all__ = ["access_point_keys", "decide", "gates_of", "manner"]

Keys = Mapping[str, object]
_NO_KEYS: Keys = {}
_OF_ALIASES = ("kms:createalias", "kms:updatealias", "kms:deletealias")


def decide(
    state: State, asking: Asking, action: str, arn: str = "*", *, keys: Keys = _NO_KEYS
) -> Evaluation:
    """Decides one action on one resource; `keys` come from the request's parameters.

    A request to an access point has two gates, any other one.
    """
    gates = gates_of(state, asking, action, arn, keys=keys)
    if len(gates) == 1:
        return evaluate(gates[0].request, gates[0].policies)
    return all_of([(gate.name, evaluate(gate.request, gate.policies)) for gate in gates])


def gates_of(
    state: State, asking: Asking, action: str, arn: str, *, keys: Keys = _NO_KEYS
) -> list[Gate]:
    """The gates of one action on one resource, each with its request and its policies."""
    target = _target(state, asking, action, arn)
    if target.access_point is not None:
        keys = {**keys, **access_point_keys(target.access_point)}
    targets = through_access_point(state, target, action, asking.now)
    names = ("access point", "bucket") if len(targets) == 2 else ("",)
    return [
        _gate(name, Circumstances(state, asking, action, each), keys)
        for name, each in zip(names, targets, strict=True)
    ]


def manner(action: str) -> tuple[str | bool, ...]:
    """Actions alike in this find the same behind an ARN, and bring the same context keys."""
    service, lower = action.partition(":")[0].lower(), action.lower()
    makes_bucket, of_alias = lower == "s3:createbucket", lower in _OF_ALIASES
    return service, makes_bucket, of_alias, is_about_access_points(action)


def _target(state: State, asking: Asking, action: str, arn: str) -> Target:
    """What the ARN stands for; a bucket to be made would be the caller's, whoever has the name.

    An alias stands for its key, but where it is managed itself.
    """
    account, lower = asking.session.account, action.lower()
    if lower == "s3:createbucket":
        return Target(at(arn, account))
    if lower.startswith("kms:") and lower not in _OF_ALIASES:
        arn = state.aliases.get(arn, arn)
    return target_of(state, arn, account, asking.now, tokens=asking.grant_tokens)


def _gate(name: str, given: Circumstances, keys: Keys) -> Gate:
    """The request with all its context keys; the trace learns where each comes from."""
    side = identity_side(given.state, given.session)
    policies = _policy_set(given, side)
    principal = principal_of(given.session, side.tags, service_linked_role=side.service_linked)
    context = _context(given, keys)

    def explain(key: str) -> str:
        request = Request(principal, given.action, given.target.resource, context)
        return origin(key, given, context_of(request, policies))

    refusal = refusal_of(given.session, given.action)
    resource = given.target.resource
    told = given.asking.remarks
    request = Request(principal, given.action, resource, context, explain, refusal, remarks=told)
    return Gate(name, request, policies)


def _context(given: Circumstances, keys: Keys) -> dict[str, object]:
    """Keys from the circumstances, over them those of the parameters, over both what you set."""
    context, said = {**context_keys(given), **keys}, given.asking.said
    if not said:
        return context
    lowered = {key.lower() for key in said}
    kept = {key: value for key, value in context.items() if key.lower() not in lowered}
    return {**kept, **said}


def _policy_set(given: Circumstances, side: IdentitySide) -> PolicySet:
    """All the policies that bear on a request."""
    accounts = dict.fromkeys((given.session.account, given.target.resource.account))
    return PolicySet(
        side.policies,
        given.target.policy,
        side.boundary,
        given.session.policies,
        _endpoint_policy(given),
        given.target.grants,
        [account_layers(given.state.organization, each) for each in accounts if each],
    )


def _endpoint_policy(given: Circumstances) -> Policy | None:
    """It counts for its own service's actions; iam:PassRole is checked behind it (inferred)."""
    endpoint = given.endpoint
    if endpoint is None or given.asking.via or endpoint.service != given.service:
        return None
    return endpoint.policy


def access_point_keys(door: AccessPoint) -> dict[str, ContextValue]:
    """The keys that only requests through and about access points have (rule D10)."""
    return {
        "s3:DataAccessPointArn": door.arn,
        "s3:DataAccessPointAccount": door.account,
        "s3:AccessPointNetworkOrigin": "VPC" if door.vpc else "Internet",
    }
