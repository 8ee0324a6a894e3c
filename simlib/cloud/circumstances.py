"""The circumstances of one request: who asks, how it came in, in whose name, about what."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from .network import NetworkPath, VpcEndpoint
from .resources import Target
from .sessions import Session
from .state import State

__all__ = ["NO_SOURCE", "Asking", "Circumstances", "Source"]


class Source(NamedTuple):
    """The resource on whose behalf a service principal calls (rule D7)."""

    arn: str | None = None
    account: str | None = None


NO_SOURCE = Source()


class Asking(NamedTuple):
    """Somebody who asks, and how the request comes in. `region` is where it goes.

    `via` are the services that call in the caller's name. `said` are context keys that you set,
    `remarks` what the trace should say beside the decision.
    """

    session: Session
    path: NetworkPath
    now: datetime
    region: str
    via: tuple[str, ...] = ()
    source: Source = NO_SOURCE
    grant_tokens: tuple[str, ...] = ()
    said: Mapping[str, object] = {}
    remarks: tuple[str, ...] = ()


class Circumstances(NamedTuple):
    """All that context keys are filled from."""

    state: State
    asking: Asking
    action: str
    target: Target

    @property
    def session(self) -> Session:
        """Who asks."""
        return self.asking.session

    @property
    def endpoint(self) -> VpcEndpoint | None:
        """The VPC endpoint that the first request came through."""
        endpoint = self.asking.path.endpoint
        return self.state.endpoints.get(endpoint) if endpoint else None

    @property
    def service(self) -> str:
        """The prefix of the action's service."""
        return self.action.partition(":")[0].lower()
