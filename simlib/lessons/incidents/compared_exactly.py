"""What has opened or closed anywhere: the healthy and the mended cloud compared, exactly.

So is found what no plain request shows: a condition left out, a session that can do more. It takes
longer than asking widely.
"""

from collections.abc import Iterator
from dataclasses import replace

from ...analysis import Comparison, compare
from ...analysis.comparing.differences import Difference
from ...cloud.cloud import Cloud
from ...cloud.state import State
from ..exercise import Asked
from .fault import Healthy, Situation
from .otherwise import Otherwise, Request, nearest_first, who
from .work import reached

__all__ = ["compared_exactly"]

THE_SESSION = "ASIATHESESSIONOFTHEWORK"
SECONDS = 6.0


def compared_exactly(healthy: Healthy, mended: Cloud, situation: Situation) -> Otherwise:
    """The requests that are allowed in only one of the two clouds, in whatever context."""
    before = _when_reached(healthy.cloud, healthy.situation)
    after = _when_reached(mended, situation)
    found = [compare(before, after, seconds=SECONDS), *_endpoints(before.state, after.state)]
    requests = [_request(after.state, each) for one in found for each in one.differences]
    return nearest_first(healthy, requests, sum(each.undecided for each in found))


def _when_reached(base: Cloud, situation: Situation) -> Cloud:
    """The cloud with one session in it: that in which the work's call is made."""
    cloud = base.copy()
    cloud.state = replace(situation.state, sessions={})
    session = reached(cloud, situation.work).session
    if session.temporary and session.credentials is not None:
        credentials = replace(session.credentials, access_key_id=THE_SESSION, expiry=None)
        cloud.keep(replace(session, credentials=credentials))
    return cloud


def _endpoints(before: State, after: State) -> Iterator[Comparison]:
    """VPC endpoint policies, which no request of a public network meets."""
    for id_, old in before.endpoints.items():
        new = after.endpoints.get(id_)
        if new and old.policy and new.policy and old.policy != new.policy:
            yield compare(old.policy, new.policy, seconds=SECONDS)


def _request(state: State, difference: Difference) -> Request:
    request = difference.request
    name = who(state, request.principal)
    asked = Asked(name, request.action, request.resource.arn, request.context)
    return Request(asked, difference.gained, difference.after)
