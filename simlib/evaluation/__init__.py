"""Does it match, and what is decided? Requests, policies, and the evaluation with its trace."""

from .context import derived_keys
from .evaluate import Evaluation, Gate, evaluate, evaluate_gates
from .policy_set import Account, Grant, Level, PolicySet
from .request import (
    Principal,
    PrincipalType,
    Request,
    Resource,
    ResourceKind,
    anonymous,
    at,
    federated_user,
    role_session,
    root,
    service,
    user,
)

__all__ = [
    "Account",
    "Evaluation",
    "Gate",
    "Grant",
    "Level",
    "PolicySet",
    "Principal",
    "PrincipalType",
    "Request",
    "Resource",
    "ResourceKind",
    "anonymous",
    "at",
    "derived_keys",
    "evaluate",
    "evaluate_gates",
    "federated_user",
    "role_session",
    "root",
    "service",
    "user",
]
