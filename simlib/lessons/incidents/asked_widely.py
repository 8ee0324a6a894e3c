"""What has opened or closed, asked widely: everybody, every action at issue, on everything there.

By an access matrix of the healthy cloud and one of the mended cloud. What hangs on a context key is
not found so: see `compared_exactly`.
"""

from collections.abc import Iterator
from functools import cache

from ...analysis.access_matrix import AccessMatrix, access_matrix
from ...cloud.askable import arns_there, askable_actions, askers, fitting
from ...cloud.cloud import Cloud
from ...cloud.state import State
from ...language.errors import SimlibError
from ...language.terms import Decision
from ..exercise import Asked
from .fault import Healthy
from .otherwise import Otherwise, Request, nearest_first, short_name

__all__ = ["asked_widely"]


def asked_widely(healthy: Healthy, mended: Cloud) -> Otherwise:
    """The requests that are allowed in only one of the two clouds."""
    return nearest_first(healthy, _flipped(healthy, mended))


def _flipped(healthy: Healthy, mended: Cloud) -> Iterator[Request]:
    there = tuple(who for who in _people(healthy.cloud.state) if _is_there(mended, who))
    before = _healthy_matrix(healthy, there)
    after = access_matrix(mended, there, before.actions, before.resources)
    for who, action, resource in before.differing(after):
        was, now = (_allows(each, who, action, resource) for each in (before, after))
        if was is not now and fitting(action, [resource]) == (resource,):
            yield Request(Asked(who, action, resource), now)


def _allows(matrix: AccessMatrix, *cell: str) -> bool:
    return matrix.decision(*cell) is Decision.ALLOWED


@cache
def _healthy_matrix(healthy: Healthy, who: tuple[str, ...]) -> AccessMatrix:
    actions = askable_actions(_services(healthy))
    where = ("*", *arns_there(healthy.cloud.state))
    return access_matrix(healthy.cloud, who, actions, where)


def _services(healthy: Healthy) -> list[str]:
    """The services that the work asks."""
    asked = (each.request.action for each in healthy.evaluations)
    return sorted({action.partition(":")[0] for action in asked})


def _people(state: State) -> list[str]:
    """Everybody who can ask, but for sessions: what they can do, their roles can."""
    found = [each.who for each in askers(state) if each.who not in state.sessions]
    return [short_name(state, each) for each in found]


def _is_there(cloud: Cloud, who: str) -> bool:
    try:
        return cloud.copy().as_(who) is not None
    except SimlibError:
        return False
