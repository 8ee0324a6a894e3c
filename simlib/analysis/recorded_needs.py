"""What a recorded call asked for: the actions of its operation, each on its resource.

Source: "CloudTrail record contents for management, data, and network activity events", "Actions,
resources, and condition keys for AWS services".
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..cloud.askable import arns_there
from ..cloud.cloud import Cloud
from ..cloud.operation import Service
from ..language.arn import arn_glob, parse_arn
from ..language.errors import QuestionError, UnknownNameError
from ..language.wildcard import pieces
from ..reference import Action, RequiredAction, required_actions, service
from ..reference import action as defined_action

__all__ = ["needs_of", "needs_on", "parameters_of", "required_by", "resource_of"]
__all__ += ["told_to_need"]

Record = Mapping[str, Any]
Arns = tuple[str, ...]
_ACCESS_POINT = re.compile(r"(:accesspoint/[^/]+)/(?!object/)")
_PLACEHOLDER = re.compile(r"\$?\{([^}]*)\}")
_GIVEN = re.compile(r"([\w.]+) (?:is|are) given|([\w.]+) names a")


def needs_of(cloud: Cloud, record: Record) -> tuple[RequiredAction, ...]:
    """The actions of the record's operation, with ARNs as far as the record and the cloud tell.

    Those with a `when` are asked for only then. Raises QuestionError for an operation of which
    simlib does not know what it asks for.
    """
    rows = required_by(cloud.services.values(), record)
    return needs_on(rows, record, arns_there(cloud.state))


def needs_on(
    rows: Iterable[RequiredAction], record: Record, there: Iterable[str]
) -> tuple[RequiredAction, ...]:
    """Each action on its resource; `there` are ARNs of which one may be meant."""
    listed, there = tuple(_listed(record)), tuple(there)
    needs = []
    for row in rows:
        arn = _resource(row.resource, record, listed, there)
        needs.append(RequiredAction(row.action, _key_of(arn, row.action, listed), row.when))
    return tuple(needs)


def _key_of(arn: str, action: str, listed: Iterable[str]) -> str:
    """A record lists the key that was meant by an alias."""
    if ":alias/" not in arn or action.lower().endswith("alias"):
        return arn
    return next((each for each in listed if ":key/" in each), arn)


def required_by(services: Iterable[Service], record: Record) -> tuple[RequiredAction, ...]:
    """The actions of the record's operation, their resources with places for parameters.

    Raises QuestionError for an operation of which simlib does not know what it asks for.
    """
    source, event = str(record.get("eventSource", "")), str(record.get("eventName", ""))
    operation = next(_operations(services, source, event), None)
    if operation is not None:
        return required_actions(operation)
    name = f"{source.partition('.')[0]}:{event}"
    try:
        return tuple(_by_its_name(defined_action(name), record))
    except (UnknownNameError, QuestionError):
        told = f"`{event}` of `{source}`"
        raise QuestionError(f"simlib does not know which actions {told} asks for") from None


def told_to_need(row: RequiredAction, record: Record) -> bool:
    """Is the action asked for, as far as the record's parameters tell, and on which resource?

    Without a `when` always. What AWS asks for a key is recorded as a call of its own.
    """
    if not row.when:
        return True
    given = _GIVEN.match(row.when)
    name = (given[1] or given[2]) if given else ""
    if not name or not _parameter(record, name):
        return False
    return "*" not in resource_of(row.resource, record)


def parameters_of(rows: Iterable[RequiredAction]) -> frozenset[str]:
    """The parameters that say what is asked for, and on what; as records may write them.

    >>> sorted(parameters_of(required_actions("s3.PutObject")[:2]))
    ['bucket', 'bucketname', 'key', 'keyname', 'tagging', 'taggingname']
    """
    templates = [
        name.removesuffix("WithPath") for row in rows for name in _PLACEHOLDER.findall(row.resource)
    ]
    given = [each[1] or each[2] for row in rows for each in _GIVEN.finditer(row.when)]
    first = {name.partition(".")[0].lower() for name in (*templates, *given)}
    return frozenset(first | {f"{name}name" for name in first})


def _by_its_name(found: Action, record: Record) -> Iterator[RequiredAction]:
    """An action of the operation's own name: on each resource type that it requires.

    Where it requires none of them, on the one of which the record tells most.
    """
    defined = service(found.service).resource_types
    arns = [defined[each.name].arn for each in found.resources]
    required = [defined[each.name].arn for each in found.resources if each.required]
    closest = min(arns, key=lambda arn: resource_of(arn, record).count("*"), default="*")
    for arn in required or [closest]:
        yield RequiredAction(str(found), arn)


def _operations(services: Iterable[Service], source: str, event: str) -> Iterator[str]:
    """The operations that are recorded under this name, as `client.Operation`."""
    for each in services:
        if each.event_source == source:
            for name, operation in each.operations.items():
                if (operation.event_name or name) == event:
                    yield f"{each.client}.{name}"


def _resource(template: str, record: Record, listed: Arns, there: Arns) -> str:
    """The template filled in; what the record lacks from an ARN that it lists, or the one here."""
    pattern = resource_of(template, record)
    if "*" not in pattern or pattern == "*":
        return pattern
    glob = arn_glob(pieces(pattern)) or (lambda arn: True)
    fitting = [each for each in there if glob(each)]
    only = fitting if len(fitting) == 1 else []
    plain = _filled(template, record, path="/")
    return next((each for each in (*filter(glob, listed), *only)), plain)


def resource_of(template: str, record: Record) -> str:
    """The template filled in, with `*` for each part that the record does not tell."""
    return _filled(template, record, path="*")


def _filled(template: str, record: Record, *, path: str) -> str:
    """What neither the record nor AWS's default tells is a `*`."""
    account = record.get("recipientAccountId")
    known = {"Region": record.get("awsRegion"), "Account": account, "Partition": "aws"}
    known["UserName"] = _parameter(record, "UserName") or _own_name(record)

    def value(match: re.Match[str]) -> str:
        name = match[1].removesuffix("WithPath")
        found = known.get(name) or _parameter(record, name)
        unknown = path if name.endswith(("Path", "PathPrefix")) else "*"
        return found if isinstance(found, str) and found else unknown

    return _as_asked(_PLACEHOLDER.sub(value, template))


def _own_name(record: Record) -> str | None:
    """IAM's operations mean the calling user where they name none."""
    identity = record.get("userIdentity")
    arn = str(identity.get("arn")) if isinstance(identity, Mapping) else ""
    return arn.rpartition("/")[2] if ":user/" in arn else None


def _as_asked(arn: str) -> str:
    """A parameter may be a whole ARN, an alias for its key, an access point for its bucket."""
    whole = arn[arn.rfind("arn:") :] if "arn:" in arn else arn
    through = _ACCESS_POINT.sub(r"\1/object/", whole)
    return through.replace(":key/alias/", ":alias/").replace("**", "*")


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
