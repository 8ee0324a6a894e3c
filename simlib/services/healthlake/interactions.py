"""The FHIR REST interactions, each by the name of its action; they are CloudTrail data events.

Source: "Managing FHIR resources in AWS HealthLake", "Logging AWS HealthLake API calls using AWS
CloudTrail", "Actions, resources, and condition keys for AWS HealthLake".
"""

from collections.abc import Callable, Mapping
from typing import Any

from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.health import DataStore
from ...cloud.operation import Effect, Need, Operation
from .encryption import decrypt, encrypt
from .fhir import Resource, Versions, bundle, everything_of, found, patched, read, stamped
from .naming import active_store, keep, store_arn

__all__ = ["OPERATIONS", "SHAPES", "put_version"]

Interaction = Callable[[Call, DataStore], dict[str, Any]]


def put_version(
    call: Call, store: DataStore, place: tuple[str, str], resource: Resource
) -> tuple[DataStore, Resource]:
    """Keeps a new version of a resource; returns the data store with it, and the resource."""
    name = "/".join(place)
    versions: Versions = store.resources.get(name, ())
    new: Resource = stamped(resource, place, len(versions) + 1, call.now)
    changed = keep(call, store, resources={**store.resources, name: (*versions, new)})
    return changed, new


def _create(call: Call, store: DataStore) -> dict[str, Any]:
    _, new = _created(call, store, call["ResourceType"], read(call["Resource"]))
    return {"Resource": new}


def _created(
    call: Call, store: DataStore, kind: str, resource: Resource
) -> tuple[DataStore, Resource]:
    """With an id from the server, whatever id was sent."""
    return put_version(call, store, (kind, call.ids.uuid("FHIR resource")), resource)


def _update(call: Call, store: DataStore) -> dict[str, Any]:
    """Creates the resource where there is none of that id."""
    _, new = put_version(call, store, _place(call), read(call["Resource"]))
    return {"Resource": new}


def _patch(call: Call, store: DataStore) -> dict[str, Any]:
    changed = patched(_newest(store, _place(call)), read(call["Resource"], "Patch"))
    _, new = put_version(call, store, _place(call), changed)
    return {"Resource": new}


def _delete(call: Call, store: DataStore) -> dict[str, Any]:
    _deleted(call, store, _place(call))
    return {}


def _deleted(call: Call, store: DataStore, place: tuple[str, str]) -> DataStore:
    _newest(store, place)
    name = "/".join(place)
    versions = (*store.resources[name], None)
    return keep(call, store, resources={**store.resources, name: versions})


def _read(call: Call, store: DataStore) -> dict[str, Any]:
    return {"Resource": _newest(store, _place(call))}


def _read_version(call: Call, store: DataStore) -> dict[str, Any]:
    versions = dict(enumerate(_versions(store, _place(call)), 1))
    wanted = call["VersionId"]
    version = versions.get(int(wanted)) if wanted.isdigit() else None
    if version is None:
        raise _not_found((*_place(call), "_history", wanted))
    return {"Resource": version}


def _history(call: Call, store: DataStore) -> dict[str, Any]:
    versions = [each for each in _versions(store, _place(call)) if each is not None]
    return {"Bundle": bundle("history", versions[::-1])}


def _search(call: Call, store: DataStore) -> dict[str, Any]:
    resources = found(store.resources, call["ResourceType"], call.get("Query", ""))
    return {"Bundle": bundle("searchset", resources)}


def _everything(call: Call, store: DataStore) -> dict[str, Any]:
    _newest(store, ("Patient", call["ResourceId"]))
    return {"Bundle": bundle("searchset", everything_of(store.resources, call["ResourceId"]))}


def _capabilities(call: Call, store: DataStore) -> dict[str, Any]:
    statement = {"resourceType": "CapabilityStatement", "status": "active", "kind": "instance"}
    return {"Resource": {**statement, "fhirVersion": "4.0.1", "format": ["json"]}}


def _process_bundle(call: Call, store: DataStore) -> dict[str, Any]:
    """Does a Bundle's entries in turn, all or none.

    Only healthlake:ProcessBundle is asked for. Whether AWS checks the entries' own actions too is
    not documented.
    """
    sent = read(call["Resource"], "Bundle")
    if sent.get("type") not in ("batch", "transaction"):
        raise ClientError("ValidationException", "Bundle.type must be batch or transaction", 400)
    answers = []
    try:
        if any(entry["request"]["method"] == "GET" for entry in sent.get("entry", ())):
            decrypt(call, store)
        for entry in sent.get("entry", ()):
            store, answer = _entry(call, store, entry)
            answers.append(answer)
    except (KeyError, TypeError):
        message = "Each entry of the Bundle needs request.method and request.url."
        raise ClientError("ValidationException", message, 400) from None
    answered = {"resourceType": "Bundle", "type": f"{sent['type']}-response", "entry": answers}
    return {"Bundle": answered}


