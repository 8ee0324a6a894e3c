"""What is in a cloud, for people: one line a kind of thing in each account."""

from collections.abc import Iterable, Iterator

from .organization import account_layers, path_of
from .state import State

__all__ = ["overview"]


def overview(state: State) -> str:
    """The accounts with everything in them, by name, sorted.

    >>> overview(State())
    'no accounts'
    """
    lines = [line for each in sorted(state.accounts) for line in _account(state, each)]
    return "\n".join([*_organization(state), *lines]) or "no accounts"


def _organization(state: State) -> Iterator[str]:
    organization = state.organization
    if organization is not None:
        yield f"organization {organization.id}, managed by {organization.management_account}"


def _account(state: State, number: str) -> Iterator[str]:
    organization = state.organization
    path = path_of(organization, number) if organization is not None else None
    yield f"{number} {state.accounts[number].name}" + (f", at {path}" if path else "")
    for kind, names in _things(state, number):
        if names:
            yield f"  {kind}: {', '.join(names)}"
    layers = account_layers(organization, number)
    controls = [p.name for level in layers.service_control or () for p in level.policies]
    if controls:
        bind = " (which do not bind the management account)" if layers.management else ""
        yield f"  SCPs{bind}: {', '.join(dict.fromkeys(controls))}"


def _things(state: State, number: str) -> Iterator[tuple[str, list[str]]]:
    def mine(table: Iterable[object], name: str = "name") -> list[str]:
        own = (each for each in table if getattr(each, "account", None) == number)
        return sorted(str(getattr(each, name)) for each in own)

    yield "users", mine(state.users.values())
    yield "groups", mine(state.groups.values())
    yield "roles", mine(state.roles.values())
    yield "managed policies", mine(state.policies.values())
    yield "instance profiles", mine(state.instance_profiles.values())
    yield "instances", mine(state.instances.values(), "id")
    yield "VPC endpoints", mine(state.endpoints.values(), "id")
    yield "buckets", mine(state.buckets.values())
    yield "access points", mine(state.access_points.values())
    yield "keys", [f"{arn}{_aliases(state, arn)}" for arn in mine(state.keys.values(), "arn")]
    yield "data stores", mine(state.data_stores.values(), "arn")
    yield "domains", mine(state.domains.values(), "arn")


def _aliases(state: State, key: str) -> str:
    names = sorted(alias.rpartition(":")[2] for alias, of in state.aliases.items() if of == key)
    return f" ({', '.join(names)})" if names else ""
