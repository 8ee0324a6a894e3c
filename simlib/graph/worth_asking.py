"""Which questions can give an edge at all: those that the access matrix does not rule out.

What no Allow and no grant can open, whatever the context keys say and whatever is denied, is denied
implicitly, and no edge. Whoever asks for the same is asked for in one matrix.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from ..analysis.access_matrix import access_matrix
from ..cloud.cloud import Cloud
from ..reference import actions_on, resource_types_of

__all__ = ["Questions", "acting_on", "worth_asking"]

Arns = Sequence[str]
Alike = tuple[tuple[str, ...], tuple[str, ...]]  # who asks, and for which actions
# By who asks and for what: the actions, as they are listed.
Questions = Mapping[tuple[str, str], Sequence[str]]


def worth_asking(cloud: Cloud, asked_for: Mapping[str, Arns]) -> Questions:
    """The actions to ask for, of the cloud's services; `asked_for` are ARNs by who asks."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (who, actions), arns in _alike(cloud, asked_for).items():
        for principal, action, arn in access_matrix(cloud, who, actions, arns).possible():
            found[principal, arn].append(action)
    return found


def _alike(cloud: Cloud, asked_for: Mapping[str, Arns]) -> Mapping[Alike, Arns]:
    """The ARNs by who asks for them, and for which actions."""
    askers: dict[str, list[str]] = defaultdict(list)
    for who, arns in asked_for.items():
        for arn in arns:
            askers[arn].append(who)
    alike: dict[Alike, list[str]] = defaultdict(list)
    known = frozenset(cloud.action_index[0])
    for arn, mine in askers.items():
        actions = tuple(each for each in acting_on(arn) if each.lower() in known)
        alike[_signing(mine, arn), actions].append(arn)
    return alike


def _signing(who: Sequence[str], arn: str) -> tuple[str, ...]:
    """Only S3 takes requests that nobody signed."""
    unsigned = arn.startswith("arn:aws:s3:")
    return tuple(each for each in who if unsigned or each != "anonymous")


@lru_cache(maxsize=16384)
def acting_on(arn: str) -> tuple[str, ...]:
    """The actions on what is there: not those that make it."""
    made = {f"create{each.name.replace('-', '')}" for each in resource_types_of(arn)}
    return tuple(each for each in actions_on(arn) if each.partition(":")[2].lower() not in made)
