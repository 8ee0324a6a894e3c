"""A resource as it is met at one gate: whose it is, its own policy and grants, its context keys."""

from typing import NamedTuple

from ...cloud.key_origins import Group, group_of
from ...evaluation.asked import Asked
from ...evaluation.checks import Values
from ...evaluation.evaluate import Gate
from ...evaluation.policy_set import Account, Grant
from ...evaluation.request import Resource
from ...language.policy import Policy
from .lines import Fixed

__all__ = ["Column", "column_of"]


class Column(NamedTuple):
    """A resource as it is met at one gate. `asked` is one request for it."""

    resource: Resource
    policy: Policy | None
    grants: tuple[Grant, ...]
    accounts: tuple[Account, ...]
    asked: Asked
    fixed: Fixed

    @property
    def alike(self) -> object:
        """What tells two of the same ARN apart."""
        return self.resource, self.policy, self.grants, self.fixed


def column_of(gate: Gate) -> Column:
    """What a gate says of the resource."""
    asked = Asked(gate.request, gate.policies)
    known = asked.values.items()
    values = Values((key, value) for key, value in known if group_of(key) is Group.RESOURCE)
    own, fixed = gate.policies, Fixed(values, asked.arn)
    return Column(gate.request.resource, own.resource_based, own.grants, own.accounts, asked, fixed)
