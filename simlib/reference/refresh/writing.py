"""Records as JSON that diffs well: one action, resource type or condition key a line."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .indexing import index_of
from .packages import PACKAGES

__all__ = ["index", "read", "save", "sources", "write", "written", "written_policies"]

_TABLES = ("resource_types", "condition_keys", "actions")
_LICENCES = {
    "iam-data": "package/LICENSE.txt",
    "policy_sentry": "policy_sentry-0.15.2.dist-info/licenses/LICENSE",
}  # of botocore only names are taken, of moto AWS's text; their licence is the kit's own


def written(service: Mapping[str, Any]) -> str:
    """A service's file; actions that have the clients which most of them have do not name them."""
    usual = _usual_clients(service["actions"].values())
    rows = {name: _unlike(usual, row) for name, row in service["actions"].items()}
    head = {"service": service["service"], "name": service["name"], "clients": usual}
    lines = [f" {_plain(key)}: {_plain(value)}" for key, value in head.items()]
    tables = {**service, "actions": rows}
    lines += [f" {_plain(key)}: {_table(tables[key])}" for key in _TABLES]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def read(text: str) -> dict[str, Any]:
    """A file's service, every action with its clients: the inverse of `written`."""
    service: dict[str, Any] = json.loads(text)
    usual = service.pop("clients")
    for name, row in service["actions"].items():
        named = {"clients": usual, **row}
        service["actions"][name] = {key: value for key, value in named.items() if value}
    return service


def _usual_clients(actions: Iterable[Mapping[str, Any]]) -> list[str]:
    counts = Counter(tuple(row.get("clients", ())) for row in actions)
    ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return list(ranked[0][0]) if ranked else []


def _unlike(usual: list[str], row: Mapping[str, Any]) -> Mapping[str, Any]:
    clients = row.get("clients", [])
    rest = {key: value for key, value in row.items() if key != "clients"}
    return rest if clients == usual else {**rest, "clients": clients}


def sources(counts: Mapping[str, int]) -> str:
    """`SOURCES.json`: the packages, what each gives, and how many there are of everything."""
    packages = {name: package._asdict() for name, package in PACKAGES.items()}
    texts = {name: f"licences/{name}.txt" for name in _LICENCES}
    for name, path in texts.items():
        packages[name]["licence_text"] = path
    about = (
        "What data/reference/services/, index.json and aws-managed-policies.json are made from, by "
        "python -m simlib.reference.refresh."
    )
    left_out = [
        "the scenarios of five actions (cloudwatch, devicefarm, ec2), which iam-data has",
        "which actions are permission-only: iam-data 0.21 no longer says so",
    ]
    return _indented(
        {"about": about, "packages": packages, "counts": dict(counts), "left_out": left_out}
    )


def index(services: Mapping[str, Mapping[str, Any]]) -> str:
    """`index.json`: one service in an ARN, or one prefix of condition keys, one name, a line."""
    tables = (f" {_plain(name)}: {_table(rows)}" for name, rows in index_of(services).items())
    return "{\n" + ",\n".join(tables) + "\n}\n"


def written_policies(policies: Mapping[str, Any]) -> str:
    """AWS managed policies, one a line, with whose text it is and who carries it."""
    moto = PACKAGES["moto"]
    source = (
        f"{moto.name} {moto.version} ({moto.registry}), moto/iam/aws_managed_policies.py; "
        f"licence of the package: {moto.licence}; the policies are AWS's own text"
    )
    lines = (
        f"  {json.dumps(name)}: {json.dumps(row, ensure_ascii=False)}"
        for name, row in policies.items()
    )
    table = "{\n" + ",\n".join(lines) + "\n }"
    return f'{{\n "source": {json.dumps(source)},\n "policies": {table}\n}}\n'


def write(
    services: Mapping[str, Mapping[str, Any]],
    licences: Mapping[str, Mapping[str, bytes]],
    counts: Mapping[str, int],
    folder: Path,
) -> None:
    """Writes every service and drops the files of those that are gone."""
    home = folder / "services"
    home.mkdir(exist_ok=True)
    for path in home.glob("*.json"):
        if path.stem not in services:
            path.unlink()
    for prefix, service in services.items():
        save(home / f"{prefix}.json", written(service))
    save(folder / "index.json", index(services))
    save(folder / "SOURCES.json", sources(counts))
    (folder / "licences").mkdir(exist_ok=True)
    for name, member in _LICENCES.items():
        text = licences[name][member].decode("utf-8")
        save(folder / "licences" / f"{name}.txt", text.rstrip() + "\n")


def save(path: Path, text: str) -> None:
    """Writes a text as it is committed: UTF-8, with plain line ends."""
    path.write_text(text, encoding="utf-8", newline="\n")


def _table(rows: Mapping[str, Any]) -> str:
    lines = [f"  {_plain(name)}: {_plain(row)}" for name, row in rows.items()]
    return "{\n" + ",\n".join(lines) + "\n }" if lines else "{}"


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _indented(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
