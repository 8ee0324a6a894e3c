"""The circumstances of one request: who, how it came in, when, in whose name, about what."""

from datetime import datetime
from typing import NamedTuple

from .network import NetworkPath, VpcEndpoint
from .resources import Target
from .sessions import Session
from .state import State

__all__ = ["NO_SOURCE", "Circumstances", "Source"]


class Source(NamedTuple):
    """The resource on whose behalf a service principal calls (rule D7)."""

    arn: str | None = None
    account: str | None = None


NO_SOURCE = Source()


class Circumstances(NamedTuple):
    """All that context keys are filled from. `via` are the services that call in the caller's name.

    `region` is the one the request went to, `since` when the session's MFA was checked.
    """

    state: State
    session: Session
    action: str
    target: Target
    now: datetime
    region: str
    path: NetworkPath
    via: tuple[str, ...] = ()
    source: Source = NO_SOURCE

    @property
    def endpoint(self) -> VpcEndpoint | None:
        """The VPC endpoint that the first request came through."""
        return self.state.endpoints.get(self.path.endpoint) if self.path.endpoint else None

    @property
    def service(self) -> str:
        """The prefix of the action's service."""
        return self.action.partition(":")[0].lower()
