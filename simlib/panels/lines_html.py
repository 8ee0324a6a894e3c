"""The policies of a trace line by line, as folds: what decided is the first."""

from collections.abc import Mapping

from ..language.markup import shown
from ..language.policy import Policy
from ..trace.annotated import AnnotatedLine, annotated_lines
from ..trace.deciding import policy_verdicts
from ..trace.nodes import Match, Verdict
from ..trace.words import mark, remark
from .trace_html import node_class, prose

__all__ = ["lines_html"]

PlaceOf = Mapping[int, str]  # by the identity of a node


def lines_html(trace: Verdict, deciding: tuple[Verdict, ...], place_of: PlaceOf) -> str:
    """One fold for each policy; each note points at its node.

    >>> from simlib.trace.algebra import union
    >>> lines_html(union("nothing"), (), {})
    ''
    """
    found = {verdict.policy: verdict for verdict in reversed([*_policies(trace)])}
    first = [verdict.policy for each in deciding for verdict in _policies(each)]
    ordered = dict.fromkeys([*(p for p in first if p in found), *reversed(found)])
    return "".join(
        _fold(number, found[policy], policy, trace, place_of)
        for number, policy in enumerate(ordered)
        if policy is not None and policy.statements
    )


def _policies(trace: Verdict) -> list[Verdict]:
    return [verdict for verdict in policy_verdicts(trace) if verdict.policy is not None]


def _fold(number: int, verdict: Verdict, policy: Policy, trace: Verdict, place_of: PlaceOf) -> str:
    lines = "".join(_line(line, place_of) for line in annotated_lines(policy, trace))
    name = f"<code>{shown(policy.name)}</code>, line by line"
    summary = f"<summary>{name} <small>({shown(str(verdict.layer))})</small></summary>"
    fold = f'<details class="simlib-lines" data-fold="lines {number}">'
    return f"{fold}{summary}<ol>{lines}</ol></details>"


def _line(line: AnnotatedLine, place_of: PlaceOf) -> str:
    notes = "".join(_note(note, place_of.get(id(note), "")) for note in line.notes)
    text = f"<code>{shown(line.text)}</code>"
    return f'<li value="{line.number}">{text}{notes}</li>'


def _note(note: Match, place: str) -> str:
    said = prose(f"{mark(note)} {remark(note) or _outcome(note)}")
    about = f'class="{node_class(note)}" data-point="note:{place}" role="button" tabindex="0"'
    return f"<span {about}>{said}</span>"


def _outcome(note: Match) -> str:
    return "matches" if note.matched else "does not match"
