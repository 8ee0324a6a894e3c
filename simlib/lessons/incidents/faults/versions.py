"""Faults of a whole document: a Version under which variables are plain text."""

from collections.abc import Iterator

from .policies_in_force import Document, InForce

__all__ = ["version_2008"]


def version_2008(policy: InForce) -> Iterator[tuple[str, Document]]:
    """`${…}` stands for nothing but itself under Version 2008-10-17."""
    told = "its Version is 2008-10-17, under which variables do not count"
    yield told, {**policy.document, "Version": "2008-10-17"}
