"""Requests that come out otherwise than when nothing was broken, nearest to the work first."""

from collections.abc import Iterable
from typing import NamedTuple

from ...cloud.cloud import Cloud
from ...cloud.state import State
from ...evaluation.evaluate import Evaluation
from ...evaluation.request import Principal
from ...language.errors import SimlibError
from ..exercise import Asked
from ..trying import evaluation_of
from .fault import Healthy

__all__ = ["Otherwise", "Request", "allowed", "nearest_first", "short_name", "who"]
NO_NAME = "session"  # of the session of a role that is asked by its name


class Request(NamedTuple):
    """One request, whether it is allowed now, and the evaluation where there is one already."""

    asked: Asked
    allowed: bool
    evaluation: Evaluation | None = None


class Otherwise(NamedTuple):
    """What has opened and what has closed, and whether a search was given up."""

    opened: tuple[Request, ...]
    closed: tuple[Request, ...]
    undecided: bool = False


def nearest_first(healthy: Healthy, requests: Iterable[Request], undecided: int = 0) -> Otherwise:
    """The requests, those first that differ from the work in the fewest things."""
    known = [
        (
            who(healthy.cloud.state, each.request.principal),
            each.request.action,
            each.request.resource.arn,
        )
        for each in healthy.evaluations
    ]

    def differs(each: Request) -> tuple[int, int, str]:
        mine = each.asked.who, each.asked.action, each.asked.resource
        fewest = min(sum(a != b for a, b in zip(mine, one, strict=True)) for one in known)
        return fewest, len(each.asked.context), str(each.asked)

    ordered = sorted(requests, key=differs)
    opened = tuple(each for each in ordered if each.allowed)
    return Otherwise(opened, tuple(each for each in ordered if not each.allowed), bool(undecided))


def allowed(cloud: Cloud, asked: Asked) -> bool:
    """Does the traced evaluator allow it? What cannot be asked is not allowed."""
    try:
        return evaluation_of(cloud, asked).allowed
    except SimlibError:
        return False


def who(state: State, principal: Principal) -> str:
    """As `cloud.as_` takes it, by name where the name is enough."""
    arn = principal.arn or principal.service or "anonymous"
    of_its_own = principal.role_arn is None or not arn.endswith(f"/{NO_NAME}")
    return short_name(state, arn if of_its_own else principal.role_arn or arn)


def short_name(state: State, arn: str) -> str:
    """The name of a user or role, where nobody else has it."""
    named = [each.name for each in state.users.values()]
    named += [each.name for each in state.roles.values()]
    name = arn.rpartition("/")[2]
    return name if ":iam:" in arn and "/" in arn and named.count(name) == 1 else arn
