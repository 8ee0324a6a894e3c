"""CloudTrail records: what is written down of every call, allowed or denied.

Source: "CloudTrail record contents for management, data, and network activity events".
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ..evaluation.request import Resource
from ..language.terms import Decision
from ..trace.nodes import Layer
from .context_keys import iso_time, region_asked
from .errors import ClientError
from .user_identity import as_seen_from_outside, user_identity

if TYPE_CHECKING:
    from ..evaluation.evaluate import Evaluation
    from .calling import Call
    from .operation import Service

__all__ = ["as_recorded", "every_resource", "leaves_a_record", "records_of"]

VERSION = "1.11"
Record = dict[str, Any]
LONGEST_MESSAGE = 1024  # characters


def records_of(call: "Call", error: ClientError | None) -> Iterator[Record]:
    """The caller's record; a second one for the owner where the resource is another account's.

    Both have one sharedEventID. That a denied call is recorded for the caller alone is inferred.
    """
    if call.operation.data_event and not call.cloud.data_events:
        return
    first = _record(call, error)
    owners = _other_owners(call) if error is None else ()
    if owners:
        first["sharedEventID"] = call.ids.uuid("shared event")
    yield first
    for owner in owners:
        event = call.ids.uuid("event")
        identity = as_seen_from_outside(call.session)
        yield {**first, "userIdentity": identity, "eventID": event, "recipientAccountId": owner}
    if error is not None and _by_endpoint(error.evaluation):
        yield _network_activity(call, first)


def leaves_a_record(service: "Service", error: ClientError) -> bool:
    """Is a call recorded that was not authenticated? Only where it is known who it was.

    Of a wrong signature nobody knows that. An expired token leaves a record (inferred from
    published records), but not with S3, which records no failed authentication.
    Source: "Logging Amazon S3 API calls using AWS CloudTrail".
    """
    return error.code.startswith("ExpiredToken") and service.prefix != "s3"


def _without_region(service: str | None) -> str | None:
    """Records name a service without its Region: `healthlake.amazonaws.com`."""
    name, *middle = (service or "").split(".")
    return f"{name}.amazonaws.com" if len(middle) == 3 else service


def _record(call: "Call", error: ClientError | None) -> Record:
    service, operation = call.service, call.operation
    via = call.asking.via[-1] if call.asking.via else None
    own = _without_region(call.session.service)  # itself, or whom a service role serves
    record: Record = {
        "eventVersion": VERSION,
        "userIdentity": user_identity(call.session, invoked_by=via or own),
        "eventTime": iso_time(call.now),
        "eventSource": service.event_source,
        "eventName": operation.event_name or call.name,
        "awsRegion": region_asked(service.prefix, call.region),
        "sourceIPAddress": via or own or call.asking.path.address,
        "userAgent": via or own or call.asking.path.user_agent,
    }
    if error is not None:
        client = "Client." if service.prefix == "ec2" else ""
        record["errorCode"] = client + error.recorded
        record["errorMessage"] = error.message[:LONGEST_MESSAGE]
    record["requestParameters"] = _request_parameters(call)
    record["responseElements"] = _response_elements(call, error)
    record |= {
        "requestID": call.ids.uuid("request"),
        "eventID": call.ids.uuid("event"),
        "readOnly": operation.read_only,
    }
    resources = _resources(call)
    if resources:
        record["resources"] = resources
    record |= {
        "eventType": "AwsApiCall",
        "managementEvent": not operation.data_event,
        "recipientAccountId": call.session.account or _owner(call) or "anonymous",
        "eventCategory": "Data" if operation.data_event else "Management",
    }
    if call.asking.path.endpoint and not call.asking.via:
        record["vpcEndpointId"] = call.asking.path.endpoint
    return record


def _request_parameters(call: "Call") -> Record | None:
    if call.service.recorded is not None:
        return call.service.recorded(call)
    return as_recorded(call.parameters, call.service.hidden) or None


def _response_elements(call: "Call", error: ClientError | None) -> Record | None:
    """Null for reads and failures (rule J12)."""
    if error is not None or call.operation.read_only or not call.response:
        return None
    if call.service.answered is not None:
        return call.service.answered(call) or None
    return as_recorded(call.response, call.service.hidden) or None


def as_recorded(value: Any, hidden: frozenset[str]) -> Any:
    """Names with a small first letter, times and bytes as text, secrets left out.

    >>> as_recorded({"KeyId": "k", "Plaintext": b"x"}, frozenset({"Plaintext"}))
    {'keyId': 'k'}
    """
    if isinstance(value, Mapping):
        items = ((key, _as_sent(key, inner)) for key, inner in value.items() if key not in hidden)
        return {key[:1].lower() + key[1:]: as_recorded(inner, hidden) for key, inner in items}
    if isinstance(value, (list, tuple)):
        return [as_recorded(inner, hidden) for inner in value]
    if isinstance(value, datetime):
        return _written_time(value)
    return "HIDDEN_DUE_TO_SECURITY_REASONS" if isinstance(value, (bytes, bytearray)) else value


def _as_sent(key: str, value: Any) -> Any:
    """Policy documents stand in records as IAM sends them, URL-encoded; the SDK decodes them."""
    encoded = key.endswith("Document") and isinstance(value, Mapping)
    return quote(json.dumps(value)) if encoded else value


def _written_time(time: datetime) -> str:
    """As the query services write times into records: `Mar 2, 2026, 9:00:00 AM`."""
    return f"{time:%b} {time.day}, {time.year}, {time.hour % 12 or 12}:{time:%M:%S %p}"


def _resources(call: "Call") -> list[Record]:
    """What the service lists, else the first resource that the call was about."""
    listed = call.service.resources
    return listed(call) if listed is not None else every_resource(call)[:1]


def every_resource(call: "Call") -> list[Record]:
    """The resources that were authorized, in that order, as the operation's type."""
    kind = call.operation.resource_type
    if kind is None:
        return []
    named = (each for each in _own_resources(call) if each.arn != "*")
    return [
        {"accountId": resource.account, "type": kind, "ARN": resource.arn}
        for resource in dict.fromkeys(named)
    ]


