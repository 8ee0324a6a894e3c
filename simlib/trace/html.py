"""A trace as HTML: self-contained, escaped, folded with <details>, legible in light and dark."""

from collections.abc import Iterator

from ..language.markup import prose, shown
from ..language.terms import Decision
from .nodes import HALVES, Match, Node, Reason, Verdict, children_shown
from .notes import notes, told
from .why import why
from .words import DECISIONS, NOTE, detail, heading, is_neutral, mark

__all__ = ["banner", "html", "tree"]

# Okabe-Ito blue and vermilion, darkened or lightened until text on the notebook's ground has a
# contrast of at least 4.5; the words and marks say the same.
STYLE = """<style>
.simlib-trace{--yes:#00588f;--no:#a33c00;--line:#8888;font-size:var(--jp-content-font-size1,14px);
line-height:1.5;overflow-wrap:anywhere}
body[data-jp-theme-light="false"] .simlib-trace{--yes:#6cc0f5;--no:#ff9d66}
@media (prefers-color-scheme:dark){
body:not([data-jp-theme-light]) .simlib-trace{--yes:#6cc0f5;--no:#ff9d66}}
.simlib-trace .banner{font-weight:700;font-size:1.15em;margin:.2em 0;padding:.1em .6em;
border-left:.4em solid}
.simlib-trace .yes{color:var(--yes)}.simlib-trace .no{color:var(--no)}
div.simlib-trace ul:not(.x){list-style:none;margin:0 0 0 .6em;padding:0 0 0 .7em;
border-left:1px solid var(--line)}
div.simlib-trace>ul:not(.x){border:0;margin:0;padding:0}
.simlib-trace li{list-style:none;margin:0}
div.simlib-trace ul.halves:not(.x){display:grid;gap:0 1em;
grid-template-columns:repeat(auto-fit,minmax(min(20em,100%),1fr))}
.simlib-trace summary{cursor:pointer}.simlib-trace li.leaf{padding-left:1.05em}
.simlib-trace code{unicode-bidi:isolate;background:none;padding:0;color:inherit;
white-space:pre-wrap}
.simlib-trace .reason{opacity:.85}.simlib-trace .note{padding-left:1.2em}
</style>"""


def html(trace: Verdict) -> str:
    """The banner, the sentences and the tree; blocking layers are open, the others folded.

    >>> from .algebra import union
    >>> "Implicit deny" in html(union("nothing"))
    True
    """
    return f'{STYLE}<div class="simlib-trace">{banner(trace)}<ul>{tree(trace)}</ul></div>'


def banner(trace: Verdict) -> str:
    """The decision in words, and why."""
    css = "yes" if trace.decision is Decision.ALLOWED else "no"
    words = DECISIONS[trace.decision]
    said = why(trace).removeprefix(f"{words}: ")
    head = f'<div class="banner {css}" role="status">{mark(trace)} {words}</div>'
    return f"{head}<p>{prose(said[:1].upper() + said[1:])}</p>"


def tree(node: Node) -> str:
    """A node with everything below it, as list items."""
    return _item(node, True, set())


def _item(node: Node, opened: bool, seen: set[int]) -> str:
    line, noted = _line(node), "".join(_notes(node))
    children = children_shown(node)
    if not len(children):
        return f'<li class="leaf">{line}{noted}</li>'
    if id(children) in seen:
        return f'<li class="leaf">{line} <span class="reason">(statements shown above)</span></li>'
    if isinstance(node, Verdict) and node.policy is not None:
        seen.add(id(children))
    inner = "".join(_item(child, _opens(node, child), seen) for child in children)
    halves = ' class="halves"' if node.label == HALVES else ""
    state = " open" if opened and node.reason is not Reason.OTHER_ACTIONS else ""
    folded = f"<summary>{line}</summary>{noted}<ul{halves}>{inner}</ul>"
    return f"<li><details{state}>{folded}</details></li>"


def _notes(node: Node) -> Iterator[str]:
    """What the checks have found there, on lines of their own."""
    for finding in notes(node) if isinstance(node, Match) else ():
        said = f"{NOTE} {prose(told(finding))} · line {finding.source.line}"
        yield f'<div class="note">{said}</div>'


def _opens(parent: Node, child: Node) -> bool:
    """Open is what decided: what blocks in a denial, what grants in an allow."""
    if isinstance(parent, Match) or parent.label == HALVES:
        return True
    decided = parent.decision is not Decision.IMPLICIT_DENY
    if isinstance(child, Match):
        return child.matched if decided else not child.matched
    same = child.decision is parent.decision and not is_neutral(child)
    return same and not (child.limits and parent.decision is Decision.ALLOWED)


def _line(node: Node) -> str:
    if node.reason is Reason.OTHER_ACTIONS:
        return f'<span class="reason">{mark(node)} {shown(node.label)}</span>'
    good = node.matched if isinstance(node, Match) else node.decision is Decision.ALLOWED
    css = "reason" if is_neutral(node) else "yes" if good else "no"
    label = f'<span class="{css}">{mark(node)} {prose(heading(node))}</span>'
    place = "".join(_place(node))
    return f'{label} <span class="reason">({prose(detail(node))}){place}</span>'


def _place(node: Node) -> Iterator[str]:
    if isinstance(node, Match) and node.source:
        yield f" · line {node.source.line}"
