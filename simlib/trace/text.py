"""A trace as plain text: a tree, read from the decision down to single values."""

from collections.abc import Iterator

from .nodes import Match, Node, Reason, children_shown
from .notes import notes, told
from .words import NOTE, detail, heading, mark

__all__ = ["text"]


def text(trace: Node, *, expand: bool = False) -> str:
    """Draws a trace. Statements for other actions stay folded unless `expand`.

    >>> from .algebra import intersection
    >>> print(text(intersection("the request")))
    ✓ the request: allowed (all allow)
    """
    return "\n".join(_lines(trace, "", "", expand, set()))


def _lines(node: Node, head: str, indent: str, expand: bool, seen: set[int]) -> Iterator[str]:
    yield f"{head}{mark(node)} {_line(node)}"
    yield from _notes(node, indent)
    children = list(_shown(node, expand))
    if children and id(node.children) in seen:
        yield f"{indent}└─ (its statements are shown above)"
        return
    if children and isinstance(children[0], Match):
        seen.add(id(node.children))
    for child in children:
        last = child is children[-1]
        branch, below = ("└─ ", "   ") if last else ("├─ ", "│  ")
        yield from _lines(child, indent + branch, indent + below, expand, seen)


def _notes(node: Node, indent: str) -> Iterator[str]:
    """What the checks have found there; below it come the elements, where it is a statement."""
    found = notes(node) if isinstance(node, Match) else ()
    for finding in found:
        last = finding is found[-1] and not len(node.children)
        said = f"{NOTE} {told(finding)} [line {finding.source.line}]"
        yield f"{indent}{'└─ ' if last else '├─ '}{said}"


def _shown(node: Node, expand: bool) -> Iterator[Node]:
    folded = node.reason is Reason.OTHER_ACTIONS and not expand
    return iter(() if folded else children_shown(node))


def _line(node: Node) -> str:
    if node.reason is Reason.OTHER_ACTIONS:
        return node.label
    place = f" [line {node.source.line}]" if isinstance(node, Match) and node.source else ""
    return f"{heading(node)} ({detail(node)}){place}"
