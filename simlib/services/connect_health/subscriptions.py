"""Subscriptions, which are what is billed, and the listening sessions of ambient documentation.

A listening session is started and stays in progress: the stream of sound is not modelled, nor what
is written to Amazon S3 behind it.
Source: "CreateSubscription", "StartMedicalScribeListeningSession" (Amazon Connect Health API
Reference), "Logging and monitoring in Amazon Connect Health" (a new subscription is active).
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...cloud.calling import Call
from ...cloud.errors import ClientError, NotModelledError
from ...cloud.health import HealthJob, HealthPart
from ...cloud.operation import Operation
from .parts import operation, parts_of, the_domain, the_part

__all__ = ["OPERATIONS"]

_SESSION_PARAMETERS = ("languageCode", "mediaEncoding", "mediaSampleRateHertz")


def _create(call: Call) -> dict[str, Any]:
    domain = the_domain(call)
    subscription = HealthPart(
        f"sub-{call.ids.lower('subscription', 21)}",
        "subscription",
        domain.arn,
        settings={"lastUpdatedAt": call.now, "activatedAt": call.now},
        created=call.now,
    )
    call.put("health_parts", subscription.arn, subscription)
    return _shown(subscription)


def _activate(call: Call) -> dict[str, Any]:
    return _changed(call, "ACTIVE", "activatedAt")


def _deactivate(call: Call) -> dict[str, Any]:
    return _changed(call, "INACTIVE", "deactivatedAt")


def _changed(call: Call, status: str, when: str) -> dict[str, Any]:
    found = the_part(call, "subscription")
    settings = {**found.settings, "lastUpdatedAt": call.now, when: call.now}
    changed = replace(found, status=status, settings=settings)
    call.put("health_parts", changed.arn, changed)
    return {"subscription": _shown(changed)}


def _get(call: Call) -> dict[str, Any]:
    return {"subscription": _shown(the_part(call, "subscription"))}


def _list(call: Call) -> dict[str, Any]:
    return {"subscriptions": [_shown(each) for each in parts_of(call, "subscription")]}


def _shown(subscription: HealthPart) -> dict[str, Any]:
    return {
        "domainId": subscription.domain.rpartition("/")[2],
        "subscriptionId": subscription.id,
        "arn": subscription.arn,
        "status": subscription.status,
        "createdAt": subscription.created,
        **subscription.settings,
    }


def _start_session(call: Call) -> dict[str, Any]:
    subscription = the_part(call, "subscription")
    if subscription.status != "ACTIVE":
        raise NotModelledError(
            f"simlib does not model listening sessions of a subscription that is "
            f"{subscription.status}: AWS does not say what happens"
        )
    settings = {name: call[name] for name in _SESSION_PARAMETERS}
    kind = "MedicalScribeListeningSession"
    session = HealthJob(
        call["sessionId"], kind, subscription.arn, "IN_PROGRESS", settings, call.now
    )
    call.put("jobs", _session_key(call, subscription), session)
    return {**_named(call), "requestId": call.ids.uuid("scribe request"), **settings}


def _get_session(call: Call) -> dict[str, Any]:
    session = call.state.jobs.get(_session_key(call, the_part(call, "subscription")))
    if session is None:
        message = f"Session {call['sessionId']} not found"
        raise ClientError("ResourceNotFoundException", message, 404)
    details: Mapping[str, Any] = {
        **_named(call),
        **session.settings,
        "streamStatus": session.status,
        "streamCreationTime": session.submitted,
    }
    return {"medicalScribeListeningSessionDetails": details}


def _named(call: Call) -> dict[str, Any]:
    return {name: call[name] for name in ("sessionId", "domainId", "subscriptionId")}


def _session_key(call: Call, subscription: HealthPart) -> str:
    """Clients choose the ids of listening sessions, so each subscription has its own."""
    return f"{subscription.arn}/{call['sessionId']}"


OPERATIONS: Mapping[str, Operation] = {
    "ActivateSubscription": operation("ActivateSubscription", _activate, "subscription"),
    "CreateSubscription": operation("CreateSubscription", _create, makes="subscription"),
    "DeactivateSubscription": operation("DeactivateSubscription", _deactivate, "subscription"),
    "GetMedicalScribeListeningSession": operation(
        "GetMedicalScribeListeningSession",
        _get_session,
        "subscription",
        takes=("sessionId",),
        read_only=True,
        data_event=True,
    ),
    "GetSubscription": operation("GetSubscription", _get, "subscription", read_only=True),
    "ListSubscriptions": operation(
        "ListSubscriptions", _list, ignores=("maxResults", "nextToken"), read_only=True
    ),
    "StartMedicalScribeListeningSession": operation(
        "StartMedicalScribeListeningSession",
        _start_session,
        "subscription",
        takes=("sessionId", *_SESSION_PARAMETERS),
        data_event=True,
    ),
}
