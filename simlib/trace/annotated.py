"""The policy's own JSON with ✓ or ✗ and the reason at each line."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeVar

from ..language.document import as_document
from ..language.findings import Finding
from ..language.json_text import Json, Lines, read_json
from ..language.policy import Policy
from ..language.reading import pointer_part
from .deciding import policy_verdicts
from .nodes import Match, Reason, Verdict, walk
from .notes import notes as notes_on
from .notes import told
from .words import NOTE, mark, remark

__all__ = ["AnnotatedLine", "annotated", "annotated_lines"]


_Said = TypeVar("_Said", Match, Finding)


class AnnotatedLine(NamedTuple):
    """One line of the policy: its JSON, the nodes that speak about it, what the checks found."""

    number: int
    text: str
    notes: tuple[Match, ...]
    findings: tuple[Finding, ...] = ()


def annotated(policy: Policy, trace: Verdict) -> str:
    """Prints a policy with what became of each line in this trace.

    Raises ValueError where the trace does not hold the policy.
    """
    lines = annotated_lines(policy, trace)
    width = min(max(len(line.text) for line in lines), 78)
    return "\n".join(_print(line, width) for line in lines)


def annotated_lines(policy: Policy, trace: Verdict) -> list[AnnotatedLine]:
    """The lines of a policy with the nodes of each; a policy on few lines is spread out first."""
    notes = _notes(policy, trace)
    text = policy.text
    if len({note.source.line for note in notes if note.source}) < len(notes):
        text = json.dumps(as_document(policy.text), indent=2, ensure_ascii=False)
    lines_of = _pointer_lines(text) if notes else {}
    by_line = _by_line(lines_of, notes)
    found = _by_line(lines_of, (finding for note in notes for finding in notes_on(note)))
    return [
        AnnotatedLine(number, line, tuple(by_line[number]), tuple(found[number]))
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip()
    ]


def _by_line(lines_of: dict[str, int], said: Iterable[_Said]) -> defaultdict[int, list[_Said]]:
    by_line = defaultdict(list)
    for each in said:
        if each.source is not None:
            by_line[lines_of[each.source.pointer]].append(each)
    return by_line


def _notes(policy: Policy, trace: Verdict) -> list[Match]:
    for verdict in policy_verdicts(trace):
        if verdict.policy is policy or verdict.policy == policy:
            nodes = (node for _, node in walk(verdict) if isinstance(node, Match))
            return [n for n in nodes if n.source and n.reason is not Reason.OTHER_ACTIONS]
    raise ValueError(f"policy `{policy.name}` is not in this trace")


def _pointer_lines(text: str) -> dict[str, int]:
    document, _ = read_json(text)
    lines = Lines(text)
    assert document is not None  # INVARIANT: the text of a Policy has been read before
    return {pointer: lines.place(offset)[0] for pointer, offset in _places(document, "")}


def _places(node: Json, pointer: str) -> Iterator[tuple[str, int]]:
    yield pointer, node.start
    if node.kind == "object":
        for member in node.value:
            inner = f"{pointer}/{pointer_part(member.key)}"
            yield from _places(member.value, inner)
            yield inner, member.start
    elif node.kind == "array":
        for number, item in enumerate(node.value):
            yield from _places(item, f"{pointer}/{number}")


def _print(line: AnnotatedLine, width: int) -> str:
    said = [f"{mark(note)} {remark(note)}".rstrip() for note in line.notes]
    said += [f"{NOTE} {told(finding)}" for finding in line.findings]
    return f"{line.text:<{width}}  {'  '.join(said)}" if said else line.text
