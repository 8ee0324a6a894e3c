"""Agents, integrations and sessions: permissions that AWS lists without publishing operations.

The actions and their resource types are AWS's; parameters and answers are simlib's own, and small.
Source: "Permission-only actions for Amazon Connect Health" (Service Authorization Reference).
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.health import HealthPart
from ...cloud.operation import Effect, Operation
from .parts import operation, parts_of, the_domain, the_part

__all__ = ["OPERATIONS"]

_FIRST = {"agent": ("DRAFT", {"version": 1}), "integration": ("ACTIVE", {})}


def _create(kind: str) -> Effect:
    def effect(call: Call) -> dict[str, Any]:
        status, settings = _FIRST[kind]
        return _kept(call, _new(call, kind, status, settings))

    return effect


def _new(call: Call, kind: str, status: str, settings: Mapping[str, Any]) -> HealthPart:
    domain, name = the_domain(call), call.get("name", "")
    return HealthPart(call.ids.uuid(kind), kind, domain.arn, name, status, settings, call.now)


def _get(kind: str) -> Effect:
    return lambda call: _shown(the_part(call, kind))


def _list(kind: str) -> Effect:
    return lambda call: {f"{kind}s": [_shown(each) for each in parts_of(call, kind)]}


def _update(kind: str) -> Effect:
    """Of an agent that is published, a new draft comes next to it."""

    def effect(call: Call) -> dict[str, Any]:
        part = the_part(call, kind)
        changed = replace(part, name=call.get("name", part.name))
        if part.status == "PUBLISHED":
            settings = {**part.settings, "version": part.settings["version"] + 1}
            changed = replace(changed, status="DRAFT", settings=settings)
        return _kept(call, changed)

    return effect


def _delete(kind: str) -> Effect:
    def effect(call: Call) -> dict[str, Any]:
        call.drop("health_parts", the_part(call, kind).arn)
        return {}

    return effect


def _publish(call: Call) -> dict[str, Any]:
    agent = the_part(call, "agent")
    if agent.status != "DRAFT":
        raise ClientError("ConflictException", f"Agent {agent.id} has no draft to publish", 409)
    return _kept(call, replace(agent, status="PUBLISHED"))


def _kept(call: Call, part: HealthPart) -> dict[str, Any]:
    call.put("health_parts", part.arn, part)
    return _shown(part)


def _shown(part: HealthPart) -> dict[str, Any]:
    return {
        "domainId": part.domain.rpartition("/")[2],
        f"{part.kind}Id": part.id,
        "arn": part.arn,
        "name": part.name,
        "status": part.status,
        "createdAt": part.created,
        **part.settings,
    }


def _create_session(call: Call) -> dict[str, Any]:
    settings = {"agentId": the_part(call, "agent").id, "attributes": call.get("attributes", {})}
    return _kept(call, _new(call, "session", "ACTIVE", settings))


def _update_session(call: Call) -> dict[str, Any]:
    session = the_part(call, "session")
    attributes = {**session.settings["attributes"], **call.get("attributes", {})}
    return _kept(call, replace(session, settings={**session.settings, "attributes": attributes}))


def _invoke(call: Call) -> dict[str, Any]:
    """There is no agent to answer: that it may be asked is the point."""
    session = the_part(call, "session")
    return {"sessionId": session.id, "agentId": session.settings["agentId"], "output": ""}


def _analytics(call: Call) -> dict[str, Any]:
    return {"sessions": len(parts_of(call, "session"))}


def _configured(kind: str) -> dict[str, Operation]:
    """The operations that agents and integrations share."""
    noun = kind.title()
    return {
        f"Create{noun}": operation(f"Create{noun}", _create(kind), makes=kind, takes=("name",)),
        f"Delete{noun}": operation(f"Delete{noun}", _delete(kind), kind),
        f"Get{noun}": operation(f"Get{noun}", _get(kind), kind, read_only=True),
        f"List{noun}s": operation(f"List{noun}s", _list(kind), read_only=True),
        f"Update{noun}": operation(f"Update{noun}", _update(kind), kind, takes=("name",)),
    }


def _reading(name: str, effect: Effect, *kinds: str) -> dict[str, Operation]:
    return {name: operation(name, effect, *kinds, read_only=True, data_event=True)}


OPERATIONS: Mapping[str, Operation] = {
    **_configured("agent"),
    **_configured("integration"),
    **_reading("GetDomainAnalytics", _analytics),
    **_reading("GetSessionContext", _get("session"), "session"),
    **_reading("ListSessionRecords", _list("session")),
    "CreateSession": operation(
        "CreateSession",
        _create_session,
        "agent",
        makes="session",
        takes=("attributes",),
        data_event=True,
    ),
    "InvokeAgent": operation("InvokeAgent", _invoke, "session", takes=("input",), data_event=True),
    "PublishAgent": operation("PublishAgent", _publish, "agent"),
    "UpdateSession": operation(
        "UpdateSession", _update_session, "session", takes=("attributes",), data_event=True
    ),
}
