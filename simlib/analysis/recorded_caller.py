"""Who made a recorded call, as a caller of this cloud: the same credentials, or new ones.

Source: "CloudTrail userIdentity element".
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..cloud.attached import name_in_arn
from ..cloud.caller import Caller
from ..cloud.cloud import Cloud
from ..cloud.identities import Role, User
from ..cloud.questions import as_public_address
from ..language.errors import QuestionError

__all__ = ["caller_of"]

Told = Mapping[str, Any]


def caller_of(cloud: Cloud, record: Told) -> tuple[Caller, tuple[str, ...]]:
    """The caller, from where and in which Region; and what the record cannot bring back.

    Raises UnknownNameError where there is nobody of that name here, QuestionError where the record
    does not say who called.
    """
    identity = record.get("userIdentity")
    if not isinstance(identity, Mapping):
        raise QuestionError("the record does not say who called: it has no `userIdentity`")
    caller, lost = _identified(cloud, identity)
    caller, way = _on_its_way(caller, record)
    return _through_a_service(caller, identity), (*lost, *way)


def _identified(cloud: Cloud, identity: Told) -> tuple[Caller, tuple[str, ...]]:
    session = cloud.state.sessions.get(str(identity.get("accessKeyId", "")))
    arn = str(identity.get("arn") or "")
    if session is not None and session.arn == arn:
        return replace(cloud.as_(arn), session=session), ()
    if name_in_arn(arn)[0] == "assumed-role":
        return _as_role(cloud, arn)
    return cloud.as_(arn or _named(cloud, identity)), ()


def _as_role(cloud: Cloud, arn: str) -> tuple[Caller, tuple[str, ...]]:
    """A session of that name, or a new one of the role."""
    if any(each.arn == arn for each in cloud.state.sessions.values()):
        return cloud.as_(arn), ()
    _, account, name = name_in_arn(arn)
    role = arn.split(":", 5)[5].split("/")[1]
    lost = "with a new session of the role, which has no session policies, no session tags, no MFA"
    return cloud.as_(role, account=account, session_name=name), (lost,)


def _named(cloud: Cloud, identity: Told) -> str:
    """Whoever has no ARN in the record: a service, nobody known, or a user by the unique id."""
    if identity.get("type") == "AWSService":
        return str(identity.get("invokedBy", ""))
    if identity.get("accountId") == "anonymous":
        return "anonymous"
    unique_id = str(identity.get("principalId", "")).partition(":")[0]
    users, roles = cloud.state.users.values(), cloud.state.roles.values()
    identities: tuple[User | Role, ...] = (*users, *roles)
    for each in identities:
        if each.unique_id == unique_id:
            return each.arn
    kind = identity.get("type", "caller")
    raise QuestionError(f"the record gives no ARN of this {kind}, and no id that is known here")


def _on_its_way(caller: Caller, record: Told) -> tuple[Caller, tuple[str, ...]]:
    """The Region, and the VPC endpoint or the public address that the record has."""
    region, endpoint = record.get("awsRegion"), record.get("vpcEndpointId")
    if region:
        caller = caller.in_region(str(region))
    if endpoint in caller.cloud.state.endpoints:
        return caller.through(str(endpoint), str(record.get("sourceIPAddress", "10.0.0.10"))), ()
    lost = (f"not through the VPC endpoint `{endpoint}`, which is not here",) if endpoint else ()
    try:
        return caller.at(as_public_address(str(record.get("sourceIPAddress", "")))), lost
    except QuestionError:  # a service's name, or none at all
        return caller, lost


def _through_a_service(caller: Caller, identity: Told) -> Caller:
    """A service that called in the caller's name brings keys of its own (rule E24)."""
    service = str(identity.get("invokedBy") or "")
    if not service or identity.get("type") == "AWSService":
        return caller
    regional = service.replace(".", f".{caller.region}.", 1)
    keys = {
        "aws:CalledVia": [service],
        "aws:CalledViaFirst": service,
        "aws:CalledViaLast": service,
        "aws:SourceIp": None,
        "aws:ViaAWSService": "true",
        "kms:ViaService": regional,
    }
    return caller.with_context(**keys)