def _own_resources(call: "Call") -> Iterator[Resource]:
    """What this call itself was about, not the calls that the service made further."""
    prefix = f"{call.service.prefix}:"
    return (each.request.resource for name, each in call.evaluations if name.startswith(prefix))


def _other_owners(call: "Call") -> tuple[str, ...]:
    caller = call.session.account
    if caller is None:
        return ()
    owners = (resource.account for resource in _own_resources(call))
    return tuple(dict.fromkeys(owner for owner in owners if owner and owner != caller))


def _owner(call: "Call") -> str | None:
    owners = (resource.account for resource in _own_resources(call))
    return next((owner for owner in owners if owner), None)


def _by_endpoint(evaluation: "Evaluation | None") -> bool:
    """Did an endpoint policy deny? AWS then writes a network activity event too (rule J12)."""
    if evaluation is None or evaluation.decision is Decision.ALLOWED:
        return False
    return evaluation.layers[:1] == (Layer.VPC_ENDPOINT,)


def _network_activity(call: "Call", record: Record) -> Record:
    endpoint = call.state.endpoints.get(call.asking.path.endpoint or "")
    kept = {key: value for key, value in record.items() if key not in ("errorCode", "errorMessage")}
    return kept | {
        "errorCode": "VpceAccessDenied",
        "errorMessage": "The request was denied due to a VPC endpoint policy",
        "eventID": call.ids.uuid("event"),
        "eventType": "AwsVpceEvents",
        "managementEvent": False,
        "vpcEndpointId": call.asking.path.endpoint,
        "vpcEndpointAccountId": endpoint.account if endpoint else None,
        "recipientAccountId": endpoint.account if endpoint else record["recipientAccountId"],
        "eventCategory": "NetworkActivity",
    }
