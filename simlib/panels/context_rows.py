"""The context keys of one request, each present, absent or overridden, and why.

Those that the policies at the request's gates ask for come first; absent ones are there only of
these, and of those that somebody took away.
"""

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple

from ..analysis.what_if import policies_at
from ..cloud.policy_keys import keys_in
from ..evaluation.evaluate import Gate
from ..evaluation.request import ContextValue
from .scene import Asked, Scene

__all__ = ["KeyRow", "KeyState", "absent_row", "context_rows", "values_named"]


class KeyState(StrEnum):
    """What a key is in the request; the value is the word shown to people."""

    PRESENT = "present"
    ABSENT = "absent"
    OVERRIDDEN = "overridden"


class KeyRow(NamedTuple):
    """One key: its value in this request, its state, and where it comes from or why it is absent.

    `otherwise` is what an overridden key would be; `asked` says whether policies here ask for it.
    """

    key: str
    value: ContextValue
    state: KeyState
    why: str
    otherwise: str = ""
    asked: bool = False


def absent_row(scene: Scene, asked: Asked, key: str) -> KeyRow:
    """The row of a key that the request does not have, and that no policy asks for."""
    gate = scene.gates(asked)[-1]
    return KeyRow(key, None, KeyState.ABSENT, _absence(gate, key.lower()))


def context_rows(scene: Scene, asked: Asked) -> tuple[KeyRow, ...]:
    """The rows in their order: asked for by policies, then the others. Raises what `can` raises."""
    plain = replace(asked, context={})
    brought = scene.caller(plain).context(asked.action, asked.resource)
    gates = scene.gates(plain)
    wanted = {key.lower(): key for key in _asked_for(gates)}
    said = {key.lower(): (key, value) for key, value in asked.context.items()}
    names = {key.lower(): key for key in (*wanted.values(), *asked.context, *brought)}
    found = {key.lower(): value for key, value in brought.items()}
    rows = [
        _row(name, found.get(lower), said.get(lower), _absence(gates[-1], lower), lower in wanted)
        for lower, name in names.items()
    ]
    return tuple(sorted(rows, key=lambda row: (not row.asked, row.key.lower())))


def _row(
    key: str,
    brought: tuple[ContextValue, str] | None,
    said: tuple[str, ContextValue] | None,
    absence: str,
    asked: bool,
) -> KeyRow:
    if said is not None:
        otherwise = in_words(brought[0]) if brought else f"absent: {absence}"
        return KeyRow(key, said[1], KeyState.OVERRIDDEN, "set by you", otherwise, asked)
    if brought is None:
        return KeyRow(key, None, KeyState.ABSENT, absence, asked=asked)
    why = brought[1].removeprefix("present: ")
    return KeyRow(key, brought[0], KeyState.PRESENT, why, asked=asked)


def _absence(gate: Gate, key: str) -> str:
    origins = gate.request.origins
    return origins(key).removeprefix("absent: ") if origins else ""


def _asked_for(gates: list[Gate]) -> Iterator[str]:
    for gate in gates:
        yield from keys_in(policy for _, policy in policies_at(gate.policies))


def values_named(scene: Scene, asked: Asked, key: str) -> tuple[str, ...]:
    """The values that policies at the request's gates compare a key with, sorted."""
    named: set[str] = set()
    for gate in scene.gates(asked):
        found = keys_in(policy for _, policy in policies_at(gate.policies))
        named.update(*(values for name, values in found.items() if name.lower() == key.lower()))
    return tuple(sorted(named))


def in_words(value: ContextValue) -> str:
    """A value as people read it: several with commas, none as `absent`.

    >>> in_words(("a", "b")), in_words(None)
    ('a, b', 'absent')
    """
    if value is None:
        return "absent"
    return value if isinstance(value, str) else ", ".join(value)
