"""GetCallerIdentity, GetAccessKeyInfo, DecodeAuthorizationMessage: questions to STS.

Source: "AWS STS API Reference: GetCallerIdentity", "… GetAccessKeyInfo", "…
DecodeAuthorizationMessage".
"""

from typing import Any

from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.operation import Need, Operation
from ...cloud.presenting import session_behind
from ...evaluation.request import PrincipalType
from ..authorization_message import decoded_message

__all__ = ["OPERATIONS"]


def _get_caller_identity(call: Call) -> dict[str, Any]:
    session = call.session
    federated = session.principal is PrincipalType.FEDERATED_USER
    named = f":{session.name}" if session.name else ""
    user_id = session.account if federated else session.unique_id
    return {"UserId": f"{user_id}{named}", "Account": session.account, "Arn": session.arn}


def _get_access_key_info(call: Call) -> dict[str, Any]:
    found = session_behind(call.state, call["AccessKeyId"])
    if found is None:
        message = f"1 validation error detected: Value '{call['AccessKeyId']}' is not an access key"
        raise ClientError("ValidationError", message, 400, hint="the wording is inferred")
    return {"Account": found.account}


def _decode(call: Call) -> dict[str, Any]:
    return {"DecodedMessage": decoded_message(call["EncodedMessage"])}


OPERATIONS = {
    "GetCallerIdentity": Operation(
        (Need("sts:GetCallerIdentity"),), _get_caller_identity, read_only=True
    ),
    "GetAccessKeyInfo": Operation(
        (Need("sts:GetAccessKeyInfo"),), _get_access_key_info, ("AccessKeyId",), read_only=True
    ),
    "DecodeAuthorizationMessage": Operation(
        (Need("sts:DecodeAuthorizationMessage"),), _decode, ("EncodedMessage",), read_only=True
    ),
}
