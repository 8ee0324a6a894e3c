"""Amazon Connect Health: domains, agents, integrations, subscriptions and jobs."""

from collections.abc import Mapping

from ..cloud.operation import Operation, Service

__all__ = ["SERVICE"]

OPERATIONS: Mapping[str, Operation] = {}

SERVICE = Service("connecthealth", "health-agent", "health-agent.amazonaws.com", OPERATIONS)
