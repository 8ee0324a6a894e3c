"""The instructor's view of a workshop: the learners' homes, read again while it is shown."""

import asyncio
import time
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from threading import Lock
from typing import Any

import ipywidgets as widgets

from ..panels.table_html import alert
from ..panels.widget_base import HtmlWidget
from .learner import State
from .room import Room
from .room_files import RoomFiles
from .room_html import room_html

__all__ = ["Workshop", "workshop"]

SHOWN: dict[str, Iterable[State]] = {
    "all": tuple(State),
    "stuck or quiet": (State.STUCK, State.QUIET),
    "not begun or away": (State.NOT_BEGUN, State.AWAY),
}


class Workshop:
    """`workshop(folder)`: who is where, who is stuck, what is failed most and on which request.

    `room` is what was read last. `opened` is the exercise that is looked into, `listed` which
    learners are listed. While the panel is seen, the folder is read again every `every` seconds.
    """

    def __init__(
        self,
        folder: str | Path,
        *,
        without: Collection[str] = (),
        every: float = 15,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._files, self._clock, self._lock = RoomFiles(Path(folder), without), clock, Lock()
        self._loop = _running_loop()
        self.every, self.opened, self.problems = every, "", ""
        self.room = Room((), clock())
        self._make()
        self.refresh()

    def _make(self) -> None:
        self.button = widgets.Button(description="Refresh", icon="refresh")
        self.automatic = widgets.Checkbox(
            True, description=f"every {self.every:g} s", indent=False, layout={"width": "auto"}
        )
        self.shown = widgets.Dropdown(options=list(SHOWN), description="Learners:")
        self.html = HtmlWidget(on_point=self.look_into, label="The room")
        row = widgets.HBox([self.button, self.automatic, self.shown])
        self.view = widgets.VBox([row, self.html])
        self.button.on_click(lambda _: self.refresh())
        self.shown.observe(lambda _: self.draw(), "value")
        self.html._view_count = 0  # counted from here on, and told
        self.html.observe(self._seen, "_view_count")

    @property
    def listed(self) -> str:
        """Which learners are listed: one of `SHOWN`."""
        return str(self.shown.value)

    @listed.setter
    def listed(self, which: str) -> None:
        self.shown.value = which

    def look_into(self, exercise: str) -> None:
        """Opens an exercise, or closes it."""
        self.opened = "" if exercise == self.opened else exercise
        self.draw(unfolded=True)

    def refresh(self) -> None:
        """Reads what has come and shows it; a folder that cannot be read is told of."""
        try:
            with self._lock:
                self.room, self.problems = self._files.room(self._clock()), ""
        except OSError as error:
            self.problems = f"The folder cannot be read: {error.strerror}."
        self.draw()

    def draw(self, *, unfolded: bool = False) -> None:
        """Shows the room as it was read last; `unfolded` opens the lesson that is looked into."""
        problem = alert(self.problems) if self.problems else ""
        states = SHOWN[self.listed]
        self.html.value = problem + room_html(self.room, self.opened, states, unfolded=unfolded)

    def _seen(self, change: Any) -> None:
        """The first view of it has come: from now on it is kept fresh."""
        if change["new"] and not change["old"] and self._loop is not None:
            asyncio.run_coroutine_threadsafe(self._keep_fresh(), self._loop)

    async def _keep_fresh(self) -> None:
        while self.html._view_count:
            await asyncio.sleep(self.every)
            if self.automatic.value and self.html._view_count:
                await asyncio.to_thread(self.refresh)

    def to_csv(self, path: str | Path) -> str:
        """Writes the learners as a CSV file and says what came of it. Raises nothing."""
        try:
            Path(path).write_text(self.room.csv(), encoding="utf-8", newline="")
        except OSError as error:
            return f"{path} could not be written: {error.strerror or error}."
        return f"{path} has {len(self.room.learners)} rows, one for each learner."

    def __repr__(self) -> str:
        return f"Workshop: {self.problems or repr(self.room)}"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return dict(self.view._repr_mimebundle_()) | {"text/plain": repr(self)}


def _running_loop() -> asyncio.AbstractEventLoop | None:
    """The kernel's; outside of one nothing is shown that had to be kept fresh."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def workshop(
    folder: str | Path,
    *,
    without: Collection[str] = (),
    every: float = 15,
    clock: Callable[[], float] = time.time,
) -> Workshop:
    """The room of a folder with a home for each learner, `folder/NAME/**/.simlib/progress.jsonl`.

    `without` names homes of nobody who learns. It is read again every so many seconds while it is
    shown. `clock` tells the time in seconds.
    """
    return Workshop(folder, without=without, every=every, clock=clock)
