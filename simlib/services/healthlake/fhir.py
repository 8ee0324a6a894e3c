"""FHIR resources as a data store keeps them: versions, searches, patches. No AWS in here.

Source: HL7 FHIR R4: "RESTful API", "Search"; RFC 6902 "JavaScript Object Notation (JSON) Patch".
"""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from ...cloud.context_keys import iso_time
from ...cloud.errors import ClientError, NotModelledError

__all__ = ["Resource", "Versions", "bundle", "everything_of", "found", "patched", "read", "stamped"]

Resource = dict[str, Any]
Versions = tuple[Resource | None, ...]  # the newest last; None stands for a deletion
Stored = Mapping[str, Versions]
# Search parameters and the element they look at; references are compared by `Type/id`.
_ELEMENTS = {
    "_id": "id",
    "active": "active",
    "birthdate": "birthDate",
    "gender": "gender",
    "status": "status",
}
_REFERENCES = {"encounter": "encounter", "patient": "subject", "subject": "subject"}


def read(text: object, what: str = "Resource") -> Any:
    """A resource, bundle or patch, as JSON text or as Python has it. Raises ClientError."""
    try:
        value = json.loads(text) if isinstance(text, (str, bytes, bytearray)) else text
    except ValueError as error:
        raise _invalid(f"{what} is not JSON: {error}") from None
    expected = list if what == "Patch" else dict
    if not isinstance(value, expected):
        raise _invalid(f"{what} is not a JSON {'list' if expected is list else 'object'}")
    return deepcopy(value)


def stamped(resource: Resource, type_and_id: tuple[str, str], version: int, now: datetime) -> Any:
    """The resource with its type, its id, and what the server notes of the version."""
    kind, identity = type_and_id
    if resource.get("resourceType", kind) != kind:
        raise _invalid(f"resourceType is {resource['resourceType']}, expected {kind}")
    sent = resource.get("meta")
    known = sent if isinstance(sent, dict) else {}
    meta = {**known, "versionId": str(version), "lastUpdated": iso_time(now)}
    return {**resource, "resourceType": kind, "id": identity, "meta": meta}


def found(stored: Stored, kind: str, query: str) -> list[Resource]:
    """The resources of a type that a query finds, by id.

    Raises NotModelledError for a search parameter that simlib does not model.

    >>> patient = {"id": "1", "gender": "female"}
    >>> found({"Patient/1": (patient,), "Patient/2": (None,)}, "Patient", "gender=female")
    [{'id': '1', 'gender': 'female'}]
    """
    wanted = parse_qsl(query.lstrip("?"), keep_blank_values=True)
    every = (versions[-1] for place, versions in sorted(stored.items()) if _is(place, kind))
    alive = [resource for resource in every if resource is not None]
    return [each for each in alive if all(_has(each, name, value) for name, value in wanted)]


def _is(place: str, kind: str) -> bool:
    return place.startswith(f"{kind}/")


def _has(resource: Resource, name: str, value: str) -> bool:
    if name in _ELEMENTS:
        element = resource.get(_ELEMENTS[name])
        text = str(element).lower() if isinstance(element, bool) else element
        return text is not None and text in value.split(",")
    if name in _REFERENCES:
        element = resource.get(_REFERENCES[name]) or resource.get(name)
        target = element.get("reference", "") if isinstance(element, dict) else ""
        wanted = value.split(",")
        return target in wanted or target.rpartition("/")[2] in wanted
    known = ", ".join(sorted({*_ELEMENTS, *_REFERENCES}))
    raise NotModelledError(
        f"simlib does not model the search parameter `{name}`; modelled: {known}"
    )


def everything_of(stored: Stored, patient: str) -> list[Resource]:
    """The patient and all that refers to it."""
    own = f"Patient/{patient}"
    newest = ((place, versions[-1]) for place, versions in sorted(stored.items()))
    return [
        each
        for place, each in newest
        if each is not None and (place == own or own in _references(each))
    ]


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


def bundle(kind: str, resources: list[Resource]) -> Resource:
    """A Bundle of resources: a searchset, or a history."""
    entries = [{"resource": resource} for resource in resources]
    return {"resourceType": "Bundle", "type": kind, "total": len(entries), "entry": entries}


def patched(resource: Resource, patch: list[Any]) -> Resource:
    """The resource with a JSON Patch applied: add, replace, remove. Raises ClientError."""
    changed = deepcopy(resource)
    for step in patch:
        _apply(changed, step)
    return changed


def _apply(resource: Resource, step: Mapping[str, Any]) -> None:
    name, path = step.get("op"), str(step.get("path", ""))
    if name not in ("add", "replace", "remove"):
        raise NotModelledError(
            f"simlib does not model the patch operation `{name}`; modelled: add, remove, replace"
        )
    try:
        *way, last = (part.replace("~1", "/").replace("~0", "~") for part in path.split("/")[1:])
        place: Any = resource
        for part in way:
            place = place[int(part) if isinstance(place, list) else part]
        _change(place, last, name, step)
    except (KeyError, IndexError, ValueError, TypeError):
        raise _invalid(f"the patch cannot {name} at {path}") from None


def _change(place: Any, last: str, name: str, step: Mapping[str, Any]) -> None:
    key: Any = last
    if isinstance(place, list):
        key = len(place) if last == "-" else int(last)
    if name != "add":
        del place[key]  # what is replaced or removed must be there
    if name != "remove" and isinstance(place, list):
        place.insert(key, step["value"])
    elif name != "remove":
        place[key] = step["value"]


def _invalid(message: str) -> ClientError:
    return ClientError("ValidationException", message, 400)
