"""A replay as a panel: a bar while a trail is read, then the calls that change and their traces."""

from typing import Any

import ipywidgets as widgets
from IPython import get_ipython
from IPython.display import display

from ..analysis.replaying import Replay, replay
from ..cloud.cloud import Cloud
from ..evaluation.evaluate import Evaluation
from ..language.errors import SimlibError
from ..trace.html import html
from .progress import Progress
from .replay_html import replay_html
from .table_html import alert
from .widget_base import HtmlWidget

__all__ = ["ReplayView"]


class ReplayView:
    """`ReplayView(trail, before, after)`: what `replay` takes, with a bar while it is decided.

    `found` is the `Replay`, None where there is a problem. `open(row)` shows the trace of a row in
    the cloud after; `evaluation` is that row's.
    """

    def __init__(self, trail: Any, before: Cloud, after: Cloud) -> None:
        self.progress = Progress("Replaying")
        self.found: Replay | None = None
        self.evaluation: Evaluation | None = None
        self.problems = ""
        self.table = HtmlWidget(on_point=self._point, label="Calls that change")
        self.trace = HtmlWidget(label="Trace of the row")
        self.view = widgets.VBox([self.table, self.trace])
        self._run(trail, before, after)

    def _run(self, trail: Any, before: Cloud, after: Cloud) -> None:
        if get_ipython() is not None:
            display(self.progress.view)  # type: ignore[no-untyped-call]
        try:
            self.found = replay(trail, before, after, progress=self.progress.reached)
        except SimlibError as error:
            self.problems = str(error)
        self.progress.reached(1)
        self._draw()

    def _draw(self, opened: int | None = None) -> None:
        found = self.found
        self.table.value = replay_html(found, opened) if found else alert(self.problems)

    def open(self, row: int) -> Evaluation | None:
        """Shows the trace of a row of `found.frame()`; None, and why, where there is none."""
        self.evaluation = None
        if self.found is None:
            return None
        self._draw(row)
        try:
            self.evaluation = self.found.evaluation(row)
            self.trace.value = html(self.evaluation.trace)
        except SimlibError as error:
            self.trace.value = alert(str(error))
        return self.evaluation

    def _point(self, at: str) -> None:
        self.open(int(at.rpartition(":")[2]))

    def __repr__(self) -> str:
        return f"ReplayView: {self.problems or self.found!r}"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return dict(self.view._repr_mimebundle_()) | {"text/plain": repr(self)}
