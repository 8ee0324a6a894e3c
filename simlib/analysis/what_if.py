"""What if a layer were not there, a statement were off, a context key were otherwise?

Everything is a pure change of the gates that a request must pass; the cloud stays as it is.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ..evaluation.evaluate import Gate
from ..evaluation.policy_set import PolicySet
from ..evaluation.request import ContextValue
from ..language.policy import Policy
from ..trace.nodes import Layer

__all__ = [
    "Switch",
    "policies_at",
    "switched",
    "switches",
    "with_key",
    "without",
    "without_statement",
]

Gates = Sequence[Gate]
Change = Callable[[PolicySet], PolicySet]

_WITHOUT: Mapping[Layer, Mapping[str, Any]] = {
    Layer.IDENTITY: {"identity_based": ()},
    Layer.BOUNDARY: {"permissions_boundary": None},
    Layer.SESSION: {"session": ()},
    Layer.RESOURCE: {"resource_based": None},
    Layer.VPC_ENDPOINT: {"vpc_endpoint": None},
    Layer.GRANT: {"grants": ()},
}
_CONTROL = {
    Layer.SERVICE_CONTROL: "service_control",
    Layer.RESOURCE_CONTROL: "resource_control",
}


class Switch(NamedTuple):
    """One thing to switch off: its label, a key that stays the same, and the change it makes."""

    key: str
    label: str
    layer: Layer
    off: Change


def switched(gates: Gates, off: Iterable[Switch]) -> list[Gate]:
    """The gates with these things switched off."""
    changed = list(gates)
    for switch in off:
        changed = [gate._replace(policies=switch.off(gate.policies)) for gate in changed]
    return changed


def with_key(gates: Gates, key: str, value: ContextValue) -> list[Gate]:
    """The gates with one context key set; None takes it away."""
    return [gate._replace(request=_with_key(gate, key, value)) for gate in gates]


def _with_key(gate: Gate, key: str, value: ContextValue) -> Any:
    kept = {k: v for k, v in gate.request.context.items() if k.lower() != key.lower()}
    return replace(gate.request, context={**kept, key: value})


def switches(gates: Gates) -> tuple[Switch, ...]:
    """What can be switched off: each layer that has a policy, then each statement."""
    found = [switch for gate in gates for switch in (*_layers(gate), *_statements(gate))]
    by_key = {switch.key: switch for switch in found}
    return tuple(sorted(by_key.values(), key=lambda switch: "/" in switch.key))


def _layers(gate: Gate) -> Iterator[Switch]:
    for layer in dict.fromkeys(layer for layer, _ in policies_at(gate.policies)):
        yield Switch(f"layer {layer.value}", f"without the {layer}", layer, without(layer))


def without(layer: Layer) -> Change:
    """A policy set in which nothing is attached at this layer."""
    if layer in _CONTROL:
        return lambda policies: _with_levels(policies, _CONTROL[layer], lambda levels: None)
    return lambda policies: _changed(policies, **_WITHOUT[layer])


def _statements(gate: Gate) -> Iterator[Switch]:
    for layer, policy in policies_at(gate.policies):
        for statement in policy.statements:
            key = f"{layer.value}/{policy.arn or policy.name}/{statement.number}"
            label = f"{statement.label} of {policy.name} ({statement.effect})"
            yield Switch(key, label, layer, without_statement(policy, statement.number))


def without_statement(policy: Policy, number: int) -> Change:
    """A policy set in which this policy, wherever it stands, lacks one statement."""
    kept = tuple(each for each in policy.statements if each.number != number)
    return lambda policies: with_policy(policies, policy, replace(policy, statements=kept))


def policies_at(policies: PolicySet) -> tuple[tuple[Layer, Policy], ...]:
    """Every policy of a set with its layer, from the organization down to the request."""
    levels = [
        (layer, policy)
        for layer, name in _CONTROL.items()
        for account in policies.accounts
        for level in getattr(account, name) or ()
        for policy in level.policies
    ]
    single = {
        Layer.VPC_ENDPOINT: policies.vpc_endpoint,
        Layer.RESOURCE: policies.resource_based,
        Layer.BOUNDARY: policies.permissions_boundary,
    }
    return (
        *levels,
        *((layer, policy) for layer, policy in single.items() if policy is not None),
        *((Layer.IDENTITY, policy) for policy in policies.identity_based),
        *((Layer.SESSION, policy) for policy in policies.session),
    )


def with_policy(policies: PolicySet, old: Policy, new: Policy) -> PolicySet:
    """A policy set with another policy in the place, or the places, of one."""

    def put(each: Policy | None) -> Policy | None:
        return new if each == old else each

    changed = _changed(
        policies,
        identity_based=tuple(map(put, policies.identity_based)),
        session=tuple(map(put, policies.session)),
        resource_based=put(policies.resource_based),
        permissions_boundary=put(policies.permissions_boundary),
        vpc_endpoint=put(policies.vpc_endpoint),
    )
    for name in _CONTROL.values():
        changed = _with_levels(changed, name, lambda levels: _put_in(levels, put))
    return changed


def _put_in(levels: Any, put: Callable[[Policy | None], Policy | None]) -> Any:
    if levels is None:
        return None
    return tuple(replace(each, policies=tuple(map(put, each.policies))) for each in levels)


def _with_levels(policies: PolicySet, name: str, change: Callable[[Any], Any]) -> PolicySet:
    accounts = tuple(
        replace(each, **{name: change(getattr(each, name))}) for each in policies.accounts
    )
    return _changed(policies, accounts=accounts)


def _changed(policies: PolicySet, **fields: Any) -> PolicySet:
    names = (*_WITHOUT_FIELDS, "accounts")
    return PolicySet(**{name: getattr(policies, name) for name in names} | fields)


_WITHOUT_FIELDS = tuple(name for fields in _WITHOUT.values() for name in fields)
