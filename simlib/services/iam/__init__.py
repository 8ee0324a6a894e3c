"""IAM: users, groups, roles, policies, boundaries, tags, instance profiles and providers.

Source: "AWS Identity and Access Management API Reference", "Actions, resources, and condition keys
for AWS Identity and Access Management".
"""

from collections.abc import Mapping

from ...cloud.operation import Operation, Service
from . import (
    account,
    attaching,
    boundaries,
    groups,
    inline,
    instance_profiles,
    policies,
    policy_versions,
    providers,
    roles,
    service_linked,
    simulating,
    tags,
    users,
)

__all__ = ["SERVICE"]

OPERATIONS: Mapping[str, Operation] = {
    name: operation
    for module in (
        account,
        attaching,
        boundaries,
        groups,
        inline,
        instance_profiles,
        policies,
        policy_versions,
        providers,
        roles,
        service_linked,
        simulating,
        tags,
        users,
    )
    for name, operation in module.OPERATIONS.items()
}


SERVICE = Service(
    "iam",
    "iam",
    "iam.amazonaws.com",
    OPERATIONS,
    is_global=True,
    validation_code="ValidationError",
    hidden=frozenset({"AuthenticationCode1", "AuthenticationCode2", "SecretAccessKey"}),
)
