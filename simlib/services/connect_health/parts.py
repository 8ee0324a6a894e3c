"""Domains and their parts by ARN, and the one shape of every operation on them.

An action with several required resource types is asked for once on each ARN (rule I1), the most
special first. What a call makes has no id yet: it is asked for as `…/subscription/*`, as in AWS's
own example of a CloudTrail record; that the other kinds do the same is inferred.
Source: "Actions, resources, and condition keys for Amazon Connect Health", "Logging and monitoring
in Amazon Connect Health".
"""

from collections.abc import Iterable, Mapping
from typing import Any

from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.health import Domain, HealthPart
from ...cloud.operation import Effect, Need, Operation

__all__ = ["domain_arn", "operation", "parts_of", "shape", "the_domain", "the_part"]

_IDS = {
    "agent": "agentId",
    "integration": "integrationId",
    "patient-insights-job": "jobId",
    "session": "sessionId",
    "subscription": "subscriptionId",
}
_DOMAIN_ID = {"type": "string", "min": 20, "max": 25, "pattern": "(hai-|dom-)[a-z0-9]+"}
_ID = {"type": "string", "min": 1, "max": 64}
_MEMBERS: Mapping[str, Mapping[str, Any]] = {
    "attributes": {"type": "map", "value": {"type": "string"}},
    "domainId": _DOMAIN_ID,
    "input": {"type": "string", "min": 1},
    "name": {"type": "string", "min": 1, "max": 64},
}


def domain_arn(call: Call) -> str:
    """The ARN of the domain that `domainId` names, in the caller's account."""
    return f"arn:aws:health-agent:{call.region}:{call.account}:domain/{call['domainId']}"


def part_arn(call: Call, kind: str) -> str:
    """The ARN of what a call names in the domain; of what it makes, `*` stands for the id."""
    return f"{domain_arn(call)}/{kind}/{call.get(_IDS[kind], '*')}"


def operation(
    name: str,
    effect: Effect,
    *kinds: str,
    makes: str = "",
    takes: tuple[str, ...] = (),
    ignores: tuple[str, ...] = (),
    read_only: bool = False,
    data_event: bool = False,
) -> Operation:
    """An operation on a domain and parts of it: `kinds` are named by id, `makes` is a new one."""
    asked = (makes, *kinds) if makes else kinds
    words = (asked[0] if asked else "domain").split("-")

    def on(call: Call) -> list[str]:
        return [*(part_arn(call, kind) for kind in asked), domain_arn(call)]

    return Operation(
        (Need(f"health-agent:{name}", on),),
        effect,
        ("domainId", *(_IDS[kind] for kind in kinds), *takes),
        ignores,
        read_only=read_only,
        data_event=data_event,
        resource_type=f"AWS::HealthAgent::{''.join(word.title() for word in words)}",
    )


def shape(parameters: Iterable[str]) -> dict[str, Any]:
    """The shape of an operation that botocore does not have, as simlib takes it: ids are needed."""
    members = {each: _MEMBERS.get(each, _ID) for each in parameters}
    needed = sorted(each for each in members if each.endswith("Id"))
    return {"type": "structure", "members": members, "required": needed}


def the_domain(call: Call) -> Domain:
    """The domain that a call names. Raises ClientError ResourceNotFoundException."""
    domain = call.state.domains.get(domain_arn(call))
    if domain is None:
        raise ClientError("ResourceNotFoundException", f"Domain {call['domainId']} not found", 404)
    return domain


def the_part(call: Call, kind: str) -> HealthPart:
    """The part of the domain that a call names. Raises ClientError ResourceNotFoundException."""
    the_domain(call)
    part = call.state.health_parts.get(part_arn(call, kind))
    if part is None:
        message = f"{kind.capitalize()} {call[_IDS[kind]]} not found"
        raise ClientError("ResourceNotFoundException", message, 404)
    return part


def parts_of(call: Call, kind: str) -> list[HealthPart]:
    """All parts of one kind in the domain, by id. Raises ClientError ResourceNotFoundException."""
    domain = the_domain(call)
    mine = (each for each in call.state.health_parts.values() if each.domain == domain.arn)
    return sorted((each for each in mine if each.kind == kind), key=lambda each: each.id)
