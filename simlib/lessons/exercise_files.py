"""Reads the exercises under `data/exercises`: one TOML file for each lesson, read strictly."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from ..language.errors import QuestionError, UnknownNameError, did_you_mean
from ..language.terms import POLICY_TYPES, PolicyType
from ..shipped import shipped_path
from .exercise import Asked, Exercise, Kind, Leeway, Mistake, Requests, Setting

__all__ = ["exercise_named", "exercises_of", "lessons", "mistakes_of", "read_exercises"]

_SETTING = {"scenario", "place", "things", "beside", "policy_type", "trail"}
_OWN = {"id", "kind", "title", "prompt", "hints", "starter", "solution", "options", "reasons"}
_OTHERS = {"after", "asked", "must", "must_not", "may"}
_REQUESTS = {"who", "actions", "resources", "contexts", "why"}
_LEEWAY = {"who", "actions", "resources"}
_MISTAKE = {"seed", "number", "wrong", "where"}


def lessons() -> tuple[str, ...]:
    """The numbers of the lessons that have exercises."""
    return tuple(sorted(each.stem for each in shipped_path("exercises").glob("*.toml")))


@cache
def exercises_of(lesson: str) -> tuple[Exercise, ...]:
    """The exercises of a lesson, by its number. Raises UnknownNameError."""
    return read_exercises(_text(lesson), f"{lesson}.toml")


def mistakes_of(lesson: str) -> tuple[Mistake, ...]:
    """The sources' mistakes that a lesson meets. Raises UnknownNameError, QuestionError."""
    rows = _rows(_text(lesson), f"{lesson}.toml").get("mistake", [])
    for row in rows:
        _only(row, _MISTAKE, f"{lesson}.toml, mistake")
    return tuple(Mistake(**row) for row in rows)


def _text(lesson: str) -> str:
    if lesson not in lessons():
        known = ", ".join(lessons())
        raise UnknownNameError(f"no exercises for lesson `{lesson}`; there are {known}")
    return (shipped_path("exercises") / f"{lesson}.toml").read_text(encoding="utf-8")


def exercise_named(name: str) -> Exercise:
    """`exercise_named("02-1")`. Raises UnknownNameError with the nearest."""
    found = {each.id: each for each in exercises_of(name.partition("-")[0])}
    if name not in found:
        hint = did_you_mean(name, found) or f"there are {', '.join(found)}"
        raise UnknownNameError(f"no exercise `{name}`; {hint}")
    return found[name]


def read_exercises(text: str, name: str) -> tuple[Exercise, ...]:
    """The exercises of one file. Raises QuestionError for what a file cannot have."""
    rows = _rows(text, name)
    _only(rows, {"exercise", "mistake"}, name)
    return tuple(_exercise(row, name) for row in rows.get("exercise", []))


def _rows(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise QuestionError(f"{name} is not TOML: {error}") from error


def _exercise(row: Mapping[str, Any], name: str) -> Exercise:
    where = f"{name}, exercise {row.get('id', '?')}"
    _only(row, _OWN | _OTHERS | _SETTING, where)
    _complete(row, where)
    own = {key: _frozen(row[key]) for key in _OWN & row.keys() - {"kind"}}
    told = {key: _on_one_line(row[key]) for key in ("prompt", "after") if key in row}
    asked = _asked(row["asked"], where) if "asked" in row else None
    requests = (*_requests(row, "must", where), *_requests(row, "must_not", where))
    return Exercise(
        kind=_kind(row["kind"], where),
        setting=_setting(row, where),
        asked=asked,
        requests=requests,
        may=_leeway(row, where),
        **(own | told),
    )


def _on_one_line(text: str) -> str:
    """Prose, however its file breaks it."""
    return " ".join(text.split())


def _complete(row: Mapping[str, Any], where: str) -> None:
    missing = {"id", "kind", "title", "prompt", "hints"} - row.keys()
    if missing:
        raise QuestionError(f"{where}: lacks {', '.join(sorted(missing))}")
    if len(row["hints"]) != 3:
        raise QuestionError(f"{where}: has {len(row['hints'])} hints, expected three")
    if "reasons" in row and len(row["reasons"]) != len(row.get("options", [])):
        raise QuestionError(f"{where}: has another number of reasons than of options")


def _kind(text: str, where: str) -> Kind:
    try:
        return Kind(text)
    except ValueError:
        raise QuestionError(
            f"{where}: no kind `{text}`; {did_you_mean(text, list(Kind))}"
        ) from None


def _setting(row: Mapping[str, Any], where: str) -> Setting:
    named = {key: _frozen(row[key]) for key in _SETTING & row.keys()}
    kind = named.pop("policy_type", "identity-based")
    if kind not in POLICY_TYPES:
        raise QuestionError(f"{where}: no policy type `{kind}`; {did_you_mean(kind, POLICY_TYPES)}")
    found: PolicyType = POLICY_TYPES[kind]
    return Setting(policy_type=found, **named)


def _asked(row: Mapping[str, Any], where: str) -> Asked:
    _only(row, {"who", "action", "resource", "context"}, where)
    return Asked(**{key: _frozen(value) for key, value in row.items()})


def _requests(row: Mapping[str, Any], field: str, where: str) -> tuple[Requests, ...]:
    found = []
    for each in row.get(field, []):
        _only(each, _REQUESTS, f"{where}, {field}")
        named = {key: _frozen(value) for key, value in each.items()}
        found.append(Requests(allow=field == "must", **named))
    return tuple(found)


def _leeway(row: Mapping[str, Any], where: str) -> tuple[Leeway, ...]:
    for each in row.get("may", []):
        _only(each, _LEEWAY, f"{where}, may")
    return tuple(Leeway(**_frozen(each)) for each in row.get("may", []))


def _only(row: Mapping[str, Any], known: set[str], where: str) -> None:
    for key in row:
        if key not in known:
            raise QuestionError(f"{where}: `{key}` is not known; {did_you_mean(key, known)}")


def _frozen(value: Any) -> Any:
    """Lists as tuples; a context key that is to be absent is written as `false`."""
    if isinstance(value, list):
        return tuple(_frozen(each) for each in value)
    if isinstance(value, dict):
        return {key: None if each is False else _frozen(each) for key, each in value.items()}
    return value