def _entry(
    call: Call, store: DataStore, entry: Mapping[str, Any]
) -> tuple[DataStore, dict[str, Any]]:
    method, url = entry["request"]["method"], entry["request"]["url"]
    kind, _, identity = url.partition("/")
    place = (kind, identity)
    if method == "POST":
        store, new = _created(call, store, kind, read(entry.get("resource")))
        return store, {"resource": new, "response": {"status": "201"}}
    if method == "PUT":
        store, new = put_version(call, store, place, read(entry.get("resource")))
        return store, {"resource": new, "response": {"status": "200"}}
    if method == "DELETE":
        return _deleted(call, store, place), {"response": {"status": "204"}}
    if method == "GET" and identity:
        return store, {"resource": _newest(store, place), "response": {"status": "200"}}
    message = f"the bundle's request {method} {url} is none of POST, PUT, DELETE, GET Type/id"
    raise ClientError("ValidationException", message, 400)


def _place(call: Call) -> tuple[str, str]:
    return call["ResourceType"], call["ResourceId"]


def _versions(store: DataStore, place: tuple[str, str]) -> Versions:
    versions: Versions = store.resources.get("/".join(place), ())
    if not versions:
        raise _not_found(place)
    return versions


def _newest(store: DataStore, place: tuple[str, str]) -> Resource:
    newest = _versions(store, place)[-1]
    if newest is None:
        raise _not_found(place)
    return newest


def _not_found(place: tuple[str, ...]) -> ClientError:
    return ClientError("ResourceNotFoundException", f"{'/'.join(place)} was not found.", 404)


def _writing(interaction: Interaction) -> Effect:
    return _after(encrypt, interaction)


def _reading(interaction: Interaction) -> Effect:
    return _after(decrypt, interaction)


def _after(use_key: Callable[[Call, DataStore], None], interaction: Interaction) -> Effect:
    def effect(call: Call) -> dict[str, Any]:
        store = active_store(call)
        use_key(call, store)
        return interaction(call, store)

    return effect


def _without_data(interaction: Interaction) -> Effect:
    return lambda call: interaction(call, active_store(call))


_STRING = {"type": "string", "min": 1}
_MEMBERS: Mapping[str, Any] = {
    "DatastoreId": {"type": "string", "min": 1, "max": 32},
    "Query": {"type": "string"},
    "Resource": {"type": "document"},
    "ResourceId": _STRING,
    "ResourceType": {"type": "string", "pattern": "[A-Z][A-Za-z]+"},
    "VersionId": _STRING,
}
_OPTIONAL = ("Query",)
_ONE = ("DatastoreId", "ResourceType", "ResourceId")
# Of each interaction what it does, and its parameters; which read is the action's access level.
_READS: Mapping[str, tuple[Effect, tuple[str, ...]]] = {
    "GetCapabilities": (_without_data(_capabilities), ("DatastoreId",)),
    "GetHistoryByResourceId": (_reading(_history), _ONE),
    "ReadResource": (_reading(_read), _ONE),
    "SearchEverything": (_reading(_everything), ("DatastoreId", "ResourceId")),
    "SearchWithGet": (_reading(_search), ("DatastoreId", "ResourceType", "Query")),
    "SearchWithPost": (_reading(_search), ("DatastoreId", "ResourceType", "Query")),
    "VersionReadResource": (_reading(_read_version), (*_ONE, "VersionId")),
}
_WRITES: Mapping[str, tuple[Effect, tuple[str, ...]]] = {
    "CreateResource": (_writing(_create), ("DatastoreId", "ResourceType", "Resource")),
    "DeleteResource": (_writing(_delete), _ONE),
    "PatchResource": (_writing(_patch), (*_ONE, "Resource")),
    "ProcessBundle": (_writing(_process_bundle), ("DatastoreId", "Resource")),
    "UpdateResource": (_writing(_update), (*_ONE, "Resource")),
}


def _operation(name: str, effect: Effect, takes: tuple[str, ...]) -> Operation:
    return Operation(
        (Need(f"healthlake:{name}", store_arn),), effect, takes,
        read_only=name in _READS, data_event=True, resource_type="AWS::HealthLake::Datastore",
    )  # fmt: skip


def _shape(takes: tuple[str, ...]) -> dict[str, Any]:
    members = {name: _MEMBERS[name] for name in takes}
    required = [name for name in takes if name not in _OPTIONAL]
    return {"type": "structure", "members": members, "required": required}


_ALL = {**_READS, **_WRITES}
OPERATIONS: Mapping[str, Operation] = {
    name: _operation(name, effect, takes) for name, (effect, takes) in _ALL.items()
}
SHAPES: Mapping[str, Mapping[str, Any]] = {name: _shape(takes) for name, (_, takes) in _ALL.items()}
