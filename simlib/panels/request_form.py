"""The request form: who asks for what on which resource, from where and when, with which keys.

Everything can be picked, found by typing a part; what is wrong is said beside its field, and the
last good question stays.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import ipywidgets as widgets

from ..evaluation.request import ContextValue
from ..language.errors import PolicySyntaxError, SimlibError
from .asked_in_words import question_in_words
from .choice import Choice
from .context_rows import context_rows
from .first_question import first_question, kept_question
from .key_overrides import KeyOverrides
from .request_fields import RequestFields
from .required_actions import required_actions_html
from .scene import Asked, Scene
from .widget_base import HtmlWidget

__all__ = ["RequestForm"]


class RequestForm:
    """`RequestForm(scene)`: `asked` is the question, `problem` what keeps a newer one from it.

    `on_change` is called when there is another question, `on_fire` when it shall be answered. The
    `fields` can be set by their `value`, context keys by `keys.override(key, value)`.
    """

    def __init__(
        self,
        scene: Scene,
        asked: Asked | None = None,
        *,
        on_change: Callable[[], object] = lambda: None,
        on_fire: Callable[[], object] = lambda: None,
    ) -> None:
        self.on_change, self.on_fire = on_change, on_fire
        self._scene, self._asked = scene, asked or first_question(scene.cloud)
        self.fields = RequestFields(scene.cloud, self._changed, self.fire)
        self.keys = KeyOverrides(scene, self._asked, self._override, self.fire)
        self.needs = HtmlWidget(self._pointed, label="Actions that the operation asks for")
        self.view = self._layout()
        self._write(self._asked)

    def _layout(self) -> widgets.Widget:
        fields = self.fields
        self.button = widgets.Button(description="Fire the request", button_style="primary")
        self.button.on_click(lambda _: self.fire())
        around = widgets.Box([fields.region, fields.network, fields.time])
        around.add_class("simlib-form-row")
        view = widgets.VBox(
            [fields.principal, fields.action, self.needs, fields.resource, around, self.button,
             self.keys.view]
        )  # fmt: skip
        view.add_class("simlib-form")
        return view

    @property
    def asked(self) -> Asked:
        """The question: the last good one. Set, it is written into the fields."""
        return self._asked

    @asked.setter
    def asked(self, asked: Asked) -> None:
        self.fields.operation = ""
        self._write(asked)

    @property
    def scene(self) -> Scene:
        """Where the question is asked. In another scene, what still exists is kept."""
        return self._scene

    @scene.setter
    def scene(self, scene: Scene) -> None:
        asked = kept_question(self._asked, self._scene.cloud, scene.cloud)
        self._scene, self.fields.cloud = scene, scene.cloud
        self._write(asked)

    @property
    def problem(self) -> str:
        """What is wrong with the first field that something is wrong with."""
        return self._wrong.problem if self._wrong else ""

    @property
    def _wrong(self) -> Choice | None:
        return next((each for each in (*self.fields, self.keys.value) if each.problem), None)

    def fire(self) -> None:
        """As the button does, and Ctrl+Enter in any field. A field that is wrong is led to."""
        if self._wrong:
            self._wrong.focus()
        else:
            self.on_fire()

    def _write(self, asked: Asked) -> None:
        self.fields.write(asked)
        self._read(self.fields.principal, asked.context)

    def _changed(self, field: Choice) -> None:
        self._read(field, self.keys.context)

    def _read(self, changed: Choice, context: Mapping[str, ContextValue]) -> None:
        """Asks what stands in the fields, if it can be asked; else `changed` says why not."""
        parts = self.fields.read()
        try:
            if parts is not None:
                self._ask(Asked(**parts, context=context))
        except SimlibError as error:
            changed.problem = str(error)
        self.keys.grey(bool(self.problem))

    def _override(self, context: dict[str, ContextValue]) -> None:
        self._ask(replace(self._asked, context=context))

    def _ask(self, asked: Asked) -> None:
        """Takes a question on, if it can be asked. Raises SimlibError."""
        rows = context_rows(self._readable, asked)
        before, self._asked = self._asked, asked
        self.fields.tell(self._readable.caller(asked).session)
        self._show_needs()
        self.keys.show(self._readable, asked, rows)
        if asked != before:
            self.on_change()

    def _show_needs(self) -> None:
        self.needs.value = required_actions_html(self.fields.operation, self.fields.needed)
        self.needs.layout.display = None if self.needs.value else "none"

    @property
    def _readable(self) -> Scene:
        """The scene, without its drafts while one of them cannot be read."""
        try:
            _ = self._scene.trial
        except PolicySyntaxError:
            return Scene(self._scene.cloud)
        return self._scene

    def _pointed(self, at: str) -> None:
        self.fields.choose(int(at.removeprefix("need:")))

    def __repr__(self) -> str:
        asked = f"RequestForm: {question_in_words(self._scene.cloud, self._asked)}"
        return f"{asked}\nnot asked: {self.problem}" if self.problem else asked

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        bundle = dict(self.view._repr_mimebundle_())
        return bundle | {"text/plain": repr(self)}
