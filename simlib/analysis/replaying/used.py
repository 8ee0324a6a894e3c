"""What calls used: every action that AWS asked for, with the ARNs that a policy must name."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ...cloud.askable import arns_there
from ...cloud.cloud import Cloud
from ...cloud.resources import target_of, through_access_point
from ...language.errors import QuestionError, UnknownNameError
from ...reference import RequiredAction
from ...reference import action as defined_action
from ..recorded_needs import needs_on, required_by, resource_of, told_to_need
from ..trail_rows import Came
from .recorded_call import Call

__all__ = ["Used", "used_by"]

Record = Mapping[str, Any]


class Used(NamedTuple):
    """By action the ARNs; `remarks` say what is not covered, and what a pattern stands for."""

    allowed: Mapping[str, frozenset[str]]
    remarks: tuple[str, ...]


def used_by(calls: Iterable[Call], cloud: Cloud) -> Used:
    """Of the calls that were not denied; what failed for another reason had been allowed."""
    allowed: dict[str, set[str]] = defaultdict(set)
    remarks: set[str] = set()
    there = arns_there(cloud.state)
    for record in (call.record for call in calls if call.came != Came.DENIED):
        try:
            for need in list(_needs(cloud, record, there)):
                account = str(record.get("recipientAccountId") or "")
                allowed[need.action].update(_named(cloud, need, account))
        except QuestionError as error:
            remarks.add(f"not covered: {error}")
    named = {action: frozenset(arns) for action, arns in allowed.items()}
    return Used(named, (*sorted(remarks), *_patterns(named)))


def _patterns(allowed: Mapping[str, frozenset[str]]) -> Iterator[str]:
    for action, arns in sorted(allowed.items()):
        for arn in sorted(arns - {"*"}):
            if "*" in arn:
                yield f"{action} on `{arn}`: no record names one"


def _needs(cloud: Cloud, record: Record, there: tuple[str, ...]) -> Iterator[RequiredAction]:
    """What an operation makes, and what nobody tells, is a pattern."""
    rows = [
        row for row in required_by(cloud.services.values(), record) if told_to_need(row, record)
    ]
    for row, need in zip(rows, needs_on(rows, record, there), strict=True):
        unknown = "*" in need.resource and need.resource != "*"
        arn = resource_of(row.resource, record) if unknown else need.resource
        yield RequiredAction(need.action, arn)


def _named(cloud: Cloud, need: RequiredAction, account: str) -> list[str]:
    """`*` for an action without resource types; a key for its alias, what is behind a door too."""
    if need.resource == "*" or not _takes_resources(need.action):
        return ["*"]
    state, arn = cloud.state, need.resource
    if not need.action.lower().endswith("alias"):
        arn = state.aliases.get(arn, arn)
    target = target_of(state, arn, account, cloud.now)
    through = through_access_point(state, target, need.action, cloud.now)
    return [each.resource.arn for each in through]


def _takes_resources(action: str) -> bool:
    try:
        return bool(defined_action(action).resources)
    except (UnknownNameError, QuestionError):
        return True
