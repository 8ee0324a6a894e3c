"""Reads `data/incidents.toml`: what people do in the scenarios when nothing is broken."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from ...cloud.cloud import Cloud
from ...cloud.state import State
from ...services import SERVICES
from ...services.scenario_files import load
from ...shipped import shipped_path
from .work import Work

__all__ = ["all_work", "healthy_cloud"]

_NAMED = re.compile(r"(?<!\$)\{([a-z-]+:[A-Za-z0-9-]+)\}")


@cache
def all_work() -> tuple[Work, ...]:
    """Everything that people do, in the file's order; all of it succeeds."""
    return tuple(_work(row) for row in _file()["work"])


@cache
def healthy_cloud(scenario: str) -> Cloud:
    """The scenario with all that is there before the day begins. Never change it: copy it."""
    cloud = load(shipped_path("scenarios") / scenario, SERVICES, "us-east-1")
    for row in _file()["before"]:
        if row["scenario"] == scenario:
            caller = cloud.as_(row["who"])
            caller.call(row["operation"], **_filled(row["parameters"], cloud.state))
    for who in sorted({row["who"] for row in _file()["work"] if row["scenario"] == scenario}):
        cloud.as_(_filled(who, cloud.state))  # so that users have an access key
    return cloud


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(shipped_path("incidents.toml").read_text(encoding="utf-8"))


def _work(row: Mapping[str, Any]) -> Work:
    known = _filled(row, healthy_cloud(row["scenario"]).state)
    return Work(**{**known, "assume": tuple(known.get("assume", ()))})


def _filled(value: Any, state: State) -> Any:
    """The value with `{store:records}` and the like filled in."""
    if isinstance(value, str):
        return _NAMED.sub(lambda found: _names(state)[found[1]], value)
    if isinstance(value, list):
        return [_filled(each, state) for each in value]
    if isinstance(value, Mapping):
        return {key: _filled(each, state) for key, each in value.items()}
    return value


def _names(state: State) -> dict[str, str]:
    return dict((*_of_health(state), *_of_others(state)))


def _of_health(state: State) -> Iterator[tuple[str, str]]:
    for store in state.data_stores.values():
        yield f"store:{store.name}", store.id
        yield f"store-arn:{store.name}", store.arn
    for domain in state.domains.values():
        yield f"domain:{domain.name}", domain.id
        yield f"domain-arn:{domain.name}", domain.arn
    for part in state.health_parts.values():
        yield f"part:{part.kind}", part.id


def _of_others(state: State) -> Iterator[tuple[str, str]]:
    for alias, arn in state.aliases.items():
        yield f"key:{alias.rpartition('/')[2]}", arn
    for endpoint in state.endpoints.values():
        yield f"endpoint:{endpoint.service}", endpoint.id
    for instance in state.instances.values():
        yield f"instance:{(instance.profile or '').rpartition('/')[2]}", instance.id
