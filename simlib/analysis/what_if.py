"""What if a layer were not there, a statement were off, a context key were otherwise?

Everything is a pure change of the gates that a request must pass; the cloud stays as it is.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ..evaluation.evaluate import Evaluation, Gate, evaluate, evaluate_gates
from ..evaluation.policy_set import Level, PolicySet
from ..evaluation.public_access import can_be_restricted, unrestricted
from ..evaluation.request import ContextValue, Origins, Request
from ..language.policy import Policy
from ..language.terms import PolicyType
from ..trace.nodes import Layer

__all__ = [
    "Switch",
    "decided",
    "policies_at",
    "switched",
    "switches",
    "with_key",
    "without",
    "without_statement",
]

Gates = Sequence[Gate]
Change = Callable[[PolicySet], PolicySet]
GateChange = Callable[[Gate], Gate]
Levels = tuple[Level, ...] | None

_WITHOUT: Mapping[Layer, Mapping[str, Any]] = {
    Layer.IDENTITY: {"identity_based": ()},
    Layer.BOUNDARY: {"permissions_boundary": None},
    Layer.SESSION: {"session": ()},
    Layer.RESOURCE: {"resource_based": None},
    Layer.ROLE_TRUST: {"resource_based": None},
    Layer.VPC_ENDPOINT: {"vpc_endpoint": None},
    Layer.GRANT: {"grants": ()},
}
_CONTROL = {
    Layer.SERVICE_CONTROL: "service_control",
    Layer.RESOURCE_CONTROL: "resource_control",
}

_TRUST = PolicyType.ROLE_TRUST
_SINGLE = ("resource_based", "permissions_boundary", "vpc_endpoint")
_AWS_CONTROL = "arn:aws:organizations::aws:"


class Switch(NamedTuple):
    """One thing to switch off: its label, a key that stays the same, and the change it makes."""

    key: str
    label: str
    layer: Layer
    off: GateChange


def switched(gates: Gates, off: Iterable[Switch]) -> list[Gate]:
    """The gates with these things switched off."""
    changed = list(gates)
    for switch in off:
        changed = [switch.off(gate) for gate in changed]
    return changed


def with_key(gates: Gates, key: str, value: ContextValue) -> list[Gate]:
    """The gates with one context key set; None takes it away."""
    return [gate._replace(request=_with_key(gate, key, value)) for gate in gates]


def _with_key(gate: Gate, key: str, value: ContextValue) -> Request:
    kept = {k: v for k, v in gate.request.context.items() if k.lower() != key.lower()}
    origins = _told(gate.request.origins, key.lower(), value)
    return replace(gate.request, context={**kept, key: value}, origins=origins)


def _told(origins: Origins | None, key: str, value: ContextValue) -> Origins:
    """Where keys come from, in the words of `simlib.cloud.key_origins`."""
    said = "set by you: taken away" if value is None else "set by you"
    return lambda asked: said if asked == key else origins(asked) if origins else ""


def decided(gates: Gates) -> Evaluation:
    """What the gates come to, as `caller.can` decides. Raises QuestionError for no gate."""
    return (
        evaluate(gates[0].request, gates[0].policies) if len(gates) == 1 else evaluate_gates(gates)
    )


def switches(gates: Gates) -> tuple[Switch, ...]:
    """What can be switched off: layers that have a policy, statements, Block Public Access."""
    policies = dict.fromkeys(each for gate in gates for each in policies_at(gate.policies))
    granted = any(gate.policies.grants for gate in gates)
    layers = dict.fromkeys([layer for layer, _ in policies] + [Layer.GRANT] * granted)
    return (*map(_layer, layers), *_statements(policies), *_public_access(gates))


def _layer(layer: Layer) -> Switch:
    off = _of_policies(without(layer))
    return Switch(f"layer {layer.value}", f"without the {layer}", layer, off)


def _of_policies(change: Change) -> GateChange:
    return lambda gate: gate._replace(policies=change(gate.policies))


def _public_access(gates: Gates) -> Iterator[Switch]:
    """Block Public Access as a whole, and at each place where it is on, if it keeps others out."""
    resources = [
        gate.request.resource
        for gate in gates
        if can_be_restricted(gate.request.resource, gate.policies.resource_based)
    ]
    if resources:
        layer = Layer.PUBLIC_ACCESS
        yield Switch(f"layer {layer.value}", f"without {layer}", layer, _unblocked(""))
    for name in dict.fromkeys(each for resource in resources for each in resource.restricted_at):
        key = f"{Layer.PUBLIC_ACCESS.value}/{name}"
        label = f"without {Layer.PUBLIC_ACCESS} of {name}"
        yield Switch(key, label, Layer.PUBLIC_ACCESS, _unblocked(name))


def _unblocked(at: str) -> GateChange:
    """A request for whose resource RestrictPublicBuckets is off at this place, or everywhere."""

    def unblocked(gate: Gate) -> Gate:
        resource = unrestricted(gate.request.resource, at)
        return gate._replace(request=replace(gate.request, resource=resource))

    return unblocked


def without(layer: Layer) -> Change:
    """A policy set in which nothing is attached at this layer."""
    if layer in _CONTROL:
        return lambda policies: _with_levels(policies, _CONTROL[layer], lambda levels: None)
    return lambda policies: _changed(policies, **_WITHOUT[layer])


def _statements(policies: Iterable[tuple[Layer, Policy]]) -> Iterator[Switch]:
    """Each statement; of AWS's own control policies, such as FullAWSAccess, none by itself."""
    seen: Counter[str] = Counter()
    for layer, policy in policies:
        seen[name := f"{layer.value}/{policy.arn or policy.name}"] += 1
        if not (policy.arn or "").startswith(_AWS_CONTROL):
            for statement in policy.statements:
                label = f"without {statement.label} of {policy.name} ({statement.effect})"
                change = _of_policies(without_statement(policy, statement.number))
                yield Switch(f"{name}/{seen[name]}/{statement.number}", label, layer, change)


