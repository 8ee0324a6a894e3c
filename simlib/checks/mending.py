"""Which findings can be mended at once: those whose edits do not get in each other's way."""

from collections.abc import Iterable, Iterator

from ..language.edits import Edit, EditKind, edited
from ..language.findings import Finding, FindingType
from ..language.reading import pointer_part

__all__ = ["mendable"]

_GRAVITY = list(FindingType)


def mendable(text: str, findings: Iterable[Finding]) -> list[Finding]:
    """The graver first, each wholly or not at all; in the order in which they came."""
    findings = list(findings)
    chosen: list[Finding] = []
    for finding in sorted(findings, key=lambda each: _GRAVITY.index(each.finding_type)):
        if _can_be_made(text, finding.edits) and not any(_collide(finding, c) for c in chosen):
            chosen.append(finding)
    return [each for each in findings if any(each is one for one in chosen)]


def _can_be_made(text: str, edits: tuple[Edit, ...]) -> bool:
    try:
        return edited(text, edits) != text
    except ValueError:
        return False


def _collide(one: Finding, other: Finding) -> bool:
    pairs = [(a, b) for a in one.edits for b in other.edits]
    if one.issue is not other.issue and any(_of_one_list(a, b) for a, b in pairs):
        return True
    return any(_meet(x, y) for a, b in pairs for x in _touched(a) for y in _touched(b))


def _of_one_list(one: Edit, other: Edit) -> bool:
    """Is something taken out of one list twice? Perhaps each goes because the other is there."""
    removed = one.kind is other.kind is EditKind.REMOVE
    return removed and _parent(one.pointer) == _parent(other.pointer)


def _parent(pointer: str) -> str:
    return pointer.rpartition("/")[0]


def _touched(edit: Edit) -> Iterator[str]:
    """The pointers whose values or names an edit changes."""
    key = pointer_part(edit.key)
    yield f"{edit.pointer}/{key}" if edit.kind is EditKind.INSERT else edit.pointer
    if edit.kind is EditKind.RENAME:
        yield f"{_parent(edit.pointer)}/{key}"


def _meet(one: str, other: str) -> bool:
    """Is one of two places in the other?"""
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")
