"""EC2's denials: the code, and the encoded message that sts:DecodeAuthorizationMessage reads.

Source: "DecodeAuthorizationMessage" (AWS STS API), "Error codes for the Amazon EC2 API".
"""

from ..cloud.calling import Call
from ..cloud.errors import ClientError
from ..evaluation.encoded_message import decode, encode
from ..evaluation.evaluate import Evaluation
from ..evaluation.message import with_encoded

__all__ = ["decoded_message", "unauthorized_operation"]


def unauthorized_operation(call: Call, evaluation: Evaluation) -> ClientError:
    """The error for a denied call to EC2, whichever service's action was denied (rule J8)."""
    message = evaluation.message or ""
    if not evaluation.request.action.startswith("ec2:"):
        encoded = encode(evaluation.request, evaluation.policies, evaluation.deciding)
        message = with_encoded(message, encoded)
    hint = "sts:DecodeAuthorizationMessage tells what the encoded message says"
    return ClientError("UnauthorizedOperation", message, 403, evaluation=evaluation, hint=hint)


def decoded_message(encoded: str) -> str:
    """The JSON text behind an encoded message. Raises ClientError for a text that is none."""
    try:
        return decode(encoded)
    except ValueError:
        code = "InvalidAuthorizationMessageException"
        raise ClientError(code, "Invalid authorization message", 400) from None
