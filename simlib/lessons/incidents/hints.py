"""Three hints about what is still broken: a question, a pointer, nearly the answer."""

from collections.abc import Sequence

from .fault import Break, Rewritten

__all__ = ["hint"]

QUESTIONS = {
    "credentials": "Did AWS ask any policy at all, or does it not believe who calls?",
    "tags": "Which tags does a policy compare here, and what are they now?",
    "how it is called": "Is the call itself the one that it always was? Read the trail's record.",
    "instance profile": "What gives an instance its role, and is the role in it?",
    "KMS grant": "Who uses the key in the end, and what lets that service use it?",
}
NOTHING = (
    "What was broken is mended. If it is not over, a change of yours is in the way: begin again."
)


def hint(still: Sequence[Break], number: int) -> str:
    """The hint of that number about the first thing that is still broken."""
    if not still:
        return NOTHING
    first = still[0]
    if number == 1:
        return QUESTIONS.get(first.layer, _question(first.layer))
    if number == 2:
        how = "in the policy's text" if _is_text(first) else "by an action, not by a policy's text"
        return f"Look at {first.where} ({first.layer}). It is mended {how}."
    return f"{first.where}: {first.told}."


def _is_text(each: Break) -> bool:
    return isinstance(each.remedy, Rewritten)


def _question(layer: str) -> str:
    article = "an" if layer[0] in "aeiou" else "a"
    return f"How does the message end, and could {article} {layer} have a part in it?"
