"""IAM: users, groups, roles, policies, boundaries, tags, instance profiles and providers.

Source: "AWS Identity and Access Management API Reference", "Actions, resources, and condition keys
for AWS Identity and Access Management".
"""

from collections.abc import Mapping

from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.operation import Operation, Service
from ...cloud.sessions import CredentialType
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


def _admits(call: Call) -> None:
    """Federated users may not call IAM, sessions of users only with MFA (rule F8)."""
    session = call.session
    without_mfa = session.type is CredentialType.SESSION_TOKEN and not session.mfa
    if without_mfa or session.type is CredentialType.FEDERATION_TOKEN:
        hint = (
            f"IAM takes {session.type} only with MFA"
            if without_mfa
            else (f"IAM takes no {session.type}; the API is closed to them")
        )
        message = "The security token included in the request is invalid"
        raise ClientError("InvalidClientTokenId", message, 403, hint=hint)


SERVICE = Service(
    "iam",
    "iam",
    "iam.amazonaws.com",
    OPERATIONS,
    is_global=True,
    validation_code="ValidationError",
    hidden=frozenset({"SecretAccessKey"}),
    admits=_admits,
)
