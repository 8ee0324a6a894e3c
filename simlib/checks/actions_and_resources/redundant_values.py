"""Which values of an element's list change nothing, because another one has all that they have?

Source: "IAM JSON policy elements: Action", "IAM JSON policy elements: Resource".
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from ...language.edits import Edit, EditKind
from ...language.overlap import ByLead
from ...language.policy import Value
from ...language.wildcard import has_wildcard
from ..check import Said

__all__ = ["redundant"]

MOST = 200  # patterns that one value is held against; more begin alike in no list that people write


def redundant(
    values: Iterable[Value], covers: Callable[[str, str], bool], fold: Callable[[str], str] = str
) -> Iterator[Said]:
    """That a value which another covers changes nothing; of two that say the same the first stays.

    `fold` makes equal what the element takes for equal.
    """
    exact: dict[str, Value] = {}
    patterns = ByLead[tuple[str, Value]]()
    for value in sorted(values, key=_widest_first):
        text = fold(value.text)
        may = () if text in exact else islice(patterns.that_may_cover(text), MOST)
        wider = exact.get(text) or next((v for p, v in may if covers(p, text)), None)
        if wider:
            said = f"`{value.text[:120]}` changes nothing: `{wider.text[:120]}` has it already"
            edit = Edit(EditKind.REMOVE, value.source.pointer)
            yield Said(said, value.source, "take it out", (edit,))
        elif has_wildcard(text):
            patterns.add(text, (text, value))
        else:
            exact[text] = value


def _widest_first(value: Value) -> tuple[bool, int]:
    return not has_wildcard(value.text), len(value.text)
