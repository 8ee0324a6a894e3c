"""What a refresh adds, removes and changes, and which field it would empty."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

__all__ = ["counted", "differences", "emptied", "policy_differences"]

Services = Mapping[str, Mapping[str, Any]]
_TABLES = MappingProxyType(
    {"resource_types": "resource type", "condition_keys": "condition key", "actions": "action"}
)


def counted(services: Services) -> dict[str, int]:
    """How many there are of everything: of each field, the records that have it filled."""
    counts = {"services": len(services)}
    for table in _TABLES:
        rows = [row for service in services.values() for row in service[table].values()]
        counts[table] = len(rows)
        for field, has in _FIELDS[table].items():
            counts[f"{table}.{field}"] = sum(bool(has(row)) for row in rows)
    return counts


def emptied(counts: Mapping[str, int]) -> list[str]:
    """The fields that no record has: something in the packages has changed its shape.

    >>> emptied({"services": 456, "actions.dependent": 0})
    ['actions.dependent']
    """
    return [field for field, count in counts.items() if not count]


def differences(old: Services, new: Services) -> Iterator[str]:
    """A line for everything that is added, removed or changed, sorted."""
    yield from _of_tables("service", old, new)
    for prefix in sorted(old.keys() & new.keys()):
        if old[prefix]["name"] != new[prefix]["name"]:
            yield f"changed service {prefix}: name"
        for table, word in _TABLES.items():
            before, after = old[prefix][table], new[prefix][table]
            yield from _of_tables(f"{word} {prefix}", before, after)
            for name in sorted(before.keys() & after.keys()):
                yield from _changed(f"{word} {prefix} {name}", before[name], after[name])


def policy_differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """A line for every AWS managed policy that has changed, with its versions.

    >>> list(policy_differences({"Care": {"version": "v1"}}, {"Care": {"version": "v2"}}))
    ['changed AWS managed policy Care: v1 to v2']
    """
    for name in sorted(old.keys() & new.keys()):
        if old[name] != new[name]:
            versions = f"{old[name]['version']} to {new[name]['version']}"
            yield f"changed AWS managed policy {name}: {versions}"


def _of_tables(word: str, old: Iterable[str], new: Iterable[str]) -> Iterator[str]:
    before, after = set(old), set(new)
    yield from (f"added {word} {name}" for name in sorted(after - before))
    yield from (f"removed {word} {name}" for name in sorted(before - after))


def _changed(what: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    fields = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    if fields:
        yield f"changed {what}: {', '.join(fields)}"


def _filled(*fields: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda row: any(row.get(field) for field in fields)


def _keys_of_resources(row: Mapping[str, Any]) -> bool:
    return any(row.get("on", {}).values())


def _required(row: Mapping[str, Any]) -> bool:
    return any(name.endswith("*") for name in row.get("on", {}))


_FIELDS: Mapping[str, Mapping[str, Callable[[Mapping[str, Any]], bool]]] = {
    "resource_types": {field: _filled(field) for field in ("arn", "keys")},
    "condition_keys": {"type": _filled("type"), "description": _filled("by", "description")},
    "actions": {
        **{field: _filled(field) for field in ("levels", "on", "keys", "dependent", "clients")},
        "description": _filled("to", "description"),
        "on.required": _required,
        "on.keys": _keys_of_resources,
    },
}
