"""What a service defines: actions, resource types, condition keys.

Source: "Actions, resources, and condition keys for AWS services", "Actions table".
"""

from dataclasses import dataclass
from enum import StrEnum

from .names import Names

__all__ = ["AccessLevel", "Action", "ActionResource", "ConditionKey", "GlobalKey"]
__all__ += ["RequiredAction", "ResourceType", "Service"]


class AccessLevel(StrEnum):
    """The access levels, as the Service Authorization Reference names them."""

    LIST = "List"
    READ = "Read"
    WRITE = "Write"
    PERMISSIONS_MANAGEMENT = "Permissions management"
    TAGGING = "Tagging"


@dataclass(frozen=True, slots=True)
class ActionResource:
    """A resource type that an action takes, and the condition keys that it brings to it."""

    name: str
    required: bool
    condition_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)  # there is one record of each
class Action:
    """One action. `operations` are those of its own name, and others that always ask for it.

    Of the others only those are told that stand in `data/reference/operations.json`.
    """

    service: str
    name: str
    description: str
    access_levels: tuple[AccessLevel, ...]
    resources: tuple[ActionResource, ...]
    condition_keys: tuple[str, ...]
    dependent_actions: tuple[str, ...]
    operations: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.service}:{self.name}"

    @property
    def resource_types(self) -> tuple[str, ...]:
        """The names of the resource types that it takes; none: it is allowed on `*` only."""
        return tuple(each.name for each in self.resources)


@dataclass(frozen=True, slots=True, eq=False)  # there is one record of each
class ResourceType:
    """One resource type: its ARN with `${…}` for what differs, and its own condition keys."""

    service: str
    name: str
    arn: str
    condition_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConditionKey:
    """One condition key of a service; the type as the reference writes it: `ArrayOfString`."""

    service: str
    name: str
    type: str
    description: str

    @property
    def multivalued(self) -> bool:
        """May a request bring several values of it?"""
        return self.type.startswith("ArrayOf")


@dataclass(frozen=True, slots=True)
class GlobalKey:
    """One global condition key: which principals' requests can carry it, and when it is there."""

    name: str
    type: str
    multivalued: bool
    principals: tuple[str, ...]
    when: str


@dataclass(frozen=True, slots=True)
class RequiredAction:
    """What an API operation asks for: an action on a resource; always, where `when` is empty."""

    action: str
    resource: str
    when: str = ""

    def __str__(self) -> str:
        return f"{self.action} on {self.resource}" + (f" when {self.when}" if self.when else "")


@dataclass(frozen=True, eq=False)
class Service:
    """One service by its prefix; its names are looked up in any case."""

    prefix: str
    name: str
    actions: Names[Action]
    resource_types: Names[ResourceType]
    condition_keys: Names[ConditionKey]

    @property
    def operations(self) -> dict[str, tuple[Action, ...]]:
        """By `client.Operation` the actions of this service that it asks for.

        >>> from simlib.reference import service
        >>> [str(each) for each in service("s3").operations["s3.CopyObject"]]
        ['s3:GetObject', 's3:PutObject']
        """
        found: dict[str, tuple[Action, ...]] = {}
        for action in self.actions.values():
            for each in action.operations:
                found[each] = (*found.get(each, ()), action)
        return found

    def __repr__(self) -> str:
        return f"<{self.name}: {len(self.actions)} actions>"
