"""The drafts of a lab: each policy's under its place, read again when a lab is made."""

from ..language.errors import SimlibError
from .drafts import Drafts
from .scene import Scene

__all__ = ["draft_name", "with_kept_drafts"]


def draft_name(lab: str | None, label: str) -> str | None:
    """The name of the draft at a place; None where a lab keeps none.

    >>> draft_name("ward", "key policy · key/1")
    'ward/key policy · key/1'
    """
    return f"{lab}/{label}" if lab else None


def with_kept_drafts(scene: Scene, lab: str | None) -> Scene:
    """The scene with what was kept; a draft that cannot be read waits in its editor."""
    drafts = Drafts()
    for label in scene.places if lab else ():
        text = drafts.text(draft_name(lab, label) or "")
        if text is not None:
            scene = _tried(scene.with_draft(label, text), scene)
    return scene


def _tried(scene: Scene, otherwise: Scene) -> Scene:
    try:
        return scene if scene.trial else otherwise
    except SimlibError:
        return otherwise
