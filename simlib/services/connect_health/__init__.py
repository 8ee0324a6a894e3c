"""Amazon Connect Health: domains and what is in them, with the IAM prefix `health-agent`.

Source: "Actions, resources, and condition keys for Amazon Connect Health" (Service Authorization
Reference), "Logging and monitoring in Amazon Connect Health", its API Reference.
"""

from ...cloud.operation import Service
from . import agents, domains, insights, patients, subscriptions
from .parts import shape
from .service_role import acting_for

__all__ = ["SERVICE", "acting_for"]

# What the API's model marks as sensitive.
_SENSITIVE = frozenset(
    {"dateOfBirth", "encounterReason", "oauthToken", "patientId", "pronouns", "userId"}
)
# Actions whose operations AWS does not publish: the console and the agents call them.
_PERMISSION_ONLY = {**agents.OPERATIONS, **patients.OPERATIONS}

SERVICE = Service(
    "connecthealth",
    "health-agent",
    "health-agent.amazonaws.com",
    {
        **domains.OPERATIONS,
        **subscriptions.OPERATIONS,
        **insights.OPERATIONS,
        **_PERMISSION_ONLY,
    },
    not_in_botocore={name: shape(each.takes) for name, each in _PERMISSION_ONLY.items()},
    hidden=_SENSITIVE,
)
