"""For want of which keys of its parameters did a statement not match a request?

A record has the parameters of a call but not the condition keys that its service makes of them.
"""

from collections.abc import Iterator

from ..trace.nodes import Match, Node, Reason

__all__ = ["keys_of_parameters"]

_ABSENT = (Reason.KEY_ABSENT, Reason.KEY_ABSENT_NEGATED, Reason.KEY_ABSENT_IF_EXISTS)
_OF_TAGS = ("aws:requesttag/", "aws:tagkeys")


def keys_of_parameters(trace: Node) -> Iterator[str]:
    """Absent keys of services and of request tags, in statements that fit but for conditions."""
    if trace.reason is Reason.OTHER_ACTIONS:
        return
    if isinstance(trace, Match) and trace.effect is not None:
        yield from _in_statement(trace)
        return
    for child in trace.children:
        yield from keys_of_parameters(child)


def _in_statement(statement: Match) -> Iterator[str]:
    conditions = [child for child in statement.children if " " in child.label]
    elements = [child for child in statement.children if " " not in child.label]
    if not all(isinstance(each, Match) and each.matched for each in elements):
        return
    for condition in conditions:
        key = condition.label.split(" ", 1)[1]
        if condition.reason in _ABSENT and _from_parameters(key.lower()):
            yield key


def _from_parameters(key: str) -> bool:
    return not key.startswith("aws:") or key.startswith(_OF_TAGS)
