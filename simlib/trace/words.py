"""The wording of traces, in one place: marks, decisions, and what was wanted against what came."""

from ..language.terms import Decision
from .nodes import Layer, Match, Node, Reason, Verdict

__all__ = [
    "DECISIONS",
    "NOTE",
    "a_layer",
    "detail",
    "heading",
    "is_neutral",
    "listed",
    "mark",
    "quoted",
    "remark",
]

DECISIONS = {
    Decision.ALLOWED: "Allowed",
    Decision.EXPLICIT_DENY: "Explicit deny",
    Decision.IMPLICIT_DENY: "Implicit deny",
}
_NEUTRAL = (
    Reason.NONE_ATTACHED_LIMITS_NOTHING,
    Reason.NONE_ATTACHED_GIVES_NOTHING,
    Reason.DOES_NOT_APPLY,
    Reason.STATEMENTS_UNKNOWN,
    Reason.REMARK,
    Reason.OTHER_ACTIONS,
)
NOTE = "○"  # neither good nor bad by itself
SHOWN = 4  # values of a long list
LONG = 160  # characters of a long value


def is_neutral(node: Node) -> bool:
    """Nothing attached, or it does not apply: neither good nor bad by itself."""
    return node.reason in _NEUTRAL


def mark(node: Node) -> str:
    """✓, ✗ or ○: what stands beside the word, never instead of it."""
    if is_neutral(node):
        return NOTE
    if isinstance(node, Match):
        return "✓" if node.matched else "✗"
    return "✓" if node.decision is Decision.ALLOWED else "✗"


def heading(node: Node) -> str:
    """A node's label with its outcome in words.

    >>> heading(Verdict("session policy", Decision.ALLOWED, Reason.ALLOW_MATCHES))
    'session policy: allowed'
    """
    if is_neutral(node):
        return node.label
    if isinstance(node, Verdict):
        return f"{node.label}: {DECISIONS[node.decision].lower()}"
    effect = f", {node.effect}" if node.effect else ""
    return f"{node.label}{effect}: {'matches' if node.matched else 'does not match'}"


def detail(node: Node) -> str:
    """Why a node is as it is, with the values that were held against each other."""
    if isinstance(node, Verdict) or node.effect is not None or not (node.wanted or node.actual):
        return str(node.reason)
    origin = [node.origin] if node.origin else []
    if _same_text(node):
        return "; ".join([f"{node.reason}: {quoted(node.deciding or '')}", *origin])
    parts = [str(node.reason)]
    if node.wanted:
        parts.append(f"the policy has {_wanted(node)}")
    return "; ".join([*parts, *_actual(node), *origin])


def remark(node: Match) -> str:
    """What to say beside the policy's own line, which shows the policy's values already."""
    if node.matched or node.effect is not None:
        return ""
    variable = (
        node.deciding is not None and "${" in node.deciding and node.deciding != node.resolved
    )
    here = [f"here {quoted(node.resolved or 'without a value')}"] if variable else []
    said = [*here, *_actual(node)]
    return "; ".join(said) or str(node.reason)


def _actual(node: Match) -> list[str]:
    return [f"the request has {listed(node.actual)}"] if node.actual else []


def _same_text(node: Match) -> bool:
    """Is the deciding value, to the letter, the one that came?"""
    decided = node.deciding is not None and node.reason in (Reason.VALUE_MATCHES, Reason.LISTED)
    return decided and node.actual == (node.resolved,) == (node.deciding,)


def _wanted(node: Match) -> str:
    decided = node.matched or node.reason in (Reason.LISTED, Reason.A_VALUE_IS_EXCLUDED)
    if decided and node.deciding is not None:
        shown = quoted(node.deciding)
        others = len(node.wanted) - 1
        more = f" (and {others} more)" if others else ""
    else:
        shown, more = listed(node.wanted, "or"), ""
    variables = node.deciding is not None and "${" in node.deciding
    if variables and node.resolved is None:
        return f"{shown}{more}, whose variable has no value in this request"
    if variables and node.resolved != node.deciding:
        return f"{shown}{more}, here {quoted(node.resolved or '')}"
    return shown + more


def quoted(text: str) -> str:
    """A value in backticks, cut where it is very long."""
    return f"`{text if len(text) <= LONG else text[: LONG - 1] + '…'}`"


def listed(values: tuple[str, ...], word: str = "and") -> str:
    """Values as a phrase.

    >>> listed(("a", "b", "c"), "or")
    '`a`, `b` or `c`'
    """
    shown = [quoted(value) for value in values[:SHOWN]]
    if len(values) > SHOWN:
        return f"{', '.join(shown)} {word} {len(values) - SHOWN} more"
    return f" {word} ".join([part for part in (", ".join(shown[:-1]), shown[-1]) if part])


def a_layer(layer: Layer) -> str:
    """A layer with its article, as AWS writes it: an SCP is "a", a role trust policy "the"."""
    if layer is Layer.ROLE_TRUST:
        return f"the {layer}"
    return f"{'an' if layer.value[0] in 'ai' else 'a'} {layer}"
