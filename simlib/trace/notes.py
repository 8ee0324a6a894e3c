"""What the checks have found where a trace is being looked at: found only when somebody looks."""

from ..language.findings import Finding, FindingType
from ..language.terms import Effect
from .nodes import Match

__all__ = ["notes", "told"]

SHOWN = 3  # of one element; the policy's own findings have them all
_GRAVITY = list(FindingType)


def notes(node: Match) -> tuple[Finding, ...]:
    """The findings that may explain a node, the gravest first.

    Of an element they lie in it, of a statement they speak of it as a whole.
    """
    if node.policy is None or node.source is None:
        return ()
    from ..checks import findings_of  # here, because to decide a request needs no checks

    own, inside = node.source.pointer, node.effect is None
    found = [each for each in findings_of(node.policy) if _lies(each.source.pointer, own, inside)]
    found = [each for each in found if _is_of_the_service(each, node)]
    told = [each for each in found if _explains(each.finding_type, node)]
    return tuple(sorted(told, key=lambda each: _GRAVITY.index(each.finding_type))[:SHOWN])


def told(finding: Finding) -> str:
    """A finding as one line: its category, what is there, what to do."""
    hint = f"; {finding.suggestion}" if finding.suggestion else ""
    return f"{finding.finding_type.words}: {finding.message}{hint}"


def _lies(pointer: str, place: str, inside: bool) -> bool:
    return pointer == place or (inside and pointer.startswith(f"{place}/"))


def _is_of_the_service(finding: Finding, node: Match) -> bool:
    """A slip in an action of another service explains nothing about this request."""
    assert node.policy is not None  # INVARIANT: `notes` has looked
    values = (value for s in node.policy.statements for value in s.action.values)
    text = next((value.text for value in values if value.source == finding.source), None)
    if text is None or not node.actual:
        return True
    return text.partition(":")[0].lower() == node.actual[0].partition(":")[0].lower()


def _explains(finding_type: FindingType, node: Match) -> bool:
    """Security warnings: an Allow matches too much, or a Deny too little. The others: the rest."""
    warns = finding_type is FindingType.SECURITY_WARNING
    return warns if node.matched else not warns or _effect(node) is Effect.DENY


def _effect(node: Match) -> Effect | None:
    """The effect of the statement that a node is, or stands in."""
    assert node.policy is not None  # INVARIANT: `notes` has looked
    assert node.source is not None
    place = f"{node.source.pointer}/"
    own = (s.effect for s in node.policy.statements if place.startswith(f"{s.source.pointer}/"))
    return next(own, None)
