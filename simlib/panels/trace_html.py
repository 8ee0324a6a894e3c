"""The tree of a trace as HTML: every node can be pointed at, and says what it was before.

All layers are visible; what decided is open. Nothing here but text, folds and places.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..analysis.differences import Difference, outcome
from ..language.markup import shown
from ..language.terms import Decision
from ..trace.nodes import HALVES, Match, Node, Reason, Verdict, children_shown
from ..trace.words import detail, heading, is_neutral, mark
from .trace_places import ROOT, above, child_place

__all__ = ["Look", "node_class", "prose", "tree_html"]

Changes = Mapping[str, Difference]  # by the place of the node


@dataclass(frozen=True)
class Look:
    """How a trace is looked at: the places lit, the one to bring into view, what has changed.

    What is lit can be seen, whatever the reader has folded; what is brought into view is opened.
    """

    lit: frozenset[str] = frozenset()
    in_view: str = ""
    changed: Changes = field(default_factory=dict)

    @property
    def open(self) -> frozenset[str]:
        """The places whose folds are open, whatever the reader has folded."""
        return above(self.lit) | {self.in_view}


def tree_html(trace: Verdict, look: Look) -> str:
    """A trace with everything below it, as one list.

    >>> from simlib.trace.algebra import union
    >>> 'data-point="node:0"' in tree_html(union("nothing"), Look())
    True
    """
    return f'<ul class="simlib-tree">{_Tree(look).item(trace, ROOT, True)}</ul>'


def prose(text: str) -> str:
    """A sentence with its backticked values as code."""
    return re.sub("`([^`]*)`", r"<code>\1</code>", shown(text))


def node_class(node: Node) -> str:
    """yes, no or quiet."""
    if is_neutral(node):
        return "quiet"
    good = node.matched if isinstance(node, Match) else node.decision is Decision.ALLOWED
    return "yes" if good else "no"


class _Tree:
    """One drawing: the statements of a policy are drawn once, however often it is attached."""

    def __init__(self, look: Look) -> None:
        self.look, self.open, self.seen = look, look.open, set[int]()

    def item(self, node: Node, place: str, decides: bool) -> str:
        children = children_shown(node)
        again = len(children) > 0 and id(children) in self.seen
        if again or not len(children):
            return self._leaf(node, place, " <small>(statements shown above)</small>" * again)
        if isinstance(node, Verdict) and node.policy is not None:
            self.seen.add(id(children))
        return self._fold(node, place, decides, "".join(self._below(node, place, decides)))

    def _below(self, node: Node, place: str, decides: bool) -> Iterator[str]:
        for number, child in enumerate(children_shown(node)):
            yield self.item(child, child_place(place, number), decides and _decides(node, child))

    def _leaf(self, node: Node, place: str, tail: str) -> str:
        about = f'class="leaf" role="button" tabindex="0"{self._marked(place)}'
        return f"<li><div {about}>{self._line(node, place)}{tail}</div></li>"

    def _fold(self, node: Node, place: str, decides: bool, inner: str) -> str:
        """The fold's name says how it starts, so that one that starts otherwise now does so."""
        starts = _is_open(node, decides)
        state = " open" if starts or place in self.open else ""
        fixed = " data-fixed" if place in self.open else ""
        fold = f'data-fold="{place} {"open" if starts else "shut"}"{fixed}{state}'
        halves = ' class="halves"' if node.label == HALVES else ""
        summary = f"<summary{self._marked(place)}>{self._line(node, place)}</summary>"
        return f"<li><details {fold}>{summary}<ul{halves}>{inner}</ul></details></li>"

    def _marked(self, place: str) -> str:
        lit = ' data-lit aria-current="true"' if place in self.look.lit else ""
        view = " data-in-view" if place == self.look.in_view else ""
        return f' data-point="node:{place}"{lit}{view}'

    def _line(self, node: Node, place: str) -> str:
        change = self.look.changed.get(place)
        return _words(node) + (_was(change) if change else "")


def _decides(parent: Node, child: Node) -> bool:
    """What blocks in a denial, what grants in an allow."""
    if isinstance(parent, Match) or parent.label == HALVES:
        return True
    silent = parent.decision is Decision.IMPLICIT_DENY
    if isinstance(child, Match):
        return child.matched is not silent
    same = child.decision is parent.decision and not is_neutral(child)
    return same and not (child.limits and parent.decision is Decision.ALLOWED)


def _is_open(node: Node, decides: bool) -> bool:
    """What stands above the layers is always open, statements for other actions never."""
    above_layers = isinstance(node, Verdict) and node.layer is None
    return node.reason is not Reason.OTHER_ACTIONS and (decides or above_layers)


def _words(node: Node) -> str:
    if node.reason is Reason.OTHER_ACTIONS:
        return f'<span class="quiet">{mark(node)} {shown(node.label)}</span>'
    label = f'<span class="{node_class(node)}">{mark(node)} {prose(heading(node))}</span>'
    line = node.source.line if isinstance(node, Match) and node.source else None
    place = f" · line {line}" if line else ""
    return f"{label} <small>({prose(detail(node))}){place}</small>"


def _was(change: Difference) -> str:
    was = "new" if change.before is None else f"was: {outcome(change.before)}"
    return f' <em class="simlib-was">{shown(was)}</em>'
