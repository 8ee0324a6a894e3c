"""A scenario's files: organization.yaml, CloudFormation templates and calls.json."""

from .loading import Scenario, load, read_scenario

__all__ = ["Scenario", "load", "read_scenario"]
