"""Which findings can be mended at once: those whose edits do not get in each other's way."""

from collections.abc import Iterable, Iterator

from ..language.edits import Edit, EditKind, edited
from ..language.findings import Finding, FindingType, Issue
from ..language.reading import pointer_part

__all__ = ["mendable"]

_GRAVITY = list(FindingType)


def mendable(text: str, findings: Iterable[Finding]) -> list[Finding]:
    """The graver first, each wholly or not at all; in the order in which they came."""
    findings = list(findings)
    chosen, taken = set(), _Taken()
    for finding in sorted(findings, key=lambda each: _GRAVITY.index(each.finding_type)):
        if _can_be_made(text, finding.edits) and not taken.collide(finding):
            taken.add(finding)
            chosen.add(id(finding))
    return [each for each in findings if id(each) in chosen]


def _can_be_made(text: str, edits: tuple[Edit, ...]) -> bool:
    try:
        return edited(text, edits) != text
    except ValueError:
        return False


class _Taken:
    """The places that the edits of chosen findings change."""

    def __init__(self) -> None:
        self._places: set[str] = set()
        self._around: set[str] = set()  # those places, and all that they lie in
        self._lists: dict[str, Issue] = {}  # what something is taken out of, and why

    def collide(self, finding: Finding) -> bool:
        """Would its edits get in the way of others?"""
        return any(self._meets(edit) or self._of_one_list(edit, finding) for edit in finding.edits)

    def _meets(self, edit: Edit) -> bool:
        """Does it change a place that is changed, or one in it or around it?"""
        return any(
            place in self._around or not self._places.isdisjoint(_ways_to(place))
            for place in _touched(edit)
        )

    def _of_one_list(self, edit: Edit, finding: Finding) -> bool:
        """Is something taken out of one list twice? Perhaps each goes because the other is there.

        Of what is found for one reason that cannot be: the first always stays.
        """
        removes = edit.kind is EditKind.REMOVE
        return removes and self._lists.get(_parent(edit.pointer), finding.issue) != finding.issue

    def add(self, finding: Finding) -> None:
        """Takes the places of its edits."""
        for edit in finding.edits:
            for place in _touched(edit):
                self._places.add(place)
                self._around.update(_ways_to(place))
            if edit.kind is EditKind.REMOVE:
                self._lists.setdefault(_parent(edit.pointer), finding.issue)


def _parent(pointer: str) -> str:
    return pointer.rpartition("/")[0]


def _touched(edit: Edit) -> Iterator[str]:
    """The pointers whose values or names an edit changes."""
    key = pointer_part(edit.key)
    yield f"{edit.pointer}/{key}" if edit.kind is EditKind.INSERT else edit.pointer
    if edit.kind is EditKind.RENAME:
        yield f"{_parent(edit.pointer)}/{key}"


def _ways_to(place: str) -> Iterator[str]:
    """A pointer, and those of all that it lies in."""
    parts = place.split("/")
    return ("/".join(parts[:end]) for end in range(1, len(parts) + 1))
