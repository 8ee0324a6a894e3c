"""AWS CloudTrail's event history: management events looked up, newest first.

Events are there at once, where AWS takes minutes. Resources are those that the record names.
Source: "LookupEvents" (AWS CloudTrail API Reference), "Viewing recent management events with the
AWS CLI".
"""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from ..cloud.calling import Call
from ..cloud.errors import ClientError
from ..cloud.operation import Need, Operation, Service
from ..cloud.parameters import moment

__all__ = ["SERVICE"]

HISTORY = timedelta(days=90)
Record = Mapping[str, Any]


def _username(record: Record) -> str | None:
    """The user's name, a session's name, or `root`; service principals have none."""
    identity = record["userIdentity"]
    if identity["type"] == "Root":
        return "root"
    if identity["type"] in ("AssumedRole", "FederatedUser"):
        return str(identity["principalId"]).rpartition(":")[2]
    name: str | None = identity.get("userName")
    return name


def _event(record: Record) -> dict[str, Any]:
    found = {
        "EventId": record["eventID"],
        "EventName": record["eventName"],
        "ReadOnly": str(record["readOnly"]).lower(),
        "AccessKeyId": record["userIdentity"].get("accessKeyId"),
        "EventTime": moment(record["eventTime"]),
        "EventSource": record["eventSource"],
        "Username": _username(record),
        "Resources": [
            {"ResourceType": each["type"], "ResourceName": each["ARN"]}
            for each in record.get("resources", ())
        ],
        "CloudTrailEvent": json.dumps(record, ensure_ascii=False),
    }
    return {key: value for key, value in found.items() if value is not None}


def _history(call: Call) -> Iterator[dict[str, Any]]:
    """The management events of the caller's account in this Region, newest first."""
    for record in reversed(call.cloud.records):
        here = (record["recipientAccountId"], record["awsRegion"]) == (call.account, call.region)
        if here and record["eventCategory"] == "Management":
            yield _event(record)


def _names(event: Mapping[str, Any], key: str) -> set[str]:
    """The values of an event by which an attribute finds it."""
    if key == "ResourceType":
        return {each["ResourceType"] for each in event["Resources"]}
    if key == "ResourceName":
        arns = {each["ResourceName"] for each in event["Resources"]}
        return arns | {arn.rpartition("/")[2] for arn in arns} | {a.split(":")[-1] for a in arns}
    return {event.get(key, "")}


def _page(call: Call, events: list[dict[str, Any]]) -> dict[str, Any]:
    """All events, or as many as MaxResults says; the token is the last one's id."""
    token = call.get("NextToken")
    places = [place for place, event in enumerate(events, 1) if event["EventId"] == token]
    if token is not None and not places:
        raise ClientError("InvalidNextTokenException", "The NextToken is not valid.", 400)
    rest = events[places[0] if places else 0 :]
    page = rest[: call.get("MaxResults", len(rest))]
    more = {"NextToken": page[-1]["EventId"]} if len(page) < len(rest) else {}
    return {"Events": page, **more}


def _lookup_events(call: Call) -> dict[str, Any]:
    attributes = call.get("LookupAttributes", ())
    if len(attributes) > 1:
        message = "You can only specify one lookup attribute."
        raise ClientError("InvalidLookupAttributesException", message, 400)
    start = moment(call.get("StartTime", call.now - HISTORY))
    end = moment(call.get("EndTime", call.now))
    if start > end:
        message = "StartTime must be before EndTime."
        raise ClientError("InvalidTimeRangeException", message, 400)
    found = [event for event in _history(call) if start <= event["EventTime"] <= end]
    for attribute in attributes:
        key, value = attribute["AttributeKey"], attribute["AttributeValue"]
        found = [event for event in found if value in _names(event, key)]
    return _page(call, found)


OPERATIONS: Mapping[str, Operation] = {
    "LookupEvents": Operation(
        (Need("cloudtrail:LookupEvents"),),
        _lookup_events,
        ("LookupAttributes", "StartTime", "EndTime", "MaxResults", "NextToken"),
        read_only=True,
    ),
}

SERVICE = Service("cloudtrail", "cloudtrail", "cloudtrail.amazonaws.com", OPERATIONS)
