"""AWS HealthLake: data stores, jobs, and FHIR resources."""

from collections.abc import Mapping

from ..cloud.operation import Operation, Service

__all__ = ["SERVICE"]

OPERATIONS: Mapping[str, Operation] = {}

SERVICE = Service("healthlake", "healthlake", "healthlake.amazonaws.com", OPERATIONS)
