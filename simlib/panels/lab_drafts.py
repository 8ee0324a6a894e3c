"""What a panel keeps: drafts of policies as they are typed, the question, what was fired last.

Each policy's draft is kept under its place; the rest is one more draft, as JSON.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any

from ..cloud.askable import arns_there
from ..evaluation.request import ContextValue
from ..language.errors import SimlibError
from .drafts import Drafts
from .scene import Asked, Scene

__all__ = ["Kept", "draft_name", "keep", "kept_in", "with_kept_drafts"]


@dataclass(frozen=True)
class Kept:
    """The question, the place in the editor, the open tab, and the drafts as they were fired last.

    `start` stands for the question that the panel began with: with another, none of this counts.
    """

    start: str
    asked: Asked
    place: str = ""
    tab: str = ""
    fired: Mapping[str, str] = field(default_factory=dict)
    was_there: bool = False  # what was asked about


def draft_name(lab: str | None, label: str) -> str | None:
    """The name of the draft at a place; None where a lab keeps none.

    >>> draft_name("ward", "key policy · key/1")
    'ward/key policy · key/1'
    """
    return f"{lab}/{label}" if lab else None


def keep(name: str, kept: Kept) -> None:
    """Keeps all but the drafts as they are typed; not where the folder cannot be written."""
    with suppress(OSError):
        Drafts().keep(name, json.dumps(asdict(kept), indent=1))


def kept_in(scene: Scene, name: str | None, start: Asked) -> Kept:
    """What was kept by a panel that began with this question; where it does not fit, the start."""
    kept = _read(Drafts().text(name)) if name else None
    fits = kept is not None and kept.start == repr(start) and _fits(kept, scene)
    return kept if kept is not None and fits else Kept(repr(start), start)


def _fits(kept: Kept, scene: Scene) -> bool:
    gone = kept.was_there and kept.asked.resource not in arns_there(scene.cloud.state)
    return not gone and kept.place in ("", *scene.places) and _can_be_asked(scene, kept.asked)


def _can_be_asked(scene: Scene, asked: Asked) -> bool:
    try:
        return scene.evaluation(asked) is not None
    except SimlibError:
        return False


def _read(text: str | None) -> Kept | None:
    """None for what no lab has written."""
    try:
        found = json.loads(text or "")
        return Kept(
            asked=_asked(found["asked"]),
            fired={label: _text(draft) for label, draft in found["fired"].items()},
            **{name: _text(found[name]) for name in ("start", "place", "tab")},
            was_there=found["was_there"] is True,
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _asked(found: dict[str, Any]) -> Asked:
    """Raises TypeError for what is no question."""
    named = {name: _text(found.pop(name)) for name in ("who", "action", "resource")}
    context = {key: _value(value) for key, value in found.pop("context").items()}
    hours = float(found.pop("hours"))
    others: dict[str, Any] = {
        name: value if value is None else _text(value) for name, value in found.items()
    }
    return Asked(**named, context=context, hours=hours, **others)


def _value(value: Any) -> ContextValue:
    if isinstance(value, list):
        return tuple(map(_text, value))
    return None if value is None else _text(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.40} is no text")
    return value


def with_kept_drafts(
    scene: Scene, lab: str | None, fired: Mapping[str, str] = MappingProxyType({})
) -> Scene:
    """The scene with what was typed; of what cannot be read, with what was fired last."""
    drafts = Drafts()
    for label in scene.places if lab else ():
        typed = drafts.text(draft_name(lab, label) or "")
        for text in () if typed is None else (fired.get(label, typed), typed):
            scene = with_readable(scene, label, text)
    return scene


def with_readable(scene: Scene, label: str, text: str) -> Scene:
    """The scene with a draft; as it is where the draft cannot be read."""
    other = scene.with_draft(label, text)
    try:
        return other if other.trial else scene
    except SimlibError:
        return scene
