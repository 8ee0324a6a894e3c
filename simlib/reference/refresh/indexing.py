"""The index of all services: their names, and in whose files ARNs and condition keys stand."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from ..index import service_in_arn

__all__ = ["index_of"]

Services = Mapping[str, Mapping[str, Any]]


def index_of(services: Services) -> dict[str, Mapping[str, Any]]:
    """Of each service in an ARN, and of each prefix of a condition key, the prefixes of services;
    of each prefix the service's name.

    >>> care = {"name": "Care", "resource_types": {}, "condition_keys": {"Saml:aud": {}}}
    >>> index_of({"care": care})
    {'arns': {}, 'keys': {'saml': ['care']}, 'names': {'care': 'Care'}}
    """
    names = {prefix: service["name"] for prefix, service in sorted(services.items())}
    return {
        "arns": _by_first(_arns(services)),
        "keys": _by_first(_keys(services)),
        "names": names,
    }


def _arns(services: Services) -> Iterator[tuple[str, str]]:
    for prefix, service in services.items():
        for row in service["resource_types"].values():
            yield service_in_arn(row["arn"], prefix), prefix


def _keys(services: Services) -> Iterator[tuple[str, str]]:
    for prefix, service in services.items():
        for name in service["condition_keys"]:
            yield name.partition(":")[0].lower(), prefix


def _by_first(pairs: Iterator[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for first, prefix in pairs:
        found[first].add(prefix)
    return {first: sorted(prefixes) for first, prefixes in sorted(found.items())}
