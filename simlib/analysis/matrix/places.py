"""Who asks and what is asked for: rows and columns from a cloud, where they can be asked at all."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ...cloud.caller import Caller
from ...language.errors import SimlibError
from .column import Column, column_of
from .rows import Row, row_of

__all__ = ["Met", "met", "seated"]

Gates = tuple[int, ...]  # the columns that one request meets; none where it cannot be asked
ByAccount = Mapping[str | None, Caller]


class Met(NamedTuple):
    """The columns, and by account those that a request for each resource meets."""

    columns: tuple[Column, ...]
    gates: Mapping[str | None, tuple[Gates, ...]]


def seated(callers: Sequence[Caller], action: str) -> dict[int, Row]:
    """The rows for actions like this one, by place; whoever cannot ask has none."""
    found = ((place, _row(caller, action)) for place, caller in enumerate(callers))
    return {place: row for place, row in found if row is not None}


def _row(caller: Caller, action: str) -> Row | None:
    try:
        return row_of(caller, action)
    except SimlibError:
        return None


def met(stranger: Caller, members: ByAccount, action: str, resources: Sequence[str]) -> Met:
    """The columns for actions like this one.

    `stranger` can ask whatever can be asked, and owns nothing; `members` has somebody of every
    account. What has an owner looks the same to everybody but, maybe, the owner.
    """
    views = [_views(stranger, members, action, arn) for arn in resources]
    every = {id(each): each for seen in views for found in seen.values() for each in found}
    place = {each: number for number, each in enumerate(every)}
    gates = {
        account: tuple(tuple(place[id(each)] for each in seen[account]) for seen in views)
        for account in members
    }
    return Met(tuple(every.values()), gates)


def _views(
    stranger: Caller, members: ByAccount, action: str, arn: str
) -> Mapping[str | None, tuple[Column, ...]]:
    """What each account meets in one resource."""
    outside = _columns(stranger, action, arn)
    seen = dict.fromkeys(members, outside)
    owners = {column.resource.account for column in outside}
    for account in members if None in owners else owners & members.keys():
        own = _columns(members[account], action, arn)
        if [each.alike for each in own] != [each.alike for each in outside]:
            seen[account] = own
    return seen


def _columns(caller: Caller, action: str, arn: str) -> tuple[Column, ...]:
    try:
        return tuple(column_of(gate) for gate in caller.gates(action, arn))
    except SimlibError:
        return ()
