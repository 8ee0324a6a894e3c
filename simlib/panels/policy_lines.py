"""Which lines of a policy a node of a trace speaks about, and which nodes speak about a line.

Lines are those of the policy's own text, as its author sees it.
"""

from collections.abc import Iterator

from ..language.policy import Policy
from ..trace.deciding import policy_verdicts
from ..trace.nodes import Match, Node, Reason, Verdict, walk
from ..trace.words import detail, heading
from .policy_editor import Mark

__all__ = ["marks_for", "nodes_at"]


def marks_for(node: Node, policy: Policy, trace: Verdict) -> list[Mark]:
    """One mark for each line that the node, or what is below it, speaks about."""
    below = {id(each) for _, each in walk(node)}
    by_line: dict[int, list[Match]] = {}
    for match in _matches(policy, trace):
        if id(match) in below and match.source:
            by_line.setdefault(match.source.line, []).append(match)
    return [_mark(line, by_line[line]) for line in sorted(by_line)]


def nodes_at(policy: Policy, line: int, trace: Verdict) -> list[Match]:
    """What begins on this line, else what begins last before it."""
    begins = [(m.source.line, m) for m in _matches(policy, trace) if m.source]
    nearest = max((start for start, _ in begins if start <= line), default=0)
    return [match for start, match in begins if start == nearest]


def _matches(policy: Policy, trace: Verdict) -> Iterator[Match]:
    """Wherever the policy is attached: a permissions boundary is the same text read otherwise."""
    for verdict in policy_verdicts(trace):
        other = verdict.policy
        if other is not None and (other.name, other.text) == (policy.name, policy.text):
            yield from (
                node
                for _, node in walk(verdict)
                if isinstance(node, Match) and node.reason is not Reason.OTHER_ACTIONS
            )


def _mark(line: int, matches: list[Match]) -> Mark:
    kind = "yes" if all(match.matched for match in matches) else "no"
    return Mark(line, kind, "; ".join(f"{heading(m)} ({detail(m)})" for m in matches))
