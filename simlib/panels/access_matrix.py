"""The access matrix as a panel: choose who and what, see every decision, open a cell's trace."""

from typing import Any

import ipywidgets as widgets

from ..analysis.access_matrix import AccessMatrix as Matrix
from ..analysis.access_matrix import access_matrix
from ..cloud.askable import askers, region_of
from ..cloud.cloud import Cloud
from ..evaluation.evaluate import Evaluation
from ..language.errors import QuestionError, SimlibError
from ..language.markup import in_a_list
from ..trace.html import html
from .access_matrix_html import columns_of, matrix_html, summary
from .matrix_columns import ActionsOnOne, ResourcesForOne, quiet, renew
from .progress import Progress
from .scene import Asked, Scene, as_scene
from .table_html import alert, counted, named
from .widget_base import HtmlWidget

__all__ = ["AccessMatrix"]

FIRST = 40  # principals that are chosen at first
MOST = 6000  # cells that a browser shows at once without delay

HINT = (
    '<div style="margin-left:7.5em;line-height:1.4">'
    "Ctrl or Shift with a click, or Shift with the arrow keys, chooses several.</div>"
)


class AccessMatrix:
    """`AccessMatrix(cloud)`: principals by actions on one resource, or by resources.

    `matrix` is what is shown, as data; `frame()` as a DataFrame. `open("Alice", action, resource)`
    shows a cell's trace; `evaluation` is that cell's. `show(scene)` renews it for another scene.
    """

    def __init__(self, source: Cloud | Scene, *, progress: Progress | None = None) -> None:
        self.scene, self.progress = as_scene(source), progress or Progress("Deciding")
        self.matrix = Matrix()
        self.evaluation: Evaluation | None = None
        self.problems = ""
        self._opened = ""
        self._build([] if progress else [self.progress.view])

    def _build(self, bars: list[Any]) -> None:
        self.table = HtmlWidget(on_point=self._point, label="Access matrix")
        self.trace = HtmlWidget(label="Trace of the cell")
        choosers = self._chosen(self.scene.cloud)
        self.view = widgets.VBox([choosers, *bars, self.table, self.trace])
        self._arranged()

    def _chosen(self, cloud: Cloud) -> widgets.Box:
        """Who on the left, what on the right; one under the other where it is narrow."""
        self._first, self.principals = tuple[str, ...](), _principals()
        self._offer_principals(cloud)
        self.by_action = ActionsOnOne(cloud, self.show)
        self.by_resource = ResourcesForOne(cloud, self.show)
        self.columns = _columns([self.by_action, self.by_resource])
        self.columns.observe(lambda _: self._arranged(), "value")
        self.principals.observe(self._chose, "value")
        who = [self.principals, widgets.HTML(HINT)]
        left = widgets.VBox(who, layout=widgets.Layout(flex="1 1 20em"))
        self._choosers = widgets.VBox(layout=widgets.Layout(flex="1 1 24em"))
        row = widgets.Layout(display="flex", flex_flow="row wrap", width="100%")
        return widgets.Box([left, self._choosers], layout=row)

    def _arranged(self) -> None:
        self._choosers.children = (self.columns, self.columns.value.view)
        self.show()

    def _chose(self, _: Any) -> None:
        self.show()

    def _offer_principals(self, cloud: Cloud) -> None:
        self._offered = cloud.state
        self._names = {each.who: each.label for each in askers(cloud.state)}
        options = [(in_a_list(label), who) for who, label in self._names.items()]
        first = tuple(self._names)[:FIRST]
        self._first = renew(self.principals, options, first, self._first)

    def _offer(self, cloud: Cloud) -> None:
        """Offers what is in another cloud; what is chosen and still there stays chosen."""
        if cloud.state is self._offered:
            return
        with quiet(self.principals, self._chose):
            self._offer_principals(cloud)
        for columns in (self.by_action, self.by_resource):
            columns.offer(cloud)

    def show(self, scene: Scene | None = None) -> Matrix:
        """Decides what is chosen, of this scene or another; the last good matrix stays."""
        self.scene = scene or self.scene
        try:
            self._offer(self.scene.trial)
            self.matrix, self.problems = self._decided(), ""
        except SimlibError as error:
            self.problems = str(error)
        self._opened = ""
        self._draw()
        return self.matrix

    def _decided(self) -> Matrix:
        who, (actions, resources) = tuple(self.principals.value), self.columns.value.chosen
        total = len(who) * len(actions) * len(resources)
        if total > MOST:
            cells = f"{counted(total, 'cell')} are more than the {MOST:,} shown here"
            raise QuestionError(f"{cells}; choose fewer, or ask `access_matrix` for a DataFrame")
        chosen = who, actions, resources
        return access_matrix(self.scene.trial, *chosen, progress=self.progress.over)

    def _draw(self) -> None:
        table = matrix_html(self.matrix, self._names, self._opened)
        stale = f'{alert(self.problems)}<div class="simlib-stale">{table}</div>'
        self.table.value = stale if self.problems else table

    def frame(self) -> Any:
        """What is shown, as a DataFrame."""
        return self.matrix.frame()

    def open(self, principal: str, action: str, resource: str = "*") -> Evaluation | None:
        """Shows the trace of one cell; None, and why, where it cannot be asked."""
        name = self._names.get(principal, principal)
        asked = f"{named(name, most=80)} asks for {named(action)} on {named(resource, most=100)}"
        try:
            region = region_of(self.scene.cloud.state, resource) or None
            self.evaluation = self.scene.evaluation(
                Asked(principal, action, resource, region=region)
            )
            shown = html(self.evaluation.trace)
        except SimlibError as error:
            self.evaluation, shown = None, alert(str(error))
        self.trace.value = f'<p class="simlib-asked">{asked}</p>{shown}'
        return self.evaluation

    def _point(self, at: str) -> None:
        row, column = (int(each) for each in at.split(":")[1:])
        self._opened = at
        self._draw()
        self.open(self.matrix.principals[row], *columns_of(self.matrix)[column])

    def __repr__(self) -> str:
        return f"AccessMatrix: {self.problems or summary(self.matrix)}"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return dict(self.view._repr_mimebundle_()) | {"text/plain": repr(self)}


_WIDE = {"width": "calc(100% - 6px)"}
_STYLE = {"description_width": "7em"}


def _columns(kinds: list[Any]) -> widgets.Dropdown:
    options = [(kind.title, kind) for kind in kinds]
    wide = widgets.Layout(**_WIDE)
    return widgets.Dropdown(options=options, description="Columns", layout=wide, style=_STYLE)


def _principals() -> widgets.SelectMultiple:
    return widgets.SelectMultiple(
        description="Principals",
        rows=10,
        layout=widgets.Layout(**_WIDE),
        style=_STYLE,
    )
