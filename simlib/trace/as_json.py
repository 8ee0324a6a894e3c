"""A trace as JSON-ready data, for other programs."""

from typing import Any

from ..language.findings import Finding
from .nodes import Match, Node, Verdict
from .notes import notes
from .words import detail

__all__ = ["as_json"]


def as_json(node: Node) -> dict[str, Any]:
    """A node and everything below it; `kind` is `verdict` or `match`.

    >>> from .algebra import union
    >>> as_json(union("nothing"))["decision"]
    'implicitDeny'
    """
    found = _match(node) if isinstance(node, Match) else _verdict(node)
    children = [as_json(child) for child in node.children]
    return found | ({"children": children} if children else {})


def _verdict(node: Verdict) -> dict[str, Any]:
    found = {
        "kind": "verdict",
        "label": node.label,
        "decision": node.decision.value,
        "reason": node.reason.name,
        "words": detail(node),
    }
    layer = {"layer": node.layer.value} if node.layer else {}
    return found | layer | ({"policy": node.policy.name} if node.policy else {})


def _match(node: Match) -> dict[str, Any]:
    found: dict[str, Any] = {
        "kind": "match",
        "label": node.label,
        "matched": node.matched,
        "reason": node.reason.name,
        "words": detail(node),
    }
    if node.effect:
        found["effect"] = node.effect.value
    if node.origin:
        found["origin"] = node.origin
    if node.source:
        found["source"] = node.source._asdict()
    values = {
        "wanted": list(node.wanted),
        "actual": list(node.actual),
        "findings": list(map(_finding, notes(node))),
    }
    return found | {name: value for name, value in values.items() if value}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "name": str(finding.issue),
        "category": str(finding.finding_type),
        "message": finding.message,
        "suggestion": finding.suggestion,
        "source": finding.source._asdict(),
    }
