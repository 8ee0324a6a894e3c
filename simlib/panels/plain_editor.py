"""The policy editor where anywidget is missing: a text area, buttons, and the findings below."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Protocol

import ipywidgets as widgets

from ..language.markup import shown
from .widget_base import static

__all__ = ["plain_view"]


class Editor(Protocol):
    """What the view needs of the editor, which is the text area."""

    findings: list[dict[str, Any]]
    listed: str
    summary: str
    buttons: dict[str, Callable[[], None]]

    def mend(self, number: int) -> None:
        """Makes the edits of one finding."""

    def observe(self, handler: Callable[[object], None], names: list[str]) -> None:
        """Calls the handler when one of the traits changes."""


def plain_view(editor: Editor) -> widgets.VBox:
    """The text area with its buttons, and under it what was found in the text."""
    said, mends = widgets.HTML(), _row()
    style = f"<style>{static('panels.css')}</style>"

    def show(_: object = None) -> None:
        status = f'<div class="simlib-editor-status" role="status">{shown(editor.summary)}</div>'
        found = f'<div class="simlib-editor-findings">{editor.listed}</div>'
        said.value = f'{style}<div class="simlib-editor">{status}{found}</div>'
        mends.children = tuple(_mends(editor))

    editor.observe(show, ["summary", "listed", "findings"])
    show()
    row = _row(_button(name, act) for name, act in editor.buttons.items())
    return widgets.VBox([editor, row, said, mends])


def _mends(editor: Editor) -> Iterator[widgets.Button]:
    for number, found in enumerate(editor.findings):
        if found["mends"]:
            name = f"Mend line {found['line']}: {found['name']}"
            yield _button(name, partial(editor.mend, number))


def _row(buttons: Iterable[widgets.Button] = ()) -> widgets.HBox:
    return widgets.HBox(tuple(buttons), layout=widgets.Layout(flex_flow="row wrap"))


def _button(name: str, act: Callable[[], None]) -> widgets.Button:
    button = widgets.Button(description=name, layout=widgets.Layout(width="auto"))
    button.on_click(lambda _: act())
    return button
