"""All services, each read from its file when it is first asked for.

Source: "Actions, resources, and condition keys for AWS services",
"AWS global condition context keys".
"""

from collections.abc import Container, Iterator, Mapping
from functools import cache, partial
from typing import Any

from ..language.errors import UnknownNameError, as_text
from ..shipped import shipped_json, shipped_path
from .names import Names, nearest
from .operations import operations_of_another_name
from .records import (
    AccessLevel,
    Action,
    ActionResource,
    ConditionKey,
    GlobalKey,
    ResourceType,
    Service,
)

__all__ = ["actions_taking", "global_keys", "service", "services"]

Row = Mapping[str, Any]


@cache
def services() -> tuple[str, ...]:
    """The prefixes of all services, sorted.

    >>> len(services()), services()[0]
    (456, 'a2c')
    """
    return tuple(sorted(path.stem for path in shipped_path("reference/services").glob("*.json")))


def service(prefix: str) -> Service:
    """What a service defines, by the prefix of its actions. Raises UnknownNameError.

    >>> service("healthlake").actions["readresource"].resource_types
    ('datastore',)
    """
    lower = as_text(prefix, "the service's prefix").lower()
    if lower not in services():
        near = nearest(prefix, services())
        raise UnknownNameError(f"no service `{prefix}`" + (f"; {near}" if near else ""))
    return _service(lower)


def actions_taking(prefix: str, types: Container[str]) -> Iterator[Action]:
    """The actions of a service that take a resource of one of these types."""
    return service(prefix).actions.of_rows(
        lambda row: any(name.removesuffix("*") in types for name in row.get("on", ()))
    )


@cache
def global_keys() -> Names[GlobalKey]:
    """The keys that requests to any service can carry, by name.

    >>> global_keys()["aws:calledvia"].multivalued
    True
    """
    return Names("global key", shipped_json("reference/global-keys.json")["keys"], _global_key)


@cache
def _service(prefix: str) -> Service:
    file = shipped_json(f"reference/services/{prefix}.json")
    action = partial(_action, prefix, tuple(file["clients"]))
    return Service(
        prefix,
        file["name"],
        Names(f"action of {prefix}", file["actions"], action),
        Names(f"resource type of {prefix}", file["resource_types"], partial(_type, prefix)),
        Names(f"condition key of {prefix}", file["condition_keys"], partial(_key, prefix)),
    )


def _action(prefix: str, clients: tuple[str, ...], name: str, row: Row) -> Action:
    return Action(
        prefix,
        name,
        row["description"] if "description" in row else f"Grants permission to {row['to']}",
        tuple(AccessLevel(level) for level in row["levels"]),
        tuple(_resource(each, keys) for each, keys in row.get("on", {}).items()),
        tuple(row.get("keys", ())),
        tuple(row.get("dependent", ())),
        (
            *(f"{client}.{name}" for client in row.get("clients", clients)),
            *operations_of_another_name(f"{prefix}:{name}"),
        ),
    )


def _resource(name: str, keys: list[str]) -> ActionResource:
    return ActionResource(name.removesuffix("*"), name.endswith("*"), tuple(keys))


def _type(prefix: str, name: str, row: Row) -> ResourceType:
    return ResourceType(prefix, name, row["arn"], tuple(row.get("keys", ())))


def _key(prefix: str, name: str, row: Row) -> ConditionKey:
    by = row.get("by")
    description = row["description"] if by is None else f"Filters access by {by}"
    return ConditionKey(prefix, name, row["type"], description)


def _global_key(name: str, row: Row) -> GlobalKey:
    return GlobalKey(name, row["type"], row["multivalued"], tuple(row["principals"]), row["when"])
