"""The panel of a lesson: the request in a row above, a policy beside its trace.

What is rarely changed of a request is folded away.
"""

from typing import Any

import ipywidgets as widgets

from ..evaluation.evaluate import Evaluation
from .trial_panel import TrialPanel, side_by_side
from .widget_base import HtmlWidget

__all__ = ["LessonPanel"]

_ANEW = "You have changed the question. Fire it to see its verdict."
_MORE = "Where from, when, and with which context keys"


class LessonPanel(TrialPanel):
    """A trial in the room that a lesson has; `title_html` stands above the policy.

    `below` is room for more under the editor.
    """

    title_html = ""

    def _layout(self) -> widgets.Widget:
        principal, action, resource, *around = self.form.fields
        more = _fold(_MORE, widgets.VBox([_row(*around), self.form.keys.view]))
        request = widgets.VBox([_row(principal, action, resource), self.form.needs, *more])
        request.add_class("simlib-form")
        self.below = widgets.VBox()
        self.title = HtmlWidget(value=self.title_html, label="The policy and who has it")
        tried = side_by_side([self.title, self.editor.view, self.below], [self.trace.view])
        panel = widgets.VBox([request, tried])
        panel.add_class("simlib-lesson")
        return panel

    def _begin(self) -> None:
        super()._begin()
        self.form.on_change = self._asked_anew

    def _asked_anew(self) -> None:
        self._keep()
        self.trace.grey(_ANEW)

    def ask(self, **parts: Any) -> Evaluation | None:
        """Changes parts of the question and fires, as often as its cell is run: it is not kept."""
        name, self._kept_as = self._kept_as, None
        try:
            return super().ask(**parts)
        finally:
            self._kept_as = name

    def _fired(self) -> None:
        if not self.problems:
            self.form.scene = self.scene


def _fold(title: str, inside: widgets.Widget) -> list[widgets.Widget]:
    """A button, and what it shows and hides; to an Accordion's title no keyboard comes."""
    button = widgets.ToggleButton(description=title, layout=widgets.Layout(width="max-content"))

    def turn(_: object = None) -> None:
        inside.layout.display = None if button.value else "none"
        button.icon = "caret-down" if button.value else "caret-right"

    button.observe(turn, "value")
    turn()
    return [button, inside]


def _row(*fields: widgets.Widget) -> widgets.Widget:
    row = widgets.Box(fields)
    row.add_class("simlib-form-row")
    return row
