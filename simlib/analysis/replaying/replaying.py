"""A part of a trail in, its calls counted by what two clouds decide on them out: a pure function.

So the parts can be anywhere: one after the other here, or on the workers of a Dask cluster.
"""

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from ...cloud.cloud import Cloud
from .alike import Alike
from .calls import Calls
from .counting import Counting
from .reads import policies_in
from .recorded_call import Call
from .recorded_decisions import NOT_ASKED, Outcome, RecordedDecisions

if TYPE_CHECKING:
    import pandas

__all__ = ["COLUMNS", "KEYS", "Replaying", "merge_counted"]

REMEMBERED = 65_536  # distinct calls


class Counted(NamedTuple):
    """What calls that are counted together have in common."""

    principal: str
    call: str
    action: str
    before: str
    after: str
    recorded: str
    problem: str


KEYS = Counted._fields
COLUMNS = (*KEYS, "calls", "example")


class Replaying:
    """`Replaying(before, after)` takes parts of a trail, each a table or a list of records.

    What it has decided it remembers, but does not take along when it is sent to a worker.
    """

    def __init__(self, before: Cloud, after: Cloud) -> None:
        self.before, self.after = before, after
        clouds = (before, after)
        policies = dict.fromkeys(each for cloud in clouds for each in policies_in(cloud))
        self.calls = Calls(clouds, Alike(clouds, policies).key)
        self._counted = Counting(self.calls)
        self._then = RecordedDecisions(before, self.calls.reads)
        self._now = RecordedDecisions(after, self.calls.reads)
        self._decided: dict[Call, Counted] = {}
        self._text = lru_cache(maxsize=REMEMBERED)(_text)

    def __reduce__(self) -> tuple[Any, ...]:
        return Replaying, (self.before, self.after)

    def __call__(self, part: Any) -> "pandas.DataFrame":
        """The part's calls, counted; `example` is as much of the first record as decides."""
        groups: dict[Counted, tuple[int, Call]] = {}
        for call, count in self._counted(part).items():
            counted = self._decide(call)
            earlier, example = groups.get(counted, (0, call))
            groups[counted] = earlier + count, example
        return _frame((*key, count, self._text(call)) for key, (count, call) in groups.items())

    @property
    def meta(self) -> "pandas.DataFrame":
        """What comes out, without rows: `map_partitions` wants to know."""
        return _frame(())

    def decisions(self, *, after: bool) -> RecordedDecisions:
        """One of the two clouds, ready to be asked."""
        return self._now if after else self._then

    def _decide(self, call: Call) -> Counted:
        found = self._decided.get(call)
        if found is None:
            if len(self._decided) >= REMEMBERED:
                self._decided.clear()
            found = _compared(call, self._then.outcome(call), self._now.outcome(call))
            self._decided[call] = found
        return found


def _compared(call: Call, then: Outcome, now: Outcome) -> Counted:
    """The action to blame is the one that decided where it is denied."""
    known = then if now.decision == NOT_ASKED else now
    blamed = then if now.decision == "allowed" and then.decision != NOT_ASKED else known
    where = {"in the cloud before": then.problem, "in the cloud after": now.problem}
    told = [f"{problem} ({place})" for place, problem in where.items() if problem]
    problem = then.problem if then.problem == now.problem else "; ".join(told)
    source, event = str(call.place[0] or ""), str(call.place[1] or "")
    name = f"{source.partition('.')[0]}:{event}"
    return Counted(
        known.principal, name, blamed.action, then.decision, now.decision, call.came, problem
    )


def _text(call: Call) -> str:
    return json.dumps(call.record, sort_keys=True)


def merge_counted(parts: "Iterable[pandas.DataFrame]") -> "pandas.DataFrame":
    """What was counted in parts of a trail, put together; pure, and of merged ones again."""
    import pandas

    parts = [_frame(()), *parts]
    every = pandas.concat([each for each in parts if len(each)] or parts, ignore_index=True)
    grouped = every.groupby(list(KEYS), sort=True, dropna=False, observed=True)
    return grouped.agg({"calls": "sum", "example": "first"}).reset_index()


def _frame(rows: Iterable[tuple[Any, ...]]) -> "pandas.DataFrame":
    import pandas

    frame = pandas.DataFrame(list(rows), columns=list(COLUMNS))
    return frame.astype(dict.fromkeys(COLUMNS, "str") | {"calls": "int64"})
