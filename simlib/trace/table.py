"""A trace as a table: one row a node, for filtering in a notebook."""

from typing import TYPE_CHECKING

from .nodes import Match, Node, Verdict, walk
from .notes import notes, told
from .words import DECISIONS

if TYPE_CHECKING:
    import pandas

__all__ = ["COLUMNS", "rows", "table"]

COLUMNS = (
    "depth", "label", "outcome", "reason", "layer", "policy", "effect",
    "wanted", "actual", "line", "pointer", "findings",
)  # fmt: skip


def rows(trace: Node) -> list[dict[str, object]]:
    """The nodes as plain rows with the keys of COLUMNS; absent values are empty texts."""
    found: list[dict[str, object]] = []
    policy = layer = ""
    for depth, node in walk(trace):
        if isinstance(node, Verdict):
            policy = node.policy.name if node.policy else ""
            layer = str(node.layer or "")
        found.append({"depth": depth, "layer": layer, "policy": policy, **_row(node)})
    return [{column: row[column] for column in COLUMNS} for row in found]


def _row(node: Node) -> dict[str, object]:
    row: dict[str, object] = {"label": node.label, "reason": str(node.reason)}
    if isinstance(node, Match):
        source = node.source
        return row | {
            "outcome": "matches" if node.matched else "does not match",
            "effect": str(node.effect or ""),
            "wanted": ", ".join(node.wanted),
            "actual": ", ".join(node.actual),
            "line": source.line if source else "",
            "pointer": source.pointer if source else "",
            "findings": "; ".join(map(told, notes(node))),
        }
    blank = dict.fromkeys(("effect", "wanted", "actual", "line", "pointer", "findings"), "")
    return row | {"outcome": DECISIONS[node.decision]} | blank


def table(trace: Node) -> "pandas.DataFrame":
    """The nodes as a DataFrame with the columns of COLUMNS."""
    import pandas

    node = getattr(trace, "trace", trace)  # of an evaluation, its trace
    return pandas.DataFrame(rows(node), columns=list(COLUMNS))
