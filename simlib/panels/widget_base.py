"""What the panels' own widgets are made of: an anywidget where it can be had, else plain widgets.

The scripts lie beside this module under `static/`, and are read when the first widget is made.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import traitlets

try:
    import anywidget
except ImportError:
    anywidget = None  # type: ignore[assignment]

__all__ = ["ChoiceWidget", "HtmlWidget", "TextWidget", "has_anywidget", "static"]

_STATIC = Path(__file__).parent / "static"
has_anywidget = anywidget is not None


@cache
def static(name: str) -> str:
    """A script or a style sheet of the panels."""
    return (_STATIC / name).read_text(encoding="utf-8")


if anywidget is not None:

    class TextWidget(anywidget.AnyWidget):
        """A text that is edited in the browser."""

        _esm = traitlets.Unicode().tag(sync=True)
        _css = traitlets.Unicode().tag(sync=True)
        value = traitlets.Unicode().tag(sync=True)
        label = traitlets.Unicode().tag(sync=True)

        def __init__(self, **told: Any) -> None:
            super().__init__(_esm=static("policy_editor.js"), _css=static("panels.css"), **told)

    class ChoiceWidget(anywidget.AnyWidget):
        """One of many from a list that Python searches; `shown` is what the field says."""

        _esm = traitlets.Unicode().tag(sync=True)
        _css = traitlets.Unicode().tag(sync=True)
        value = traitlets.Unicode().tag(sync=True)
        shown = traitlets.Unicode().tag(sync=True)
        label = traitlets.Unicode().tag(sync=True)
        told = traitlets.Unicode().tag(sync=True)
        problem = traitlets.Unicode().tag(sync=True)

        def __init__(self, **told: Any) -> None:
            script = static("holding.js") + static("choice.js")
            super().__init__(_esm=script, _css=static("panels.css"), **told)

    class HtmlWidget(anywidget.AnyWidget):
        """A piece of HTML from Python in which things can be pointed at.

        Whatever carries `data-point` calls `on_point` with its value, clicked or by the keyboard.
        """

        _esm = traitlets.Unicode().tag(sync=True)
        _css = traitlets.Unicode().tag(sync=True)
        value = traitlets.Unicode().tag(sync=True)
        label = traitlets.Unicode().tag(sync=True)

        def __init__(
            self, on_point: Callable[[str], object] = lambda at: None, **told: Any
        ) -> None:
            self.on_point = on_point
            script = static("holding.js") + static("pointing.js")
            super().__init__(_esm=script, _css=static("panels.css"), **told)
            self.on_msg(self._heard)

        def _heard(self, _: Any, content: Any, __: Any) -> None:
            if isinstance(content, dict) and content.get("event") == "point":
                self.on_point(str(content.get("at", "")))

        def __repr__(self) -> str:
            return f"HtmlWidget: {self.label}"

else:

    class TextWidget(widgets.Textarea):  # type: ignore[no-redef, misc]
        """A plain text area: the same attributes, no colours."""

        label = traitlets.Unicode()

        def __init__(self, **told: Any) -> None:
            super().__init__(**told)
            self.description = self.label
            self.rows = min(max(self.value.count("\n") + 2, 8), 24)
            self.layout = widgets.Layout(width="calc(100% - 6px)")
            self.style.description_width = "initial"
            self.add_class("simlib-plain")

    class ChoiceWidget(widgets.VBox):  # type: ignore[no-redef, misc]
        """A plain combination box: the same attributes, no groups."""

        value = traitlets.Unicode()
        shown = traitlets.Unicode()
        label = traitlets.Unicode()
        told = traitlets.Unicode()
        problem = traitlets.Unicode()

        def __init__(self, **told: Any) -> None:
            self.box = widgets.Combobox(
                continuous_update=False, layout=widgets.Layout(width="calc(100% - 6px)")
            )
            self.note = widgets.Label()
            super().__init__([self.box, self.note], **told)
            self.add_class("simlib-plain")
            traitlets.link((self, "value"), (self.box, "value"))
            traitlets.dlink((self, "label"), (self.box, "description"))
            self.observe(self._note, ["told", "problem"])

        def _note(self, _: Any) -> None:
            self.note.value = self.problem or self.told

    class HtmlWidget(widgets.VBox):  # type: ignore[no-redef, misc]
        """Plain HTML with the panels' look: the same attributes, nothing can be pointed at."""

        value = traitlets.Unicode()
        label = traitlets.Unicode()

        def __init__(
            self, on_point: Callable[[str], object] = lambda at: None, **told: Any
        ) -> None:
            self.on_point = on_point
            html, look = widgets.HTML(), widgets.HTML(f"<style>{static('panels.css')}</style>")
            super().__init__([look, html], **told)
            traitlets.dlink((self, "value"), (html, "value"))
            html.add_class("simlib-view")
