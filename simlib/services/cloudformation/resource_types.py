"""A resource type: its properties, its attributes, and the calls that make a resource of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...cloud.calling import Response
from ..deploying import deploy
from .intrinsics import MadeResource
from .shapes import Shape

if TYPE_CHECKING:
    from ...cloud.cloud import Cloud

__all__ = ["Making", "ResourceType"]

PART = 24  # characters of the stack's name and of the logical id in a name that is made up


@dataclass(frozen=True, slots=True)
class Making:
    """One resource while it is made: its properties, and the account it is made in."""

    cloud: "Cloud"
    account: str
    region: str
    stack: str
    logical_id: str
    properties: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.properties[name]

    def get(self, name: str, default: Any = None) -> Any:
        """A property that may be absent."""
        return self.properties.get(name, default)

    def only(self, *names: str) -> dict[str, Any]:
        """Those of the properties that are there, as parameters of the same name."""
        return {name: self.properties[name] for name in names if name in self.properties}

    def call(self, operation: str, **parameters: Any) -> Response:
        """Deploys one operation. Raises ClientError and the SDK's errors."""
        return deploy(self.cloud, self.account, self.region, operation, **parameters)

    def name(self, name: str, *, lower: bool = False) -> str:
        """The property that names the resource, or a name made up as CloudFormation does.

        `STACK-LOGICALID-RANDOM`; how long each part may be is inferred.
        """
        if name in self.properties:
            return str(self.properties[name])
        random = self.cloud.ids.lower(f"{self.stack}/{self.logical_id}", 12)
        made_up = f"{self.stack[:PART]}-{self.logical_id[:PART]}"
        return f"{made_up.lower()}-{random}" if lower else f"{made_up}-{random.upper()}"


@dataclass(frozen=True, slots=True)
class ResourceType:
    """One type. `attributes` are those that Fn::GetAtt knows; `make` makes one and tells them."""

    properties: Shape
    make: Callable[[Making], MadeResource]
    attributes: tuple[str, ...] = ()
