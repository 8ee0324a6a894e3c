"""AWS STS: credentials for a while, for users, roles, federated identities and services.

Source: "AWS Security Token Service API Reference", "Request temporary security credentials".
"""

from collections.abc import Mapping

from ...cloud.operation import Operation, Service
from .asking import OPERATIONS as ASKING
from .assuming import OPERATIONS as ASSUMING
from .federating import OPERATIONS as FEDERATING
from .refusing import denied
from .user_sessions import OPERATIONS as USER_SESSIONS

__all__ = ["SERVICE"]

OPERATIONS: Mapping[str, Operation] = {**ASSUMING, **FEDERATING, **USER_SESSIONS, **ASKING}

SERVICE = Service(
    "sts",
    "sts",
    "sts.amazonaws.com",
    OPERATIONS,
    validation_code="ValidationError",
    hidden=frozenset({"SAMLAssertion", "SecretAccessKey", "TokenCode", "WebIdentityToken"}),
    denied=denied,
)
