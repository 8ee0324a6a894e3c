"""Amazon EC2, as far as roles go: instances, and the instance profiles that bring them a role.

Source: "Actions, resources, and condition keys for Amazon EC2" (Service Authorization Reference),
"Troubleshoot IAM and Amazon EC2".
"""

from ...cloud.operation import Service
from ..authorization_message import unauthorized_operation
from . import instances, launching, profiles

__all__ = ["SERVICE"]

SERVICE = Service(
    "ec2",
    "ec2",
    "ec2.amazonaws.com",
    {**launching.OPERATIONS, **instances.OPERATIONS, **profiles.OPERATIONS},
    validation_code="InvalidParameterValue",
    hidden=frozenset({"UserData"}),
    denied=unauthorized_operation,
)
