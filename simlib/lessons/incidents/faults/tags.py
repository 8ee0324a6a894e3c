"""Faults in tags: of the resource, and of the user or role that calls."""

from collections.abc import Iterator, Mapping

from ..fault import Action, Healthy, Site
from .identities import those_who_call, with_fields

__all__ = ["principal_tag_missing", "resource_tag_misspelt"]

_TAGGED = ("data_stores", "domains", "buckets", "keys")


def resource_tag_misspelt(healthy: Healthy) -> Iterator[Site]:
    """The value of a tag has a letter too few; a policy compares it exactly."""
    for table in _TAGGED:
        for arn, thing in getattr(healthy.cloud.state, table).items():
            for key, value in thing.tags.items():
                wrong = {**thing.tags, key: value[:-2] + value[-1]}
                told = f"its tag {key} is `{wrong[key]}` where it was `{value}`"
                mend = Action(
                    f"Tag {thing.name} with {key} = {value}",
                    with_fields(table, arn, tags=thing.tags),
                )
                yield arn, told, with_fields(table, arn, tags=wrong), mend


def principal_tag_missing(healthy: Healthy) -> Iterator[Site]:
    """Whoever calls has lost the tag that a policy compares."""
    for table, key, identity in those_who_call(healthy):
        for tag, value in identity.tags.items():
            told = f"it has no tag {tag} any more"
            mend = Action(
                f"Tag {identity.name} with {tag} = {value}",
                with_fields(table, key, tags=identity.tags),
            )
            yield (
                identity.arn,
                told,
                with_fields(table, key, tags=_without(identity.tags, tag)),
                mend,
            )


def _without(tags: Mapping[str, str], tag: str) -> dict[str, str]:
    return {key: value for key, value in tags.items() if key != tag}
