"""Faults in the element Action: one left out, one mistaken for another, a whole statement gone."""

import difflib
from collections.abc import Iterator

from ....language.wildcard import text_glob
from ....reference import expand
from .policies_in_force import Document, InForce, document_with

__all__ = ["left_out", "mistaken", "statement_gone"]


def left_out(policy: InForce) -> Iterator[tuple[str, Document]]:
    """The list of actions has lost the one that is needed."""
    listed = _listed(policy)
    needed = policy.request.action.lower()
    kept = [each for each in listed if not text_glob(each.lower())(needed)]
    if 0 < len(kept) < len(listed):
        told = f"`{policy.request.action}` is not among the actions any more"
        yield told, document_with(policy, {**policy.statement, "Action": kept})


def mistaken(policy: InForce) -> Iterator[tuple[str, Document]]:
    """Where the action stood, there is one of a similar name."""
    action, listed = policy.request.action, _listed(policy)
    known = [each for each in expand(f"{action.partition(':')[0]}:*") if each not in listed]
    for other in difflib.get_close_matches(action, known, n=2, cutoff=0.6):
        changed = [other if each.lower() == action.lower() else each for each in listed]
        if changed != listed:
            value = changed if len(changed) > 1 else changed[0]
            told = f"it says `{other}` where `{action}` is needed"
            yield told, document_with(policy, {**policy.statement, "Action": value})


def statement_gone(policy: InForce) -> Iterator[tuple[str, Document]]:
    """The statement that allows has been deleted; others are left."""
    document = document_with(policy, None)
    if document["Statement"]:
        yield f"no statement allows `{policy.request.action}` any more", document


def _listed(policy: InForce) -> list[str]:
    value = policy.statement.get("Action", [])
    return list(value) if isinstance(value, list) else [value]
