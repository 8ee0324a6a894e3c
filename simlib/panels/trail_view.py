"""The trail as a panel: filter the records, open one to ask again, or paste a denial."""

from collections.abc import Iterable
from typing import Any

import ipywidgets as widgets

from ..analysis.asking_again import Again, ask_again
from ..analysis.trail_rows import Came, TrailFilter, TrailRow, records_in, trail_rows
from ..cloud.cloud import Cloud
from ..language.errors import SimlibError
from ..language.markup import in_a_list
from .progress import Progress
from .scene import Scene, as_scene
from .table_html import alert, counted, short_arn
from .trail_html import again_html, pages_of, trail_html
from .why_denied import WhyDenied
from .widget_base import HtmlWidget

__all__ = ["TrailView"]


class TrailView:
    """`TrailView(cloud)`, or `TrailView(trail, cloud)` for records from elsewhere.

    `rows` are what the filters leave. `open(number)` asks the record at that place again in the
    cloud as it is now; `again` is what came of it. `why_denied` is the field for pasting.
    `show(scene)` renews the panel for another scene.
    """

    def __init__(
        self,
        trail: Any,
        cloud: Cloud | Scene | None = None,
        *,
        progress: Progress | None = None,
    ) -> None:
        self.progress = progress or Progress("Reading the trail")
        own = trail if isinstance(trail, (Cloud, Scene)) else None
        source = cloud if cloud is not None else own
        self.scene = as_scene(source) if source is not None else None
        self._from_scene = own is not None
        self.again: Again | None = None
        self.problems, self.page, self._opened = "", 0, None
        self._build([] if progress else [self.progress.view])
        self._read(trail)

    _opened: int | None

    def _build(self, bars: list[Any]) -> None:
        self._filters = self._chosen()
        self.earlier, self.later = _button("Previous page"), _button("Next page")
        self.earlier.on_click(lambda _: self.turn(self.page - 1))
        self.later.on_click(lambda _: self.turn(self.page + 1))
        self._pages = widgets.HBox([self.earlier, self.later])
        self.table = HtmlWidget(on_point=self._point, label="Trail")
        self.trace = HtmlWidget(label="The record asked again")
        self.why_denied = WhyDenied(self.scene)
        columns = "repeat(auto-fit, minmax(min(19em, 100%), 1fr))"
        grid = widgets.Layout(grid_template_columns=columns, width="100%")
        filters = widgets.GridBox(self._filters, layout=grid)
        parts = [filters, *bars, self.table, self._pages, self.trace, self.why_denied.view]
        self.view = widgets.VBox(parts)

    def _chosen(self) -> list[Any]:
        """The filters, in the order of `TrailFilter`."""
        self.who, self.event = _choice("Who"), _choice("Event")
        self.came = _choice("Came of it", [(str(each), str(each)) for each in Came])
        told = {"style": _STYLE, "layout": _layout()}
        self.resource = widgets.Text(description="Resource", placeholder="part of an ARN", **told)
        orders = [("newest first", True), ("oldest first", False)]
        self.order = widgets.Dropdown(options=orders, description="Order", **told)
        filters = [self.who, self.event, self.came, self.resource, self.order]
        for each in filters:
            each.observe(lambda _: self.turn(0), "value")
        return filters

    def _read(self, trail: Any) -> None:
        if isinstance(trail, Scene):
            trail = trail.cloud
        try:
            self.records, self.problems = records_in(trail), ""
        except SimlibError as error:
            self.records, self.problems = [], str(error)
        steps = self.progress.over(self.records, len(self.records))
        self.all_rows = trail_rows(steps)
        _offer(self.who, [(in_a_list(short_arn(row.who), 40), row.who) for row in self.all_rows])
        _offer(self.event, [(in_a_list(row.event, 40), row.event) for row in self.all_rows])
        self.turn(0)

    def show(self, scene: Scene) -> None:
        """The panel for another scene; records from elsewhere stay."""
        self.scene = self.why_denied.scene = scene
        if self._from_scene:
            self._read(scene)

    @property
    def rows(self) -> list[TrailRow]:
        """The rows that the filters leave, in the chosen order."""
        chosen = TrailFilter(*(each.value for each in self._filters))
        return chosen.of(self.all_rows)

    def turn(self, page: int) -> None:
        """Shows this page of the rows that the filters leave."""
        rows = self.rows
        last = pages_of(rows) - 1
        self.page = min(max(page, 0), last)
        self.earlier.disabled, self.later.disabled = self.page == 0, self.page == last
        self._pages.layout.display = "" if last else "none"
        table = trail_html(rows, self.page, len(self.records), self._opened)
        self.table.value = alert(self.problems) if self.problems else table

    def open(self, number: int) -> Again | None:
        """Asks the record at this place of the trail again, and shows what comes of it."""
        self._opened = number
        self.turn(self.page)
        try:
            cloud = self.scene.trial if self.scene is not None else None
            self.again = ask_again(cloud, self.records[number])
            self.trace.value = again_html(self.again)
        except SimlibError as error:
            self.again, self.trace.value = None, alert(str(error))
        return self.again

    def _point(self, at: str) -> None:
        self.open(int(at.rpartition(":")[2]))

    def __repr__(self) -> str:
        found = f"{len(self.rows):,} of {counted(len(self.records), 'record')}"
        opened = f"\n{self.again.comparison}" if self.again else ""
        return f"TrailView: {self.problems or found}{opened}"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return dict(self.view._repr_mimebundle_()) | {"text/plain": repr(self)}


_STYLE = {"description_width": "6em"}


def _layout() -> widgets.Layout:
    return widgets.Layout(width="auto")


def _choice(name: str, offered: Iterable[tuple[str, str]] = ()) -> widgets.Dropdown:
    options = [("all", ""), *offered]
    return widgets.Dropdown(options=options, description=name, style=_STYLE, layout=_layout())


def _offer(choice: widgets.Dropdown, offered: Iterable[tuple[str, str]]) -> None:
    """What there is, sorted; the choice that was made stays where it still can."""
    before, options = choice.value, [("all", ""), *sorted(set(offered))]
    choice.options = options
    choice.value = before if before in [value for _, value in options] else ""


def _button(name: str) -> widgets.Button:
    return widgets.Button(description=name)
