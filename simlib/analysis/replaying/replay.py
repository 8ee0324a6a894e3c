"""Past calls under other policies: which would newly be denied or allowed, by whom, by what layer.

Source: "CloudTrail record contents for management, data, and network activity events".
"""

import json
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ...cloud.cloud import Cloud
from ...evaluation.evaluate import Evaluation
from ...language.errors import QuestionError
from ..absent_parameters import keys_of_parameters
from ..what_if import decided
from .parts import parts_of
from .recorded_decisions import NOT_ASKED
from .replaying import Replaying, merge_counted

if TYPE_CHECKING:
    import pandas

__all__ = ["Replay", "replay"]

Progress = Callable[[float], object]
SHOWN = ("principal", "action", "before", "after", "layer", "recorded", "calls", "keys lacking")
KEPT = 20  # parts that were counted, before they are put together
ALLOWED = "allowed"


class Replay:
    """What came of a replay. `counted` has every group of equal calls, with how many they are.

    In a notebook it shows the groups that change. `recorded` is what came of them then.
    """

    def __init__(self, counted: "pandas.DataFrame", replaying: Replaying) -> None:
        self.counted, self._replaying = counted, replaying

    @property
    def calls(self) -> int:
        """How many records were read."""
        return int(self.counted["calls"].sum())

    def frame(self) -> "pandas.DataFrame":
        """The groups that are newly denied or allowed, the most calls first, with the layer.

        The layer is the one that denies: now where they are newly denied, before where they were.
        `keys lacking` are context keys that policies look for and the record does not tell.
        """
        return self._changed.loc[:, list(SHOWN)].copy()

    @property
    def newly_denied(self) -> "pandas.DataFrame":
        """The groups that were allowed and would be denied."""
        return self._where(self._changed["before"] == ALLOWED)

    @property
    def newly_allowed(self) -> "pandas.DataFrame":
        """The groups that were denied and would be allowed."""
        return self._where(self._changed["after"] == ALLOWED)

    @property
    def not_asked(self) -> "pandas.DataFrame":
        """What could not be asked in one of the clouds or both, and why."""
        asked = (self.counted["before"] != NOT_ASKED) & (self.counted["after"] != NOT_ASKED)
        columns = ["principal", "call", "problem", "calls"]
        return self.counted.loc[~asked, columns].reset_index(drop=True)

    @property
    def unlike_the_record(self) -> "pandas.DataFrame":
        """Where the cloud before decides otherwise than AWS did: what its answers are worth."""
        then, told = self.counted["before"] == ALLOWED, self.counted["recorded"]
        asked = self.counted["before"] != NOT_ASKED
        unlike = (then & (told == "denied")) | (asked & ~then & (told == "succeeded"))
        columns = ["principal", "call", "action", "before", "recorded", "calls"]
        return self.counted.loc[unlike, columns].reset_index(drop=True)

    def evaluation(self, row: int) -> Evaluation:
        """The trace, in the cloud after, of the first call of a row of `frame()`.

        Raises QuestionError for a row that is not there.
        """
        return self._evaluation(self._row(row), after=True)

    def evaluation_before(self, row: int) -> Evaluation:
        """The same in the cloud before."""
        return self._evaluation(self._row(row), after=False)

    def _row(self, row: int) -> Any:
        if row not in self._changed.index:
            raise QuestionError(f"no row {row!r:.20}; there are {len(self._changed)}, from 0 on")
        return self._changed.loc[row]

    def _evaluation(self, row: Any, *, after: bool) -> Evaluation:
        call = self._replaying.calls.call(json.loads(row["example"]))
        asked = self._replaying.decisions(after=after).asked(call)
        return decided(next(each.gates for each in asked if each.action == row["action"]))

    @cached_property
    def _changed(self) -> "pandas.DataFrame":
        """Every changed group; its layer and the keys from the trace of its first call."""
        then, now = self.counted["before"], self.counted["after"]
        asked = (then != NOT_ASKED) & (now != NOT_ASKED)
        changed = self.counted[asked & ((then == ALLOWED) != (now == ALLOWED))]
        changed = changed.sort_values("calls", ascending=False, kind="stable", ignore_index=True)
        denials = [self._denial(row) for _, row in changed.iterrows()]
        changed["layer"] = [str(next(iter(each.layers), "")) for each in denials]
        changed["keys lacking"] = [_keys(each) for each in denials]
        return changed

    def _denial(self, row: Any) -> Evaluation:
        return self._evaluation(row, after=row["before"] == ALLOWED)

    def _where(self, chosen: "pandas.Series[bool]") -> "pandas.DataFrame":
        return self._changed.loc[chosen, list(SHOWN)]

    def __repr__(self) -> str:
        from .replay_shown import text

        return text(self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        from .replay_shown import html, text

        return {"text/plain": text(self), "text/html": html(self)}


def _keys(evaluation: Evaluation) -> str:
    return ", ".join(sorted(set(keys_of_parameters(evaluation.trace))))


def replay(trail: Any, before: Cloud, after: Cloud, *, progress: Progress | None = None) -> Replay:
    """Decides every recorded call under the policies of two clouds, and says where they differ.

    `trail` is a cloud or its `trail`, records, a DataFrame, log files or folders of them. It is
    read in parts, and memory does not grow with it. `progress` is told the share that is behind.
    Raises QuestionError for what is no trail, TrailError for a file that cannot be read.

    >>> from simlib import load_scenario
    >>> cloud = load_scenario("troubleshooting")
    >>> replay(cloud, cloud, cloud)
    6 recorded calls: none newly denied, none newly allowed.
    """
    for cloud in (before, after):
        if not isinstance(cloud, Cloud):
            raise QuestionError(f"expected a cloud, found {cloud!r:.60}; replay(trail, old, new)")
    replaying = Replaying(before, after)
    return Replay(merge_counted(_counted(trail, replaying, progress)), replaying)


def _counted(
    trail: Any, replaying: Replaying, progress: Progress | None
) -> "Iterable[pandas.DataFrame]":
    """Part by part, put together now and then, so that it stays small."""
    kept: list[pandas.DataFrame] = []
    for part in parts_of(trail):
        kept.append(replaying(part.records))
        if progress is not None:
            progress(part.share)
        if len(kept) >= KEPT:
            kept = [merge_counted(kept)]
    return kept
