"""The index of all services: whose ARNs and whose condition keys stand in which files."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from ..index import service_in_arn

__all__ = ["index_of"]

Services = Mapping[str, Mapping[str, Any]]


def index_of(services: Services) -> dict[str, dict[str, list[str]]]:
    """Of each service in an ARN, and of each prefix of a condition key, the prefixes of services.

    >>> index_of({"care": {"resource_types": {}, "condition_keys": {"Saml:aud": {}}}})
    {'arns': {}, 'keys': {'saml': ['care']}}
    """
    return {"arns": _by_first(_arns(services)), "keys": _by_first(_keys(services))}


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
