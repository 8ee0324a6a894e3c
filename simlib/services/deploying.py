"""Runs an operation as CloudFormation does for a deployer: no policy refuses it, no trail tells it.

The deployer is the account's root user. What the SDK and the service check, they check; policies
do not count, and nothing stands in the trail.
"""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..cloud.api_model import input_shape
from ..cloud.calling import Call, Response, perform
from ..cloud.circumstances import Asking
from ..cloud.network import PUBLIC_NETWORK
from ..cloud.organization import Account
from ..cloud.parameters import Shape
from ..cloud.sessions import CredentialType, Session
from ..evaluation.request import PrincipalType

if TYPE_CHECKING:
    from ..cloud.cloud import Cloud

__all__ = ["as_sent", "deploy"]


def deploy(
    cloud: "Cloud", account: str, region: str, operation: str, **parameters: Any
) -> Response:
    """Makes `iam:CreateRole` and the like happen in an account.

    Parameters are converted as CloudFormation does. Raises what `Caller.call` raises.
    """
    client, _, name = operation.partition(":")
    service = cloud.service(client)
    asking = Asking(_deployer(account), PUBLIC_NETWORK, cloud.now, region)
    call = Call(cloud, asking, service, name, parameters=parameters)
    call.parameters = as_sent(input_shape(service, name), call.parameters)
    call.deployed = True
    return perform(call)


def _deployer(account: str) -> Session:
    arn = Account(account, "").root_arn
    long_term, root = CredentialType.LONG_TERM_KEY, PrincipalType.ROOT
    return Session(long_term, root, account, arn, arn, account)


def as_sent(shape: Shape, value: Any) -> Any:
    """Values as the API takes them: documents as JSON, numbers and booleans as texts and back.

    >>> as_sent({"type": "string"}, {"Version": "2012-10-17"})
    '{\\n  "Version": "2012-10-17"\\n}'
    >>> as_sent({"type": "integer"}, "7200"), as_sent({"type": "boolean"}, "true")
    (7200, True)
    """
    kind = shape["type"]
    if kind == "structure" and isinstance(value, dict):
        members: Mapping[str, Shape] = shape.get("members", {})
        return {
            key: as_sent(members[key], inner) if key in members else inner
            for key, inner in value.items()
        }
    if kind == "list" and isinstance(value, list) and "member" in shape:
        return [as_sent(shape["member"], item) for item in value]
    if kind == "map" and isinstance(value, dict) and "value" in shape:
        return {key: as_sent(shape["value"], inner) for key, inner in value.items()}
    return _scalar(kind, value)


def _scalar(kind: str, value: Any) -> Any:
    if kind == "string" and isinstance(value, dict):
        return json.dumps(value, indent=2)
    if kind == "string" and isinstance(value, bool):
        return "true" if value else "false"
    if kind == "string" and isinstance(value, int | float):
        return str(value)
    if kind in ("integer", "long") and isinstance(value, str) and value.isdecimal():
        return int(value)
    if kind == "boolean" and value in ("true", "false"):
        return value == "true"
    return value
