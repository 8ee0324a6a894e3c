"""What a recorded call asked for: the actions of its operation, each on its resource.

Source: "CloudTrail record contents for management, data, and network activity events", "Actions,
resources, and condition keys for AWS services".
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..cloud.askable import arns_there
from ..cloud.cloud import Cloud
from ..language.arn import arn_glob, parse_arn
from ..language.errors import QuestionError, UnknownNameError
from ..language.wildcard import pieces
from ..reference import RequiredAction, required_actions
from ..reference import action as defined_action

__all__ = ["needs_of"]

Record = Mapping[str, Any]
_ACCESS_POINT = re.compile(r"(:accesspoint/[^/]+)/(?!object/)")
_PLACEHOLDER = re.compile(r"\$?\{([^}]*)\}")


def needs_of(cloud: Cloud, record: Record) -> tuple[RequiredAction, ...]:
    """The actions of the record's operation, with ARNs as far as the record and the cloud tell.

    Those with a `when` are asked for only then. Raises QuestionError for an operation of which
    simlib does not know what it asks for.
    """
    rows = _required(cloud, record)
    candidates = (*_listed(record), *arns_there(cloud.state))
    return tuple(
        RequiredAction(row.action, _resource(row.resource, record, candidates), row.when)
        for row in rows
    )


def _required(cloud: Cloud, record: Record) -> tuple[RequiredAction, ...]:
    source, event = str(record.get("eventSource", "")), str(record.get("eventName", ""))
    operation = next(_operations(cloud, source, event), None)
    if operation is not None:
        return required_actions(operation)
    name = f"{source.partition('.')[0]}:{event}"
    try:
        found = defined_action(name)
    except (UnknownNameError, QuestionError):
        told = f"`{event}` of `{source}`"
        raise QuestionError(f"simlib does not know which actions {told} asks for") from None
    return (RequiredAction(str(found), "${Any}" if found.resources else "*"),)


def _operations(cloud: Cloud, source: str, event: str) -> Iterator[str]:
    """The operations that are recorded under this name, as `client.Operation`."""
    for service in cloud.services.values():
        if service.event_source == source:
            for name, operation in service.operations.items():
                if (operation.event_name or name) == event:
                    yield f"{service.client}.{name}"


def _resource(template: str, record: Record, candidates: Iterable[str]) -> str:
    """The template filled in; where the record lacks a part, what fits: in the record, or here."""
    pattern = _filled(template, record, path="*")
    if "*" not in pattern or pattern == "*" == template:
        return pattern
    glob = arn_glob(pieces(pattern)) or (lambda arn: True)
    there = next((each for each in candidates if glob(each)), None)
    return there or _filled(template, record, path="/")


def _filled(template: str, record: Record, *, path: str) -> str:
    """What neither the record nor AWS's default tells is a `*`."""
    known = {"Region": record.get("awsRegion"), "Account": record.get("recipientAccountId")}

    def value(match: re.Match[str]) -> str:
        name = match[1]
        found = known.get(name) if match[0][0] == "$" else _parameter(record, name)
        unknown = path if name.endswith("Path") else "*"
        return found if isinstance(found, str) and found else unknown

    return _as_asked(_PLACEHOLDER.sub(value, template))


def _as_asked(arn: str) -> str:
    """A parameter may be a whole ARN, an alias for its key, an access point for its bucket."""
    whole = arn[arn.rfind("arn:") :] if "arn:" in arn else arn
    through = _ACCESS_POINT.sub(r"\1/object/", whole)
    return through.replace(":key/alias/", ":alias/")


def _parameter(record: Record, name: str) -> Any:
    """A parameter by botocore's name; records write it small, S3 in its own way."""
    found: Any = record.get("requestParameters")
    for part in name.split("."):
        if not isinstance(found, Mapping):
            return None
        lowered = {str(key).lower(): value for key, value in found.items()}
        found = lowered.get(part.lower(), lowered.get(f"{part.lower()}name"))
    return found


def _listed(record: Record) -> Iterator[str]:
    """The ARNs of the record's `resources`."""
    listed = record.get("resources")
    for each in listed if isinstance(listed, (list, tuple)) else ():
        arn = each.get("ARN") if isinstance(each, Mapping) else None
        if isinstance(arn, str) and parse_arn(arn):
            yield arn
