"""The policy editor where anywidget is missing: a text area, buttons, and the findings below."""

from collections.abc import Callable
from typing import Protocol

import ipywidgets as widgets

from ..language.markup import shown
from .widget_base import static

__all__ = ["plain_view"]


class Editor(Protocol):
    """What the view needs of the editor, which is the text area."""

    listed: str
    summary: str
    buttons: dict[str, Callable[[], None]]

    def observe(self, handler: Callable[[object], None], names: list[str]) -> None:
        """Calls the handler when one of the traits changes."""


def plain_view(editor: Editor) -> widgets.VBox:
    """The text area with its buttons, and under it what was found in the text."""
    said = widgets.HTML()
    style = f"<style>{static('panels.css')}</style>"

    def show(_: object = None) -> None:
        status = f'<div class="simlib-editor-status" role="status">{shown(editor.summary)}</div>'
        found = f'<div class="simlib-editor-findings">{editor.listed}</div>'
        said.value = f'{style}<div class="simlib-editor">{status}{found}</div>'

    editor.observe(show, ["summary", "listed"])
    show()
    buttons = [_button(name, act) for name, act in editor.buttons.items()]
    row = widgets.HBox(buttons, layout=widgets.Layout(flex_flow="row wrap"))
    return widgets.VBox([editor, row, said])


def _button(name: str, act: Callable[[], None]) -> widgets.Button:
    button = widgets.Button(description=name, layout=widgets.Layout(width="auto"))
    button.on_click(lambda _: act())
    return button
