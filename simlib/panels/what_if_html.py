"""What a what-if changed, in words: what is otherwise, the two verdicts, the nodes that differ."""

from collections.abc import Iterable, Mapping

from ..analysis.differences import Difference
from ..analysis.what_if import Switch
from ..evaluation.evaluate import Evaluation
from ..evaluation.request import ContextValue
from ..language.markup import shown
from ..trace.words import DECISIONS, listed
from .trace_html import prose

__all__ = ["changed_words", "verdicts_words", "what_if_html"]


def what_if_html(changed: str, told: str, found: Iterable[Difference]) -> str:
    """What is otherwise, what that comes to, and each node that differs.

    >>> what_if_html("", "Allowed, as it is.", ())
    '<p class="simlib-what-if"><b>Nothing is switched off.</b> Allowed, as it is.</p>'
    """
    head = prose(f"What if {changed}?") if changed else "Nothing is switched off."
    nodes = "".join(f"<li>{prose(str(each))}</li>" for each in found)
    listing = f'<div class="simlib-changed">What differs:<ul>{nodes}</ul></div>' if nodes else ""
    return f'<p class="simlib-what-if"><b>{head}</b> {shown(told)}</p>{listing}'


def changed_words(off: Iterable[Switch], keys: Mapping[str, ContextValue]) -> str:
    """What is otherwise, as a phrase.

    >>> changed_words((), {"aws:SourceIp": None})
    'with `aws:SourceIp` absent'
    """
    switched = [each.label for each in off]
    held = [f"with `{key}` {value_words(value)}" for key, value in sorted(keys.items())]
    return ", ".join([*switched, *held])


def verdicts_words(before: Evaluation, after: Evaluation) -> str:
    """Both verdicts, or that they are the same."""
    was, now = DECISIONS[before.decision], DECISIONS[after.decision]
    return f"{now}, as it is." if was == now else f"{now}; as it is: {was.lower()}."


def value_words(value: ContextValue) -> str:
    """A context value as a phrase."""
    if value is None:
        return "absent"
    return f"= {listed(value if isinstance(value, tuple) else (str(value),))}"