def without_statement(policy: Policy, number: int) -> Change:
    """A policy set in which this policy, wherever it stands, lacks one statement.

    It stays attached, with no statement left too: then it allows nothing.
    """

    def lacking(each: Policy) -> Policy:
        if (each.name, each.arn, each.text) != (policy.name, policy.arn, policy.text):
            return each
        return replace(each, statements=tuple(s for s in each.statements if s.number != number))

    return lambda policies: _each_policy(policies, lacking)


def policies_at(policies: PolicySet) -> tuple[tuple[Layer, Policy], ...]:
    """Every policy of a set with its layer, from the organization down to the request."""
    levels = [
        (layer, policy)
        for layer, name in _CONTROL.items()
        for account in policies.accounts
        for level in getattr(account, name) or ()
        for policy in level.policies
    ]
    of_role = policies.resource_based and policies.resource_based.policy_type is _TRUST
    single = {
        Layer.VPC_ENDPOINT: policies.vpc_endpoint,
        Layer.ROLE_TRUST if of_role else Layer.RESOURCE: policies.resource_based,
        Layer.BOUNDARY: policies.permissions_boundary,
    }
    return (
        *levels,
        *((layer, policy) for layer, policy in single.items() if policy is not None),
        *((Layer.IDENTITY, policy) for policy in policies.identity_based),
        *((Layer.SESSION, policy) for policy in policies.session),
    )


def _each_policy(policies: PolicySet, change: Callable[[Policy], Policy]) -> PolicySet:
    """A policy set with each of its policies changed."""
    changed = _changed(
        policies,
        identity_based=tuple(map(change, policies.identity_based)),
        session=tuple(map(change, policies.session)),
        **{name: change(policy) for name in _SINGLE if (policy := getattr(policies, name))},
    )
    for name in _CONTROL.values():
        changed = _with_levels(changed, name, lambda levels: _in_levels(levels, change))
    return changed


def _in_levels(levels: Levels, change: Callable[[Policy], Policy]) -> Levels:
    if levels is None:
        return None
    return tuple(replace(each, policies=tuple(map(change, each.policies))) for each in levels)


def _with_levels(policies: PolicySet, name: str, change: Callable[[Levels], Levels]) -> PolicySet:
    changed = (
        replace(each, **{name: change(getattr(each, name))})  # type: ignore[arg-type]
        for each in policies.accounts
    )
    return _changed(policies, accounts=tuple(changed))


def _changed(policies: PolicySet, **fields: Any) -> PolicySet:
    names = (*_WITHOUT_FIELDS, "accounts")
    return PolicySet(**{name: getattr(policies, name) for name in names} | fields)


_WITHOUT_FIELDS = tuple(name for fields in _WITHOUT.values() for name in fields)
