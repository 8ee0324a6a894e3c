"""How STS says no: to credentials that it takes no such call from, in words of its own (rule F8).

Source: "AWS STS API Reference: AssumeRole", "… GetSessionToken", "… GetFederationToken".
"""

from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.sessions import refusal_of
from ...evaluation.evaluate import Evaluation
from ...evaluation.request import PrincipalType

__all__ = ["denied"]


def denied(call: Call, evaluation: Evaluation) -> ClientError:
    """AccessDenied in STS's words, else in those of the evaluation."""
    message = evaluation.message or "Access Denied"
    if refusal_of(call.session, f"sts:{call.name}"):
        message = _words(call) or message
    return ClientError("AccessDenied", message, 403, evaluation=evaluation)


def _words(call: Call) -> str:
    if call.name in ("GetSessionToken", "GetFederationToken"):
        return f"Cannot call {call.name} with session credentials"
    root = call.session.principal is PrincipalType.ROOT
    return (
        "Roles may not be assumed by root accounts." if root and call.name == "AssumeRole" else ""
    )
